"""What goes between the correction editor and the server: closed lists of fields, with random keys (COR-02, COR-06)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec

NumeroDeSequence = Annotated[int, msgspec.Meta(ge=1, le=2_000_000_000)]
CHANGEMENTS_AU_PLUS = 200


class Poser(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="poser", tag_field="acte"):
    """An annotation is put on a page. Its key is new: what is moved or rewritten is taken away, then put again."""

    sequence: NumeroDeSequence
    page: UUID
    cle: UUID
    contenu: dict[str, Any]


class Retirer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="retirer", tag_field="acte"):
    """An annotation is taken away."""

    sequence: NumeroDeSequence
    cle: UUID


class Noter(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="noter", tag_field="acte"):
    """A question (by number) is marked, or its mark erased; `vue` is what the person saw before."""

    sequence: NumeroDeSequence
    question: str
    vue: Decimal | None
    points: Decimal | None


class Apprecier(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="apprecier", tag_field="acte"):
    """The appréciation is written; `vue` is what the person saw before."""

    sequence: NumeroDeSequence
    vue: str
    texte: str


Changement = Poser | Retirer | Noter | Apprecier


class Changements(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Changes made on one open editor (`poste`), in their order."""

    poste: UUID
    changements: Annotated[list[Changement], msgspec.Meta(max_length=CHANGEMENTS_AU_PLUS)]


class Refuse(msgspec.Struct, frozen=True):
    """A change that was not applied: `conflit` when somebody changed the same thing in between."""

    sequence: int
    conflit: bool
    message: str


class Reception(msgspec.Struct, frozen=True):
    """What the server holds after a batch: everything up to `derniere` was dealt with, and need not be sent again.

    `avant` is the version that the batch found: an editor that knew another one reads the copy again.
    """

    derniere: int
    avant: int
    version: int
    notes: Mapping[str, Decimal]
    appreciation: str
    complete: bool
    refuses: Sequence[Refuse] = ()


class AnnotationEditee(msgspec.Struct, frozen=True):
    """An annotation that is on a page; `contenu` is as santorin.editions.copie.annotations describes."""

    cle: UUID
    contenu: dict[str, Any]


class PageEditee(msgspec.Struct, frozen=True):
    """A page: where its image is, the sides of the image in pixels, its turn in degrees."""

    cle: UUID
    numero: int
    adresse: str
    vignette: str
    largeur: int
    hauteur: int
    rotation: int
    annotations: Sequence[AnnotationEditee] = ()


class QuestionEditee(msgspec.Struct, frozen=True):
    """A question and its mark; `libelle` is "" when the barème is anonyme (PAR-02)."""

    numero: str
    libelle: str
    points: Decimal
    pas: Decimal
    note: Decimal | None = None


class CopieEditee(msgspec.Struct, frozen=True):
    """All that a marker's browser receives of a copy: this closed list, and nothing else (COR-02)."""

    cle: UUID
    nom: str
    rang: int
    sur: int
    lot: UUID
    lot_numero: int
    epreuve: str
    echelle: int
    appreciation: str
    appreciation_obligatoire: bool
    appreciation_au_plus: int
    version: int
    complete: bool
    obstacle: str
    signalement: str
    precedente: UUID
    suivante: UUID
    a_faire: UUID | None
    restantes: int
    pages: Sequence[PageEditee] = ()
    questions: Sequence[QuestionEditee] = ()


class CopieDuLot(msgspec.Struct, frozen=True):
    """A line of the list of a lot's copies."""

    cle: UUID
    nom: str
    rang: int
    complete: bool
    signalee: bool
    note: Decimal | None = None


class LotEdite(msgspec.Struct, frozen=True):
    """A marker's lot."""

    cle: UUID
    numero: int
    epreuve: str
    etat: str
    obstacle: str
    copies: Sequence[CopieDuLot] = ()
