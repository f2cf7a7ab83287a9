"""Addresses of the preparation and of the paramétrage."""
