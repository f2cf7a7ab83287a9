"""The correction over the API (API-01)."""
