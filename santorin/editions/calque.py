"""Annotations of a page as SVG elements: what the viewer shows without JavaScript, laid out as in the PDF (EDI-02).

The drawing is 1000 units wide; `static/js/visionneuse/dessin.js` draws the same in the browser.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from santorin.editions.copie.annotations import (
    INTERLIGNE,
    MARGE_TEXTE,
    TRACE_COCHE,
    TRACE_CROIX,
    TRAIT_MARQUE,
    Annotation,
    Coche,
    Croix,
    Encre,
    Point,
    Surligneur,
    Tampon,
    Texte,
    Vu,
)
from santorin.editions.copie.assemblage import COURANTE, GRASSE
from santorin.editions.copie.feuille import Cadre
from santorin.editions.copie.mise_en_lignes import imprimable
from santorin.editions.copie.placement import (
    ASCENDANTE,
    FILET,
    MARGE_TAMPON,
    interieur,
    placer_tampon,
    placer_texte,
    placer_vu,
)
from santorin.editions.copie.police import charger

LARGEUR: Final = 1000
ARRONDI: Final = 0.3
MILIEU_DES_CAPITALES: Final = 0.36
_MARQUES: Final = {Coche: TRACE_COCHE, Croix: TRACE_CROIX}
_NOMS: Final = {
    Coche: ("coche", "coches"),
    Croix: ("croix", "croix"),
    Encre: ("trait", "traits"),
    Surligneur: ("passage surligné", "passages surlignés"),
}


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of text; (x, y) is the start of its baseline."""

    x: str
    y: str
    texte: str


@dataclass(frozen=True, slots=True)
class Forme:
    """One SVG element; `genre` decides which attributes count (see templates/composants/visionneuse_calque.html)."""

    genre: str
    couleur: str = ""
    epaisseur: str = ""
    points: str = ""
    x: str = ""
    y: str = ""
    largeur: str = ""
    hauteur: str = ""
    rayon: str = ""
    taille: str = ""
    lignes: tuple[Ligne, ...] = ()


def surlignages(annotations: Iterable[Annotation], hauteur: float) -> list[Forme]:
    """The highlighters' strokes, which a layer of their own multiplies with the page."""
    page = Cadre(0, 0, LARGEUR, hauteur)
    return [_trait(annotation, page) for annotation in annotations if isinstance(annotation, Surligneur)]


def calque(annotations: Iterable[Annotation], hauteur: float) -> list[Forme]:
    """The other annotations over a page `hauteur` units high, one above the other as in the PDF: marks, then writings."""
    page = Cadre(0, 0, LARGEUR, hauteur)
    ordre = sorted((a for a in annotations if not isinstance(a, Surligneur)), key=_rang)
    return [forme for annotation in ordre for forme in _formes(annotation, page)]


def _rang(annotation: Annotation) -> tuple[float, float]:
    """Marks come first, as they were put; then writings from the top."""
    return (annotation.y, annotation.x) if isinstance(annotation, Texte | Tampon | Vu) else (-1.0, 0.0)


def lecture(annotations: Sequence[Annotation]) -> list[str]:
    """What a screen reader hears of them: the marks counted, then each writing from the top, as in the PDF."""
    comptes = Counter(type(annotation) for annotation in annotations)
    marques = [
        f"{comptes[genre]} {noms[comptes[genre] > 1]}" for genre, noms in _NOMS.items() if comptes[genre]
    ]
    ecrits = [a for a in annotations if isinstance(a, Texte | Tampon | Vu)]
    phrases = [f"Marques de correction\u00a0: {', '.join(marques)}"] if marques else []
    return phrases + [_phrase(ecrit) for ecrit in sorted(ecrits, key=lambda a: (a.y, a.x))]


def _phrase(ecrit: Texte | Tampon | Vu) -> str:
    if isinstance(ecrit, Vu):
        return "Vu"
    texte = imprimable(ecrit.texte).strip()
    return f"{texte} ({ecrit.valeur})" if isinstance(ecrit, Tampon) and ecrit.valeur.strip() else texte


def _formes(annotation: Annotation, page: Cadre) -> Iterable[Forme]:
    if isinstance(annotation, Encre | Surligneur):
        return (_trait(annotation, page),)
    if isinstance(annotation, Coche | Croix):
        return _marque(annotation, page)
    if isinstance(annotation, Texte):
        return _texte(annotation, page)
    if isinstance(annotation, Tampon):
        return _tampon(annotation, page)
    return _vu(annotation, page)


def _trait(trait: Encre | Surligneur, page: Cadre) -> Forme:
    genre = "surligneur" if isinstance(trait, Surligneur) else "trait"
    return _polyligne(genre, trait.points, trait.epaisseur, trait.couleur.hexa, page)


def _polyligne(genre: str, points: Sequence[Point], epaisseur: float, hexa: str, page: Cadre) -> Forme:
    suite = points if len(points) > 1 else [points[0], points[0]]
    return Forme(
        genre,
        couleur=f"#{hexa}",
        epaisseur=_n(epaisseur * page.largeur),
        points=" ".join([f"{x * page.largeur:.1f},{y * page.hauteur:.1f}" for x, y in suite]),
    )


def _marque(marque: Coche | Croix, page: Cadre) -> Iterator[Forme]:
    proportion = page.largeur / page.hauteur
    for trace in _MARQUES[type(marque)]:
        points = [
            (marque.x + dx * marque.taille, marque.y + dy * marque.taille * proportion) for dx, dy in trace
        ]
        yield _polyligne("trait", points, TRAIT_MARQUE * marque.taille, marque.couleur.hexa, page)


def _texte(texte: Texte, page: Cadre) -> Iterator[Forme]:
    bloc = placer_texte(texte, page, charger(COURANTE))
    yield _cadre("voile", interieur(bloc.cadre, -bloc.taille * MARGE_TEXTE), page)
    yield _ecrit(
        "ecrit",
        bloc.lignes,
        (bloc.cadre.x, bloc.cadre.haut),
        taille=bloc.taille,
        hexa=texte.couleur.hexa,
        page=page,
    )


def _tampon(tampon: Tampon, page: Cadre) -> Iterator[Forme]:
    bloc, droite = placer_tampon(tampon, page, charger(GRASSE))
    place, taille, hexa = bloc.cadre, bloc.taille, tampon.couleur.hexa
    marge = taille * MARGE_TAMPON
    rayon, epaisseur = _n(taille * ARRONDI), _n(taille * FILET)
    yield _cadre("fond", place, page, rayon=rayon)
    if droite:
        yield _cadre(
            "plein", Cadre(place.droite - droite, place.y, droite, place.hauteur), page, couleur=f"#{hexa}"
        )
    yield _cadre("contour", place, page, rayon=rayon, couleur=f"#{hexa}", epaisseur=epaisseur)
    haut = place.haut - marge / 2
    yield _ecrit("gras", bloc.lignes, (place.x + marge, haut), taille=taille, hexa=hexa, page=page)
    if droite:
        haut -= (len(bloc.lignes) - 1) * taille * INTERLIGNE
        valeur = [imprimable(tampon.valeur)]
        depart = (place.droite - droite + marge, haut)
        yield _ecrit("gras", valeur, depart, taille=taille, hexa="FFFFFF", page=page)


def _vu(vu: Vu, page: Cadre) -> Iterator[Forme]:
    taille, place = placer_vu(vu, page)
    x, y = place.x + place.largeur / 2, place.y + place.hauteur / 2
    yield Forme(
        "ellipse",
        couleur=f"#{vu.couleur.hexa}",
        epaisseur=_n(taille * FILET),
        x=_n(x),
        y=_n(page.hauteur - y),
        largeur=_n(place.largeur / 2),
        hauteur=_n(place.hauteur / 2),
    )
    x -= charger(GRASSE).largeur("Vu", taille) / 2
    haut = y + (ASCENDANTE - MILIEU_DES_CAPITALES) * taille
    yield _ecrit("gras", ["Vu"], (x, haut), taille=taille, hexa=vu.couleur.hexa, page=page)


def _cadre(
    genre: str, cadre: Cadre, page: Cadre, *, rayon: str = "", couleur: str = "", epaisseur: str = ""
) -> Forme:
    return Forme(
        genre,
        x=_n(cadre.x),
        y=_n(page.hauteur - cadre.haut),
        largeur=_n(cadre.largeur),
        hauteur=_n(cadre.hauteur),
        rayon=rayon,
        couleur=couleur,
        epaisseur=epaisseur,
    )


def _ecrit(
    genre: str, lignes: Sequence[str], depart: Point, *, taille: float, hexa: str, page: Cadre
) -> Forme:
    """Lines whose first one starts at `depart`, measured from the foot of the page as in a PDF."""
    x, haut = depart
    premiere = page.hauteur - haut + ASCENDANTE * taille
    placees = tuple(
        Ligne(_n(x), _n(premiere + rang * taille * INTERLIGNE), ligne.rstrip())
        for rang, ligne in enumerate(lignes)
    )
    return Forme(genre, couleur=f"#{hexa}", taille=_n(taille), lignes=placees)


def _n(valeur: float) -> str:
    return f"{valeur:.2f}"
