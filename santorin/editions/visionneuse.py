"""What the viewer shows, whoever shows it: établissement, gestionnaire, marker, coordinateur (EDI-02, COR-01)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from santorin.editions.calque import LARGEUR, Forme, calque, lecture, surlignages
from santorin.editions.copie.annotations import Annotation, depuis_json

_QUART: Final = 180


@dataclass(frozen=True, slots=True)
class PageMontree:
    """A page: where its image is, the stored image's sides in pixels, its turn in degrees, what is drawn over it.

    `hauteur_calque` is the height of the upright page when it is 1000 units wide.
    """

    numero: int
    sur: int
    adresse: str
    vignette: str
    largeur: int
    hauteur: int
    rotation: int
    hauteur_calque: str
    surlignages: Sequence[Forme]
    formes: Sequence[Forme]
    lecture: Sequence[str]


@dataclass(frozen=True, slots=True)
class Visionneuse:
    """The component's parameter: `titre` names the copy for screen readers."""

    titre: str
    pages: tuple[PageMontree, ...]


def page_montree(
    numero: int,
    sur: int,
    *,
    adresse: str,
    vignette: str,
    largeur: int,
    hauteur: int,
    rotation: int = 0,
    annotations: Iterable[Mapping[str, Any]] = (),
) -> PageMontree:
    """A page and its annotations, given in their stored form (see santorin.editions.copie.annotations)."""
    lues: list[Annotation] = [depuis_json(annotation) for annotation in annotations]
    droite, haute = (largeur, hauteur) if rotation % _QUART == 0 else (hauteur, largeur)
    hauteur_calque = LARGEUR * haute / droite
    return PageMontree(
        numero=numero,
        sur=sur,
        adresse=adresse,
        vignette=vignette,
        largeur=largeur,
        hauteur=hauteur,
        rotation=rotation,
        hauteur_calque=f"{hauteur_calque:.2f}",
        surlignages=surlignages(lues, hauteur_calque),
        formes=calque(lues, hauteur_calque),
        lecture=lecture(lues),
    )
