"""`manage.py inscrire_dans_cyclades fichier.csv`: candidates and their épreuves (PRE-04)."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from cyclades.actions import LigneInscription, garder_benefices, inscrire
from cyclades.fichier import FACULTATIVES, OBLIGATOIRES, lire_inscriptions
from santorin.comptes.models import Utilisateur
from santorin.refus import Refus, exiger


class Command(BaseCommand):
    """Create candidatures and registrations, or bring them up to date."""

    help = (
        "Inscrit des candidats à leurs épreuves dans Cyclades, depuis un fichier CSV (UTF-8, « ; »). "
        f"Colonnes : {', '.join(OBLIGATOIRES)} ; facultatives : {', '.join(FACULTATIVES)}."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fichier", type=Path)
        parser.add_argument(
            "--par",
            help="Compte au nom duquel les notes de bénéfice sont écrites, si le fichier en contient.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with options["fichier"].open(encoding="utf-8-sig", newline="") as texte:
                lignes = lire_inscriptions(texte)
            par = Utilisateur.objects.filter(username=options["par"]).first() if options["par"] else None
            exiger(_obstacle_auteur(lignes, options["par"], par))
            with transaction.atomic():
                bilan = inscrire(lignes, par=par, le=timezone.now())
                notes = garder_benefices(lignes, par=par, le=timezone.now()) if par else 0
        except Refus as refus:
            raise CommandError(refus.message) from refus
        except (OSError, UnicodeDecodeError, csv.Error) as erreur:
            raise CommandError(f"Le fichier n’est pas lisible : {erreur}") from erreur
        self.stdout.write(
            f"Épreuves : {bilan.epreuves}, candidatures : {bilan.candidatures}, "
            f"inscriptions : {bilan.inscriptions}, notes de bénéfice : {notes}."
        )


def _obstacle_auteur(
    lignes: Sequence[LigneInscription], nom: str | None, par: Utilisateur | None
) -> str | None:
    """CYC-02: a mark has an author. None: there is one, or none is needed."""
    if nom and par is None:
        return f"Le compte « {nom} » n’existe pas."
    if par is None and any(ligne.note_benefice is not None for ligne in lignes):
        return (
            "Ce fichier contient des notes de bénéfice\xa0: dites par --par au nom de qui elles sont écrites."
        )
    return None
