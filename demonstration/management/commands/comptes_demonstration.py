"""`manage.py comptes_demonstration`: who can log in on the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from demonstration.comptes import COMPTES, MOT_DE_PASSE


class Command(BaseCommand):
    """Print one account per profil."""

    help = "Donne les comptes de la démonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"\nComptes de la démonstration (mot de passe : {MOT_DE_PASSE})")
        for compte in COMPTES:
            self.stdout.write(f"  {compte.identifiant:<24}{compte.profil.label}")
