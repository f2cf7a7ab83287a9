"""What of the copies is open to an établissement, épreuve by épreuve (HAR-10, ACC-01)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.consultation.regles import (
    AUCUNE_COPIE,
    en_recorrection,
    moment_de_l_ouverture,
    obstacle_ouverture,
    retenues,
)
from santorin.copies.models import Composition, Epreuve, Nature


@dataclass(frozen=True, slots=True)
class EpreuveOuverte:
    """An épreuve that the établissement's candidates sat: open or not, and how many copies."""

    epreuve: Epreuve
    obstacle: str | None
    copies: int
    en_recorrection: int


def epreuves_ouvertes(utilisateur: Utilisateur) -> Sequence[EpreuveOuverte]:
    """HAR-10: every épreuve of its candidates, in two queries whatever their number."""
    siennes = Composition.objects.pour(utilisateur, Droit.TELECHARGER).order_by()
    visible = Q(copie__isnull=False, note__version_acquittee__gt=0) & ~retenues()
    comptes = siennes.values(cle=F("epreuve")).annotate(
        visibles=Count("pk", filter=visible),
        recorrections=Count("pk", filter=visible & en_recorrection()),
    )
    par_epreuve = {compte["cle"]: compte for compte in comptes}
    epreuves = Epreuve.objects.filter(pk__in=par_epreuve).select_related("session", "examen", "academie")
    return [
        EpreuveOuverte(
            epreuve=epreuve,
            obstacle=obstacle_ouverture(
                harmonisee=epreuve.nature == Nature.HARMONISEE, visibles=compte["visibles"]
            ),
            copies=compte["visibles"],
            en_recorrection=compte["recorrections"],
        )
        for epreuve in epreuves
        for compte in (par_epreuve[epreuve.pk],)
    ]


def obstacle_general(utilisateur: Utilisateur) -> str:
    """HAR-10: why the whole process is closed: when the copies of its épreuves become available."""
    moments = dict.fromkeys(
        moment_de_l_ouverture(harmonisee=ouverte.epreuve.est_harmonisee)
        for ouverte in epreuves_ouvertes(utilisateur)
    )
    if not moments:
        return "Aucun candidat de votre établissement n’a composé d’épreuve dans ce service."
    return f"{AUCUNE_COPIE}\u00a0: une copie le devient {' ou '.join(moments)}."
