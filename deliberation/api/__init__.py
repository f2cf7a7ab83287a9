"""The juries and their acts, for other systems (API-01)."""
