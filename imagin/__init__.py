"""Imag'In."""
