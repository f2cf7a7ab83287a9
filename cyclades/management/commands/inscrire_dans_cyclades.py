"""`manage.py inscrire_dans_cyclades fichier.csv`: candidates and their épreuves (PRE-04)."""

import csv
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cyclades.actions import inscrire
from cyclades.fichier import FACULTATIVES, OBLIGATOIRES, lire_inscriptions
from santorin.refus import Refus


class Command(BaseCommand):
    """Create candidatures and registrations, or bring them up to date."""

    help = (
        "Inscrit des candidats à leurs épreuves dans Cyclades, depuis un fichier CSV (UTF-8, « ; »). "
        f"Colonnes : {', '.join(OBLIGATOIRES)} ; facultatives : {', '.join(FACULTATIVES)}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["fichier"].open(encoding="utf-8-sig", newline="") as texte:
                lignes = lire_inscriptions(texte)
            bilan = inscrire(lignes, par=None, le=timezone.now())
        except Refus as refus:
            raise CommandError(refus.message) from refus
        except (OSError, UnicodeDecodeError, csv.Error) as erreur:
            raise CommandError(f"Le fichier n’est pas lisible : {erreur}") from erreur
        self.stdout.write(
            f"Épreuves : {bilan.epreuves}, candidatures : {bilan.candidatures}, "
            f"inscriptions : {bilan.inscriptions}."
        )
