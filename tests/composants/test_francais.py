from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from santorin.referentiel.valeur import Valeur
from santorin.templatetags import francais

FINE, INSECABLE = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("valeur", "decimales", "texte"),
    [
        (0, None, "0"),
        (1234567, None, f"1{FINE}234{FINE}567"),
        (Decimal("1234.50"), None, f"1{FINE}234,5"),
        (Decimal("1E+3"), None, f"1{FINE}000"),
        (11.4166, 2, "11,42"),
        (11, 2, "11,00"),
        (-0.5, None, "-0,5"),
        (None, None, "–"),
    ],
)
def test_un_nombre_s_ecrit_a_la_francaise(valeur, decimales, texte):
    assert francais.nombre(valeur, decimales) == texte


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (Decimal("12.50"), "12,5"),
        (Decimal("20.00"), "20"),
        (Decimal("9.456"), "9,46"),
        (0, "0"),
        ("AB", "AB"),
        (Valeur(code="DI"), "DI"),
        (Valeur(nombre=Decimal("10.25")), "10,25"),
        (None, "–"),
        ("", "–"),
    ],
)
def test_une_note_est_un_nombre_ou_un_code(valeur, texte):
    assert francais.note(valeur) == texte


@pytest.mark.parametrize(
    ("octets", "texte"),
    [
        (0, f"0{INSECABLE}octet"),
        (1023, f"1{FINE}023{INSECABLE}octets"),
        (1024, f"1{INSECABLE}Ko"),
        (133120, f"130{INSECABLE}Ko"),
        (1024 * 1024 - 1, f"1{INSECABLE}Mo"),
        (1_500_000, f"1,4{INSECABLE}Mo"),
        (542 * 1024**2, f"542{INSECABLE}Mo"),
        (3 * 1024**4, f"3{INSECABLE}To"),
        (2000 * 1024**4, f"2{FINE}000{INSECABLE}To"),
        (None, "–"),
    ],
)
def test_une_taille_se_lit(octets, texte):
    assert francais.taille(octets) == texte


@pytest.mark.parametrize(
    ("valeur", "texte"),
    [
        (timedelta(seconds=6), f"6{INSECABLE}secondes"),
        (timedelta(seconds=1), f"1{INSECABLE}seconde"),
        (timedelta(milliseconds=200), f"moins d’une{INSECABLE}seconde"),
        (72, f"1{INSECABLE}minute 12{INSECABLE}secondes"),
        (60, f"1{INSECABLE}minute"),
        (3 * 3600 + 5, f"3{INSECABLE}heures"),
        (timedelta(days=1, hours=2, minutes=3), f"1{INSECABLE}jour 2{INSECABLE}heures"),
        (59.7, f"1{INSECABLE}minute"),
        (None, "–"),
    ],
)
def test_une_duree_se_lit(valeur, texte):
    assert francais.duree(valeur) == texte


@pytest.mark.parametrize(
    ("quantite", "mot", "texte"),
    [
        (0, "copie", f"0{INSECABLE}copie"),
        (1, "copie", f"1{INSECABLE}copie"),
        (Decimal("1.5"), "point", f"1,5{INSECABLE}point"),
        (2, "copie", f"2{INSECABLE}copies"),
        (1234, "lot verrouillé,lots verrouillés", f"1{FINE}234{INSECABLE}lots verrouillés"),
    ],
)
def test_le_pluriel_commence_a_deux(quantite, mot, texte):
    assert francais.pluriel(quantite, mot) == texte


def test_un_moment_est_a_l_heure_de_paris():
    assert francais.horodatage(datetime(2021, 6, 17, 7, 59, 27, tzinfo=UTC)) == "17/06/2021 09:59:27"
    assert francais.jour(datetime(2021, 6, 17, 22, 30, tzinfo=UTC)) == "18/06/2021"
    assert francais.jour(date(2021, 6, 17)) == "17/06/2021"
    assert francais.horodatage(None) == francais.jour(None) == "–"


@pytest.mark.parametrize(
    ("type_mime", "texte"),
    [("application/zip", "ZIP"), ("text/csv; charset=utf-8", "CSV"), ("image/tiff", "TIFF")],
)
def test_un_type_de_fichier_est_un_mot(type_mime, texte):
    assert francais.type_fichier(type_mime) == texte


def test_un_pourcentage_porte_son_signe():
    assert francais.pourcentage(62.4) == f"62{FINE}%"
    assert francais.pourcentage(None) == "–"


def test_un_montant_porte_ses_centimes_et_son_signe():
    assert francais.euros(Decimal(1200)) == f"1{FINE}200,00{INSECABLE}€"
    assert francais.euros(None) == "–"
