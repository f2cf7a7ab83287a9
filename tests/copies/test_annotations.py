"""Annotations shown, derived from their log."""

import uuid

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from santorin.copies.lectures import AnnotationPosee, annotations_courantes, annotations_par_page, appliquer
from santorin.copies.models import Annotation, Operation
from tests.fabriques import un_lot_corrige, une_epreuve, une_page

pytestmark = pytest.mark.exigence("COR-01")
COCHE = {"genre": "coche", "x": 0.5, "y": 0.5, "taille": 0.02, "couleur": "rouge"}


def _changement(correction, page, par, cle, contenu):
    return Annotation.objects.create(
        correction=correction,
        page=page,
        cle=cle,
        operation=Operation.POSER if contenu else Operation.RETIRER,
        contenu=contenu,
        le=timezone.now(),
        par=par,
    )


@pytest.mark.django_db
def test_ce_qui_est_montre_se_deduit_du_journal_des_changements(gestionnaire, django_assert_num_queries):
    correction = un_lot_corrige(une_epreuve(), "12").corrections.get()
    premiere, seconde = une_page(correction.copie, 1), une_page(correction.copie, 2)
    a, b, c = (uuid.uuid4() for _ in range(3))
    deplacee = COCHE | {"x": 0.6}
    for page, cle, contenu in (
        (premiere, a, COCHE),
        (premiere, b, COCHE),
        (seconde, c, COCHE),
        (premiere, b, None),
        (premiere, a, deplacee),
    ):
        _changement(correction, page, gestionnaire, cle, contenu)
    assert annotations_courantes(correction, premiere) == [AnnotationPosee(a, deplacee)]
    with django_assert_num_queries(1):
        par_page = annotations_par_page(correction)
    assert par_page == {
        premiere.pk: [AnnotationPosee(a, deplacee)],
        seconde.pk: [AnnotationPosee(c, COCHE)],
    }


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans())))
def test_une_annotation_est_montree_si_son_dernier_changement_la_pose(suite):
    posees = {}
    for cle, posee in suite:
        operation = Operation.POSER if posee else Operation.RETIRER
        appliquer(posees, Annotation(cle=cle, operation=operation, contenu={}))
    assert set(posees) == {cle for cle, posee in dict(suite).items() if posee}
