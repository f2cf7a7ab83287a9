"""The harness itself: each of its refusals is seen refusing."""

import socket
import warnings

import pytest
from django.core.cache import cache
from django.db import connection
from django.template import Context, Engine, Template

from tests.harnais.gabarits import GABARITS, VariableIndefinie
from tests.harnais.prises import ReseauFerme


def _rendre(source: str, nom: str, **contexte: object) -> str:
    moteur = Engine.get_default()
    gabarit = Template(source, origin=None, name=nom, engine=moteur)
    for noeud in gabarit.nodelist.get_nodes_by_type(object):
        noeud.origin.name = nom
    return gabarit.render(Context(contexte))


NOTRE = str(GABARITS / "essai.html")
TIERS = "/ailleurs/admin/base.html"


def test_une_variable_indefinie_dans_nos_gabarits_est_une_faute():
    with pytest.raises(VariableIndefinie, match="candidat_nom"):
        _rendre("{{ candidat_nom }}", NOTRE)


def test_un_attribut_indefini_dans_nos_gabarits_est_une_faute():
    with pytest.raises(VariableIndefinie):
        _rendre("{% if vrai %}{{ copie.numero|upper }}{% endif %}", NOTRE, vrai=True, copie={})


def test_une_absence_prevue_n_est_pas_une_faute():
    source = "{{ titre|default:'sans' }}{% if erreur %}{{ erreur }}{% endif %}{% firstof a b 'c' %}"
    assert _rendre(source, NOTRE) == "sansc"


def test_les_gabarits_des_autres_gardent_le_comportement_de_django():
    assert _rendre("[{{ absent }}{{ autre|default:'x' }}{{ rien|length }}]", TIERS) == "[x0]"


@pytest.mark.gabarits_tolerants
def test_un_essai_peut_demander_la_tolerance():
    assert _rendre("[{{ candidat_nom }}]", NOTRE) == "[]"


@pytest.mark.parametrize("adresse", [("192.0.2.1", 80), ("93.184.216.34", 443)])
def test_aucune_connexion_ne_sort_de_la_machine(adresse):
    with socket.socket() as prise, pytest.raises(ReseauFerme):
        prise.connect(adresse)


def test_une_alerte_est_une_faute():
    with pytest.raises(DeprecationWarning):
        warnings.warn("ancien", DeprecationWarning, stacklevel=1)


def test_le_cache_d_un_essai_est_partage_dans_l_essai():
    assert cache.get("temoin") is None
    cache.set("temoin", 1)


def test_le_cache_d_un_essai_n_atteint_pas_le_suivant():
    assert cache.get("temoin") is None
    cache.set("temoin", 1)


@pytest.mark.django_db
def test_la_base_est_postgresql():
    with connection.cursor() as curseur:
        curseur.execute("SELECT current_database(), version()")
        nom, version = curseur.fetchone()
    assert nom.startswith("test_")
    assert version.startswith("PostgreSQL")
