"""Screens of the numérisation."""
