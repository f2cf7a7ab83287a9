"""The results through the API (API-01)."""
