"""Screens of the coordinateur, in the order of the harmonisation's work."""
