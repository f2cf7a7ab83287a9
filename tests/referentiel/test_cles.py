"""Keys of the identifiers, on the customer's own examples."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from santorin.referentiel.cles import (
    LETTRES,
    anomalie_ine,
    anomalie_inscription,
    anomalie_numero_candidat,
    anomalie_uai,
    lettre_cle,
)
from santorin.referentiel.models import valider_uai
from santorin.referentiel.valeur import Valeur

CHIFFRES = "0123456789"


@pytest.mark.exigence("PRE-01")
@pytest.mark.parametrize("uai", ["0350059Z", "0783546F", "0951099D"])
def test_les_uai_du_client_sont_justes(uai):
    assert anomalie_uai(uai) is None


@pytest.mark.exigence("PRE-01")
@pytest.mark.parametrize(
    ("uai", "message"),
    [
        ("0350059A", "la lettre clé devrait être Z"),
        ("350059Z", "un code UAI a 7 chiffres et une lettre, par exemple 0350059Z"),
        ("0350059z", "un code UAI a 7 chiffres et une lettre, par exemple 0350059Z"),
        ("0350059Z\n", "un code UAI a 7 chiffres et une lettre, par exemple 0350059Z"),
        ("٠٣٥٠٠٥٩Z", "un code UAI a 7 chiffres et une lettre, par exemple 0350059Z"),
    ],
)
def test_un_uai_faux_dit_pourquoi(uai, message):
    assert anomalie_uai(uai) == message
    with pytest.raises(ValidationError, match=message[:20]):
        valider_uai(uai)


@pytest.mark.exigence("PRE-01")
@given(nombre=st.text(CHIFFRES, min_size=7, max_size=7), autre=st.sampled_from(LETTRES))
def test_une_seule_lettre_convient_a_un_numero(nombre, autre):
    juste = lettre_cle(nombre)
    assert (anomalie_uai(nombre + autre) is None) == (autre == juste)


@pytest.mark.exigence("PRE-01")
@given(nombre=st.text(CHIFFRES, min_size=10, max_size=10), autre=st.sampled_from(LETTRES))
def test_la_cle_d_un_ancien_ine_est_verifiee(nombre, autre):
    assert (anomalie_ine(nombre + autre) is None) == (autre == lettre_cle(nombre))


@pytest.mark.exigence("PRE-01")
@pytest.mark.parametrize(
    ("ine", "juste"),
    [
        ("123456789AB", True),
        ("1234A56789B", True),
        ("123456789A", False),
        ("", False),
        ("12345678901", False),
    ],
)
def test_la_forme_des_autres_ine_est_verifiee(ine, juste):
    assert (anomalie_ine(ine) is None) == juste


@pytest.mark.exigence("PRE-01")
@pytest.mark.parametrize(
    ("numero", "juste"), [("01950022359", True), ("11950022359", False), ("0195002235", False)]
)
def test_un_numero_de_candidat_a_onze_chiffres_et_commence_par_01(numero, juste):
    assert (anomalie_numero_candidat(numero) is None) == juste


@pytest.mark.exigence("PRE-01")
@pytest.mark.parametrize(("inscription", "juste"), [("002", True), ("2", False), ("0002", False)])
def test_un_numero_d_inscription_a_trois_chiffres(inscription, juste):
    assert (anomalie_inscription(inscription) is None) == juste


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize(("nombre", "code"), [(None, None), (Decimal(0), "AB")])
def test_une_note_est_un_nombre_ou_un_code_jamais_les_deux(nombre, code):
    with pytest.raises(ValueError, match="jamais les deux"):
        Valeur(nombre, code)


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (Valeur(Decimal("12.50")), "12,5"),
        (Valeur(Decimal("10.00")), "10"),
        (Valeur(Decimal(0)), "0"),
        (Valeur(Decimal("8.25")), "8,25"),
        (Valeur(code="AB"), "AB"),
    ],
)
def test_une_note_s_ecrit_a_la_francaise(valeur, texte):
    assert str(valeur) == texte


@pytest.mark.exigence("CYC-02")
def test_absent_n_est_pas_zero():
    assert Valeur(code="AB") != Valeur(Decimal(0))
