"""The marker's version of a copy beside the coordinateur's, with the reasons (HAR-05)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse

from santorin.copies.lectures import AnnotationPosee, annotations_par_page
from santorin.copies.models import Correction, Intervention, Page, Question
from santorin.editions.visionneuse import PageMontree, page_montree

CHOIX = "choix "


@dataclass(frozen=True, slots=True)
class LigneComparee:
    """A question (or a choice of the candidate) in both versions, as written; `points` is "" for a choice."""

    nom: str
    libelle: str
    points: Decimal | None
    avant: Decimal | str | None
    apres: Decimal | str | None

    @property
    def est_changee(self) -> bool:
        """Whether the two versions differ."""
        return self.avant != self.apres


@dataclass(frozen=True, slots=True)
class PageComparee:
    """A page in both versions."""

    numero: int
    avant: PageMontree
    apres: PageMontree
    est_changee: bool


@dataclass(frozen=True, slots=True)
class Comparaison:
    """A marking as its marker left it, and as it is; `interventions` are those in force, first to last."""

    correction: Correction
    interventions: Sequence[Intervention]
    lignes: Sequence[LigneComparee]
    appreciation_avant: str
    pages: Sequence[PageComparee]

    @property
    def note_du_correcteur(self) -> Decimal | None:
        """The marker's own mark, which the first of them found; rules left out (HAR-13)."""
        return self.interventions[0].note_sans_regle if self.interventions else None

    @property
    def note_apres(self) -> Decimal | None:
        """The mark after the last of them."""
        return self.interventions[-1].note_apres if self.interventions else None


def comparaison(correction: Correction, *, route: str) -> Comparaison:
    """HAR-05: both versions of a marking; the same twice when nobody changed it. A constant number of queries.

    `correction` comes with its lot's épreuve's paramétrage; `route` names the address of a page, from both keys.
    """
    interventions = list(correction.interventions.en_vigueur())
    premiere = interventions[0] if interventions else None
    questions = list(Question.objects.filter(sujet=correction.lot.sujet_id).order_by("ordre"))
    apres = _etat(correction)
    avant = {**premiere.etat_avant} if premiere else apres
    return Comparaison(
        correction=correction,
        interventions=interventions,
        lignes=_lignes(questions, avant, apres, anonyme=correction.lot.epreuve.parametrage.bareme_anonyme),
        appreciation_avant=str(avant.get("appreciation") or ""),
        pages=_pages(correction, premiere, route),
    )


def _etat(correction: Correction) -> dict[str, Any]:
    """The marking as it is, in the form of `Intervention.etat_avant`."""
    etat: dict[str, Any] = {"appreciation": correction.appreciation}
    etat |= {
        numero: str(points) for numero, points in correction.notes.values_list("question__numero", "points")
    }
    choisies = correction.choisies.values_list("choix", "partie__numero")
    return etat | {f"{CHOIX}{choix}": partie for choix, partie in choisies}


def _lignes(
    questions: Sequence[Question], avant: Mapping[str, Any], apres: Mapping[str, Any], *, anonyme: bool
) -> list[LigneComparee]:
    lignes = [
        LigneComparee(
            nom=f"Question {q.numero}",
            libelle="" if anonyme else q.libelle,
            points=q.points,
            avant=_points(avant.get(q.numero)),
            apres=_points(apres.get(q.numero)),
        )
        for q in questions
    ]
    choix = sorted(nom for nom in avant.keys() | apres.keys() if nom.startswith(CHOIX))
    return lignes + [
        LigneComparee(nom.capitalize(), "", None, avant.get(nom), apres.get(nom)) for nom in choix
    ]


def _points(texte: str | None) -> Decimal | None:
    return None if texte is None else Decimal(texte)


def _pages(correction: Correction, premiere: Intervention | None, route: str) -> list[PageComparee]:
    pages = list(Page.objects.filter(copie=correction.copie_id, remplacee_le=None).order_by("numero"))
    apres = annotations_par_page(correction, pages=pages)
    avant = (
        annotations_par_page(correction, pages=pages, jusqu_a=premiere.annotation_avant)
        if premiere
        else apres
    )
    comparees = []
    for rang, page in enumerate(pages, start=1):
        adresse = reverse(route, args=[correction.cle, page.cle])
        alors, maintenant = avant.get(page.pk, []), apres.get(page.pk, [])
        comparees.append(
            PageComparee(
                rang,
                _page(page, rang, len(pages), adresse, alors),
                _page(page, rang, len(pages), adresse, maintenant),
                est_changee=_cles(alors) != _cles(maintenant),
            )
        )
    return comparees


def _cles(posees: Sequence[AnnotationPosee]) -> set[object]:
    return {annotation.cle for annotation in posees}


def _page(page: Page, rang: int, sur: int, adresse: str, posees: Sequence[AnnotationPosee]) -> PageMontree:
    return page_montree(
        rang,
        sur,
        adresse=adresse,
        vignette=adresse,
        largeur=page.largeur,
        hauteur=page.hauteur,
        rotation=page.rotation,
        annotations=[annotation.contenu for annotation in posees],
    )
