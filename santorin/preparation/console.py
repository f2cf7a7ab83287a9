"""What the commands of the preparation share: who acts, and a compte rendu said on the terminal."""

from typing import TextIO

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Niveau

_PREFIXES = {Niveau.INFO: "", Niveau.ALERTE: "Attention : ", Niveau.ERREUR: "Erreur : "}


class Console(CompteRendu):
    """A compte rendu written line by line on `sortie`."""

    def __init__(self, sortie: TextIO, *, par: Utilisateur) -> None:
        super().__init__(par=par)
        self._sortie = sortie

    def noter(self, texte: str, niveau: Niveau = Niveau.INFO) -> None:
        super().noter(texte, niveau)
        self._sortie.write(f"{_PREFIXES[niveau]}{texte}\n")


def auteur(identifiant: str, epreuve: Epreuve, droit: Droit) -> Utilisateur:
    """The account in whose name a command acts on `epreuve`. Raises `Refus` when it has not the right there."""
    utilisateur = Utilisateur.objects.filter(username=identifiant, is_active=True).first()
    if utilisateur is None:
        raise Refus(f"Aucun compte actif «\u00a0{identifiant}\u00a0».")
    if not Epreuve.objects.pour(utilisateur, droit).filter(pk=epreuve.pk).exists():
        raise Refus(f"{identifiant} n’a pas le droit «\u00a0{droit.label}\u00a0» sur cette épreuve.")
    return utilisateur
