"""The dashboard over the API (API-01)."""
