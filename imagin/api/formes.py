"""What Imag'In says of what it holds, over the API (IMA-01, IMA-02)."""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct


class ServiceFaitDetenu(Struct, frozen=True):
    """A line as Imag'In holds it; `version` is None for what was entered by hand (HAR-09). Amounts in euros."""

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
    """A page of the services faits of an épreuve; `instant` is Imag'In's clock."""

    services_faits: list[ServiceFaitDetenu]
    suivant: str | None
    instant: datetime
