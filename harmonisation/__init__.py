"""Harmonisation."""
