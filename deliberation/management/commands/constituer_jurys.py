"""`manage.py constituer_jurys`: groups of decision, juries, their candidates and their members (DEL-06)."""

import csv
from argparse import ArgumentParser
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from deliberation.actions import constituer_et_composer
from deliberation.constitution import DE_CANDIDATS, DE_MEMBRES, lire_candidats, lire_membres
from santorin.comptes.models import Utilisateur
from santorin.refus import Refus

L = TypeVar("L")


class Command(BaseCommand):
    """Make up juries from CSV files, or bring them up to date."""

    help = (
        "Constitue les jurys depuis des fichiers CSV (UTF-8, « ; »), en entier ou pas du tout. "
        f"Candidats\u00a0: {', '.join(DE_CANDIDATS)} ; facultative\u00a0: centre_controle. "
        f"Membres\u00a0: {', '.join(DE_MEMBRES)} ; facultatives\u00a0: qualite, professionnel, compte."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("candidats", type=Path, help="Une ligne par candidat")
        parser.add_argument("--membres", type=Path, help="Une ligne par membre")
        parser.add_argument("--par", required=True, help="Compte au nom duquel les jurys sont constitués")

    def handle(self, *args: Any, **options: Any) -> None:
        par = Utilisateur.objects.filter(username=options["par"]).first()
        if par is None:
            raise CommandError(f"Le compte « {options['par']} » n’existe pas.")
        try:
            candidats = _ouvrir(options["candidats"], lire_candidats)
            membres = _ouvrir(options["membres"], lire_membres) if options["membres"] else []
            bilan = constituer_et_composer(candidats, membres, academies=None, par=par, le=timezone.now())
        except Refus as refus:
            raise CommandError(refus.message) from refus
        self.stdout.write(bilan.phrase())


def _ouvrir(fichier: Path, lire: Callable[[Iterable[str]], list[L]]) -> list[L]:
    try:
        with fichier.open(encoding="utf-8-sig", newline="") as texte:
            return lire(texte)
    except (OSError, UnicodeDecodeError, csv.Error) as erreur:
        raise Refus(f"Le fichier {fichier.name} n’est pas lisible\u00a0: {erreur}") from erreur
    except Refus as refus:
        raise Refus(f"{fichier.name}\n{refus.message}") from refus
