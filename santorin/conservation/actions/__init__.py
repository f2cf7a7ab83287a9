"""What is done about retention: periods and holds decided, data destroyed, a person's data exported (SEC-03)."""

from santorin.conservation.actions.archives import verser
from santorin.conservation.actions.decisions import choisir_duree, choisir_taux, lever_gel, poser_gel
from santorin.conservation.actions.export import exporter
from santorin.conservation.actions.purge import purger

__all__ = ["choisir_duree", "choisir_taux", "exporter", "lever_gel", "poser_gel", "purger", "verser"]
