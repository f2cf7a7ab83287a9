"""Drawn pages and invented copies for the tests and the benchmark of a copy's PDF."""

import hashlib
import io
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageDraw

from santorin.editions.copie import (
    TOUS_LES_EXPORTS,
    CopieAEditer,
    Exports,
    Identite,
    NoteQuestion,
    PageScannee,
    Recapitulatif,
    depuis_json,
)

COMMENTAIRES = (
    "Bonne accroche, mais l’œuvre n’est pas située.",
    "Référence exacte : « L’Étranger », 1942.",
    "Raisonnement juste ; reprenez la définition donnée au début du cours, puis dites en quoi elle ne suffit pas !",
    "Łódź, cœur, 1ᵉʳ siècle : orthographe à revoir",
    "f(x) = √2 × x² ≥ 0 ⇒ α ∈ ℝ",
)
TAMPONS = (("Hors sujet", "−1"), ("Bien vu", ""), ("Citation inexacte", "−0,5"))


@dataclass(frozen=True)
class EnMemoire:
    """A scan kept in memory: what opens it."""

    octets: bytes

    def __call__(self) -> BinaryIO:
        return io.BytesIO(self.octets)


def feuille_ecrite(graine: int, largeur: int = 827, hauteur: int = 1169, *, mode: str = "RGB") -> Image.Image:
    """A ruled sheet covered with a scribbled handwriting, with the grain of paper; its corner square is black."""
    hasard = random.Random(graine)
    grain = np.random.default_rng(graine).normal(246, 3, (hauteur, largeur, 3))
    image = Image.fromarray(np.clip(grain, 0, 255).astype("uint8"), "RGB")
    crayon = ImageDraw.Draw(image)
    pas = hauteur // 34
    for rang in range(2, 33):
        y = rang * pas
        crayon.line([(0, y), (largeur, y)], fill=(196, 208, 232))
        x = largeur * 0.14
        while x < largeur * 0.92:
            mot = hasard.randint(3, 9)
            points = [
                (x + i * 2.2, y - 4 + 6 * math.sin(i * 1.7 + graine) * hasard.random())
                for i in range(mot * 4)
            ]
            crayon.line(points, fill=(30, 40, 90), width=2)
            x += mot * 9 + 12
    crayon.line([(largeur * 0.12, 0), (largeur * 0.12, hauteur)], fill=(220, 120, 120), width=2)
    crayon.rectangle([0, 0, largeur // 20, largeur // 20], fill=(0, 0, 0))
    return image.convert(mode)


def octets_de(image: Image.Image, genre: str = "JPEG", **options: object) -> bytes:
    """The image's file."""
    sortie = io.BytesIO()
    image.save(sortie, genre, **({"quality": 80} if genre == "JPEG" else {}) | options)
    return sortie.getvalue()


def page(
    octets: bytes,
    *,
    source: Path | Callable[[], BinaryIO] | None = None,
    rotation: int = 0,
    annotations: Sequence[dict[str, object]] = (),
) -> PageScannee:
    """The page for a file's bytes, its size and digest read from them."""
    with Image.open(io.BytesIO(octets)) as image:
        largeur, hauteur = image.size
    return PageScannee(
        source or EnMemoire(octets),
        hashlib.sha256(octets).hexdigest(),
        largeur,
        hauteur,
        rotation,
        tuple(depuis_json(forme) for forme in annotations),
    )


def annotations_d_un_correcteur(graine: int, nombre: int = 14) -> list[dict[str, object]]:
    """What a marker leaves on a page: every kind, places drawn at random."""
    hasard = random.Random(graine)
    genres = ["encre"] * 4 + [
        "surligneur",
        "coche",
        "coche",
        "croix",
        "texte",
        "texte",
        "texte",
        "tampon",
        "coche",
        "vu",
    ]
    return [_annotation(genres[rang % len(genres)], rang, hasard) for rang in range(nombre)]


def _annotation(genre: str, rang: int, hasard: random.Random) -> dict[str, object]:
    x, y = hasard.uniform(0.05, 0.8), 0.04 + 0.065 * rang
    couleur = hasard.choice(["rouge", "rouge", "vert", "bleu", "violet"])
    if genre in {"encre", "surligneur"}:
        ampleur = 0.004 if genre == "encre" else 0.0
        points = [[round(x * 0.5 + i * 0.006, 5), round(y + ampleur * math.sin(i), 5)] for i in range(40)]
        surligne = genre == "surligneur"
        return {
            "genre": genre,
            "points": points,
            "epaisseur": 0.02 if surligne else 0.0025,
            "couleur": "jaune" if surligne else couleur,
        }
    forme: dict[str, object] = {"genre": genre, "x": x, "y": y, "taille": 0.018, "couleur": couleur}
    if genre == "texte":
        return forme | {"largeur": 0.3, "texte": hasard.choice(COMMENTAIRES), "taille": 0.016}
    if genre == "tampon":
        texte, valeur = hasard.choice(TAMPONS)
        return forme | {"texte": texte, "valeur": valeur}
    return forme | {"taille": 0.03 if genre != "vu" else 0.018}


RESUME = Recapitulatif(
    epreuve="Humanités, littérature et philosophie",
    code_epreuve="HLP-GT-1",
    session="2026",
    examen="Baccalauréat général",
    candidat=Identite(
        "02148759361", "GUYLESTE", "Fazia Maëlys", "TG04", "Lycée Marguerite-de-Navarre, Bourges (0180007X)"
    ),
    note="14,5",
    sur="20",
    detail=(
        NoteQuestion("1", "Interprétation littéraire", "4", "5"),
        NoteQuestion("2.a", "Analyse d’une œuvre : situer l’extrait et en dégager le mouvement", "2,5", "3"),
        NoteQuestion("2.b", "Vocabulaire", "non traitée", "2"),
        NoteQuestion("3", "Essai philosophique", "8", "10"),
    ),
    appreciation="Un travail sérieux, nourri de lectures. L’essai gagnerait à mieux distinguer « croire » et « savoir ».\n"
    "Poursuivez vos efforts : le cœur du sujet est bien saisi.",
)


def copie(
    pages: Sequence[PageScannee], *, resume: Recapitulatif = RESUME, exports: Exports = TOUS_LES_EXPORTS
) -> CopieAEditer:
    """A copy of these pages."""
    return CopieAEditer(tuple(pages), resume, exports)
