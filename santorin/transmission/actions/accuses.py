"""Acknowledgements: each batch's are stored by one statement, as they come (CLO-06, CLO-15)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from santorin.transmission.destinataires import (
    AccuseNote,
    AccuseServiceFait,
    NeRepondPas,
    ReponseNotes,
    ReponseServicesFaits,
)
from santorin.transmission.lectures.resultat import ACQUITTEES
from santorin.transmission.models import Envoi

# Of a batch acknowledged twice, the first answer counts. A mark's acknowledged version only grows, and only for what
# Cyclades has taken or knowingly kept; rows are taken in one order, the same as the snapshot's.
ACCUSER_NOTES = """
WITH acquitte AS (
    UPDATE santorin_envoi SET acquitte_le = %(le)s, reponse = %(reponse)s
    WHERE id = %(envoi)s AND acquitte_le IS NULL
    RETURNING id
), lignes AS (
    UPDATE santorin_noteenvoyee ligne SET statut = accuse.statut, motif = accuse.motif, message = accuse.message
    FROM acquitte, unnest(%(lignes)s::bigint[], %(statuts)s::text[], %(motifs)s::text[], %(messages)s::text[])
         AS accuse (id, statut, motif, message)
    WHERE ligne.id = accuse.id AND ligne.envoi_id = acquitte.id
    RETURNING ligne.note_id, ligne.version, ligne.statut
), acquittees AS MATERIALIZED (
    SELECT note.id, lignes.version FROM lignes JOIN santorin_note note ON note.id = lignes.note_id
    WHERE lignes.statut = ANY(%(acquittees)s) AND note.version_acquittee < lignes.version
    ORDER BY note.composition_id
    FOR NO KEY UPDATE OF note
)
UPDATE santorin_note note SET version_acquittee = acquittees.version
FROM acquittees WHERE note.id = acquittees.id
"""
ACCUSER_SERVICES_FAITS = """
WITH acquitte AS (
    UPDATE santorin_envoi SET acquitte_le = %(le)s, reponse = %(reponse)s
    WHERE id = %(envoi)s AND acquitte_le IS NULL
    RETURNING id
)
UPDATE santorin_servicefaitenvoye ligne SET statut = accuse.statut, motif = accuse.motif, message = accuse.message
FROM acquitte, unnest(%(lignes)s::bigint[], %(statuts)s::text[], %(motifs)s::text[], %(messages)s::text[])
     AS accuse (id, statut, motif, message)
WHERE ligne.id = accuse.id AND ligne.envoi_id = acquitte.id
"""
MESSAGE = 300  # characters kept of what the receiver says of a line


def accuser_notes(
    envoi: Envoi,
    lignes: Sequence[int],
    cles: Sequence[tuple[str, str]],
    reponse: ReponseNotes,
    *,
    le: datetime,
) -> None:
    """Store what Cyclades answered to a batch: `lignes` are its rows, `cles` its candidates, in the order sent.

    Raises `NeRepondPas` when the answer is not one to this batch: nothing is known, it will be sent again.
    """
    recues = [(accuse.candidat, accuse.inscription) for accuse in reponse.accuses]
    _exiger_reponse("Cyclades", envoi, reponse, conforme=recues == list(cles))
    parametres = _parametres(envoi, lignes, reponse, reponse.accuses, le)
    _executer(ACCUSER_NOTES, parametres | {"acquittees": [str(statut) for statut in ACQUITTEES]})


def accuser_services_faits(
    envoi: Envoi,
    lignes: Sequence[int],
    intervenants: Sequence[str],
    reponse: ReponseServicesFaits,
    *,
    le: datetime,
) -> None:
    """Store what Imag'In answered to a batch. Raises `NeRepondPas` when the answer is not one to this batch."""
    recus = [accuse.intervenant for accuse in reponse.accuses]
    _exiger_reponse("Imag’In", envoi, reponse, conforme=recus == list(intervenants))
    _executer(ACCUSER_SERVICES_FAITS, _parametres(envoi, lignes, reponse, reponse.accuses, le))


def _exiger_reponse(
    nom: str, envoi: Envoi, reponse: ReponseNotes | ReponseServicesFaits, *, conforme: bool
) -> None:
    if reponse.envoi != envoi.uuid or not conforme:
        raise NeRepondPas(f"{nom} ne répond pas\u00a0: sa réponse n’est pas celle de l’envoi {envoi.uuid}.")


def _parametres(
    envoi: Envoi,
    lignes: Sequence[int],
    reponse: ReponseNotes | ReponseServicesFaits,
    accuses: Sequence[AccuseNote] | Sequence[AccuseServiceFait],
    le: datetime,
) -> dict[str, Any]:
    return {
        "envoi": envoi.pk,
        "le": le,
        "reponse": reponse.reponse,
        "lignes": list(lignes),
        "statuts": [str(accuse.statut) for accuse in accuses],
        "motifs": [str(accuse.motif or "") for accuse in accuses],
        "messages": [accuse.message[:MESSAGE] for accuse in accuses],
    }


def _executer(ordre: str, parametres: dict[str, Any]) -> None:
    with connection.cursor() as curseur:
        curseur.execute(ordre, parametres)
