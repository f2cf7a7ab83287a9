"""Distribution over the API (API-01)."""
