"""Screens of the deliberation, in the order of the centre's work."""
