"""An épreuve with candidates, and its printed sheets scanned."""

import hashlib

import pytest
from django.utils import timezone

from santorin.numerisation.actions import annoncer, lire_liasse, recevoir
from santorin.numerisation.demandes import terminer
from santorin.numerisation.etats import EtatLiasse
from santorin.numerisation.models import Liasse
from santorin.numerisation.regles.liasses import MORCEAU
from santorin.traitements.compte_rendu import CompteRendu
from tests.fabriques import un_gestionnaire, une_composition, une_epreuve
from tests.numerisation.scans import des_feuilles, ecrire_dessus, imprimer, rasteriser

DPI = 110  # small images: what is tested here is the filing


def empreinte_de(octets):
    """What a sender announces: the SHA-256 of the SHA-256 of the pieces."""
    total = hashlib.sha256()
    for debut in range(0, len(octets), MORCEAU):
        total.update(hashlib.sha256(octets[debut : debut + MORCEAU]).digest())
    return total.hexdigest()


@pytest.fixture
def epreuve(db):
    return une_epreuve(code="E51")


@pytest.fixture
def gestionnaire(epreuve):
    return un_gestionnaire(epreuve.academie)


@pytest.fixture
def acte(gestionnaire):
    """Who and when, for any action."""
    return {"par": gestionnaire, "le": timezone.now()}


@pytest.fixture
def compositions(epreuve):
    """Three candidates."""
    return [une_composition(epreuve) for _ in range(3)]


@pytest.fixture
def feuilles(epreuve, compositions):
    """`feuilles[composition][n]`: written page n (from 1) of this candidate, as an image."""
    return {
        composition: pages_de(epreuve, composition, graine=rang)
        for rang, composition in enumerate(compositions)
    }


def pages_de(epreuve, composition, *, pages=2, graine=1, lignes=6):
    """The scanned pages of one candidate, by number."""
    pdf = imprimer(des_feuilles(pages=pages, epreuve=epreuve.pk, anonymats=[composition.anonymat]))
    images = rasteriser(pdf, DPI)
    return {
        numero: ecrire_dessus(image, lignes=lignes, graine=graine * 100 + numero) if lignes else image
        for numero, image in enumerate(images, start=1)
    }


@pytest.fixture
def deposer(epreuve, acte):
    """`deposer(octets, nom="scan.pdf")`: (liasse, compte rendu), sent by pieces then read in this process."""

    def deposer(octets, *, nom="scan.pdf", remplace=False):
        liasse = annoncer(
            epreuve, nom=nom, taille=len(octets), empreinte=empreinte_de(octets), remplace=remplace, **acte
        )
        if liasse.etat == EtatLiasse.ENVOI:
            for debut in range(0, len(octets), MORCEAU):
                recevoir(liasse, debut, octets[debut : debut + MORCEAU])
            terminer(liasse, **acte)
        compte_rendu = CompteRendu(par=acte["par"])
        liasse = Liasse.objects.select_related("epreuve").get(pk=liasse.pk)
        lire_liasse(liasse, compte_rendu=compte_rendu, **acte)
        return liasse, compte_rendu

    return deposer
