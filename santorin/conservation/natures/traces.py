"""Technical traces: logins, sessions, the administration's own log (SEC-03, SEC-02)."""

from datetime import datetime
from typing import Any, Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from santorin.conservation.durees import Duree, Unite
from santorin.conservation.nature import Lignes, Nature


def _connexions(seuil: datetime) -> QuerySet[Any]:
    lignes: QuerySet[Any] = AccessLog.objects.filter(attempt_time__lte=seuil)
    return lignes


def _essais(seuil: datetime) -> QuerySet[Any]:
    lignes: QuerySet[Any] = AccessAttempt.objects.filter(attempt_time__lte=seuil)
    return lignes


def _refus(seuil: datetime) -> QuerySet[Any]:
    lignes: QuerySet[Any] = AccessFailureLog.objects.filter(attempt_time__lte=seuil)
    return lignes


def _sessions(seuil: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lte=seuil)


def _administration(seuil: datetime) -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(action_time__lte=seuil)


_JOURNALISATION: Final = "Recommandation de la CNIL sur la journalisation (2021)\u00a0: six mois à un an."
_BORNES: Final = (Duree(3), Duree(12))
_ESSAI: Final = "Tentative de connexion"

NATURES: Final = (
    Nature(
        cle="connexions",
        libelle="Traces des connexions",
        contenu="Nom d’utilisateur, adresse réseau, navigateur, heure de chaque connexion.",
        depart=_ESSAI,
        base=_JOURNALISATION,
        duree=Duree(6),
        bornes=_BORNES,
        modeles=("axes.AccessLog",),
        purge=Lignes("Connexions", _connexions),
    ),
    Nature(
        cle="essais",
        libelle="Tentatives de connexion en échec",
        contenu="Nom d’utilisateur, adresse réseau, navigateur, nombre d’échecs.",
        depart=_ESSAI,
        base=_JOURNALISATION,
        duree=Duree(6),
        bornes=_BORNES,
        modeles=("axes.AccessAttempt", "axes.AccessAttemptExpiration"),
        purge=Lignes("Tentatives", _essais),
    ),
    Nature(
        cle="refus",
        libelle="Refus de connexion",
        contenu="Nom d’utilisateur, adresse réseau, navigateur de chaque refus.",
        depart=_ESSAI,
        base=_JOURNALISATION,
        duree=Duree(6),
        bornes=_BORNES,
        modeles=("axes.AccessFailureLog",),
        purge=Lignes("Refus", _refus),
    ),
    Nature(
        cle="sessions",
        libelle="Sessions de navigation",
        contenu="Ce qui garde une personne connectée d’une page à l’autre.",
        depart="Expiration de la session",
        base="Aucune utilité après l’expiration.",
        duree=Duree(1, Unite.JOURS),
        modeles=("sessions.Session",),
        purge=Lignes("Sessions", _sessions),
    ),
    Nature(
        cle="administration",
        libelle="Historique de l’administration technique",
        contenu="Qui a créé ou modifié quelle fiche dans l’administration.",
        depart="Date de l’acte",
        base=_JOURNALISATION,
        duree=Duree(12),
        modeles=("admin.LogEntry",),
        purge=Lignes("Administration", _administration),
    ),
)
