"""Préparation over the API (API-01)."""
