"""Asking for the jobs of an import of candidates: its check, then its import (PRE-01)."""

from datetime import datetime

from django.core.files import File
from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.preparation import tasks
from santorin.preparation.models import ImportCandidats
from santorin.preparation.regles.imports import obstacle_import
from santorin.refus import exiger
from santorin.traitements.actions import demander


@transaction.atomic
def demander_controle(
    epreuve: Epreuve, fichier: "File[bytes]", *, par: Utilisateur, le: datetime
) -> ImportCandidats:
    """Keep the file and have it judged. Raises `DejaFait` while another file of this épreuve is being handled."""
    depot = ImportCandidats.objects.create(
        epreuve=epreuve, fichier=str(fichier.name)[-200:], depose_le=le, depose_par=par
    )
    depot.controle = demander(
        tasks.controler,
        objet=f"candidats:epreuve:{epreuve.pk}",
        libelle=f"Contrôle des candidats – {epreuve}",
        par=par,
        academie=epreuve.academie,
        pieces=(fichier,),
        import_id=depot.pk,
    )
    depot.save(update_fields=["controle"])
    return depot


@transaction.atomic
def demander_import(
    depot: ImportCandidats, *, valides_seulement: bool, par: Utilisateur, le: datetime
) -> ImportCandidats:
    """Have the file imported. Raises `Refus` before its check, or when it has bad lines and they are not left out."""
    depot = (
        ImportCandidats.objects.select_for_update(of=("self",))
        .select_related("epreuve__academie")
        .get(pk=depot.pk)
    )
    exiger(obstacle_import(depot, valides_seulement=valides_seulement))
    depot.application = demander(
        tasks.importer,
        objet=f"candidats:epreuve:{depot.epreuve_id}",
        libelle=f"Import des candidats – {depot.epreuve}",
        par=par,
        academie=depot.epreuve.academie,
        import_id=depot.pk,
        valides_seulement=valides_seulement,
    )
    depot.save(update_fields=["application"])
    return depot
