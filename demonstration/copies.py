"""Copies of the demonstration: pages, lots in every state, marks, annotations."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from multiprocessing import get_context
from random import Random
from typing import Any
from uuid import UUID

from demonstration.annotations import annotations_de, appreciation_de
from demonstration.feuilles import PAGES_PAR_COPIE, VARIANTES, dessiner
from santorin.comptes.models import Utilisateur
from santorin.copies.actions import verrouiller
from santorin.copies.etats import Emargement, EtatLot
from santorin.copies.fichiers import ImageDePage, ranger
from santorin.copies.models import (
    Annotation,
    Composition,
    Copie,
    Correcteur,
    Correction,
    Epreuve,
    Lot,
    NoteQuestion,
    Operation,
    Page,
    Question,
)
from santorin.distribution.models import Distribution

PAR_LOT = 20
Pages = dict[tuple[int, int], ImageDePage]
# What the last lots of an épreuve are; the ones before are locked.
DERNIERS = ("complet", "en_correction", EtatLot.DISTRIBUE, EtatLot.CONSTITUE)


def dessiner_les_pages() -> Pages:
    """Draw and store the pool of pages; by page and variant."""
    cles = [(page, variante) for page in range(1, PAGES_PAR_COPIE + 1) for variante in range(VARIANTES)]
    with get_context("spawn").Pool(2) as ouvriers:
        dessins = ouvriers.starmap(dessiner, cles, chunksize=4)
    return {cle: ranger(contenu) for cle, contenu in zip(cles, dessins, strict=True)}


def faire_copies(
    epreuve: Epreuve, compositions: Sequence[Composition], pages: Pages, *, le: datetime, alea: Random
) -> list[Copie]:
    """Make the copies of those who were there, with their scanned pages."""
    copies = [
        Copie(composition=composition, cle=_cle(alea))
        for composition in compositions
        if composition.emargement == Emargement.PRESENT
    ]
    Copie.objects.bulk_create(copies)
    Page.objects.bulk_create(
        _page(copie, numero, pages[numero, alea.randrange(VARIANTES)], _cle(alea), le)
        for copie in copies
        for numero in range(1, PAGES_PAR_COPIE + 1)
    )
    return copies


def faire_lots(
    epreuve: Epreuve,
    copies: Sequence[Copie],
    correcteurs: Sequence[Correcteur],
    *,
    par: Utilisateur,
    le: datetime,
    alea: Random,
) -> None:
    """Make lots of `PAR_LOT` copies: most locked, one complete, one being marked, one distributed, one not."""
    melangees = list(copies)
    alea.shuffle(melangees)
    paquets = list(_par_paquets(melangees))
    etats = ["verrouille"] * (len(paquets) - len(DERNIERS)) + list(DERNIERS)
    sujet = epreuve.sujets.get()
    questions = list(sujet.questions.all())
    for numero, (paquet, etat) in enumerate(zip(paquets, etats, strict=True), start=1):
        lot = Lot.objects.create(
            epreuve=epreuve,
            numero=numero,
            sujet=sujet,
            correcteur=_correcteur(etat, numero, correcteurs),
            etat=etat if etat in (EtatLot.CONSTITUE, EtatLot.DISTRIBUE) else EtatLot.EN_CORRECTION,
        )
        corrections = Correction.objects.bulk_create(
            Correction(copie=copie, lot=lot, ordre=ordre) for ordre, copie in enumerate(paquet, start=1)
        )
        faites = {"verrouille": len(paquet), "complet": len(paquet), "en_correction": len(paquet) // 2}
        _corriger(corrections[: faites.get(etat, 0)], questions, par=par, le=le, alea=alea)
        if etat == "verrouille":
            verrouiller(lot, par=par, le=le)
    _dire_tires(epreuve, paquets, par=par, le=le)


def _dire_tires(
    epreuve: Epreuve, paquets: Sequence[Sequence[Copie]], *, par: Utilisateur, le: datetime
) -> None:
    """HAR-02: these lots were drawn at random; what says so is what a distribution leaves."""
    Distribution.objects.create(
        epreuve=epreuve,
        sujet=epreuve.sujets.get(),
        graine=epreuve.pk,
        taille=PAR_LOT,
        copies=sum(len(paquet) for paquet in paquets),
        premier=1,
        dernier=len(paquets),
        le=le,
        par=par,
    )


def _correcteur(etat: str, numero: int, correcteurs: Sequence[Correcteur]) -> Correcteur | None:
    """The first marker, who may have an account, has the lots that remain to be done."""
    if etat == EtatLot.CONSTITUE:
        return None
    return correcteurs[0] if etat in DERNIERS else correcteurs[numero % len(correcteurs)]


def _corriger(
    corrections: Sequence[Correction],
    questions: Sequence[Question],
    *,
    par: Utilisateur,
    le: datetime,
    alea: Random,
) -> None:
    """Mark these copies: points within the barème, an appréciation, annotations on their pages."""
    notes, traces = [], []
    pages = Page.objects.filter(copie__in=[c.copie_id for c in corrections]).order_by("copie", "numero")
    par_copie: dict[int, list[Page]] = {}
    for page in pages:
        par_copie.setdefault(page.copie_id, []).append(page)
    for correction in corrections:
        niveau = min(1.0, max(0.05, alea.gauss(0.56, 0.19)))
        notes += [_note(correction, question, niveau, alea) for question in questions]
        correction.appreciation = appreciation_de(niveau, alea)
        for page in par_copie[correction.copie_id]:
            contenus = annotations_de(page.numero, niveau, alea)
            traces += [_trace(correction, page, contenu, _cle(alea), par=par, le=le) for contenu in contenus]
    NoteQuestion.objects.bulk_create(notes)
    Correction.objects.bulk_update(corrections, ["appreciation"])
    Annotation.objects.bulk_create(traces)


def _note(correction: Correction, question: Question, niveau: float, alea: Random) -> NoteQuestion:
    part = min(1.0, max(0.0, niveau + alea.gauss(0, 0.12)))
    crans = round(part * float(question.points / question.pas))
    return NoteQuestion(correction=correction, question=question, points=Decimal(crans) * question.pas)


def _trace(
    correction: Correction,
    page: Page,
    contenu: Mapping[str, Any],
    cle: UUID,
    *,
    par: Utilisateur,
    le: datetime,
) -> Annotation:
    return Annotation(
        correction=correction, page=page, cle=cle, operation=Operation.POSER, contenu=contenu, le=le, par=par
    )


def _page(copie: Copie, numero: int, image: ImageDePage, cle: UUID, le: datetime) -> Page:
    return Page(
        copie=copie,
        numero=numero,
        cle=cle,
        sha256=image.sha256,
        type_mime=image.type_mime,
        taille=image.taille,
        largeur=image.largeur,
        hauteur=image.hauteur,
        rotation=image.rotation,
        numerisee_le=le,
    )


def _cle(alea: Random) -> UUID:
    return UUID(int=alea.getrandbits(128), version=4)


def _par_paquets(copies: Sequence[Copie]) -> Iterator[list[Copie]]:
    suite = iter(copies)
    while paquet := list(islice(suite, PAR_LOT)):
        yield paquet
