"""Jobs for the tests of jobs: the worker of the tests knows them besides the project's own."""

import time

from django.core.files.base import ContentFile

from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def compter(compte_rendu: CompteRendu) -> None:
    """Count up to `jusqu_a`, `pause` seconds a step, then attach the proof."""
    jusqu_a = compte_rendu.parametres["jusqu_a"]
    for fait in range(1, jusqu_a + 1):
        compte_rendu.avancer(fait, jusqu_a)
        time.sleep(compte_rendu.parametres["pause"])
    compte_rendu.noter(f"Compté jusqu'à {jusqu_a}.")
    compte_rendu.joindre("preuve.txt", "text/plain", ContentFile(str(jusqu_a).encode()))


@travail
def copier(compte_rendu: CompteRendu) -> None:
    """Attach again the file given with the request."""
    with compte_rendu.piece("entree.txt") as piece:
        compte_rendu.joindre("sortie.txt", "text/plain", ContentFile(piece.read()))
