"""Addresses of the results: one module per kind of reader."""
