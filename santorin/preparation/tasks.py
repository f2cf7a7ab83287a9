"""The worker's doors of the preparation: a check, then an import (PRE-01)."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from django.core.files import File
from django.utils import timezone

from santorin.preparation.actions.candidats import controler_candidats, importer_candidats
from santorin.preparation.models import ImportCandidats
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import travail
from santorin.traitements.models import PIECE


@travail
def controler(compte_rendu: CompteRendu) -> None:
    """Judge the file of an import; `parametres`: import_id."""
    depot = _depot(compte_rendu)
    with _piece(depot) as fichier, _rapport(compte_rendu, "Contrôle des candidats.csv") as rapport:
        bilan = controler_candidats(
            fichier, epreuve=depot.epreuve, rapport=rapport, compte_rendu=compte_rendu
        )
    ImportCandidats.objects.filter(pk=depot.pk).update(bilan=bilan.en_json())


@travail
def importer(compte_rendu: CompteRendu) -> None:
    """Import the file of an import; `parametres`: import_id, valides_seulement."""
    depot, le = _depot(compte_rendu), timezone.now()
    with _piece(depot) as fichier, _rapport(compte_rendu, "Import des candidats.csv") as rapport:
        bilan = importer_candidats(
            fichier,
            epreuve=depot.epreuve,
            valides_seulement=bool(compte_rendu.parametres["valides_seulement"]),
            rapport=rapport,
            compte_rendu=compte_rendu,
            par=compte_rendu.par or depot.depose_par,
            le=le,
        )
    ImportCandidats.objects.filter(pk=depot.pk).update(bilan=bilan.en_json(), importe_le=le)


def _depot(compte_rendu: CompteRendu) -> ImportCandidats:
    imports = ImportCandidats.objects.select_related(
        "epreuve__examen", "epreuve__specialite", "controle", "depose_par"
    )
    return imports.get(pk=compte_rendu.parametres["import_id"])


@contextmanager
def _piece(depot: ImportCandidats) -> Iterator[BinaryIO]:
    """The file as it was given with the check."""
    if depot.controle is None:
        raise ImportCandidats.DoesNotExist
    with depot.controle.documents.get(type=PIECE).fichier.open("rb") as fichier:
        yield cast(BinaryIO, fichier)


@contextmanager
def _rapport(compte_rendu: CompteRendu, nom: str) -> Iterator[BinaryIO]:
    """A report to write into; it becomes a document of the job, also when the act is refused."""
    with tempfile.TemporaryFile() as rapport:
        try:
            yield rapport
        finally:
            rapport.seek(0)
            compte_rendu.joindre(nom, "text/csv", File(rapport, name=nom))
