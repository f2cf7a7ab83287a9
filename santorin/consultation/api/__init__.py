"""Transmitted copies over the API (API-01)."""
