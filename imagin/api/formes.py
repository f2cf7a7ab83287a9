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


class EpreuveConnue(Struct, frozen=True):
    """An épreuve of the perimeter, and how many of its lines wait to be validated, to be transmitted."""

    session: str
    examen: str
    code: str
    academie: str
    lignes: int
    a_valider: int
    a_transmettre: int


class PageEpreuves(Struct, frozen=True):
    """A page of épreuves; `suivante` is null on the last one."""

    epreuves: list[EpreuveConnue]
    suivante: int | None


class OuvertureEpreuve(Struct, frozen=True, forbid_unknown_fields=True):
    """The key of an épreuve that Imag'In does not know yet, by codes."""

    session: str
    examen: str
    code: str
    academie: str


class EtapeDeLigne(Struct, frozen=True):
    """One event of a line's history."""

    le: datetime
    auteur: str
    quoi: str
    nombre_de_copies: int
    du: date
    au: date
    etat: str
    version: int | None
    motif: str


class LigneSuivie(Struct, frozen=True):
    """A line, what can be done with it, and everything that happened to it; `vu` is what an act sends back."""

    service_fait: ServiceFaitDetenu
    passages: list[str]
    correction_refusee: str | None
    vu: int
    historique: list[EtapeDeLigne]


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """What replaces a line entered by hand; `vu` is the one of the line that was read."""

    vu: int
    nombre_de_copies: int
    du: date
    au: date
    motif: str


class TarifConnu(Struct, frozen=True):
    """The rate that an examination gives from a day on."""

    examen: str
    taux: int
    du: date
    au: date | None


class TauxConnu(Struct, frozen=True):
    """A rate of the grid, in euros per copy."""

    taux: int
    montant: Decimal
    du: date
    au: date | None
    reference: str


class Bareme(Struct, frozen=True):
    """The dated rates."""

    tarifs: list[TarifConnu]
    grille: list[TauxConnu]


class Saisie(Struct, frozen=True, forbid_unknown_fields=True):
    """A service fait entered by hand; `cle` makes it count once, even sent twice."""

    cle: UUID
    numero: str
    nom: str
    nombre_de_copies: int
    du: date
    au: date
    motif: str
