"""A closed épreuve and the people around it."""

import resource
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from django.utils import timezone

from santorin.copies.actions import deverrouiller, verrouiller
from santorin.copies.models import Annotation, Copie, Note, Operation
from tests.fabriques import (
    un_candidat,
    un_chef,
    un_etablissement,
    un_gestionnaire,
    un_lot,
    une_composition,
    une_copie,
    une_correction,
    une_epreuve,
    une_page,
)

TOUT = {"export_annotations": True, "export_detail_notes": True, "export_appreciation": True}
ENCRE = {"genre": "encre", "points": [[0.2, 0.2], [0.4, 0.3]], "epaisseur": 0.003, "couleur": "rouge"}
COMMENTAIRE = "Référence exacte : « L’Étranger », cœur du sujet."
TEXTE = {
    "genre": "texte",
    "x": 0.1,
    "y": 0.1,
    "largeur": 0.4,
    "taille": 0.02,
    "couleur": "bleu",
    "texte": COMMENTAIRE,
}


@contextmanager
def disque_plein(octets):
    """The system refuses to let this process's files grow beyond that, as a full disk does."""
    limites = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, limites[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limites)


def acquitter(*compositions):
    """What Cyclades' acknowledgement leaves: the present version is the one it holds."""
    for note in Note.objects.filter(composition__in=compositions):
        note.version_acquittee = note.version
        note.save(update_fields=["version_acquittee"])


def annoter(correction, page, contenu, par):
    """One annotation put on a page."""
    Annotation.objects.create(
        correction=correction,
        page=page,
        cle="11111111-1111-4111-8111-111111111111"
        if contenu is ENCRE
        else "22222222-2222-4222-8222-222222222222",
        operation=Operation.POSER,
        contenu=contenu,
        le=timezone.now(),
        par=par,
    )


class Scene:
    """An épreuve whose copies are marked, locked and transmitted, as many as asked for."""

    def __init__(self, nature="ponctuelle", *, etablissement=None, academie=None, parametrage=None, pages=1):
        self.epreuve = une_epreuve(nature, academie=academie, parametrage=parametrage or TOUT)
        self.etablissement = etablissement or un_etablissement(academie=self.epreuve.academie)
        self.gestionnaire = un_gestionnaire(self.epreuve.academie)
        self.chef = un_chef(self.etablissement)
        self.lot = un_lot(self.epreuve)
        self.pages = pages

    def une_copie_corrigee(self, **candidat):
        """A marked copy with its pages and annotations; the lot is still open."""
        candidat.setdefault("etablissement", self.etablissement)
        composition = une_composition(self.epreuve, candidat=un_candidat(**candidat))
        copie = une_copie(composition)
        pages = [une_page(copie, numero) for numero in range(1, self.pages + 1)]
        correction = une_correction(
            copie, self.lot, points=("6", "4.5", "3"), appreciation="Un travail sérieux, nourri de lectures."
        )
        annoter(correction, pages[0], ENCRE, self.gestionnaire)
        annoter(correction, pages[0], TEXTE, self.gestionnaire)
        return composition

    def transmettre(self, *compositions):
        """Lock the lot; Cyclades acknowledges every mark."""
        verrouiller(self.lot, par=self.gestionnaire, le=timezone.now())
        acquitter(*compositions)

    def rouvrir(self):
        """COR-04."""
        deverrouiller(self.lot, motif="erreur de report", par=self.gestionnaire, le=timezone.now())


@pytest.fixture
def scene():
    """`scene(nature, …)` makes one."""
    return Scene


@pytest.fixture
def transmise(scene):
    """One transmitted copy: `transmise.composition`, `.copie`, `.epreuve`, `.gestionnaire`, `.chef`."""
    decor = scene()
    composition = decor.une_copie_corrigee()
    decor.transmettre(composition)
    composition.refresh_from_db()
    return SimpleNamespace(
        scene=decor,
        composition=composition,
        copie=Copie.objects.get(composition=composition),
        epreuve=decor.epreuve,
        gestionnaire=decor.gestionnaire,
        chef=decor.chef,
    )


@pytest.fixture
def classe(scene):
    """Two divisions, three copies, transmitted."""
    decor = scene()
    decor.compositions = [
        decor.une_copie_corrigee(nom="GUYLESTE", prenoms="Fazia", division="TCOM1"),
        decor.une_copie_corrigee(nom="LAVANDE", prenoms="Alexandre", division="TCOM2"),
        decor.une_copie_corrigee(nom="LE GOFF", prenoms="Maëlys Ŀ", division=""),
    ]
    decor.transmettre(*decor.compositions)
    return decor
