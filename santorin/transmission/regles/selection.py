"""CLO-11: which marks leave, and why. The preview and the run ask this same statement, so they cannot differ.

Two tables live as long as the transaction: what Cyclades is known to hold, and the marks chosen.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from santorin.referentiel.valeur import ABSENT
from santorin.transmission.destinataires import NoteDetenue
from santorin.transmission.etats import ECARTS_A_RENVOYER, Raison
from santorin.transmission.models import Rapprochement
from santorin.transmission.regles.portee import Portee

# What Cyclades holds, as far as it is known: an empty origine says that it holds nothing. `version_note` is the
# version that an earlier comparison looked at: a mark that has moved since is no longer concerned.
OUVRIR = """
CREATE TEMPORARY TABLE IF NOT EXISTS transmission_connue (
    candidat varchar(11), inscription varchar(3), valeur numeric(6, 2), code varchar(3), origine varchar(8),
    version integer, a_renvoyer boolean, version_note integer, PRIMARY KEY (candidat, inscription)
) ON COMMIT DROP;
CREATE TEMPORARY TABLE IF NOT EXISTS transmission_choix (
    note bigint PRIMARY KEY, composition bigint, candidat varchar(11), inscription varchar(3), valeur numeric(6, 2),
    code varchar(3), version integer, suivante integer, raison varchar(8), prete boolean
) ON COMMIT DROP;
TRUNCATE transmission_connue, transmission_choix;
"""
SE_SOUVENIR = """
INSERT INTO transmission_connue
SELECT candidat, inscription, cyclades_valeur, cyclades_code, cyclades_origine, 0, motif = ANY(%(a_renvoyer)s), version
FROM santorin_ecart WHERE rapprochement_id = %(rapprochement)s
"""
APPRENDRE = """
INSERT INTO transmission_connue
SELECT candidat, inscription, valeur, code, origine, version, TRUE, NULL
FROM unnest(%s::text[], %s::text[], %s::numeric[], %s::text[], %s::text[], %s::integer[])
     AS detenue (candidat, inscription, valeur, code, origine, version)
ON CONFLICT (candidat, inscription) DO UPDATE SET
    valeur = EXCLUDED.valeur, code = EXCLUDED.code, origine = EXCLUDED.origine, version = EXCLUDED.version,
    a_renvoyer = TRUE, version_note = NULL
"""
# A version that has left once never leaves again in another run; and it always passes the one that Cyclades has.
CHOISIR = """
INSERT INTO transmission_choix
SELECT note.id, note.composition_id, candidat.numero, candidat.inscription, note.valeur, note.code, note.version,
       CASE WHEN motif.raison IN ('cyclades', 'renvoi') OR connue.version >= note.version
            THEN greatest(note.version, coalesce(connue.version, 0)) + 1 ELSE note.version END,
       motif.raison, FALSE
FROM (
    SELECT id, FALSE AS change_par_cyclades FROM santorin_note
    WHERE epreuve_id = %(epreuve)s AND arretee AND version > version_acquittee
    UNION ALL
    SELECT note.id, TRUE FROM transmission_connue connue
    JOIN santorin_candidat candidat
      ON candidat.numero = connue.candidat AND candidat.inscription = connue.inscription
    JOIN santorin_composition composition
      ON composition.candidat_id = candidat.id AND composition.epreuve_id = %(epreuve)s
    JOIN santorin_note note ON note.composition_id = composition.id
    WHERE note.arretee AND note.version = note.version_acquittee AND connue.a_renvoyer
      AND (connue.version_note IS NULL OR connue.version_note = note.version)
      AND (connue.valeur, connue.code) IS DISTINCT FROM (note.valeur, note.code)
) AS choisie
JOIN santorin_note note ON note.id = choisie.id
JOIN santorin_composition composition ON composition.id = note.composition_id
JOIN santorin_candidat candidat ON candidat.id = composition.candidat_id
LEFT JOIN transmission_connue connue
  ON connue.candidat = candidat.numero AND connue.inscription = candidat.inscription
CROSS JOIN LATERAL (SELECT CASE
    WHEN choisie.change_par_cyclades THEN %(cyclades)s
    WHEN EXISTS (SELECT FROM santorin_noteenvoyee envoyee
                 WHERE envoyee.note_id = note.id AND envoyee.version = note.version) THEN %(renvoi)s
    WHEN note.version_acquittee > 0
      OR EXISTS (SELECT FROM santorin_noteenvoyee envoyee WHERE envoyee.note_id = note.id) THEN %(modifiee)s
    ELSE %(nouvelle)s END) AS motif (raison)
WHERE (%(etablissement)s::bigint IS NULL OR candidat.etablissement_id = %(etablissement)s)
  AND (%(totale)s OR note.code IS DISTINCT FROM %(absent)s)
"""


def ouvrir() -> None:
    """Make the two tables, empty, for the rest of the transaction."""
    with connection.cursor() as curseur:
        curseur.execute(OUVRIR)


def se_souvenir(rapprochement: Rapprochement) -> None:
    """Start from what an earlier comparison found: whatever it does not list was the same on both sides."""
    parametres: dict[str, Any] = {"rapprochement": rapprochement.pk, "a_renvoyer": list(ECARTS_A_RENVOYER)}
    with connection.cursor() as curseur:
        curseur.execute(SE_SOUVENIR, parametres)


def apprendre(notes: Sequence[NoteDetenue]) -> None:
    """Add what Cyclades says that it holds; the last word on a candidate is kept."""
    derniers = {(note.candidat, note.inscription): note for note in notes}.values()
    colonnes = [
        [getattr(note, champ) for note in derniers]
        for champ in ("candidat", "inscription", "valeur", "code", "origine", "version")
    ]
    with connection.cursor() as curseur:
        curseur.execute(APPRENDRE, colonnes)


def choisir(portee: Portee, *, totale: bool) -> int:
    """CLO-09, CLO-11: choose the marks of `portee` that leave, with AB when `totale`; returns how many."""
    parametres: dict[str, Any] = {
        "epreuve": portee.epreuve.pk,
        "etablissement": portee.etablissement.pk if portee.etablissement else None,
        "totale": totale,
        "absent": ABSENT,
        **{raison.name.lower(): raison.value for raison in Raison},
    }
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE transmission_connue")
        curseur.execute(CHOISIR, parametres)
        return int(curseur.rowcount)
