"""Annotations of a scanned page: the same description for the browser's editor and for the PDF.

Coordinates are fractions of the **upright** page (after `PageScannee.rotation`): x from the left edge divided by its
width, y from the top edge divided by its height, both in [0, 1]. Lengths (epaisseur, taille, largeur) are fractions of
the page's width. The JSON form is one object per annotation; every key is compulsory, any other is refused:

| genre       | keys besides `genre`                            | drawn as |
| ----------- | ----------------------------------------------- | -------- |
| encre       | points [[x, y], …], epaisseur, couleur          | polyline, round caps and joins; one point is a dot |
| surligneur  | points [[x, y], …], epaisseur, couleur (Fluo)   | the same with `mix-blend-mode: multiply` |
| texte       | x, y, largeur, taille, couleur, texte           | wrapped lines under (x, y), line height `INTERLIGNE` × taille, on a white box of opacity `VOILE` that exceeds it by `MARGE_TEXTE` × taille |
| coche       | x, y, taille, couleur                           | polyline `TRACE_COCHE` × taille around (x, y), width `TRAIT_MARQUE` × taille |
| croix       | x, y, taille, couleur                           | the two polylines `TRACE_CROIX`, likewise |
| tampon      | x, y, taille, couleur, texte, valeur ("" if none) | bold text in a rounded box whose top left is (x, y), valeur in white on a full ground at its right |
| vu          | x, y, taille, couleur                           | « Vu » in an ellipse centred on (x, y), half-axes `ELLIPSE_VU` × taille |

`taille` is the font size of what is written and the side of what is drawn. A text that would leave the page is moved,
then widened, then made smaller until it fits: it is never cut.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final

from santorin.editions.copie.couleurs import Couleur, Fluo

INTERLIGNE: Final = 1.25
MARGE_TEXTE: Final = 0.3
VOILE: Final = 0.85
TRAIT_MARQUE: Final = 0.14
TRACE_COCHE: Final = (((-0.45, 0.05), (-0.15, 0.4), (0.5, -0.45)),)
TRACE_CROIX: Final = (((-0.4, -0.4), (0.4, 0.4)), ((0.4, -0.4), (-0.4, 0.4)))
ELLIPSE_VU: Final = (1.15, 0.85)

POINTS_AU_PLUS: Final = 10_000
TEXTE_AU_PLUS: Final = 4_000
LIGNES_AU_PLUS: Final = 150
TAMPON_AU_PLUS: Final = 120
VALEUR_AU_PLUS: Final = 12

_DEMI_CARACTERE: Final = re.compile("[\ud800-\udfff]")

Point = tuple[float, float]
_Lecteur = Callable[[str, object], object]


def _exiger_entre(nom: str, valeur: float, bas: float, haut: float) -> None:
    if not bas <= valeur <= haut:
        raise ValueError(f"« {nom} » doit être compris entre {bas} et {haut} ; reçu : {valeur}.")


def _exiger_longueur(nom: str, texte: str, au_plus: int) -> None:
    if _DEMI_CARACTERE.search(texte):
        raise ValueError(f"« {nom} » contient la moitié d’un caractère (U+D800 à U+DFFF).")
    if len(texte) > au_plus:
        raise ValueError(f"« {nom} » dépasse {au_plus} caractères ({len(texte)}).")


def _exiger_texte(nom: str, texte: str, au_plus: int) -> None:
    if not texte.strip():
        raise ValueError(f"« {nom} » est vide.")
    _exiger_longueur(nom, texte, au_plus)


@dataclass(frozen=True, slots=True)
class _Trait:
    points: tuple[Point, ...]
    epaisseur: float

    def __post_init__(self) -> None:
        if not 1 <= len(self.points) <= POINTS_AU_PLUS:
            raise ValueError(
                f"« points » doit en compter de 1 à {POINTS_AU_PLUS} ; reçu : {len(self.points)}."
            )
        if not all(0 <= x <= 1 and 0 <= y <= 1 for x, y in self.points):
            raise ValueError("« points » sort de la page : chaque coordonnée est comprise entre 0 et 1.")
        _exiger_entre("epaisseur", self.epaisseur, 0.0002, 0.1)


@dataclass(frozen=True, slots=True)
class Encre(_Trait):
    """A stroke of the pen."""

    couleur: Couleur


@dataclass(frozen=True, slots=True)
class Surligneur(_Trait):
    """A stroke of the highlighter."""

    couleur: Fluo


@dataclass(frozen=True, slots=True)
class _Marque:
    x: float
    y: float
    taille: float
    couleur: Couleur

    def __post_init__(self) -> None:
        _exiger_entre("x", self.x, 0, 1)
        _exiger_entre("y", self.y, 0, 1)
        _exiger_entre("taille", self.taille, 0.004, 0.2)


@dataclass(frozen=True, slots=True)
class Coche(_Marque):
    """A tick."""


@dataclass(frozen=True, slots=True)
class Croix(_Marque):
    """A cross."""


@dataclass(frozen=True, slots=True)
class Vu(_Marque):
    """The read mark: the page was read."""


@dataclass(frozen=True, slots=True)
class Texte(_Marque):
    """A comment of one or more lines, wrapped at `largeur`."""

    largeur: float
    texte: str

    def __post_init__(self) -> None:
        _Marque.__post_init__(self)
        _exiger_entre("largeur", self.largeur, 0.02, 1)
        _exiger_texte("texte", self.texte, TEXTE_AU_PLUS)
        if self.texte.count("\n") >= LIGNES_AU_PLUS:
            raise ValueError(f"« texte » dépasse {LIGNES_AU_PLUS} lignes.")


@dataclass(frozen=True, slots=True)
class Tampon(_Marque):
    """A short remark from the marker's library, with the points it is worth, as written (« −0,5 »), or ""."""

    texte: str
    valeur: str

    def __post_init__(self) -> None:
        _Marque.__post_init__(self)
        _exiger_texte("texte", self.texte, TAMPON_AU_PLUS)
        _exiger_longueur("valeur", self.valeur, VALEUR_AU_PLUS)


Annotation = Encre | Surligneur | Texte | Coche | Croix | Tampon | Vu


def depuis_json(forme: object) -> Annotation:
    """The annotation described by a decoded JSON object.

    Raises ValueError, with a French sentence naming the key, for anything not exactly of the form above.
    """
    if not isinstance(forme, Mapping):
        raise ValueError("Une annotation est un objet JSON.")
    genre = forme.get("genre")
    trouve = _GENRES.get(genre) if isinstance(genre, str) else None
    if trouve is None:
        raise ValueError(f"Genre d’annotation inconnu : {genre!r}.")
    classe, lecteurs = trouve
    try:
        return classe(**_lire_cles(forme, lecteurs))
    except ValueError as erreur:
        raise ValueError(f"Annotation « {genre} » : {erreur}") from erreur


def _lire_cles(forme: Mapping[object, object], lecteurs: Mapping[str, _Lecteur | None]) -> dict[str, Any]:
    if forme.keys() == lecteurs.keys():
        return {nom: lire(nom, forme[nom]) for nom, lire in lecteurs.items() if lire}
    if manquantes := [nom for nom in lecteurs if nom not in forme]:
        raise ValueError(f"il manque « {' », « '.join(manquantes)} ».")
    inconnues = sorted(str(cle) for cle in forme if cle not in lecteurs)
    raise ValueError(f"champ inconnu « {' », « '.join(inconnues)} ».")


def _lire_nombre(nom: str, valeur: object) -> float:
    if isinstance(valeur, bool) or not isinstance(valeur, int | float):
        raise ValueError(f"« {nom} » doit être un nombre ; reçu : {valeur!r}.")
    return float(valeur)


def _lire_texte(nom: str, valeur: object) -> str:
    if not isinstance(valeur, str):
        raise ValueError(f"« {nom} » doit être un texte ; reçu : {valeur!r}.")
    return valeur


def _lire_parmi(couleurs: type[StrEnum]) -> _Lecteur:
    par_nom = {couleur.value: couleur for couleur in couleurs}

    def lire(nom: str, valeur: object) -> StrEnum:
        couleur = par_nom.get(valeur) if isinstance(valeur, str) else None
        if couleur is None:
            raise ValueError(f"« {nom} » doit être l’une de : {', '.join(couleurs)} ; reçu : {valeur!r}.")
        return couleur

    return lire


def _lire_points(nom: str, valeur: object) -> tuple[Point, ...]:
    if not isinstance(valeur, Sequence) or isinstance(valeur, str):
        raise ValueError(f"« {nom} » doit être une liste de couples [x, y].")
    for point in valeur:
        if type(point) not in _COUPLES or len(point) != 2 or not _NOMBRES.issuperset(map(type, point)):  # noqa: PLR2004
            raise ValueError(f"« {nom} » doit être une liste de couples [x, y] ; reçu : {point!r}.")
    return tuple([(float(x), float(y)) for x, y in valeur])


_COUPLES: Final = frozenset({list, tuple})
_NOMBRES: Final = frozenset({float, int})
_LECTEURS: Final[Mapping[str, _Lecteur]] = {
    "points": _lire_points,
    "texte": _lire_texte,
    "valeur": _lire_texte,
    **dict.fromkeys(("x", "y", "taille", "largeur", "epaisseur"), _lire_nombre),
}


def _lecteurs_de(classe: type[Annotation]) -> Mapping[str, _Lecteur | None]:
    """Who reads each key of this kind, in order; nobody reads « genre » again."""
    couleur = _lire_parmi(Fluo if classe is Surligneur else Couleur)
    return {"genre": None} | {champ.name: _LECTEURS.get(champ.name, couleur) for champ in fields(classe)}


_GENRES: Final[Mapping[str, tuple[type[Annotation], Mapping[str, _Lecteur | None]]]] = {
    classe.__name__.lower(): (classe, _lecteurs_de(classe))
    for classe in (Encre, Surligneur, Texte, Coche, Croix, Tampon, Vu)
}
