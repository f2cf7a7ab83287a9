"""The exchanged structures; msgspec reads, checks and writes them as JSON. Decimals travel as strings.

Those that come by the thousand are left out of the garbage collector (`gc=False`): they can hold no cycle.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

NumeroCandidat = Annotated[str, Meta(pattern=r"^01[0-9]{9}$")]
NumeroInscription = Annotated[str, Meta(pattern=r"^[0-9]{3}$")]
CodeNote = Annotated[str, Meta(pattern=r"^[A-Z]{1,3}$")]
Version = Annotated[int, Meta(ge=1, le=2**31 - 1)]
Instant = Annotated[datetime, Meta(tz=True)]
IMPRIMABLE = r"^[^\x00-\x1f\x7f]+$"
TAILLE_MAXIMALE = 5000


class CleEpreuve(Struct, frozen=True):
    """How the systems name an épreuve; `academie` narrows it to one entité responsable."""

    session: Annotated[str, Meta(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    examen: Annotated[str, Meta(pattern=IMPRIMABLE, max_length=5)]
    code: Annotated[str, Meta(pattern=IMPRIMABLE, max_length=10)]
    academie: Annotated[str, Meta(pattern=IMPRIMABLE, max_length=3)] | None = None


class NoteEmise(Struct, frozen=True, gc=False):
    """One mark that leaves: exactly one of a number and a code."""

    candidat: NumeroCandidat
    inscription: NumeroInscription
    valeur: Decimal | None
    code: CodeNote | None
    version: Version


class EnvoiNotes(Struct, frozen=True):
    """A batch of marks of one épreuve. `protege` false lifts the exceptions for hand-entered DI and 0."""

    envoi: UUID
    transmission: UUID
    epreuve: CleEpreuve
    emise_le: Instant
    notes: list[NoteEmise]
    protege: bool = True


class Origine(StrEnum):
    """Where a mark held by Cyclades comes from."""

    SAISIE = "SAISIE"
    SANTORIN = "SANTORIN"


class StatutNote(StrEnum):
    """What became of a mark that was sent (CYC-01)."""

    ENREGISTREE = "enregistree"
    INCHANGEE = "inchangee"
    CONSERVEE = "conservee"
    REJETEE = "rejetee"


class MotifNote(StrEnum):
    """Why a mark was not recorded."""

    DI_SAISIE_EN_PLACE = "DI_SAISIE_EN_PLACE"
    ZERO_SAISI_EN_PLACE = "ZERO_SAISI_EN_PLACE"
    CANDIDAT_INCONNU = "CANDIDAT_INCONNU"
    EPREUVE_NON_INSCRITE = "EPREUVE_NON_INSCRITE"
    VALEUR_HORS_BAREME = "VALEUR_HORS_BAREME"
    VERSION_DEPASSEE = "VERSION_DEPASSEE"


class EnPlace(Struct, frozen=True, gc=False):
    """What Cyclades holds after the exchange."""

    valeur: Decimal | None
    code: str | None
    origine: Origine


class AccuseNote(Struct, frozen=True, gc=False):
    """The acknowledgement of one mark, in the order of the batch."""

    candidat: str
    inscription: str
    statut: StatutNote
    motif: MotifNote | None = None
    message: str = ""
    en_place: EnPlace | None = None


class ReponseNotes(Struct, frozen=True):
    """The answer to a batch: the same for the same `envoi`, for ever."""

    envoi: UUID
    reponse: UUID
    accuses: list[AccuseNote]


class NoteDetenue(Struct, frozen=True, gc=False):
    """A mark as Cyclades holds it; `version` is the last one received from Santorin, 0 when there is none."""

    candidat: str
    inscription: str
    valeur: Decimal | None
    code: str | None
    origine: Origine
    version: int
    modifiee_le: datetime


class PageNotes(Struct, frozen=True):
    """A page of what Cyclades holds; `instant` is its clock, from which to ask what changed next time."""

    notes: list[NoteDetenue]
    suivant: str | None
    publiee_le: datetime | None
    instant: datetime


class Erreur(Struct, frozen=True):
    """Why a whole batch was refused: a word for programs, a sentence for people, and the place of the fault."""

    motif: str = ""
    message: str = ""
    lieu: str = ""
    publiee_le: datetime | None = None


class ServiceFaitEmis(Struct, frozen=True):
    """A snapshot of a marker's work on one épreuve: it replaces the one before."""

    intervenant: Annotated[str, Meta(pattern=IMPRIMABLE, max_length=12)]
    nombre_de_copies: Annotated[int, Meta(ge=0, le=2**31 - 1)]
    du: date
    au: date
    version: Version
    nom: Annotated[str, Meta(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=200)] = ""


class EnvoiServicesFaits(Struct, frozen=True):
    """A batch of services faits of one épreuve."""

    envoi: UUID
    transmission: UUID
    epreuve: CleEpreuve
    emise_le: Instant
    services_faits: list[ServiceFaitEmis]


class StatutServiceFait(StrEnum):
    """What became of a service fait that was sent (IMA-01)."""

    ENREGISTRE = "enregistre"
    INCHANGE = "inchange"
    REJETE = "rejete"


class AccuseServiceFait(Struct, frozen=True):
    """The acknowledgement of one service fait, in the order of the batch."""

    intervenant: str
    statut: StatutServiceFait
    motif: str | None = None
    message: str = ""


class ReponseServicesFaits(Struct, frozen=True):
    """The answer to a batch: the same for the same `envoi`, for ever."""

    envoi: UUID
    reponse: UUID
    accuses: list[AccuseServiceFait]
