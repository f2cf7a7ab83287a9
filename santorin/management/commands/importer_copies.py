"""`manage.py importer_copies`: scanned copies and their marks, from folders and a CSV file (PRE-01, NUM-02, COR-03)."""

from argparse import ArgumentParser
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from santorin.comptes.droits import Droit
from santorin.preparation.actions.copies import BilanCopies, importer_copies
from santorin.preparation.console import Console, auteur
from santorin.preparation.regles.epreuves import epreuve_designee
from santorin.preparation.regles.plan import Plan, preparer
from santorin.referentiel.accords import compter
from santorin.refus import Refus


class Command(BaseCommand):
    """Check everything, then write the whole run or nothing."""

    help = (
        "Importe les pages numérisées d’une épreuve (un dossier par candidat, nommé 01950022359-002) et, avec --notes, "
        "les lots et les notes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", type=Path)
        parser.add_argument("--epreuve", required=True, help="2027-06/BCP/E51 ou 2027-06/BCP/E51/A14")
        parser.add_argument("--par", required=True, help="identifiant du gestionnaire")
        parser.add_argument("--notes", type=Path, help="fichier CSV des lots et des notes")
        parser.add_argument(
            "--verrouiller", action="store_true", help="verrouille les lots entièrement corrigés"
        )
        parser.add_argument("--controler", action="store_true", help="contrôle sans rien importer")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._executer(options)
        except OSError as erreur:
            raise CommandError(str(erreur)) from erreur
        except Refus as refus:
            raise CommandError(refus.message) from refus

    def _executer(self, options: dict[str, Any]) -> None:
        epreuve = epreuve_designee(options["epreuve"])
        par = auteur(options["par"], epreuve, Droit.NUMERISER)
        console = Console(cast(Any, self.stdout), par=par)
        with options["notes"].open("rb") if options["notes"] else nullcontext() as notes:
            plan = preparer(epreuve, options["dossier"], notes)
        for anomalie in plan.anomalies:
            console.signaler(anomalie)
        console.noter(_annonce(plan))
        if options["controler"]:
            if plan.anomalies:
                raise Refus("Le dossier ou le fichier a des anomalies.")
            return
        bilan = importer_copies(
            plan, verrouiller_lots=options["verrouiller"], compte_rendu=console, par=par, le=timezone.now()
        )
        console.noter(_conclusion(bilan))


def _annonce(plan: Plan) -> str:
    pages = sum(len(dossier.pages) for dossier in plan.dossiers)
    return (
        f"Lu\u00a0: {compter(len(plan.dossiers), 'dossier')}, {compter(pages, 'page')}, "
        f"{compter(len(plan.lignes), 'ligne de notes,lignes de notes')}, {compter(len(plan.lots), 'lot')}, "
        f"{compter(len(plan.anomalies), 'anomalie')}."
    )


def _conclusion(bilan: BilanCopies) -> str:
    return (
        f"Fait\u00a0: {compter(bilan.emarges, 'candidat émargé,candidats émargés')}, "
        f"{compter(bilan.pages, 'page nouvelle,pages nouvelles')}, "
        f"{compter(bilan.lots, 'lot nouveau,lots nouveaux')}, {compter(bilan.notees, 'copie notée,copies notées')}, "
        f"{compter(bilan.verrouilles, 'lot verrouillé,lots verrouillés')}."
    )
