"""When the services of results are open, and in which words they are not (RES-02, RES-03, RES-05, RES-08)."""

from datetime import datetime

from django.utils import timezone

from resultats.models import NatureService, Service

ANNEES = range(2000, 2101)


def instant(moment: datetime) -> str:
    """« 01/07/2019 08:00 », in Paris time; the seconds when there are some: they decide too."""
    local = timezone.localtime(moment)
    return local.strftime("%d/%m/%Y %H:%M:%S" if local.second else "%d/%m/%Y %H:%M")


def obstacle_extraction(service: Service | None, le: datetime) -> str | None:
    """RES-02: why an établissement may not extract its marks at `le`, or None."""
    if service is None:
        return (
            "Service extraction des notes établissement\u00a0: le service des examens n’a pas encore défini "
            "de période d’ouverture."
        )
    if service.ouvert(le):
        return None
    au = f" au {instant(service.ferme_le)}" if service.ferme_le else ""
    return f"Service extraction des notes établissement ouvert du {instant(service.ouvre_le)}{au}."


def obstacle_publication(service: Service | None, le: datetime) -> str | None:
    """RES-03, RES-05: why an établissement may not have its lists and transcripts at `le`, or None."""
    if service is not None and service.ouvert(le):
        return None
    phrase = "Le service de publication des résultats aux établissements n’est pas ouvert."
    if service is not None:
        return phrase
    return f"{phrase} Le service des examens n’a pas encore défini de période d’ouverture."


def obstacle_periode(nature: str, ouvre_le: datetime, ferme_le: datetime | None, le: datetime) -> str | None:
    """RES-02, RES-08: why a service may not be given that period at `le`, or None."""
    if any(moment.year not in ANNEES for moment in (ouvre_le, ferme_le) if moment):
        return "Donnez une année entre 2000 et 2100."
    if ferme_le is None:
        extraction = nature == NatureService.EXTRACTION
        return "L’extraction des notes a une date de fermeture\u00a0: donnez-la." if extraction else None
    if ferme_le <= ouvre_le:
        return f"La fermeture ({instant(ferme_le)}) doit venir après l’ouverture ({instant(ouvre_le)})."
    if ferme_le <= le:
        return f"La fermeture ({instant(ferme_le)}) est déjà passée\u00a0: ce service n’ouvrirait pas."
    return None


def obstacle_sans_motif(service: Service | None, motif: str, le: datetime) -> str | None:
    """RES-08: once it has opened, people have seen it: changing its period needs a reason."""
    if service is None or service.ouvre_le > le or motif.strip():
        return None
    return f"Ce service a ouvert le {instant(service.ouvre_le)}\u00a0: dites pourquoi sa période change."


def obstacle_fermer(service: Service | None, le: datetime) -> str | None:
    """RES-08: only an open service is closed."""
    return None if service is not None and service.ouvert(le) else "Ce service n’est pas ouvert."


def etat(service: Service | None, le: datetime) -> str:
    """Where a service stands at `le`, in words."""
    if service is None:
        return "Jamais ouvert"
    if service.ouvert(le):
        return "Ouvert"
    return "À venir" if service.ouvre_le > le else "Fermé"
