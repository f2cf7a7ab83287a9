"""Délibération."""
