"""An épreuve whose copies are scanned, and its markers."""

import pytest
from django.utils import timezone

from tests.fabriques import (
    un_correcteur,
    un_etablissement,
    un_gestionnaire,
    un_sujet,
    une_composition,
    une_copie,
    une_epreuve,
    une_page,
)
from tests.fabriques.copies import octets_de_page

PAGE = octets_de_page("page")


@pytest.fixture
def epreuve(db):
    return une_epreuve(code="E51")


@pytest.fixture
def sujet(epreuve):
    return un_sujet(epreuve)


@pytest.fixture
def gestionnaire(epreuve):
    return un_gestionnaire(epreuve.academie)


@pytest.fixture
def acte(gestionnaire):
    """Who and when, for any action."""
    return {"par": gestionnaire, "le": timezone.now()}


@pytest.fixture
def lycees(epreuve):
    """Two établissements."""
    return [un_etablissement(uai=uai, academie=epreuve.academie) for uai in ("0350059Z", "0350020G")]


@pytest.fixture
def correcteurs(epreuve, lycees):
    """Three markers: one of each lycée, one of neither."""
    return [un_correcteur(epreuve, etablissement=lycee) for lycee in (*lycees, None)]


@pytest.fixture
def copies(epreuve, lycees):
    """Twelve scanned copies, six of each lycée."""
    return [
        une_page(une_copie(une_composition(epreuve, etablissement=lycees[rang % 2])), octets=PAGE).copie
        for rang in range(12)
    ]
