"""The dashboard's tiles of retention (ACC-01, SEC-03)."""

from collections.abc import Sequence

from django.urls import reverse

from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.conservation.models import Gel
from santorin.referentiel.accords import en_chiffres


def conservation(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """ACC-01: retention and holds, and the data of a person; nothing without a right to either."""
    tuiles = []
    if utilisateur.a_le_droit(Droit.PURGER, Droit.GELER):
        geles = Gel.objects.actifs().pour(utilisateur, Droit.GELER).count()
        tuiles.append(
            Tuile(
                titre="Conservation des données",
                url=reverse("conservation:table"),
                description="Durées de conservation, gels, destruction de ce qui est échu.",
                indicateurs=(("Gels en cours", en_chiffres(geles)),),
            )
        )
    if utilisateur.a_le_droit(Droit.EXPORTER_PERSONNE):
        tuiles.append(
            Tuile(
                titre="Données d’une personne",
                url=reverse("conservation:personnes"),
                description="Remettre à une personne les données qui la concernent.",
            )
        )
    return (Groupe(cle="conservation", titre="Données personnelles", tuiles=tuple(tuiles)),) if tuiles else ()
