"""The clôture over the API (API-01)."""
