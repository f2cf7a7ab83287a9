"""`manage.py importer_candidats`: the same import as the screen's, for files by the dozen (PRE-01)."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from santorin.comptes.droits import Droit
from santorin.preparation.actions.candidats import controler_candidats, importer_candidats
from santorin.preparation.bilans import Bilan
from santorin.preparation.console import Console, auteur
from santorin.preparation.regles.epreuves import epreuve_designee
from santorin.refus import Refus


class Command(BaseCommand):
    """Check a file of candidates, then import it whole, or its valid lines only."""

    help = "Contrôle puis importe les candidats d’une épreuve (CSV, séparateur point-virgule)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument("--epreuve", required=True, help="2027-06/BCP/E51 ou 2027-06/BCP/E51/A14")
        parser.add_argument("--par", required=True, help="identifiant du gestionnaire")
        parser.add_argument("--controler", action="store_true", help="contrôle sans rien importer")
        parser.add_argument(
            "--valides-seulement", action="store_true", help="laisse de côté les lignes refusées"
        )
        parser.add_argument("--rapport", type=Path, help="où écrire le rapport complet (CSV)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["fichier"].open("rb") as fichier, _rapport(options["rapport"]) as rapport:
                bilan = self._executer(fichier, rapport, options)
        except OSError as erreur:
            raise CommandError(f"{options['fichier']} : {erreur.strerror}") from erreur
        except Refus as refus:
            raise CommandError(refus.message) from refus
        if options["controler"] and bilan.refuses:
            raise CommandError("Le fichier a des lignes refusées.")

    def _executer(self, fichier: BinaryIO, rapport: BinaryIO, options: dict[str, Any]) -> Bilan:
        epreuve = epreuve_designee(options["epreuve"])
        par = auteur(options["par"], epreuve, Droit.PREPARER)
        console = Console(cast(Any, self.stdout), par=par)
        if options["controler"]:
            return controler_candidats(fichier, epreuve=epreuve, rapport=rapport, compte_rendu=console)
        return importer_candidats(
            fichier,
            epreuve=epreuve,
            valides_seulement=options["valides_seulement"],
            rapport=rapport,
            compte_rendu=console,
            par=par,
            le=timezone.now(),
        )


def _rapport(chemin: Path | None) -> BinaryIO:
    return cast(BinaryIO, tempfile.TemporaryFile()) if chemin is None else chemin.open("wb")
