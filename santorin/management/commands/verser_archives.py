"""`manage.py verser_archives`: hand the archives' sample of copies over (SEC-03)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.conservation.actions import verser
from santorin.refus import Refus


class Command(BaseCommand):
    """Write the PDFs of the drawn copies and their manifest in an empty folder."""

    help = "Écrit dans un dossier vide les copies tirées pour les archives, avec leur manifeste."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("dossier", type=Path)
        parser.add_argument("--par", required=True, help="compte au nom duquel le versement est fait")

    def handle(self, *args: Any, **options: Any) -> None:
        par = Utilisateur.objects.filter(username=options["par"], is_active=True).first()
        if par is None or not par.a_le_droit(Droit.PURGER):
            raise CommandError("Donnez avec --par un compte qui a le droit de purger.")
        try:
            nombre = verser(options["dossier"], par=par, le=timezone.now())
        except Refus as refus:
            raise CommandError(refus.message) from refus
        self.stdout.write(f"{nombre} copies versées dans {options['dossier']}.")
