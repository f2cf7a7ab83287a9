"""A marking as it is when a batch arrives, held until the commit: one exchange with the database (COR-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db import connection

from santorin.copies.models import Correction, Operation, Question
from santorin.correction.echanges import DESSINS, Changement, Poser
from santorin.correction.regles.fusion import Etat

# Two statements, the second seeing all that was done before the first could lock: a page scanned again just now.
TENIR: Final = """
    SELECT FROM santorin_correction WHERE id = %(correction)s FOR NO KEY UPDATE;
    SELECT
        version,
        appreciation,
        coalesce(
            (SELECT derniere FROM santorin_poste WHERE correction_id = correction.id AND cle = %(poste)s), 0
        ),
        (SELECT coalesce(json_object_agg(question_id, points::text), '{}')
            FROM santorin_notequestion WHERE correction_id = correction.id),
        (SELECT coalesce(json_object_agg(choisie.choix, partie.numero), '{}')
            FROM santorin_partiechoisie AS choisie JOIN santorin_partie AS partie ON partie.id = choisie.partie_id
            WHERE choisie.correction_id = correction.id),
        (SELECT coalesce(json_agg(json_build_array(id, cle, numero, remplacee_le IS NULL) ORDER BY id), '[]')
            FROM santorin_page WHERE copie_id = correction.copie_id AND %(poser)s),
        (SELECT coalesce(json_agg(json_build_array(posee.cle, posee.operation, page.cle) ORDER BY posee.id), '[]')
            FROM santorin_annotation AS posee JOIN santorin_page AS page ON page.id = posee.page_id
            WHERE posee.correction_id = correction.id AND posee.cle = ANY(%(cles)s))
    FROM santorin_correction AS correction WHERE id = %(correction)s
"""


@dataclass(frozen=True, slots=True)
class Tenue:
    """What the database holds: the marking's version, the last change of the editor, and what the batch speaks of.

    `notes`: points by question (primary key). `pages`: the page (primary key) that shows what is put under a page's
    key; empty when the batch puts nothing. `posees` and `connues`: as in `Etat`.
    """

    version: int
    appreciation: str
    derniere: int
    notes: Mapping[int, Decimal]
    choix: Mapping[str, str]
    pages: Mapping[UUID, int]
    posees: Mapping[UUID, tuple[UUID, Mapping[str, Any]]]
    connues: frozenset[UUID]

    def etat(self, bareme: Mapping[int, Question]) -> Etat:
        """The marking under the questions' numbers."""
        notes = {bareme[cle].numero: points for cle, points in self.notes.items()}
        return Etat(notes, self.appreciation, self.posees, self.connues, self.choix)


def tenir(correction: Correction, *, poste: UUID, changements: Sequence[Changement]) -> Tenue:
    """COR-06: lock a marking until the commit, and read it. Its lot is locked before."""
    with connection.cursor() as curseur:
        curseur.execute(
            TENIR,
            {
                "correction": correction.pk,
                "poste": poste,
                "poser": any(isinstance(c, Poser) for c in changements),
                "cles": [c.cle for c in changements if isinstance(c, DESSINS)],
            },
        )
        curseur.nextset()
        version, appreciation, derniere, notes, choix, pages, annotations = curseur.fetchone()
    posees, connues = _posees(annotations)
    return Tenue(
        version=version,
        appreciation=appreciation,
        derniere=derniere,
        notes={int(question): Decimal(points) for question, points in notes.items()},
        choix=choix,
        pages=_courantes(pages),
        posees=posees,
        connues=connues,
    )


def _courantes(pages: Sequence[tuple[int, str, int, bool]]) -> dict[UUID, int]:
    """NUM-02: what is put on a page that was scanned again goes to the page that replaced it."""
    courantes = {numero: pk for pk, _, numero, courante in pages if courante}
    return {UUID(cle): courantes.get(numero, pk) for pk, cle, numero, _ in pages}


def _posees(
    annotations: Sequence[tuple[str, str, str]],
) -> tuple[dict[UUID, tuple[UUID, Mapping[str, Any]]], frozenset[UUID]]:
    """What stands on the pages of these log entries, and every key that was ever put."""
    posees: dict[UUID, tuple[UUID, Mapping[str, Any]]] = {}
    for cle, operation, page in annotations:
        if operation == Operation.RETIRER:
            posees.pop(UUID(cle), None)
        else:
            posees[UUID(cle)] = (UUID(page), {})
    return posees, frozenset(UUID(cle) for cle, *_ in annotations)
