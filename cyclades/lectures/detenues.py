"""The marks held, page by page: what changed since an instant, or everything (CLO-11, CLO-14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Self, cast

from django.db import connection
from django.db.models import QuerySet

from cyclades.lectures.comptes import publiee_le
from cyclades.models import Epreuve, Note
from cyclades.regles import ORIGINE_ECHANGEE
from santorin.transmission.destinataires import CleEpreuve, EnvoiMalForme, NoteDetenue, PageNotes

PAR_PAGE = 2000
PAGE_MAXIMALE = 5000
ORIGINE_DES_TEMPS = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECONDE = timedelta(microseconds=1)

# Marks are dated by the clock read in their writing statement, after their transaction took locks and hence a number
# (backend_xid). A transaction that is not finished now and will have dated marks before now has therefore a number
# already: the start of the oldest such one is an instant from which nothing will be missed. One that only reads
# (a backup) has none, and does not hold the instant back.
INSTANT = """
SELECT least(statement_timestamp(), min(xact_start)) FROM pg_stat_activity
WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True)
class Curseur:
    """Where a page ended: the instant of the first page, the last mark's date and its registration."""

    instant: datetime
    modifiee_le: datetime
    inscription: int

    def __str__(self) -> str:
        return f"{_microsecondes(self.instant)}-{_microsecondes(self.modifiee_le)}-{self.inscription}"

    @classmethod
    def lire(cls, texte: str) -> Self:
        """The cursor that a page gave. Raises `EnvoiMalForme` for anything else."""
        parts = texte.split("-")
        if len(parts) != 3 or not all(p.isascii() and p.isdigit() and len(p) < 18 for p in parts):  # noqa: PLR2004
            raise EnvoiMalForme("ce curseur n’est pas de ceux que donnent les pages")
        instant, modifiee_le, inscription = map(int, parts)
        return cls(
            ORIGINE_DES_TEMPS + instant * MICROSECONDE,
            ORIGINE_DES_TEMPS + modifiee_le * MICROSECONDE,
            inscription,
        )


def detenues(
    cle: CleEpreuve,
    *,
    academies: frozenset[int] | None,
    modifiees_depuis: datetime | None = None,
    apres: str | None = None,
    taille: int = PAR_PAGE,
) -> PageNotes:
    """CLO-11, CLO-14: a page of the marks held for an épreuve in these académies (None: all).

    Without `modifiees_depuis`, in the order of registrations: a mark that changes meanwhile does not move. With it,
    in the order of changes: one that changes meanwhile comes again, later. `instant` is the same on every page of a
    reading: what changes after a page was read is found again by asking from it. Raises `EnvoiMalForme` on a bad cursor.
    """
    debut = Curseur.lire(apres) if apres else None
    instant = debut.instant if debut else _instant()
    epreuve = Epreuve.objects.filter(
        session__code=cle.session, examen__code=cle.examen, code=cle.code
    ).first()
    if epreuve is None:
        return PageNotes(notes=[], suivant=None, publiee_le=None, instant=instant)
    notes = Note.objects.filter(epreuve=epreuve)
    if academies is not None:
        notes = notes.filter(inscription__academie__in=academies)
    lues = _lire(_suite(notes, modifiees_depuis, debut), taille)
    suivant = Curseur(instant, *lues[taille - 1][-2:]) if len(lues) > taille else None
    return PageNotes(
        notes=[_note(ligne) for ligne in lues[:taille]],
        suivant=str(suivant) if suivant else None,
        publiee_le=publiee_le(epreuve, academies),
        instant=instant,
    )


def _instant() -> datetime:
    """The instant from which to ask next time. Read before the marks are, in a statement of its own."""
    with connection.cursor() as curseur:
        curseur.execute(INSTANT)
        (instant,) = curseur.fetchall()[0]
    return cast(datetime, instant)


def _suite(notes: QuerySet[Note], modifiees_depuis: datetime | None, debut: Curseur | None) -> QuerySet[Note]:
    """The marks after a cursor, in an order that an index gives."""
    if modifiees_depuis is None:
        notes = notes.order_by("inscription")
        return notes.filter(inscription__gt=debut.inscription) if debut else notes
    notes = notes.order_by("modifiee_le", "inscription")
    if debut is None:
        return notes.filter(modifiee_le__gte=modifiees_depuis)
    deja = {"modifiee_le": debut.modifiee_le, "inscription__lte": debut.inscription}
    return notes.filter(modifiee_le__gte=debut.modifiee_le).exclude(**deja)


Ligne = tuple[str, str, Decimal | None, str | None, str, int, datetime, int]


def _lire(notes: QuerySet[Note], taille: int) -> Sequence[Ligne]:
    return list(
        notes.values_list(
            "inscription__candidature__numero",
            "inscription__candidature__inscription",
            "valeur",
            "code",
            "origine",
            "version",
            "modifiee_le",
            "inscription_id",
        )[: taille + 1]
    )


def _note(ligne: Ligne) -> NoteDetenue:
    candidat, inscription, valeur, code, origine, version, modifiee_le, _ = ligne
    return NoteDetenue(candidat, inscription, valeur, code, ORIGINE_ECHANGEE[origine], version, modifiee_le)


def _microsecondes(instant: datetime) -> int:
    return (instant - ORIGINE_DES_TEMPS) // MICROSECONDE
