"""What is seen: two engines that share no code show the same annotations at the places where they were put."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from santorin.editions.copie.annotations import TRACE_COCHE, TRACE_CROIX
from tests.editions.echantillons import annotations_d_un_correcteur, copie, feuille_ecrite, octets_de, page
from tests.editions.moteurs import Pixels, fabriquer, texte_de, vu_par_mupdf, vu_par_poppler

MOTEURS = (vu_par_poppler, vu_par_mupdf)
BLANCHE = octets_de(Image.new("RGB", (827, 1169), "white"))
LARGEUR, HAUTEUR = 595, 842
Masque = np.ndarray[tuple[int, int], np.dtype[np.bool_]]

Forme = dict[str, object]


def trait(points: list[list[float]], couleur: str = "rouge", **autres: object) -> Forme:
    return {"genre": "encre", "points": points, "epaisseur": 0.006, "couleur": couleur} | autres


def marque(genre: str, x: float, y: float, couleur: str = "rouge", **autres: object) -> Forme:
    return {"genre": genre, "x": x, "y": y, "taille": 0.05, "couleur": couleur} | autres


def rouges(pixels: Pixels) -> Masque:
    rouge, vert, bleu = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    return (rouge > 130) & (vert < 110) & (bleu < 110)


def grossir(masque: Masque, rayon: int) -> Masque:
    grossi = masque.copy()
    for dx in range(-rayon, rayon + 1):
        for dy in range(-rayon, rayon + 1):
            grossi |= np.roll(np.roll(masque, dx, axis=1), dy, axis=0)
    return grossi


def flou(pixels: Pixels) -> Pixels:
    """The page seen from afar: engines enlarge a small scan each in its own way."""
    hauteur, largeur = (cote // 6 * 6 for cote in pixels.shape[:2])
    return pixels[:hauteur, :largeur].reshape(hauteur // 6, 6, largeur // 6, 6, 3).mean(axis=(1, 3))


def dessiner(tmp_path: Path, formes: list[Forme], octets: bytes = BLANCHE, rotation: int = 0) -> Path:
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie([page(octets, rotation=rotation, annotations=formes)]), pdf)
    return pdf


TRACES: list[tuple[Forme, list[tuple[float, float]]]] = [
    (trait([[0.1, 0.1], [0.5, 0.1], [0.5, 0.3]]), [(0.1, 0.1), (0.3, 0.1), (0.5, 0.2), (0.5, 0.3)]),
    (trait([[0.7, 0.7]], epaisseur=0.02), [(0.7, 0.7)]),
    (
        marque("coche", 0.4, 0.6),
        [(0.4 + dx * 0.05, 0.6 + dy * 0.05 * LARGEUR / HAUTEUR) for dx, dy in TRACE_COCHE[0]],
    ),
    (
        marque("croix", 0.4, 0.6),
        [(0.4 + dx * 0.05, 0.6 + dy * 0.05 * LARGEUR / HAUTEUR) for ligne in TRACE_CROIX for dx, dy in ligne],
    ),
    (marque("vu", 0.4, 0.6), [(0.4 + 1.15 * 0.05, 0.6), (0.4 - 1.15 * 0.05, 0.6)]),
]


@pytest.mark.exigence("EDI-03")
@pytest.mark.parametrize("moteur", MOTEURS)
@pytest.mark.parametrize(("forme", "attendus"), TRACES, ids=["trait", "point", "coche", "croix", "vu"])
def test_une_marque_est_la_ou_elle_a_ete_mise_et_pas_ailleurs(
    tmp_path: Path, moteur: Callable[[Path, int], Pixels], forme: Forme, attendus: list[tuple[float, float]]
) -> None:
    masque = rouges(moteur(dessiner(tmp_path, [forme]), 1))
    proche = grossir(masque, 2)
    for x, y in attendus:
        assert proche[round(y * HAUTEUR), round(x * LARGEUR)], (x, y)
    lignes, colonnes = np.nonzero(masque)
    assert min(x for x, _ in attendus) * LARGEUR - 8 <= colonnes.min()
    assert colonnes.max() <= max(x for x, _ in attendus) * LARGEUR + 8
    assert (
        lignes.max() - lignes.min()
        <= (max(y for _, y in attendus) - min(y for _, y in attendus)) * HAUTEUR + 60
    )


@pytest.mark.exigence("EDI-03")
@pytest.mark.parametrize("moteur", MOTEURS)
def test_un_texte_commence_sous_son_coin_et_reste_dans_sa_largeur(
    tmp_path: Path, moteur: Callable[[Path, int], Pixels]
) -> None:
    forme = marque(
        "texte", 0.2, 0.4, taille=0.02, largeur=0.3, texte="œuvre inachevée, à reprendre en entier"
    )
    lignes, colonnes = np.nonzero(rouges(moteur(dessiner(tmp_path, [forme]), 1)))
    assert 0.2 * LARGEUR - 1 <= colonnes.min() <= 0.2 * LARGEUR + 4
    assert colonnes.max() <= 0.5 * LARGEUR + 1
    assert 0.4 * HAUTEUR <= lignes.min() <= 0.4 * HAUTEUR + 0.02 * LARGEUR
    assert lignes.max() <= 0.4 * HAUTEUR + 2 * 1.25 * 0.02 * LARGEUR + 2


@pytest.mark.exigence("EDI-03")
@pytest.mark.parametrize("moteur", MOTEURS)
def test_le_surligneur_colore_le_papier_et_laisse_voir_l_encre(
    tmp_path: Path, moteur: Callable[[Path, int], Pixels]
) -> None:
    scan = Image.new("RGB", (827, 1169), "white")
    scan.paste((20, 20, 20), (400, 560, 440, 600))
    forme = trait([[0.1, 0.5], [0.9, 0.5]], "jaune", genre="surligneur", epaisseur=0.05)
    pixels = moteur(dessiner(tmp_path, [forme], octets_de(scan, quality=95)), 1)
    papier, encre = pixels[421, 120], pixels[418, 302]
    assert papier[0] > 230
    assert papier[2] < 160
    assert encre.max() < 60


@pytest.mark.exigence("EDI-03")
def test_les_deux_moteurs_montrent_la_meme_page_annotee(tmp_path: Path) -> None:
    scan = octets_de(feuille_ecrite(7))
    formes = annotations_d_un_correcteur(7)
    annotee = dessiner(tmp_path, formes, scan)
    poppler, mupdf = (moteur(annotee, 1, 100) for moteur in MOTEURS)
    assert np.abs(poppler - mupdf).mean() < 5
    nue = tmp_path / "nue.pdf"
    fabriquer(copie([page(scan)]), nue)
    masques = [np.abs(moteur(annotee, 1, 100) - moteur(nue, 1, 100)).max(axis=2) > 60 for moteur in MOTEURS]
    assert all(masque.sum() > 4_000 for masque in masques)
    seuls = [masques[0] & ~grossir(masques[1], 1), masques[1] & ~grossir(masques[0], 1)]
    assert all(seul.sum() < 0.01 * masques[0].sum() for seul in seuls)


@pytest.mark.exigence("EDI-03")
@pytest.mark.parametrize("moteur", MOTEURS)
@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("taille", [(827, 1169), (1169, 827)], ids=["portrait", "paysage"])
def test_une_page_tournee_se_voit_droite_et_ses_annotations_suivent_la_page_droite(
    tmp_path: Path, moteur: Callable[[Path, int], Pixels], rotation: int, taille: tuple[int, int]
) -> None:
    droite = feuille_ecrite(3, *taille)
    stockee = octets_de(droite.rotate(rotation, expand=True), quality=92)
    forme = trait([[0.5, 0.02], [0.9, 0.02]])
    pixels = moteur(dessiner(tmp_path, [forme], stockee, rotation), 1)
    hauteur, largeur = pixels.shape[:2]
    assert (largeur > hauteur) is (taille[0] > taille[1])
    modele = np.asarray(droite.resize((largeur, hauteur)), dtype=np.int16)
    sous_le_trait = slice(int(hauteur * 0.06), hauteur)
    assert np.abs(flou(pixels[sous_le_trait]) - flou(modele[sous_le_trait])).mean() < 5
    assert np.abs(flou(pixels[sous_le_trait]) - flou(modele[::-1, ::-1][sous_le_trait])).mean() > 10
    assert pixels[4, 4].max() < 60, "le coin noir est en haut à gauche"
    assert grossir(rouges(pixels), 1)[round(0.02 * hauteur), round(0.7 * largeur)]


@pytest.mark.parametrize("moteur", MOTEURS)
def test_un_scan_qui_n_est_pas_au_format_a4_est_centre_sans_etre_deforme(
    tmp_path: Path, moteur: Callable[[Path, int], Pixels]
) -> None:
    carre = octets_de(Image.new("RGB", (600, 600), (90, 90, 90)))
    pixels = moteur(dessiner(tmp_path, [trait([[0, 0], [1, 1]])], carre), 1)
    lignes, colonnes = np.nonzero(pixels.max(axis=2) < 120)
    assert (colonnes.min(), colonnes.max()) in {(0, 594), (0, 595)}
    assert abs((lignes.max() - lignes.min()) - 595) <= 2
    assert abs((lignes.max() + lignes.min()) / 2 - HAUTEUR / 2) <= 2
    assert grossir(rouges(pixels), 1)[HAUTEUR // 2, LARGEUR // 2]


LONG = " ".join(f"mot{rang}" for rang in range(600))


@pytest.mark.exigence("EDI-03")
@pytest.mark.parametrize(
    "forme",
    [
        marque("texte", 0.9, 0.95, taille=0.02, largeur=0.08, texte="anticonstitutionnellement " * 5),
        marque("texte", 1, 1, taille=0.018, largeur=0.3, texte=LONG[:3_900]),
        marque("texte", 0.5, 0.5, taille=0.2, largeur=0.02, texte="Énorme"),
        marque("texte", 0, 0, taille=0.03, largeur=1, texte="\n".join(f"ligne {rang}" for rang in range(40))),
        marque(
            "tampon", 0.95, 0.99, taille=0.03, texte="Remarque de la bibliothèque " * 4, valeur="−0,25 pt"
        ),
        marque("tampon", 0.5, 0.5, taille=0.2, texte="Hors sujet", valeur="−1 000 000"),
        marque("vu", 1, 1, taille=0.1),
    ],
    ids=["bord", "long", "énorme", "lignes", "tampon long", "tampon énorme", "vu au coin"],
)
@pytest.mark.parametrize(
    "taille", [(827, 1169), (1169, 827), (1600, 300)], ids=["portrait", "paysage", "bande"]
)
def test_aucun_texte_ne_sort_de_la_page_ni_n_est_coupe(
    tmp_path: Path, forme: Forme, taille: tuple[int, int]
) -> None:
    pdf = dessiner(tmp_path, [forme], octets_de(Image.new("RGB", taille, "white")))
    lu = texte_de(pdf, page=1).replace(" ", "")
    assert str(forme.get("texte", "Vu")).replace(" ", "").replace("\n", "") in lu
    assert str(forme.get("valeur", "")).replace(" ", "") in lu
    agrandi = vu_par_poppler(pdf, 1, 100)
    hauteur, largeur = agrandi.shape[:2]
    lignes, colonnes = np.nonzero(agrandi.max(axis=2) - agrandi.min(axis=2) > 60)
    assert lignes.size
    assert colonnes.min() > 0
    assert colonnes.max() < largeur - 1
    bande = min(hauteur, largeur * taille[1] / taille[0])
    assert lignes.min() >= math.floor((hauteur - bande) / 2)
    assert lignes.max() <= math.ceil((hauteur + bande) / 2)
