"""Where the import of a file of candidates stands (PRE-01)."""

from collections.abc import Sequence
from dataclasses import dataclass

from santorin.preparation.bilans import ANOMALIES_GARDEES, Bilan
from santorin.preparation.models import ImportCandidats
from santorin.preparation.regles.imports import bilan_de, obstacle_import
from santorin.traitements.models import PIECE, Document, Traitement


@dataclass(frozen=True, slots=True)
class Suivi:
    """A file, the job under way or the last one, what was found, what may be done, the reports."""

    depot: ImportCandidats
    traitement: Traitement | None
    bilan: Bilan | None
    obstacle_entier: str | None
    obstacle_valides: str | None
    rapports: Sequence[Document]

    @property
    def en_cours(self) -> bool:
        """Whether a job is still under way."""
        return self.traitement is not None and self.traitement.est_actif

    @property
    def peut_importer(self) -> bool:
        """Whether the import is what comes next."""
        return not self.en_cours and (self.obstacle_entier is None or self.obstacle_valides is None)

    @property
    def anomalies_tues(self) -> bool:
        """Whether the report holds more faults than the screen shows."""
        return self.bilan is not None and len(self.bilan.anomalies) >= ANOMALIES_GARDEES

    @property
    def indicateurs(self) -> tuple[tuple[str, int], ...]:
        """The figures of the report."""
        if self.bilan is None:
            return ()
        return (
            ("Lignes lues", self.bilan.lignes),
            ("Candidats nouveaux", self.bilan.crees),
            ("Modifiés", self.bilan.modifies),
            ("Nouveaux inscrits", self.bilan.inscrits),
            ("Inchangés", self.bilan.inchanges),
            ("Lignes refusées", self.bilan.refuses),
        )


def suivi(depot: ImportCandidats) -> Suivi:
    """PRE-01: everything the screen of one file shows."""
    travaux = [travail.pk for travail in (depot.controle, depot.application) if travail is not None]
    return Suivi(
        depot=depot,
        traitement=depot.application or depot.controle,
        bilan=bilan_de(depot),
        obstacle_entier=obstacle_import(depot, valides_seulement=False),
        obstacle_valides=obstacle_import(depot, valides_seulement=True),
        rapports=list(Document.objects.filter(traitement__in=travaux).exclude(type=PIECE)),
    )
