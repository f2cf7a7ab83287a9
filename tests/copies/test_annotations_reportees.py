"""What a marker wrote on a page follows the page's new scan (NUM-02, COR-06)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from santorin.copies import actions
from santorin.copies.lectures import annotations_par_page
from santorin.copies.models import Annotation, Page
from santorin.correction.actions import integrer
from santorin.correction.echanges import Changements, Poser, Retirer
from santorin.correction.lectures.copies import pages_editees
from tests.correction.decor import un_lot_a_corriger
from tests.fabriques.copies import octets_de_page

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("NUM-02", "COR-06")]

COCHE = {"genre": "coche", "x": 0.5, "y": 0.25, "taille": 0.03, "couleur": "rouge"}
VU = {"genre": "vu", "x": 0.9, "y": 0.1, "taille": 0.03, "couleur": "rouge"}


@pytest.fixture
def decor():
    return un_lot_a_corriger(1, pages=2)


@pytest.fixture
def envoyer(decor, acte):
    """`envoyer(changement, …)`: a batch of a new editor of the marker, a moment after the last one."""

    def envoyer(*changements):
        acte["le"] += timedelta(seconds=1)
        lot = Changements(uuid4(), list(changements))
        return integrer(decor.premiere, recus=lot, par=decor.correcteur, le=acte["le"])

    return envoyer


def renumeriser(decor, acte, numero=1, texte="nouvelle"):
    return actions.deposer_page(decor.premiere.copie, numero, octets_de_page(texte), **acte)


def montrees(decor):
    """By number: the kinds of annotations shown, and whether they are to be checked."""
    pages = pages_editees(decor.premiere, "correction:page")
    return {p.numero: ([a.contenu["genre"] for a in p.annotations], p.reportee) for p in pages}


def test_les_annotations_passent_sur_la_nouvelle_image_et_sont_a_verifier(decor, envoyer, acte):
    ancienne = decor.premiere.copie.pages.get(numero=1)
    envoyer(Poser(1, ancienne.cle, uuid4(), COCHE), Poser(2, ancienne.cle, uuid4(), VU))
    assert montrees(decor) == {1: (["coche", "vu"], False), 2: ([], False)}
    nouvelle = renumeriser(decor, acte)
    assert montrees(decor) == {1: (["coche"], True), 2: ([], False)}
    # The former scan keeps what was on it, and the author is the marker, not the one who scanned.
    assert len(annotations_par_page(decor.premiere)[ancienne.pk]) == 2
    assert Annotation.objects.get(page=nouvelle).par == decor.correcteur
    envoyer(Poser(1, nouvelle.cle, uuid4(), VU))
    assert montrees(decor)[1] == (["coche", "vu"], False)


def test_une_annotation_retiree_avant_ne_revient_pas(decor, envoyer, acte):
    ancienne, cle = decor.premiere.copie.pages.get(numero=1), uuid4()
    envoyer(Poser(1, ancienne.cle, cle, COCHE), Retirer(2, cle))
    renumeriser(decor, acte)
    assert montrees(decor)[1] == ([], False)


def test_un_editeur_reste_ouvert_ecrit_sur_la_nouvelle_image(decor, envoyer, acte):
    ancienne, cle = decor.premiere.copie.pages.get(numero=1), uuid4()
    envoyer(Poser(1, ancienne.cle, cle, COCHE))
    version = decor.premiere.version
    nouvelle = renumeriser(decor, acte)
    reception = envoyer(Poser(1, ancienne.cle, uuid4(), COCHE))
    assert reception.avant > version  # the open editor reads the copy again
    assert [p.page for p in Annotation.objects.order_by("id")] == [ancienne, nouvelle, nouvelle]
    envoyer(Retirer(1, cle))
    assert montrees(decor)[1][0] == ["coche"]


def test_deux_nouvelles_images_de_suite_ne_perdent_ni_ne_doublent_rien(decor, envoyer, acte):
    envoyer(Poser(1, decor.premiere.copie.pages.get(numero=1).cle, uuid4(), COCHE))
    for texte in ("deux", "trois"):
        renumeriser(decor, acte, texte=texte)
    assert montrees(decor)[1] == (["coche"], True)
    assert Page.objects.filter(copie=decor.premiere.copie, numero=1).count() == 3


def test_l_editeur_dit_quelles_pages_sont_a_verifier(decor, envoyer, acte, client_de):
    envoyer(Poser(1, decor.premiere.copie.pages.get(numero=2).cle, uuid4(), COCHE))
    renumeriser(decor, acte, numero=2)
    page = client_de(decor.correcteur).get(decor.adresse()).content.decode()
    assert "Annotations reportées, à vérifier\u00a0: <span>2</span>" in page
