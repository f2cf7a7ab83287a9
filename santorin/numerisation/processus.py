"""The dashboard's tiles of the numérisation (ACC-01)."""

from collections.abc import Sequence

from django.urls import reverse

from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.numerisation.lectures.tableau import Chiffres, chiffres
from santorin.referentiel.accords import en_chiffres


def numerisation(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: one tile per épreuve, closed as long as it has no candidate; nothing without the right."""
    if not utilisateur.a_le_droit(Droit.NUMERISER):
        return ()
    epreuves = list(
        Epreuve.objects.pour(utilisateur, Droit.NUMERISER).select_related("session", "examen", "academie")
    )
    comptes = chiffres(epreuve.pk for epreuve in epreuves)
    return [
        Groupe(
            cle=f"epreuve:{epreuve.pk}",
            titre=str(epreuve),
            sous_titre=f"{epreuve.get_nature_display()} – {epreuve.session} – académie de {epreuve.academie}",
            tuiles=(_tuile(epreuve, comptes[epreuve.pk]),),
        )
        for epreuve in epreuves
    ]


def _tuile(epreuve: Epreuve, comptes: Chiffres) -> Tuile:
    return Tuile(
        titre="Numérisation",
        url=reverse("numerisation:epreuve", args=[epreuve.pk]),
        description="Feuilles à imprimer, scans, anomalies, contrôle.",
        obstacle=None if comptes.candidats else "Cette épreuve n’a aucun candidat.",
        etat="À contrôler" if comptes.a_controler or comptes.anomalies else "",
        indicateurs=(
            ("Copies numérisées", f"{en_chiffres(comptes.numerises)} sur {en_chiffres(comptes.candidats)}"),
            ("Anomalies", en_chiffres(comptes.anomalies)),
        ),
    )
