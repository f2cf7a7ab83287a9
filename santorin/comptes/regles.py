"""Who owes a second factor, and whether it was given (SEC-02)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.conf import settings
from django_otp.plugins.otp_totp.models import TOTPDevice

from santorin.comptes.models import Utilisateur

# What the session says of the second factor; absent: nobody asked yet.
CLE_DE_SESSION = "second_facteur"


class SecondFacteur(StrEnum):
    """Where a session stands."""

    INUTILE = "inutile"
    A_INSTALLER = "a_installer"
    A_PROUVER = "a_prouver"
    PROUVE = "prouve"


def est_exige(utilisateur: Utilisateur) -> bool:
    """SEC-02: whether one of the person's profils, or the administration site, asks for it."""
    exigeants = set(settings.SECOND_FACTEUR_PROFILS)
    profils = {habilitation.profil for habilitation in utilisateur.habilitations_actives}
    return bool(exigeants & profils) or (bool(exigeants) and utilisateur.is_staff)


def a_un_appareil(utilisateur: Utilisateur) -> bool:
    """Whether an application was installed and confirmed."""
    return bool(TOTPDevice.objects.filter(user=utilisateur, confirmed=True).exists())


def a_l_ouverture(utilisateur: Utilisateur) -> SecondFacteur:
    """SEC-02: what a session that opens by password owes. Who has an application is always asked for its code."""
    if a_un_appareil(utilisateur):
        return SecondFacteur.A_PROUVER
    return SecondFacteur.A_INSTALLER if est_exige(utilisateur) else SecondFacteur.INUTILE


def situation(session: Mapping[str, Any], utilisateur: Utilisateur) -> SecondFacteur:
    """Where this session stands; one that says nothing owes what it would owe if it opened now."""
    dit = session.get(CLE_DE_SESSION)
    return SecondFacteur(dit) if dit else a_l_ouverture(utilisateur)


def obstacle_retrait(utilisateur: Utilisateur) -> str | None:
    """Why a person may not give up its second factor."""
    if est_exige(utilisateur):
        return "Votre profil exige un second facteur\u00a0: vous pouvez en installer un autre, pas vous en passer."
    return None
