"""The law of the receiver of marks, on one mark: pure functions (HAR-08, CLO-10, CYC-01).

Cyclades and the in-memory receiver both apply these; the contract tests hold both to them.

| held                     | sent                       | answer                              | held afterwards |
|--------------------------|----------------------------|-------------------------------------|-----------------|
| anything                 | out of the scale, bad code | rejetee, VALEUR_HORS_BAREME         | the same        |
| anything                 | a version below the last   | rejetee, VERSION_DEPASSEE           | the same        |
| anything                 | the last version again     | inchangee                           | the same        |
| DI, by hand              | anything                   | conservee, DI_SAISIE_EN_PLACE (*)   | the same        |
| 0, by hand               | AB                         | conservee, ZERO_SAISI_EN_PLACE (*)  | the same        |
| n, from Santorin         | n                          | inchangee                           | the same        |
| nothing, or anything else| n                          | enregistree                         | n               |

(*) lifted when the batch says `protege: false`. Whatever is not rejected becomes the last version received.
A candidate named twice in a batch is treated as two deliveries, in the batch's order.

Deliveries in disorder or repeated end in the same state as in order and once, but for one case that the rule itself
makes: a 0 entered by hand is protected from AB while it is in place, not once another mark has replaced it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from santorin.referentiel.valeur import ABSENT, DISPENSE, Valeur
from santorin.transmission.destinataires.contrat import (
    TAILLE_MAXIMALE,
    EnPlace,
    EnvoiNotes,
    MotifNote,
    NoteEmise,
    Origine,
    StatutNote,
)

ZERO = Decimal(0)
CENTIEME = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a mark that arrives."""

    statut: StatutNote
    motif: MotifNote | None = None
    message: str = ""


PRISE = Decision(StatutNote.ENREGISTREE)
INCHANGEE = Decision(StatutNote.INCHANGEE)


@dataclass(frozen=True, slots=True)
class Tenue:
    """A mark in place; `version` is the last one received from Santorin, 0 when there is none.

    `provisoire`: entered by hand until the awaited mark comes; nothing protects it.
    """

    valeur: Decimal | None
    code: str | None
    origine: Origine
    version: int
    provisoire: bool = False

    @property
    def en_place(self) -> EnPlace:
        """The same, as the answer says it."""
        return EnPlace(valeur=self.valeur, code=self.code, origine=self.origine)


@dataclass(frozen=True, slots=True)
class Bareme:
    """What a mark of the épreuve may be: 0 to `note_sur` by steps of `pas`, or one of `codes` (None: any)."""

    note_sur: Decimal
    pas: Decimal = CENTIEME
    codes: Collection[str] | None = None

    def obstacle(self, valeur: Decimal | None, code: str | None) -> str | None:
        """Why a mark is not one of this épreuve, or None."""
        if code is not None:
            connu = self.codes is None or code in self.codes
            return None if connu else f"Le code {code} n’existe pas pour cet examen."
        # The exponent first: the remainder of an endless number would be endless.
        if valeur is None or not valeur.is_finite() or not -4 <= valeur.adjusted() <= 4:  # noqa: PLR2004
            juste = valeur == ZERO
        else:
            juste = ZERO <= valeur <= self.note_sur and valeur % self.pas == ZERO
        if juste:
            return None
        pas = Valeur(self.pas)
        return f"La note doit être comprise entre 0 et {Valeur(self.note_sur)}, de {pas} en {pas}."


def decider(emise: NoteEmise, tenue: Tenue | None, *, protege: bool, bareme: Bareme) -> Decision:
    """HAR-08, CLO-10: what becomes of `emise`, for a registered candidate of whom `tenue` is held."""
    if obstacle := bareme.obstacle(emise.valeur, emise.code):
        return Decision(StatutNote.REJETEE, MotifNote.VALEUR_HORS_BAREME, obstacle)
    if tenue is None:
        return PRISE
    if emise.version < tenue.version:
        message = f"La version {tenue.version} de cette note a déjà été reçue."
        return Decision(StatutNote.REJETEE, MotifNote.VERSION_DEPASSEE, message)
    if emise.version == tenue.version:
        return INCHANGEE
    if tenue.origine == Origine.SANTORIN:
        meme = (emise.valeur, emise.code) == (tenue.valeur, tenue.code)
        return INCHANGEE if meme else PRISE
    return (_protection(emise, tenue) if protege else None) or Decision(
        StatutNote.ENREGISTREE,
        message=f"La note saisie à la main ({Valeur(tenue.valeur, tenue.code)}) est remplacée.",
    )


def _protection(emise: NoteEmise, tenue: Tenue) -> Decision | None:
    """HAR-08: the two hand-entered marks that Santorin does not overwrite. A provisional 0 is no decision."""
    if tenue.provisoire:
        return None
    if tenue.code == DISPENSE:
        message = "La dispense (DI) saisie à la main est conservée."
        return Decision(StatutNote.CONSERVEE, MotifNote.DI_SAISIE_EN_PLACE, message)
    if tenue.valeur == ZERO and emise.code == ABSENT:
        message = "Le 0 saisi à la main est conservé : Santorin dit AB."
        return Decision(StatutNote.CONSERVEE, MotifNote.ZERO_SAISI_EN_PLACE, message)
    return None


def faute_de_forme(envoi: EnvoiNotes) -> tuple[str, str] | None:
    """What makes the batch unreadable beyond the types (a sentence, and its place), or None."""
    for rang, note in enumerate(envoi.notes):
        if (note.valeur is None) == (note.code is None):
            return "une note est un nombre ou un code, jamais les deux", f"$.notes[{rang}]"
        if note.valeur is not None and not note.valeur.is_finite():
            return "une note est un nombre fini", f"$.notes[{rang}].valeur"
    return None


def est_trop_gros(envoi: EnvoiNotes) -> bool:
    """Whether the batch holds more marks than the contract allows."""
    return len(envoi.notes) > TAILLE_MAXIMALE
