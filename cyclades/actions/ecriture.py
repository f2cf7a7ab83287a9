"""Locking, reading and writing marks, whole sets at a time: the only statements that touch them (CYC-01).

Every writer takes its locks in the same order: the épreuve (shared; a publication takes it alone), then the
registrations by key, then the journal's chain: nobody waits in a ring, and no mark slips past a publication.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from cyclades.models import Epreuve, Origine
from cyclades.regles import ORIGINE_ECHANGEE
from santorin.comptes.models import Utilisateur
from santorin.transmission.destinataires import CleEpreuve
from santorin.transmission.destinataires.loi import Tenue

PARTAGER_PAR_CLE = """
SELECT e.* FROM cyclades_epreuve e
JOIN santorin_session s ON s.id = e.session_id
JOIN santorin_examen x ON x.id = e.examen_id
WHERE s.code = %s AND x.code = %s AND e.code = %s
FOR SHARE OF e
"""
PARTAGER = "SELECT * FROM cyclades_epreuve WHERE id = %s FOR SHARE"
VERROUILLER = """
SELECT count(*) FROM (
    SELECT id FROM cyclades_inscription WHERE id = ANY(string_to_array(%s, ',')::bigint[]) ORDER BY id FOR NO KEY UPDATE
) AS verrouillees
"""
TENUES = """
SELECT inscription_id, valeur, code, origine, version FROM cyclades_note
WHERE inscription_id = ANY(string_to_array(%s, ',')::bigint[])
"""
# One statement: the archive reads the rows as they were. Its clock is read after the locks were taken, hence
# after this transaction got its number: see `lectures.instant`, which relies on it.
ECRIRE = """
WITH ecrite (inscription_id, valeur, code, version) AS (
    SELECT * FROM unnest(
        string_to_array(%(inscriptions)s, ',')::bigint[], string_to_array(%(valeurs)s, ',', '')::numeric[],
        string_to_array(%(codes)s, ',', ''), string_to_array(%(versions)s, ',')::int[]
    )
), archive AS (
    INSERT INTO cyclades_noteanterieure
        (inscription_id, valeur, code, origine, version, motif, depuis, par_id, remplacee_le, remplacee_par_id)
    SELECT n.inscription_id, n.valeur, n.code, n.origine, n.version, n.motif, n.modifiee_le, n.modifiee_par_id,
        statement_timestamp(), %(par)s
    FROM cyclades_note n JOIN ecrite USING (inscription_id)
    ORDER BY n.inscription_id
)
INSERT INTO cyclades_note AS n
    (inscription_id, epreuve_id, valeur, code, origine, version, motif, modifiee_le, modifiee_par_id)
SELECT inscription_id, %(epreuve)s, valeur, code, %(origine)s, version, %(motif)s, statement_timestamp(), %(par)s
FROM ecrite
ON CONFLICT (inscription_id) DO UPDATE SET
    valeur = EXCLUDED.valeur, code = EXCLUDED.code, origine = EXCLUDED.origine, version = EXCLUDED.version,
    motif = EXCLUDED.motif, modifiee_le = EXCLUDED.modifiee_le, modifiee_par_id = EXCLUDED.modifiee_par_id
"""
NOTER_VERSIONS = """
UPDATE cyclades_note n SET version = recue.version
FROM unnest(string_to_array(%s, ',')::bigint[], string_to_array(%s, ',')::int[]) AS recue (inscription_id, version)
WHERE n.inscription_id = recue.inscription_id
"""


@dataclass(frozen=True, slots=True)
class NoteEcrite:
    """A mark to be written for a registration."""

    inscription: int
    valeur: Decimal | None
    code: str | None
    version: int


def liste(valeurs: Iterable[Decimal | int | str | None]) -> str:
    """Numbers, keys and codes as one text that `string_to_array` reads: five times cheaper to pass than an array."""
    return ",".join(["" if valeur is None else str(valeur) for valeur in valeurs])


def partager_epreuve(cle: CleEpreuve | int) -> Epreuve | None:
    """The épreuve, which nobody publishes until the end of the transaction; None when Cyclades has none such."""
    if isinstance(cle, int):
        return next(iter(Epreuve.objects.raw(PARTAGER, [cle])), None)
    return next(iter(Epreuve.objects.raw(PARTAGER_PAR_CLE, [cle.session, cle.examen, cle.code])), None)


def prendre_tenues(inscriptions: Iterable[int]) -> dict[int, Tenue]:
    """Lock these registrations until the end of the transaction; then what is held for each, when something is."""
    cles = liste(inscriptions)
    with connection.cursor() as curseur:
        curseur.execute(VERROUILLER, [cles])
        # A statement of its own: it sees what those we waited for have written.
        curseur.execute(TENUES, [cles])
        return {
            inscription: Tenue(
                valeur, code, ORIGINE_ECHANGEE[origine], version, provisoire=origine == Origine.PROVISOIRE
            )
            for inscription, valeur, code, origine, version in curseur.fetchall()
        }


def ecrire(
    notes: Sequence[NoteEcrite], *, epreuve: Epreuve, origine: Origine, par: Utilisateur, motif: str = ""
) -> None:
    """Write these marks on locked registrations, each former value kept with its author, origin and time (CYC-01)."""
    if not notes:
        return
    with connection.cursor() as curseur:
        curseur.execute(
            ECRIRE,
            {
                "inscriptions": liste(note.inscription for note in notes),
                "valeurs": liste(note.valeur for note in notes),
                "codes": liste(note.code for note in notes),
                "versions": liste(note.version for note in notes),
                "epreuve": epreuve.pk,
                "origine": origine,
                "motif": motif,
                "par": par.pk,
            },
        )


def noter_versions(versions: Mapping[int, int]) -> None:
    """Remember the versions received of marks whose value does not change; the registrations are locked."""
    if versions:
        with connection.cursor() as curseur:
            curseur.execute(NOTER_VERSIONS, [liste(versions), liste(versions.values())])
