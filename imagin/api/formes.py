"""What Imag'In says of what it holds, over the API (IMA-01, IMA-02)."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from msgspec import Struct


class ServiceFaitDetenu(Struct, frozen=True):
    """A line as Imag'In holds it; `version` is None for what was entered by hand (HAR-09). Amounts in euros."""

    id: int
    intervenant: str
    nom: str
    origine: str
    nombre_de_copies: int
    du: date
    au: date
    version: int | None
    etat: str
    taux: Decimal | None
    montant: Decimal | None


class PageServicesFaits(Struct, frozen=True):
    """A page of the services faits of an épreuve; `instant` is Imag'In's clock, `vu` what a passage sends back."""

    services_faits: list[ServiceFaitDetenu]
    suivant: str | None
    instant: datetime
    vu: int


class DemandePassage(Struct, frozen=True, forbid_unknown_fields=True):
    """Which lines (their ids) go through a passage; `vu` is the one of the page that was read."""

    lignes: list[int]
    vu: int
    motif: str = ""


class TriRendu(Struct, frozen=True):
    """What passed, worth so many euros, and what was left, by reason."""

    lignes: list[int]
    somme: Decimal
    laissees: dict[str, int]


class Saisie(Struct, frozen=True, forbid_unknown_fields=True):
    """A service fait entered by hand; `cle` makes it count once, even sent twice."""

    cle: UUID
    numero: str
    nom: str
    nombre_de_copies: int
    du: date
    au: date
    motif: str
