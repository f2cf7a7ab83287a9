"""The worker's doors of the preparation: a check, then an import (PRE-01)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final, cast

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from santorin.preparation.actions.candidats import controler_candidats, importer_candidats
from santorin.preparation.models import ImportCandidats
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail
from santorin.traitements.models import PIECE

IMPORT: Final = "Import des candidats.csv"


@travail
def controler(compte_rendu: CompteRendu) -> None:
    """Judge the file of an import; `parametres`: import_id."""
    depot = _depot(compte_rendu)
    with _piece(depot) as fichier, tempfile.TemporaryFile() as rapport:
        bilan = controler_candidats(
            fichier, epreuve=depot.epreuve, rapport=rapport, compte_rendu=compte_rendu
        )
        _joindre(rapport, "Contrôle des candidats.csv", compte_rendu)
    ImportCandidats.objects.filter(pk=depot.pk).update(bilan=bilan.en_json())


@travail
def importer(compte_rendu: CompteRendu) -> None:
    """Import the file of an import; `parametres`: import_id, valides_seulement.

    Taken up again after it was killed, it tells what it had made, instead of a second time that changes nothing.
    """
    depot = _depot(compte_rendu)
    with _piece(depot) as fichier, tempfile.TemporaryFile() as rapport:
        try:
            fait = _importer(depot, fichier, rapport, compte_rendu)
        except Refus:
            _joindre(rapport, IMPORT, compte_rendu)
            raise
    if not fait:
        _redire(_depot(compte_rendu), compte_rendu)


@transaction.atomic
def _importer(
    depot: ImportCandidats, fichier: BinaryIO, rapport: BinaryIO, compte_rendu: CompteRendu
) -> bool:
    """TRA-02: the candidates, the report and the figures, in one transaction; False when that was done already."""
    tenu = ImportCandidats.objects.select_for_update(of=("self",)).get(pk=depot.pk)
    if tenu.importe_le is not None:
        return False
    le = timezone.now()
    bilan = importer_candidats(
        fichier,
        epreuve=depot.epreuve,
        valides_seulement=bool(compte_rendu.parametres["valides_seulement"]),
        rapport=rapport,
        compte_rendu=compte_rendu,
        par=compte_rendu.par or depot.depose_par,
        le=le,
    )
    _joindre(rapport, IMPORT, compte_rendu)
    ImportCandidats.objects.filter(pk=depot.pk).update(bilan=bilan.en_json(), importe_le=le)
    return True


def _redire(depot: ImportCandidats, compte_rendu: CompteRendu) -> None:
    bilan: dict[str, Any] = depot.bilan or {}
    compte_rendu.noter(
        "Tout était déjà importé quand le traitement s’est interrompu\u00a0: "
        f"{compter(bilan['crees'], 'candidat nouveau,candidats nouveaux')}, {compter(bilan['modifies'], 'modifié')}, "
        f"{compter(bilan['inscrits'], 'nouvel inscrit,nouveaux inscrits')}. Le rapport le dit ligne par ligne."
    )
    if refuses := bilan["refuses"]:
        compte_rendu.signaler(f"{compter(refuses, 'ligne refusée,lignes refusées')}, voir le rapport.")


def _depot(compte_rendu: CompteRendu) -> ImportCandidats:
    imports = ImportCandidats.objects.select_related(
        "epreuve__examen", "epreuve__specialite", "controle", "depose_par"
    )
    depot = imports.filter(pk=compte_rendu.parametres["import_id"]).first()
    if depot is None:
        raise Refus("L’épreuve de ce fichier a été supprimée.")
    return depot


@contextmanager
def _piece(depot: ImportCandidats) -> Iterator[BinaryIO]:
    """The file as it was given with the check."""
    if depot.controle is None:
        raise ImportCandidats.DoesNotExist
    with depot.controle.documents.get(type=PIECE).fichier.open("rb") as fichier:
        yield cast(BinaryIO, fichier)


def _joindre(rapport: BinaryIO, nom: str, compte_rendu: CompteRendu) -> None:
    """Make a document of the job of what was written."""
    rapport.seek(0)
    compte_rendu.joindre(nom, "text/csv", File(rapport, name=nom))
