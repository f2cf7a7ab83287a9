"""The CSV every list leaves in: read back by a reader, it says what the rows said."""

import csv
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santorin.editions.tableur import Etiquette, ecrire_csv

TEXTES = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\0"))


def relire(lignes):
    octets = b"".join(ecrire_csv(lignes))
    assert octets.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.exigence("IMA-02")
@pytest.mark.parametrize(
    ("cellule", "ecrite"),
    [
        ("GUYLESTE Fazia", "GUYLESTE Fazia"),
        ("Économie ; gestion", "Économie ; gestion"),
        ('dit « "Œuvre" »\nsur deux lignes', 'dit « "Œuvre" »\nsur deux lignes'),
        (Decimal("12.50"), "12,50"),
        (Decimal("-3.2"), "-3,2"),
        (Decimal("1E+3"), "1000"),
        (0.5, "0,5"),
        (1200, "1200"),
        (-4, "-4"),
        (True, "OUI"),
        (date(2027, 6, 17), "17/06/2027"),
        (datetime(2027, 6, 17, 22, 30, tzinfo=UTC), "18/06/2027 00:30:00"),
        (None, ""),
        ("", ""),
    ],
)
def test_une_cellule_se_relit_comme_un_tableur_francais_l_attend(cellule, ecrite):
    assert relire([["titre"], [cellule, "fin"]]) == [["titre"], [ecrite, "fin"]]


@pytest.mark.exigence("IMA-02")
@pytest.mark.parametrize(
    "formule",
    ["=1+1", "+33 1", "-1", "@SOMME(A1)", "\t=1", " =1", "\r=cmd|' /C calc'!A0", "＝1+1", "\u00a0=1"],
)
def test_un_texte_qui_serait_calcule_est_rendu_inoffensif(formule):
    assert relire([[formule]]) == [["'" + formule]]


@given(st.lists(st.lists(TEXTES, min_size=2, max_size=4), max_size=5))
def test_tout_texte_se_relit_tel_quel_ou_precede_d_une_apostrophe(lignes):
    relues = relire(lignes)
    assert len(relues) == len(lignes)
    for ligne, relue in zip(lignes, relues, strict=True):
        for texte, lu in zip(ligne, relue, strict=True):
            assert lu in (texte, "'" + texte)
            assert lu.lstrip()[:1] not in tuple("=+-@")


def test_la_memoire_ne_grandit_pas_avec_le_nombre_de_lignes():
    def sommet(nombre):
        tracemalloc.start()
        taille = sum(map(len, ecrire_csv(["LAVANDE Alexandre", n, Decimal("5.00")] for n in range(nombre))))
        _, maximum = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert taille > 20 * nombre
        return maximum

    assert sommet(60_000) < 1.5 * sommet(6_000)


@pytest.mark.exigence("RES-02", "IMA-02")
@pytest.mark.parametrize(
    ("etiquette", "ecrite"),
    [
        ("3E1", "'3E1"), ("01", "'01"), ("3-1", "'3-1"), ("1/2/03", "'1/2/03"), ("TCOM1", "TCOM1"), ("301", "301"),
        ("210000000AB", "210000000AB"), ("", ""), ("=1", "'=1"),
    ],
)  # fmt: skip
def test_une_etiquette_reste_un_texte(etiquette, ecrite):
    assert relire([[Etiquette(etiquette), "fin"]]) == [[ecrite, "fin"]]
