"""Jobs over the API (API-01)."""
