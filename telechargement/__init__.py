"""Téléchargement."""
