"""Text: every letter of French and of the names people bear, and a visible mark for what the font lacks."""

import io
import struct
import unicodedata
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from santorin.editions.copie import Identite, ecrire
from santorin.editions.copie.assemblage import COURANTE, GRASSE
from santorin.editions.copie.mise_en_lignes import couper, imprimable
from santorin.editions.copie.police import REMPLACEMENT, charger, sous_ensemble
from tests.editions.echantillons import RESUME, copie, octets_de, page
from tests.editions.moteurs import fabriquer, texte_de, vu_par_poppler

BLANCHE = octets_de(Image.new("RGB", (413, 585), "white"))
FRANCAIS = "àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸ«»‹›–—’‘“”…·•†‡°§€№½¼¾¹²³×÷±≤≥≠≈√∑∫∞∂∆∈∉⊂∪∩⇒⇔→←↑↓✓✔✗✘"
NOMS = "Łódź Ðorđe Çağlar Nguyễn Thị Ő Ű Škvorecký Þór Žižek Āryabhaṭa Ğ İ ı Ș Ț ß ẞ Ñ Ø Å 1ᵉʳ 2ᵈᵉ nᵒ"
AUTRES = "αβγδεζηθλμπρσφψω ἀρχή ῥυθμός Привет Достоевский"


@pytest.mark.parametrize("fichier", [COURANTE, GRASSE])
def test_les_polices_ont_tout_ce_qu_un_correcteur_francais_ecrit(fichier: str) -> None:
    police = charger(fichier)
    manquants = {c for c in FRANCAIS + NOMS + AUTRES + "\u00a0\u202f" if c not in police.glyphes}
    assert manquants == set()


def texte_annote(tmp_path: Path, texte: str) -> str:
    pdf = tmp_path / "copie.pdf"
    forme = {
        "genre": "texte",
        "x": 0.05,
        "y": 0.05,
        "largeur": 0.9,
        "taille": 0.03,
        "couleur": "noir",
        "texte": texte,
    }
    fabriquer(copie([page(BLANCHE, annotations=[forme])]), pdf)
    return texte_de(pdf, page=1)


@pytest.mark.exigence("EDI-03")
@pytest.mark.parametrize(
    "texte", [FRANCAIS, NOMS, AUTRES, "L’œuvre d’« Ałła »\u00a0: 3\u202f000\u00a0mots\u202f!"]
)
def test_les_caracteres_se_lisent_comme_ils_ont_ete_ecrits(tmp_path: Path, texte: str) -> None:
    lu = texte_annote(tmp_path, texte).replace(" ", "")
    assert lu == unicodedata.normalize("NFC", "".join(texte.split()))


@pytest.mark.exigence("EDI-03")
def test_un_caractere_absent_de_la_police_se_voit_et_reste_lisible_comme_texte(tmp_path: Path) -> None:
    texte = "Bravo 😀 你好 𝔘"
    assert texte_annote(tmp_path, texte) == texte
    vide = vu_par_poppler(tmp_path / "copie.pdf", 1).min(axis=2)[:80]
    assert texte_annote(tmp_path, "Bravo") == "Bravo"
    assert (vide < 100).sum() > (vu_par_poppler(tmp_path / "copie.pdf", 1).min(axis=2)[:80] < 100).sum() + 100


def test_ce_qui_n_a_pas_de_sens_est_montre_et_ce_qui_n_a_pas_de_forme_est_ote() -> None:
    assert imprimable("a\x00b\x07c\ue000d\uffff") == "a�b�c�d�"
    assert imprimable("a\u200bb\ufeffc\u00add\ufe0f") == "abcd"
    assert imprimable("un\r\ndeux\rtrois\u2028quatre\tcinq") == "un\ndeux\ntrois\nquatre    cinq"
    assert imprimable("e\u0301") == "é"


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60), st.text(min_size=1, max_size=60))
def test_aucun_texte_ne_fait_echouer_l_edition(nom: str, appreciation: str) -> None:
    resume = replace(
        RESUME, candidat=Identite("1", nom, ""), appreciation=appreciation, epreuve=nom + appreciation
    )
    sortie = io.BytesIO()
    ecrire(copie([page(BLANCHE)], resume=resume), sortie)
    with pikepdf.open(sortie) as lu:
        assert lu.check_pdf_syntax() == []
        assert len(lu.pages) >= 2


@given(st.text(alphabet="abc éœ«»!?\n", max_size=200), st.floats(1, 300))
def test_les_lignes_tiennent_dans_la_largeur_et_ne_perdent_rien(texte: str, largeur: float) -> None:
    police = charger(COURANTE)
    lignes = couper(texte, police, 10, largeur)
    assert "".join(lignes).replace(" ", "") == texte.replace(" ", "").replace("\n", "")
    assert all(
        police.largeur(ligne.rstrip(), 10) <= largeur + 1e-6 or len(ligne.strip()) == 1 for ligne in lignes
    )


def test_une_ligne_ne_commence_pas_par_un_signe_et_ne_finit_pas_par_un_guillemet_ouvrant() -> None:
    police = charger(COURANTE)
    texte = "Vraiment très bien ! Voyez « Candide » : le cœur ; la fin ?"
    for largeur in range(20, 300):
        lignes = couper(texte, police, 10, largeur)
        if all(police.largeur(mot, 10) <= largeur for mot in ("Vraiment", "« Candide » :")):
            assert not any(ligne[0] in "!:;?»" or ligne.rstrip().endswith("«") for ligne in lignes)


@pytest.mark.parametrize("fichier", [COURANTE, GRASSE])
def test_le_sous_ensemble_est_une_police_juste(fichier: str) -> None:
    police = charger(fichier)
    caracteres = "AÉœŁᵉ√ \u202f😀é"
    glyphes = [0, *(police.glyphe(c) for c in caracteres)]
    octets = sous_ensemble(police, glyphes)
    reduite = TTFont(io.BytesIO(octets), checkChecksums=2)
    entiere = charger_entiere(fichier)
    assert reduite["maxp"].numGlyphs >= len(glyphes)
    for rang, caractere in enumerate(caracteres, start=1):
        nom = entiere.getBestCmap().get(ord(caractere), entiere.getBestCmap()[ord(REMPLACEMENT)])
        attendu = entiere["glyf"][nom].getCoordinates(entiere["glyf"])
        obtenu = reduite["glyf"][reduite.getGlyphName(rang)].getCoordinates(reduite["glyf"])
        assert list(attendu[0]) == list(obtenu[0]), caractere
        assert entiere["hmtx"][nom] == reduite["hmtx"][reduite.getGlyphName(rang)]
    assert sum(struct.unpack(f">{len(octets) // 4}I", octets)) & 0xFFFFFFFF == 0xB1B0AFBA
    assert len(octets) < 6_000


def charger_entiere(fichier: str) -> TTFont:
    return TTFont(Path(charger.__wrapped__.__globals__["DOSSIER"]) / fichier)
