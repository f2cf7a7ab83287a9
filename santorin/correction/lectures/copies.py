"""A copy as it reaches its marker: an allow-list (COR-01, COR-02)."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from santorin.copies.lectures import AnnotationPosee, annotations_par_page
from santorin.copies.models import Annotation, Correction, Lot, Page, Question, Signalement
from santorin.copies.regles.corrections import APPRECIATION_AU_PLUS, obstacle_notation
from santorin.copies.regles.lots import empreinte_du_bilan
from santorin.copies.regles.signalements import numeros_des_pages
from santorin.correction.echanges import (
    AnnotationEditee,
    CopieDuLot,
    CopieEditee,
    LotEdite,
    PageEditee,
    PartieEditee,
    QuestionEditee,
)
from santorin.correction.lectures.lots import (
    LigneCopie,
    copies_du_lot,
    ligne_du_lot,
    premiere_a_faire,
)
from santorin.editions.visionneuse import Visionneuse, page_montree


class Place(NamedTuple):
    """Where a copy is in its lot."""

    lignes: Sequence[LigneCopie]
    rang: int

    @property
    def ligne(self) -> LigneCopie:
        """The copy's own line."""
        return self.lignes[self.rang - 1]

    def a(self, decalage: int) -> UUID:
        """The key of the copy that many places away, round and round."""
        return self.lignes[(self.rang - 1 + decalage) % len(self.lignes)].correction.cle


def place(correction: Correction) -> Place:
    """COR-01: the lot's copies in their random order, and the place of this one."""
    lignes = copies_du_lot(correction.lot)
    return Place(lignes, next(ligne.rang for ligne in lignes if ligne.correction.pk == correction.pk))


def copie_editee(correction: Correction, *, route: str = "correction:page") -> CopieEditee:
    """COR-02: all that a marker's browser receives of a copy, in a constant number of queries.

    `correction` comes with its copie, its lot’s sujet and its épreuve's examen and paramétrage; `route` names the pages' address.
    """
    lot, situation = correction.lot, place(correction)
    parametrage = lot.epreuve.parametrage
    suite = premiere_a_faire(situation.lignes, apres=situation.rang)
    return CopieEditee(
        cle=correction.cle,
        nom=correction.nom_anonyme,
        rang=situation.rang,
        sur=len(situation.lignes),
        lot=lot.cle,
        lot_numero=lot.numero,
        epreuve=str(lot.epreuve),
        echelle=parametrage.affichage_note,
        appreciation=correction.appreciation,
        appreciation_obligatoire=parametrage.appreciation,
        appreciation_au_plus=APPRECIATION_AU_PLUS,
        version=correction.version,
        complete=situation.ligne.complete,
        obstacle=obstacle_notation(lot) or "",
        signalement=_signalement(correction),
        precedente=situation.a(-1),
        suivante=situation.a(1),
        a_faire=suite.correction.cle if suite else None,
        restantes=sum(ligne.etat == "a_faire" for ligne in situation.lignes),
        blanche=correction.copie.blanche,
        pages=pages_editees(correction, route),
        questions=questions_editees(correction, lot, anonyme=parametrage.bareme_anonyme),
        parties=parties_editees(correction, lot, anonyme=parametrage.bareme_anonyme),
    )


def lot_edite(lot: Lot) -> LotEdite:
    """COR-02: a lot and its copies, as the API gives them to its marker."""
    bilan = empreinte_du_bilan(lot)
    return LotEdite(
        cle=lot.cle,
        numero=lot.numero,
        epreuve=str(lot.epreuve),
        etat=lot.etat,
        obstacle=ligne_du_lot(lot).obstacle or "",
        bilan=bilan,
        copies=[
            CopieDuLot(
                ligne.correction.cle,
                ligne.correction.nom_anonyme,
                ligne.rang,
                ligne.complete,
                ligne.signalee,
                ligne.note,
            )
            for ligne in copies_du_lot(lot)
        ],
    )


def pages_editees(correction: Correction, route: str) -> list[PageEditee]:
    """COR-01: the current pages, with what this marking shows on each."""
    pages = list(Page.objects.filter(copie=correction.copie_id, remplacee_le=None).order_by("numero"))
    posees = annotations_par_page(correction, pages=pages)
    anciennes = set(
        Annotation.objects.filter(correction=correction, page__remplacee_le__isnull=False)
        .order_by()
        .values_list("cle", flat=True)
    )
    return [
        PageEditee(
            cle=page.cle,
            numero=rang,
            adresse=adresse,
            vignette=adresse,
            largeur=page.largeur,
            hauteur=page.hauteur,
            rotation=page.rotation,
            reportee=est_a_verifier(posees.get(page.pk, ()), anciennes),
            annotations=[AnnotationEditee(a.cle, a.contenu) for a in posees.get(page.pk, [])],
        )
        for rang, page in enumerate(pages, start=1)
        for adresse in (reverse(route, args=[correction.cle, page.cle]),)
    ]


def est_a_verifier(posees: Iterable[AnnotationPosee], anciennes: Collection[UUID]) -> bool:
    """NUM-02: whether a page shows annotations of a former scan (`anciennes`, by key) and was not marked as seen since."""
    lues = list(posees)
    vue = any(a.contenu["genre"] == "vu" for a in lues)
    return not vue and any(a.cle in anciennes for a in lues)


def visionneuse(copie: CopieEditee) -> Visionneuse:
    """COR-01: the same pages for the viewer, which is read without JavaScript too."""
    pages = [
        page_montree(
            page.numero,
            len(copie.pages),
            adresse=page.adresse,
            vignette=page.vignette,
            largeur=page.largeur,
            hauteur=page.hauteur,
            rotation=page.rotation,
            annotations=[annotation.contenu for annotation in page.annotations],
        )
        for page in copie.pages
    ]
    return Visionneuse(f"{copie.nom}, {copie.rang} sur {copie.sur}", tuple(pages))


def questions_editees(correction: Correction, lot: Lot, *, anonyme: bool) -> list[QuestionEditee]:
    """PAR-02: the barème, its words left out when it is anonyme, and the marks given."""
    notes = dict(correction.notes.values_list("question", "points"))
    questions = Question.objects.filter(sujet=lot.sujet_id).select_related("partie").order_by("ordre")
    return [
        QuestionEditee(
            q.numero,
            "" if anonyme else q.libelle,
            q.points,
            q.pas,
            notes.get(q.pk),
            q.coefficient,
            q.partie.numero if q.partie else "",
        )
        for q in questions
    ]


def parties_editees(correction: Correction, lot: Lot, *, anonyme: bool) -> list[PartieEditee]:
    """PRE-02: the parties of the barème, and the alternatives chosen."""
    choisies = set(correction.choisies.values_list("partie", flat=True))
    return [
        PartieEditee(p.numero, "" if anonyme else p.libelle, p.coefficient, p.choix, p.pk in choisies)
        for p in lot.sujet.parties.order_by("ordre")
    ]


def _signalement(correction: Correction) -> str:
    """The open report, its page counted as the marker sees it."""
    ouvert = Signalement.objects.ouverts().filter(correction=correction).first()
    if ouvert is None:
        return ""
    numeros = numeros_des_pages(correction) if ouvert.page else []
    return ouvert.dit(numeros.index(ouvert.page) + 1 if ouvert.page in numeros else ouvert.page)
