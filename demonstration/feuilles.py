"""Pages that look scanned: ruled sheets, handwriting-like strokes, noise, a slight skew. Deterministic."""

from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.random import Generator, default_rng
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from santorin import editions

POLICE = Path(editions.__path__[0], "polices", "DejaVuSansCondensed.ttf")
LARGEUR, HAUTEUR = 1240, 1754  # A4 at 150 dots per inch
PAGES_PAR_COPIE = 4
VARIANTES = 14
PAPIER, LIGNE, MARGE = (250, 249, 243), (190, 205, 226), (226, 150, 160)
ENCRES = ((28, 38, 110), (18, 22, 40), (22, 52, 140))
INTERLIGNE, GAUCHE, DROITE, HAUT, BAS = 52, 210, 1150, 330, 1610
QUALITE = 62


def dessiner(page: int, variante: int) -> bytes:
    """The JPEG of page `page` (from 1 to `PAGES_PAR_COPIE`) in one of its `VARIANTES`: always the same bytes."""
    alea = default_rng((page, variante, 2027))
    feuille = _papier(page)
    _ecrire(feuille, alea, lignes=_lignes_ecrites(page, alea))
    return _numeriser(feuille, alea)


def _lignes_ecrites(page: int, alea: Generator) -> int:
    """How far down the hand went: full pages, but the last one."""
    pleine = (BAS - HAUT) // INTERLIGNE
    return int(alea.integers(4, pleine - 6)) if page == PAGES_PAR_COPIE else pleine - int(alea.integers(0, 3))


def _papier(page: int) -> Image.Image:
    """The blank sheet: rules, margin, the masked band of the identity, the box of the page's number."""
    feuille = Image.new("RGB", (LARGEUR, HAUTEUR), PAPIER)
    trait = ImageDraw.Draw(feuille)
    for y in range(HAUT, BAS, INTERLIGNE):
        trait.line(((90, y), (DROITE, y)), fill=LIGNE, width=2)
    trait.line(((GAUCHE - 22, 250), (GAUCHE - 22, BAS)), fill=MARGE, width=2)
    police, chiffres = (ImageFont.truetype(POLICE, corps) for corps in (20, 28))
    if page == 1:
        trait.rectangle((90, 70, DROITE, 215), fill=(66, 66, 70))
        trait.text((120, 228), "NE RIEN ÉCRIRE DANS CETTE PARTIE", fill=(110, 110, 110), font=police)
    trait.rectangle((DROITE - 170, BAS + 30, DROITE, BAS + 95), outline=(90, 90, 90), width=2)
    trait.text((DROITE - 120, BAS + 46), f"{page} / {PAGES_PAR_COPIE}", fill=(40, 40, 40), font=chiffres)
    trait.text(
        (90, BAS + 50), "Une feuille par copie, numérotez chaque page.", fill=(150, 150, 150), font=police
    )
    return feuille


def _ecrire(feuille: Image.Image, alea: Generator, *, lignes: int) -> None:
    """Lines of words of a hand that slants and tires."""
    trait = ImageDraw.Draw(feuille)
    encre = ENCRES[int(alea.integers(len(ENCRES)))]
    corps = float(alea.uniform(8.5, 12))
    for rang in range(lignes):
        x, y = GAUCHE + float(alea.uniform(0, 14)), HAUT + rang * INTERLIGNE
        fin = DROITE - float(alea.uniform(90, 170))
        if alea.random() < 0.08:  # noqa: PLR2004
            fin = GAUCHE + (fin - GAUCHE) * float(alea.uniform(0.2, 0.7))
        while x < fin:
            points = _mot(alea, x, y, corps)
            trait.line([tuple(p) for p in points], fill=encre, width=3, joint="curve")
            x = float(points[-1, 0]) + corps * float(alea.uniform(1.2, 2.2))


def _mot(alea: Generator, x: float, y: float, corps: float) -> NDArray[np.float64]:
    """One word: a running wave with ascenders and descenders now and then."""
    lettres = int(alea.integers(2, 10))
    pas = 7
    t = np.linspace(0, lettres, lettres * pas)
    hauteurs = np.repeat(alea.choice([1.0, 1.0, 1.0, 2.1, -0.9], lettres), pas) * alea.uniform(0.85, 1.1)
    onde = (1 - np.cos(2 * np.pi * t)) / 2 * hauteurs
    boucle = np.sin(2 * np.pi * t + alea.uniform(0, 0.8)) * 0.42
    abscisses = x + (t + boucle + onde * 0.16) * corps * 1.25
    ordonnees = y - 3 - onde * corps * 1.15 + alea.normal(0, 0.5, t.size)
    return np.stack((abscisses, ordonnees), axis=1)


def _numeriser(feuille: Image.Image, alea: Generator) -> bytes:
    """What a scanner makes of the sheet: skewed by less than a degree, shaded, with the grain of the sensor."""
    angle = float(alea.uniform(-0.8, 0.8))
    droite = feuille.rotate(angle, Image.Resampling.BILINEAR, fillcolor=(232, 231, 226))
    pixels = np.asarray(droite, dtype=np.int16)
    ombre = np.linspace(0, float(alea.uniform(-8, 8)), HAUTEUR, dtype=np.int16)[:, None, None]
    grain = alea.integers(-3, 4, (HAUTEUR, LARGEUR, 1), dtype=np.int16)
    scan = Image.fromarray(np.clip(pixels + ombre + grain, 0, 255).astype(np.uint8))
    sortie = BytesIO()
    scan.save(sortie, "JPEG", quality=QUALITE, dpi=(150, 150), subsampling=2)
    return sortie.getvalue()
