"""Cyclades: what it receives, what people do there, what it shows."""
