"""What changes services faits: the only doors, whoever asks. Each locks the épreuve first, so none crosses another."""

from imagin.actions.epreuve import ouvrir
from imagin.actions.passages import faire_passer
from imagin.actions.reception import recevoir
from imagin.actions.saisie import corriger, saisir

__all__ = ["corriger", "faire_passer", "ouvrir", "recevoir", "saisir"]
