"""`manage.py charger_demonstration`: the demonstration, loaded once."""

from typing import Any

from django.core.management.base import BaseCommand

from demonstration.chargement import charger, est_chargee


class Command(BaseCommand):
    """Load the demonstration into an empty database; do nothing when it is there."""

    help = "Charge la démonstration (session 2027-06, 1 200 candidats inventés)."

    def handle(self, *args: Any, **options: Any) -> None:
        if est_chargee():
            self.stdout.write("La démonstration est déjà chargée.")
            return
        self.stdout.write("Chargement de la démonstration (moins d'une minute)…")
        charger()
        self.stdout.write("La démonstration est chargée.")
