"""What is done with accounts: sessions opened, second factors installed, given up, proved (SEC-01, SEC-02)."""

import math
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils import timezone
from django_otp import DEVICE_ID_SESSION_KEY, verify_token
from django_otp.models import VerifyNotAllowed
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from santorin.comptes.models import Utilisateur
from santorin.comptes.regles import CLE_DE_SESSION, SecondFacteur, a_l_ouverture, obstacle_retrait
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import Refus, exiger

NOMBRE_DE_CODES = 10
APPLICATION, SECOURS = "Application d’authentification", "Codes de secours"


def ouvrir_session(session: SessionBase, *, par: Utilisateur, le: datetime, federee: bool = False) -> None:
    """SEC-01, SEC-02: journal a login, and note what second factor the session owes.

    `federee`: opened by the identity provider, which may vouch for the second factor too.
    """
    garantie = federee and settings.OIDC_SECOND_FACTEUR
    session[CLE_DE_SESSION] = SecondFacteur.INUTILE if garantie else a_l_ouverture(par)
    _journaliser("compte.connexion", par, par=par, le=le, apres={"federee": True} if federee else None)


@transaction.atomic
def preparer_application(*, par: Utilisateur) -> TOTPDevice:
    """SEC-02: a new secret, that counts for nothing until a code proved that it was read."""
    TOTPDevice.objects.filter(user=par, confirmed=False).delete()
    appareil: TOTPDevice = TOTPDevice.objects.create(user=par, name=APPLICATION, confirmed=False)
    return appareil


def confirmer_application(session: SessionBase, code: str, *, par: Utilisateur, le: datetime) -> list[str]:
    """SEC-02: install the prepared application in place of any other; the recovery codes, readable this once.

    Raises `Refus` when nothing was prepared, or the code is not the application's.
    """
    prepare = TOTPDevice.objects.filter(user=par, confirmed=False).first()
    if prepare is None:
        raise Refus("Recommencez l’installation\u00a0: la clé affichée n’est plus valable.")
    _exiger_l_attente(prepare)
    with transaction.atomic():
        appareil = verify_token(par, prepare.persistent_id, _normaliser(code))
        codes = _installer(appareil, par=par, le=le) if appareil else []
    if appareil is None:
        raise Refus(CODE_FAUX)
    _prouve(session, appareil)
    return codes


def prouver(session: SessionBase, code: str, *, par: Utilisateur, le: datetime) -> None:
    """SEC-02: give the second factor: the application's code, or one of the recovery codes, which serves once.

    Each wrong code doubles the wait before the next one is looked at. Raises `Refus`.
    """
    code = _normaliser(code)
    sorte = TOTPDevice if code.isdigit() else StaticDevice
    sien = sorte.objects.filter(user=par, confirmed=True).first()
    if sien is not None:
        _exiger_l_attente(sien)
    appareil = verify_token(par, sien.persistent_id, code) if sien else None
    if appareil is None:
        _journaliser("compte.second_facteur_refuse", par, par=par, le=le)
        raise Refus(CODE_FAUX)
    _prouve(session, appareil)
    _journaliser("compte.second_facteur_prouve", par, par=par, le=le, apres={"moyen": appareil.name})


@transaction.atomic
def renouveler_codes(*, par: Utilisateur, le: datetime) -> list[str]:
    """SEC-02: new recovery codes; the former ones are worth nothing any more."""
    codes = _nouveaux_codes(par)
    _journaliser("compte.codes_de_secours", par, par=par, le=le)
    return codes


@transaction.atomic
def renoncer(session: SessionBase, *, par: Utilisateur, le: datetime) -> None:
    """SEC-02: give up one's own second factor. Raises `Refus` for a profil that must have one."""
    exiger(obstacle_retrait(par))
    _retirer(par)
    session[CLE_DE_SESSION] = SecondFacteur.INUTILE
    _journaliser("compte.second_facteur_retire", par, par=par, le=le)


@transaction.atomic
def retirer_second_facteur(utilisateur: Utilisateur, *, par: Utilisateur, le: datetime) -> None:
    """SEC-02: an administrator takes away somebody's lost second factor; the next login installs another."""
    _retirer(utilisateur)
    _journaliser("compte.second_facteur_retire", utilisateur, par=par, le=le)


CODE_FAUX = (
    "Ce code n’est pas le bon. Attendez le code suivant de votre application, ou prenez un code de secours."
)


def _retirer(utilisateur: Utilisateur) -> None:
    TOTPDevice.objects.filter(user=utilisateur).delete()
    StaticDevice.objects.filter(user=utilisateur).delete()


def _installer(appareil: TOTPDevice, *, par: Utilisateur, le: datetime) -> list[str]:
    TOTPDevice.objects.filter(user=par, confirmed=True).delete()
    appareil.confirmed = True
    appareil.save(update_fields=["confirmed"])
    _journaliser("compte.second_facteur_installe", par, par=par, le=le)
    return _nouveaux_codes(par)


def _nouveaux_codes(utilisateur: Utilisateur) -> list[str]:
    StaticDevice.objects.filter(user=utilisateur).delete()
    appareil = StaticDevice.objects.create(user=utilisateur, name=SECOURS)
    codes = [StaticToken.random_token() for _ in range(NOMBRE_DE_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=appareil, token=code) for code in codes)
    return codes


def _normaliser(code: str) -> str:
    """Codes are read aloud and copied: spaces and case do not count."""
    return "".join(code.split()).lower()


def _exiger_l_attente(appareil: Any) -> None:
    """Raises `Refus` while the device must not be tried again."""
    permis, raison = appareil.verify_is_allowed()
    if permis or not raison or raison["reason"] != VerifyNotAllowed.N_FAILED_ATTEMPTS:
        return
    attente = max(1, math.ceil((raison["locked_until"] - timezone.now()).total_seconds()))
    raise Refus(f"Trop de codes faux. Attendez {compter(attente, 'seconde')}, puis recommencez.")


def _prouve(session: SessionBase, appareil: Any) -> None:
    session.cycle_key()
    session[DEVICE_ID_SESSION_KEY] = appareil.persistent_id
    session[CLE_DE_SESSION] = SecondFacteur.PROUVE


def _journaliser(
    acte: str,
    utilisateur: Utilisateur,
    *,
    par: Utilisateur,
    le: datetime,
    apres: dict[str, Any] | None = None,
) -> None:
    journaliser(
        acte, fil=f"compte:{utilisateur.pk}", objet=utilisateur.get_username(), par=par, le=le, apres=apres
    )
