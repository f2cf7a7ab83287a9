"""`manage.py balayer_fichiers`: the files that no row names any more (SEC-01, TRA-02)."""

from argparse import ArgumentParser
from datetime import timedelta
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from santorin.consultation.actions.balayage import PAQUET, orphelins, supprimer


class Command(BaseCommand):
    """List them; with --supprimer, delete them and write it in the journal."""

    help = "Liste les PDF, documents et vignettes qu’aucune ligne ne nomme ; --supprimer les efface."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--supprimer", action="store_true", help="efface au lieu de lister")
        parser.add_argument("--heures", type=int, default=24, help="âge au-delà duquel un fichier est perdu")

    def handle(self, *args: Any, **options: Any) -> None:
        le, nombre, octets = timezone.now(), 0, 0
        perdus = orphelins(le=le, delai=timedelta(hours=options["heures"]))
        while paquet := list(islice(perdus, PAQUET)):
            for perdu in paquet:
                self.stdout.write(f"{perdu.nom} ({perdu.octets} octets)")
            if options["supprimer"]:
                supprimer(paquet, le=le)
            nombre, octets = nombre + len(paquet), octets + sum(perdu.octets for perdu in paquet)
        fait = "effacés" if options["supprimer"] else "à effacer (--supprimer)"
        self.stdout.write(f"{nombre} fichiers {fait}, {octets} octets.")
