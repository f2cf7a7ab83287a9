"""`manage.py verifier_journal`: is the journal whole and unchanged? (SEC-01)"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from santorin.journal import lectures
from santorin.referentiel.accords import compter


class Command(BaseCommand):
    """Exit 1 and list the breaks when the journal was changed after the fact (SEC-01)."""

    help = "Vérifie l'enchaînement du journal ; --temoin le compare à un témoin gardé ailleurs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--temoin", type=Path, help="témoin d'une vérification précédente")
        parser.add_argument("--ecrire-temoin", type=Path, help="fichier où écrire le témoin du jour")

    def handle(self, *args: Any, **options: Any) -> None:
        anomalies = list(lectures.verifier())
        if options["temoin"]:
            with options["temoin"].open(encoding="utf-8") as lignes:
                anomalies += lectures.contredits(lignes)
        for anomalie in anomalies:
            self.stderr.write(f"{anomalie.fil} n° {anomalie.numero} : {anomalie.message}")
        if anomalies:
            raise CommandError(f"Journal altéré : {compter(len(anomalies), 'anomalie')}.")
        if options["ecrire_temoin"]:
            options["ecrire_temoin"].write_text("\n".join(lectures.temoin()) + "\n", encoding="utf-8")
        self.stdout.write("Journal intact.")
