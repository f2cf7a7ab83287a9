"""From the tables to the copy's PDF: what it is made from (EDI-03, PAR-02)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any

from santorin.copies.fichiers import ouvrir
from santorin.copies.lectures import annotations_par_page, detail_des_notes
from santorin.copies.models import (
    Composition,
    Correction,
    Epreuve,
    Nature,
    NoteQuestion,
    Page,
    PartieChoisie,
    Question,
)
from santorin.editions.copie import (
    TOUS_LES_EXPORTS,
    CopieAEditer,
    Exports,
    Identite,
    PageScannee,
    Recapitulatif,
    depuis_json,
)
from santorin.editions.copie import NoteQuestion as LigneDeDetail
from santorin.referentiel.valeur import Valeur, au_centieme

RELATIONS = (
    "copie",
    "note",
    "candidat__etablissement",
    "epreuve__parametrage",
    "epreuve__session",
    "epreuve__examen",
)


@dataclass(slots=True)
class Matiere:
    """What the tables hold of one copy: pages in order, its markings by rank, its barème and the points of each."""

    pages: list[Page] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    questions: Sequence[Question] = ()
    points: dict[int, dict[int, Decimal]] = field(default_factory=dict)
    choisies: dict[int, set[int]] = field(default_factory=dict)

    @property
    def notes(self) -> dict[int, Decimal] | None:
        """The points by question, or None when two markings differ: the final mark is then neither's (COR-05)."""
        lues = [(self.points[c.pk], self.choisies[c.pk]) for c in self.corrections] or [({}, set())]
        return lues[0][0] if all(autre == lues[0] for autre in lues[1:]) else None

    @property
    def parties(self) -> set[int]:
        """PRE-02: the alternatives that the candidate answered, as its first marking says."""
        return self.choisies[self.corrections[0].pk] if self.corrections else set()

    @property
    def ajustement(self) -> Decimal:
        """HAR-13: what rules of harmonisation add to the mark, on the épreuve's scale."""
        ajustement = getattr(self.corrections[0].copie, "ajustement", None) if self.corrections else None
        return Decimal(0) if ajustement is None or ajustement.ecarte_le else ajustement.valeur

    @property
    def appreciation(self) -> str:
        """What the markers wrote, in the order of their ranks."""
        ecrites = [correction.appreciation.strip() for correction in self.corrections]
        return "\n".join(dict.fromkeys(ecrite for ecrite in ecrites if ecrite))

    def annotations(self) -> dict[int, list[dict[str, Any]]]:
        """What the markings put on each page (by primary key), in their stored form; one query each."""
        par_page: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for correction in self.corrections:
            for page, posees in annotations_par_page(correction).items():
                par_page[page] += [posee.contenu for posee in posees]
        return par_page


def exports_de(epreuve: Epreuve) -> Exports:
    """PAR-02, PAR-03: what the paramétrage lets out; everything for an E3C."""
    if epreuve.nature == Nature.E3C:
        return TOUS_LES_EXPORTS
    parametrage = epreuve.parametrage
    return Exports(
        annotations=parametrage.export_annotations,
        detail_notes=parametrage.export_detail_notes,
        appreciation=parametrage.export_appreciation,
    )


def matieres(compositions: Iterable[Composition]) -> dict[int, Matiere]:
    """What is known of these copies, by sitting, in a constant number of queries."""
    par_copie = {composition.copie.pk: Matiere() for composition in compositions}
    for page in Page.objects.filter(copie__in=par_copie, remplacee_le=None).order_by("numero"):
        par_copie[page.copie_id].pages.append(page)
    corrections = {
        correction.pk: correction
        for correction in Correction.objects.filter(copie__in=par_copie)
        .select_related("lot", "copie__ajustement")
        .order_by("rang")
    }
    baremes: dict[int, list[Question]] = defaultdict(list)
    employees = Question.objects.filter(sujet__lots__corrections__in=corrections)
    for question in employees.select_related("partie").distinct().order_by("ordre"):
        baremes[question.sujet_id].append(question)
    for correction in corrections.values():
        matiere = par_copie[correction.copie_id]
        matiere.corrections.append(correction)
        matiere.questions = baremes[correction.lot.sujet_id]
        matiere.points[correction.pk], matiere.choisies[correction.pk] = {}, set()
    notes = NoteQuestion.objects.filter(correction__in=corrections).order_by("question")
    for cle, notee, points in notes.values_list("correction", "question", "points"):
        par_copie[corrections[cle].copie_id].points[cle][notee] = points
    choisies = PartieChoisie.objects.filter(correction__in=corrections)
    for cle, partie in choisies.values_list("correction", "partie"):
        par_copie[corrections[cle].copie_id].choisies[cle].add(partie)
    return {composition.pk: par_copie[composition.copie.pk] for composition in compositions}


def copie_a_editer(composition: Composition, matiere: Matiere) -> CopieAEditer:
    """EDI-03: the copy as the PDF's writer takes it."""
    exports = exports_de(composition.epreuve)
    annotations = matiere.annotations() if exports.annotations else {}
    return CopieAEditer(
        pages=tuple(_page(page, annotations.get(page.pk, ())) for page in matiere.pages),
        recapitulatif=_recapitulatif(composition, matiere),
        exports=exports,
    )


def note_affichee(composition: Composition) -> tuple[str, str]:
    """PAR-02: the mark on the scale shown to people and that scale (« 14,5 », « 20 »); a code has no scale."""
    note, epreuve = composition.note, composition.epreuve
    if note.valeur is None:
        return str(note.code), ""
    echelle = epreuve.parametrage.affichage_note
    return str(Valeur(au_centieme(note.valeur * echelle / epreuve.note_sur))), str(echelle)


def detail(composition: Composition, matiere: Matiere) -> tuple[LigneDeDetail, ...]:
    """The marks question by question; an anonymous barème shows numbers alone (PAR-02).

    Nothing when two markings differ: no column of theirs adds up to the final mark (COR-05). What rules add has its own
    line, so that the column does (HAR-13).
    """
    notes = matiere.notes
    if notes is None:
        return ()
    anonyme = composition.epreuve.parametrage.bareme_anonyme
    lignes = detail_des_notes(matiere.questions, notes, matiere.parties, anonyme=anonyme, absente="–")
    return (*lignes, *_ligne_d_harmonisation(composition, matiere))


def _ligne_d_harmonisation(composition: Composition, matiere: Matiere) -> Iterator[LigneDeDetail]:
    if matiere.ajustement:
        signe = "+" if matiere.ajustement > 0 else "−"
        note = f"{signe}{Valeur(abs(matiere.ajustement))}"
        yield LigneDeDetail("", "Harmonisation", note, str(Valeur(Decimal(composition.epreuve.note_sur))))


def _page(page: Page, annotations: Sequence[dict[str, Any]]) -> PageScannee:
    return PageScannee(
        source=partial(ouvrir, page.sha256, page.type_mime),
        sha256=page.sha256,
        largeur=page.largeur,
        hauteur=page.hauteur,
        rotation=page.rotation,
        annotations=tuple(depuis_json(annotation) for annotation in annotations),
    )


def _recapitulatif(composition: Composition, matiere: Matiere) -> Recapitulatif:
    epreuve, candidat = composition.epreuve, composition.candidat
    note, sur = note_affichee(composition)
    return Recapitulatif(
        epreuve=epreuve.libelle,
        code_epreuve=epreuve.code,
        session=str(epreuve.session),
        examen=str(epreuve.examen),
        candidat=Identite(
            numero=candidat.numero,
            nom=candidat.nom,
            prenoms=candidat.prenoms,
            division=candidat.division,
            etablissement=str(candidat.etablissement),
        ),
        note=note,
        sur=sur,
        detail=detail(composition, matiere),
        appreciation=matiere.appreciation,
    )
