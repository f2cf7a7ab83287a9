"""The worker's doors of the numérisation: printing answer sheets, reading a liasse (PRE-03, NUM-01)."""

import tempfile

from django.core.files import File
from django.utils import timezone

from santorin.copies.models import Epreuve
from santorin.numerisation.actions import lire_liasse
from santorin.numerisation.feuilles import ecrire_feuilles
from santorin.numerisation.lectures.feuilles import documents, titre
from santorin.numerisation.models import Liasse
from santorin.referentiel.accords import compter
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail


@travail
def imprimer(compte_rendu: CompteRendu) -> None:
    """PRE-03: one PDF of answer sheets per établissement; `parametres`: epreuve_id, pages, division ("" for all)."""
    parametres = compte_rendu.parametres
    epreuve = Epreuve.objects.select_related("session", "examen").get(pk=parametres["epreuve_id"])
    faits, total = 0, 0
    for document in documents(epreuve, pages=int(parametres["pages"]), division=str(parametres["division"])):
        with tempfile.TemporaryFile() as sortie:
            total += ecrire_feuilles(document.feuilles, sortie, titre=titre(epreuve))
            sortie.seek(0)
            compte_rendu.joindre(document.nom, "application/pdf", File(sortie, name=document.nom))
        faits += len(document.feuilles)
        compte_rendu.avancer(faits, document.sur)
    compte_rendu.noter(
        f"{compter(faits, 'candidat')}, {compter(total, 'page')}, fiches d’identité comprises."
    )


@travail
def lire(compte_rendu: CompteRendu) -> None:
    """NUM-01: read a liasse; `parametres`: liasse_id."""
    liasse = Liasse.objects.select_related("epreuve", "deposee_par").get(
        pk=compte_rendu.parametres["liasse_id"]
    )
    lire_liasse(
        liasse, par=compte_rendu.par or liasse.deposee_par, le=timezone.now(), compte_rendu=compte_rendu
    )
