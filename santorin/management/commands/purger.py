"""`manage.py purger`: what is due, counted; with --executer, destroyed (SEC-03)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.conservation.actions import purger
from santorin.conservation.demandes import demander_purge
from santorin.conservation.lectures.apercu import apercu
from santorin.conservation.nature import natures
from santorin.refus import Refus
from santorin.traitements.execution import executer
from santorin.traitements.models import EtatTraitement


class Command(BaseCommand):
    """Dry run by default; with --executer, a job in the name of an account that may purge."""

    help = "Compte les données dont la durée de conservation est passée ; --executer les détruit."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--executer", action="store_true", help="détruit au lieu de compter")
        parser.add_argument("--par", help="compte au nom duquel la purge est faite (avec --executer)")
        parser.add_argument("--nature", action="append", default=[], help="une nature de données, répétable")

    def handle(self, *args: Any, **options: Any) -> None:
        voulues = options["nature"]
        connues = {nature.cle for nature in natures()}
        if inconnues := sorted(set(voulues) - connues):
            raise CommandError(
                f"Nature inconnue : {', '.join(inconnues)}. Connues : {', '.join(sorted(connues))}."
            )
        if options["executer"]:
            self._executer(options["par"], voulues)
        else:
            self._compter(voulues)

    def _compter(self, voulues: list[str]) -> None:
        total = 0
        for ligne in apercu(le=timezone.now(), natures_voulues=voulues):
            self.stdout.write(f"{ligne.nature.libelle} ({ligne.duree}) : {ligne.a_detruire} à détruire")
            for groupe in ligne.groupes:
                self.stdout.write(f"  {groupe.groupe} : {groupe.a_detruire}")
                for raison, nombre in groupe.retenus.items():
                    self.stdout.write(f"    conservés ({raison}) : {nombre}")
            total += ligne.a_detruire
        self.stdout.write(f"{total} éléments à détruire. Rien n’a été changé (--executer pour détruire).")

    def _executer(self, nom: str | None, voulues: list[str]) -> None:
        par = Utilisateur.objects.filter(username=nom or "", is_active=True).first()
        if par is None or not par.a_le_droit(Droit.PURGER):
            raise CommandError("Donnez avec --par un compte qui a le droit de purger.")
        try:
            traitement = demander_purge(voulues, par=par)
        except Refus as refus:
            raise CommandError(refus.message) from refus
        # Here, without waiting for a worker; if one was faster, it is doing it.
        executer(traitement.pk, purger, planificateur="commande purger")
        traitement.refresh_from_db()
        for texte in traitement.lignes.values_list("texte", flat=True):
            self.stdout.write(texte)
        self.stdout.write(
            f"Traitement {traitement.uuid} : {traitement.get_etat_display()}. {traitement.message}"
        )
        if traitement.etat in (EtatTraitement.ECHOUE, EtatTraitement.REFUSE, EtatTraitement.ANNULE):
            raise CommandError("La purge n’est pas allée à son terme ; lancez-la à nouveau.")
