"""What a meeting decided, frozen with its fiche de calcul: a version of the transcript (DEL-13, DEL-14)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from deliberation import regles
from deliberation.models import Decidee, Resultat, Seance
from deliberation.notes_lues import DossierLu


def etablir_resultats(seance: Seance, lus: Sequence[DossierLu], *, le: datetime) -> list[Resultat]:
    """DEL-13, DEL-14: a new version for each candidate whom this meeting decided about, as it was read to be checked.

    At the first meeting everybody of the épreuve de contrôle; at a rectification those whom it touched.
    """
    retenus = [lu for lu in lus if regles.est_de_la_seance(lu.dossier, seance)]
    versions = dict(
        Resultat.objects.filter(dossier__in=[lu.dossier for lu in retenus])
        .values_list("dossier")
        .annotate(Max("numero"))
    )
    return Resultat.objects.bulk_create(
        _resultat(lu, seance, versions.get(lu.dossier.pk, 0) + 1, le) for lu in retenus
    )


def _resultat(lu: DossierLu, seance: Seance, numero: int, le: datetime) -> Resultat:
    decision = lu.decision
    admis = lu.dossier.decision == Decidee.ADMIS
    return Resultat(
        dossier=lu.dossier,
        numero=numero,
        seance=seance,
        decision=lu.dossier.decision,
        propose=decision.libelle if decision else lu.anomalie[:80],
        moyenne=decision.affichage if decision else "",
        mention=(decision.mention or "") if decision and admis else "",
        reglement=decision.version if decision else "",
        notes=_notes(lu),
        fiche=_fiche(lu),
        etabli_le=le,
    )


def _notes(lu: DossierLu) -> list[dict[str, Any]]:
    premier = [
        {
            "cle": note.cle,
            "libelle": note.libelle,
            "coefficient": note.coefficient,
            "note": str(note.valeur or ""),
            "provenance": note.provenance,
        }
        for note in lu.notes
    ]
    controle = [
        {
            "cle": note.cle,
            "libelle": f"{note.libelle} {note.choisie}".strip(),
            "coefficient": "",
            "note": str(note.valeur or ""),
            "provenance": "Modifiée en délibération" if note.modifiee else "Épreuve de contrôle",
        }
        for note in lu.controles
    ]
    return [*premier, *controle]


def _fiche(lu: DossierLu) -> list[dict[str, Any]]:
    if lu.decision is None:
        return []
    return [
        {
            "titre": etape.titre,
            "texte": etape.texte,
            "resultat": etape.resultat,
            "source": etape.source,
            "version": etape.version,
            "entrees": [[entree.libelle, entree.texte] for entree in etape.entrees],
        }
        for etape in lu.decision.fiche
    ]
