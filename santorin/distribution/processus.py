"""The dashboard's tiles of the distribution (ACC-01)."""

from collections.abc import Sequence

from django.db.models import Count
from django.urls import reverse

from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Correction, Epreuve, Lot, Page
from santorin.referentiel.accords import en_chiffres


def distribution(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: one tile per épreuve, closed as long as nothing is scanned; nothing without the right."""
    if not utilisateur.a_le_droit(Droit.DISTRIBUER):
        return ()
    epreuves = Epreuve.objects.pour(utilisateur, Droit.DISTRIBUER)
    cles = epreuves.order_by().values("pk")
    numerisees = dict(
        Page.objects.filter(copie__composition__epreuve__in=cles, remplacee_le=None)
        .order_by()
        .values_list("copie__composition__epreuve")
        .annotate(Count("copie", distinct=True))
    )
    distribuees = dict(
        Correction.objects.filter(lot__epreuve__in=cles)
        .order_by()
        .values_list("lot__epreuve")
        .annotate(Count("copie", distinct=True))
    )
    lots = dict(Lot.objects.filter(epreuve__in=cles).order_by().values_list("epreuve").annotate(Count("pk")))
    return [
        Groupe(
            cle=f"epreuve:{epreuve.pk}",
            titre=str(epreuve),
            sous_titre=f"{epreuve.get_nature_display()} – {epreuve.session} – académie de {epreuve.academie}",
            tuiles=(
                _tuile(
                    epreuve,
                    numerisees=numerisees.get(epreuve.pk, 0),
                    distribuees=distribuees.get(epreuve.pk, 0),
                    lots=lots.get(epreuve.pk, 0),
                ),
            ),
        )
        for epreuve in epreuves.select_related("session", "examen", "academie")
    ]


def _tuile(epreuve: Epreuve, *, numerisees: int, distribuees: int, lots: int) -> Tuile:
    return Tuile(
        titre="Distribution",
        url=reverse("distribution:epreuve", args=[epreuve.pk]),
        description="Lots de copies anonymes pour les correcteurs.",
        obstacle=None if numerisees or lots else "Aucune copie n’est encore numérisée.",
        etat="À distribuer" if numerisees > distribuees else "",
        indicateurs=(
            ("Copies distribuées", f"{en_chiffres(distribuees)} sur {en_chiffres(numerisees)}"),
            ("Lots", en_chiffres(lots)),
        ),
    )
