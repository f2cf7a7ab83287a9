"""Accounts that nobody uses any more (SEC-03)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from santorin.comptes.droits import Profil
from santorin.comptes.models import Habilitation, Jeton, Utilisateur
from santorin.conservation.durees import Duree
from santorin.conservation.nature import Lignes, Nature
from santorin.copies.models import Avis
from santorin.correction.models import Remarque


def inactifs(seuil: datetime) -> QuerySet[Utilisateur]:
    """SEC-03: the accounts still open whose last login, or creation, is not after `seuil`."""
    vus = Utilisateur.objects.alias(vu_le=Coalesce("last_login", "date_joined"))
    return vus.filter(is_active=True, vu_le__lte=seuil)


def fermer(utilisateurs: Sequence[Utilisateur], *, noms: bool) -> None:
    """SEC-03: nobody can enter any more, and what served to enter is gone; with `noms`, so is who it was.

    The row stays: acts are signed with it, and the journal cites it.
    """
    cles = [utilisateur.pk for utilisateur in utilisateurs]
    for modele in (TOTPDevice, StaticDevice):
        modele.objects.filter(user__in=cles).delete()
    Jeton.objects.filter(habilitation__utilisateur__in=cles).delete()
    Remarque.objects.filter(utilisateur__in=cles).delete()
    Avis.objects.filter(destinataire__in=cles).delete()
    for utilisateur in utilisateurs:
        utilisateur.is_active = utilisateur.is_staff = utilisateur.is_superuser = False
        utilisateur.password, utilisateur.email = make_password(None), ""
        if noms:
            utilisateur.username = f"compte-ferme-{utilisateur.pk}"
            utilisateur.first_name = utilisateur.last_name = ""
    champs = (
        "is_active",
        "is_staff",
        "is_superuser",
        "password",
        "email",
        "username",
        "first_name",
        "last_name",
    )
    Utilisateur.objects.bulk_update(utilisateurs, champs)


def _agents(seuil: datetime) -> QuerySet[Utilisateur]:
    """Not candidates, whose accounts are another kind; nor partners, who never log in; nor administrateurs."""
    autres = (Profil.CANDIDAT, Profil.APPLICATION, Profil.ADMINISTRATEUR)
    epargnes = Habilitation.objects.filter(profil__in=autres).values("utilisateur")
    return inactifs(seuil).exclude(Q(pk__in=epargnes) | Q(is_superuser=True))


def _fermer_les_agents(lignes: Sequence[Any], le: datetime) -> Sequence[str]:
    fermer(lignes, noms=False)
    Habilitation.objects.filter(utilisateur__in=[ligne.pk for ligne in lignes]).delete()
    return ()


def _avis(seuil: datetime) -> QuerySet[Avis]:
    return Avis.objects.filter(le__lte=seuil)


NATURES: Final = (
    Nature(
        cle="comptes_agents",
        libelle="Comptes des agents et des correcteurs",
        contenu="Mot de passe, adresse électronique, second facteur, jetons, habilitations, remarques personnelles. "
        "Le nom reste tant que des actes le citent.",
        depart="Dernière connexion, à défaut création du compte",
        base="Un compte qui ne sert plus n’a plus à s’ouvrir.",
        duree=Duree(36),
        bornes=(Duree(12), Duree(60)),
        modeles=(
            "santorin.Utilisateur",
            "santorin.Habilitation",
            "santorin.Jeton",
            "santorin.Remarque",
            "otp_totp.TOTPDevice",
            "otp_static.StaticDevice",
            "otp_static.StaticToken",
            "santorin.Utilisateur_groups",
            "santorin.Utilisateur_user_permissions",
        ),
        purge=Lignes("Comptes des agents", _agents, _fermer_les_agents),
        sort="Fermeture",
    ),
    Nature(
        cle="avis",
        libelle="Avis aux correcteurs",
        contenu="Ce qui a été fait sur les lots d’un correcteur, tel qu’on le lui a dit.",
        depart="Date de l’avis",
        base="Information du correcteur.",
        duree=Duree(12),
        bornes=(Duree(3), Duree(24)),
        modeles=("santorin.Avis",),
        purge=Lignes("Avis", _avis),
    ),
)
