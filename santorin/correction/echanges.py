"""What goes between the correction editor and the server: closed lists of fields, with random keys (COR-02, COR-06)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
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
    """A question (by number) is marked, or its mark erased; `vue` is what the person saw before.

    `sur`: the maximum that the person saw, so that a mark given out of 4 is not one out of 8 once the barème changed.
    """

    sequence: NumeroDeSequence
    question: str
    vue: Decimal | None
    points: Decimal | None
    sur: Decimal | None = None


class Apprecier(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="apprecier", tag_field="acte"):
    """The appréciation is written; `vue` is what the person saw before."""

    sequence: NumeroDeSequence
    vue: str
    texte: str


class Choisir(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="choisir", tag_field="acte"):
    """The marker says which alternative (a partie's number) of a choix the candidate answered; `vue` as for a mark."""

    sequence: NumeroDeSequence
    choix: str
    vue: str | None
    partie: str | None


Changement = Poser | Retirer | Noter | Apprecier | Choisir
DESSINS = (Poser, Retirer)


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
    choix: Mapping[str, str] = {}


class AnnotationEditee(msgspec.Struct, frozen=True):
    """An annotation that is on a page; `contenu` is as santorin.editions.copie.annotations describes."""

    cle: UUID
    contenu: dict[str, Any]


class PageEditee(msgspec.Struct, frozen=True):
    """A page: where its image is, the sides of the image in pixels, its turn in degrees.

    `reportee`: annotations of a former scan were carried here, and the marker has not marked the page as seen since.
    """

    cle: UUID
    numero: int
    adresse: str
    vignette: str
    largeur: int
    hauteur: int
    rotation: int
    reportee: bool = False
    annotations: Sequence[AnnotationEditee] = ()


class PartieEditee(msgspec.Struct, frozen=True):
    """A partie of the barème; among those of the same `choix`, the candidate answered the one `choisie`."""

    numero: str
    libelle: str
    coefficient: Decimal
    choix: str
    choisie: bool


class QuestionEditee(msgspec.Struct, frozen=True):
    """A question and its mark; `libelle` is "" when the barème is anonyme (PAR-02); `partie` is "" outside parties."""

    numero: str
    libelle: str
    points: Decimal
    pas: Decimal
    note: Decimal | None = None
    coefficient: Decimal = Decimal(1)
    partie: str = ""


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
    blanche: bool = False
    pages: Sequence[PageEditee] = ()
    questions: Sequence[QuestionEditee] = ()
    parties: Sequence[PartieEditee] = ()

    @property
    def groupes(self) -> list[tuple[PartieEditee | None, list[tuple[int, QuestionEditee]]]]:
        """The questions with their rank, under their partie (None outside parties), for the page without JavaScript."""
        parties = {partie.numero: partie for partie in self.parties}
        rangees = groupby(enumerate(self.questions, start=1), key=lambda place: place[1].partie)
        return [(parties.get(numero), list(questions)) for numero, questions in rangees]

    @property
    def pages_a_verifier(self) -> str:
        """NUM-02: « 2, 3 »: the pages whose annotations were carried from a former scan, not yet seen again."""
        return ", ".join(str(page.numero) for page in self.pages if page.reportee)


class CopieDuLot(msgspec.Struct, frozen=True):
    """A line of the list of a lot's copies."""

    cle: UUID
    nom: str
    rang: int
    complete: bool
    signalee: bool
    note: Decimal | None = None


class LotEdite(msgspec.Struct, frozen=True):
    """A marker's lot; `bilan`, sent back with its lock, says that nothing changed since it was read."""

    cle: UUID
    numero: int
    epreuve: str
    etat: str
    obstacle: str
    bilan: str
    copies: Sequence[CopieDuLot] = ()
