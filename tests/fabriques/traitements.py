"""Jobs."""

from django.utils import timezone

from santorin.traitements.models import Traitement
from tests.fabriques.comptes import un_utilisateur
from tests.fabriques.referentiel import une_academie
from tests.fabriques.suite import suivant


def un_traitement(**champs):
    """A job that waits."""
    le = timezone.now()
    champs.setdefault("tache", "tests.rien")
    champs.setdefault("libelle", "Clôture de l'épreuve")
    champs.setdefault("objet", f"essai:{suivant()}")
    champs.setdefault("demande_le", le)
    champs.setdefault("envoye_le", le)
    if "demande_par" not in champs:
        champs["demande_par"] = un_utilisateur(
            "gestionnaire", academie=champs.get("academie") or une_academie()
        )
    return Traitement.objects.create(**champs)
