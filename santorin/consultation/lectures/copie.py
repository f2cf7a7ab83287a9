"""One transmitted copy in the viewer: pages, annotations, marks, appréciation, per paramétrage (EDI-02, TEL-01, TEL-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse

from santorin.consultation.lectures.edition import Matiere, detail, exports_de, matieres, note_affichee
from santorin.consultation.regles import est_en_recorrection, obstacle_pdf, retenues
from santorin.copies.models import Composition, Page
from santorin.editions.archive import nom_sur
from santorin.editions.copie import NoteQuestion
from santorin.editions.visionneuse import PageMontree, Visionneuse, page_montree

LONGUEUR_D_UN_MOT: Final = 48


@dataclass(frozen=True, slots=True)
class CopieMontree:
    """What the screen of a copy shows; while it is marked again, neither annotations nor marks (TEL-04)."""

    composition: Composition
    fraude_presumee: bool
    visionneuse: Visionneuse
    en_recorrection: bool
    note: str
    sur: str
    detail: Sequence[NoteQuestion]
    appreciation: str
    obstacle_pdf: str | None


def copie_montree(composition: Composition) -> CopieMontree:
    """EDI-02: the copy, its queries as many whatever its pages."""
    matiere, exports = matieres([composition])[composition.pk], exports_de(composition.epreuve)
    recorrection = est_en_recorrection(composition.note)
    note, sur = ("", "") if recorrection else note_affichee(composition)
    annotee = exports.annotations and not recorrection
    # SEC-03: once the marking is destroyed too, only the mark is left.
    detaillee = exports.detail_notes and not recorrection and any(matiere.points.values())
    return CopieMontree(
        composition=composition,
        fraude_presumee=Composition.objects.filter(retenues(), pk=composition.pk).exists(),
        visionneuse=_visionneuse(composition, matiere, annotee=annotee),
        en_recorrection=recorrection,
        note=note,
        sur=sur,
        detail=detail(composition, matiere) if detaillee else (),
        appreciation=matiere.appreciation if exports.appreciation and not recorrection else "",
        obstacle_pdf=obstacle_pdf(
            composition.note,
            pages=len(matiere.pages),
            garde=getattr(composition.copie, "pdf", None),
            detruite_le=composition.copie.detruite_le,
        ),
    )


def nom_du_pdf(composition: Composition) -> str:
    """« NOM_Prénom_numéro_épreuve.pdf », safe on every system (TEL-02)."""
    candidat = composition.candidat
    return f"{base_du_nom(candidat.nom, candidat.prenoms, candidat.numero, composition.epreuve.code)}.pdf"


def base_du_nom(*mots: str) -> str:
    """« NOM_Prénom_numéro_épreuve »: these words, safe on every system, whole below 200 signs and 255 bytes."""
    return "_".join(nom_sur(mot[:LONGUEUR_D_UN_MOT]) for mot in mots)


def _visionneuse(composition: Composition, matiere: Matiere, *, annotee: bool) -> Visionneuse:
    annotations = matiere.annotations() if annotee else {}
    candidat = composition.candidat
    pages = [
        _page(composition, page, rang, len(matiere.pages), annotations.get(page.pk, ()))
        for rang, page in enumerate(matiere.pages, start=1)
    ]
    return Visionneuse(f"Copie de {candidat.nom} {candidat.prenoms}", tuple(pages))


def _page(
    composition: Composition, page: Page, rang: int, sur: int, annotations: Sequence[Any]
) -> PageMontree:
    return page_montree(
        rang,
        sur,
        adresse=reverse("visionneuse:page", args=[composition.copie.cle, page.numero]),
        vignette=reverse("visionneuse:vignette", args=[composition.copie.cle, page.numero]),
        largeur=page.largeur,
        hauteur=page.hauteur,
        rotation=page.rotation,
        annotations=annotations,
    )
