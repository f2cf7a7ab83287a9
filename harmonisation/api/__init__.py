"""The harmonisation over the API (API-01)."""
