"""Annotations drawn over a page: vectors and real text, never pixels (EDI-03)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from santorin.editions.copie.annotations import (
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
from santorin.editions.copie.couleurs import Couleur, Fluo
from santorin.editions.copie.feuille import Balise, Cadre, Caracteres, Feuille, composantes
from santorin.editions.copie.objets import chaine, nombre
from santorin.editions.copie.trace_textes import tracer_tampon, tracer_texte, tracer_vu

Dessin = Encre | Surligneur | Coche | Croix
Ecrit = Texte | Tampon | Vu

_NOMS: Final = {
    Coche: ("coche", "coches"),
    Croix: ("croix", "croix"),
    Encre: ("trait", "traits"),
    Surligneur: ("passage surligné", "passages surlignés"),
}
_OPERANDES: Final = {couleur.hexa: composantes(couleur.hexa) for couleur in (*Couleur, *Fluo)}
_FORMES: Final = {Coche: TRACE_COCHE, Croix: TRACE_CROIX}


def tracer(
    annotations: Sequence[Annotation], feuille: Feuille, cadre: Cadre, section: Balise, caracteres: Caracteres
) -> None:
    """Draw a page's annotations and tag them: one figure that counts the marks, then each writing, from the top."""
    dessins = [annotation for annotation in annotations if isinstance(annotation, Dessin)]
    if dessins:
        legende = chaine(_legende(dessins))
        feuille.ouvrir(section.sous("Figure", f"/Alt{legende}{cadre.boite()}"))
        feuille.ordres.append("q 1 J 1 j")
        _surligner([dessin for dessin in dessins if isinstance(dessin, Surligneur)], feuille, cadre)
        for dessin in dessins:
            if not isinstance(dessin, Surligneur):
                _dessiner(dessin, feuille, cadre)
        feuille.ordres.append("Q")
        feuille.fermer()
    for ecrit in sorted((a for a in annotations if isinstance(a, Ecrit)), key=lambda a: (a.y, a.x)):
        feuille.ouvrir(section.sous("Note"))
        _ecrire(ecrit, feuille, cadre, caracteres)
        feuille.fermer()


def _legende(dessins: Iterable[Dessin]) -> str:
    comptes = Counter(type(dessin) for dessin in dessins)
    mots = [f"{comptes[genre]} {noms[comptes[genre] > 1]}" for genre, noms in _NOMS.items() if comptes[genre]]
    return f"Marques de correction : {', '.join(mots)}"


def _surligner(surligneurs: Iterable[Surligneur], feuille: Feuille, cadre: Cadre) -> None:
    ordres = [_ligne(s.points, cadre, s.epaisseur, s.couleur.hexa) for s in surligneurs]
    if ordres:
        feuille.ordres += ["q/M gs", *ordres, "Q"]


def _dessiner(dessin: Encre | Coche | Croix, feuille: Feuille, cadre: Cadre) -> None:
    if isinstance(dessin, Encre):
        feuille.ordres.append(_ligne(dessin.points, cadre, dessin.epaisseur, dessin.couleur.hexa))
        return
    proportion = cadre.largeur / cadre.hauteur
    for forme in _FORMES[type(dessin)]:
        points = [
            (dessin.x + dx * dessin.taille, dessin.y + dy * dessin.taille * proportion) for dx, dy in forme
        ]
        feuille.ordres.append(_ligne(points, cadre, TRAIT_MARQUE * dessin.taille, dessin.couleur.hexa))


def _ligne(points: Sequence[Point], cadre: Cadre, epaisseur: float, hexa: str) -> str:
    """The orders of a polyline, to the tenth of a point (a quarter of a pixel of a 200 dpi scan).

    A single point is a line without length, which round caps show as a dot.
    """
    gauche, haut, largeur, hauteur = cadre.x, cadre.haut, cadre.largeur, cadre.hauteur
    places = [f"{gauche + x * largeur:.1f} {haut - y * hauteur:.1f}" for x, y in points]
    suite = " l ".join(places[1:] or places)
    return f"{nombre(epaisseur * largeur)} w {_OPERANDES[hexa]} RG {places[0]} m {suite} l S"


def _ecrire(ecrit: Ecrit, feuille: Feuille, cadre: Cadre, caracteres: Caracteres) -> None:
    if isinstance(ecrit, Texte):
        tracer_texte(ecrit, feuille, cadre, caracteres)
    elif isinstance(ecrit, Tampon):
        tracer_tampon(ecrit, feuille, cadre, caracteres)
    else:
        tracer_vu(ecrit, feuille, cadre, caracteres)
