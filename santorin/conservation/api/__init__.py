"""Retention over the API (API-01, SEC-03)."""
