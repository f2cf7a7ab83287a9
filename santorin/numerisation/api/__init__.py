"""Liasses over the API (API-01)."""
