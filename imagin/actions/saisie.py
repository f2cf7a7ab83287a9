"""Services faits entered by hand: kept apart from Santorin's, which never touch them (HAR-09)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from imagin.actions.epreuve import verrouiller
from imagin.etats import EtatServiceFait
from imagin.models import Epreuve, Intervenant, Mouvement, NatureMouvement, Origine, ServiceFait
from imagin.regles import obstacle_correction
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import DejaFait, exiger


@transaction.atomic
def saisir(
    epreuve: Epreuve,
    *,
    cle: UUID,
    numero: str,
    nom: str,
    nombre_de_copies: int,
    du: date,
    au: date,
    motif: str,
    par: Utilisateur,
    le: datetime,
) -> ServiceFait:
    """HAR-09: enter a service fait by hand; it arrives as « A valider » like the others.

    `cle` is the form's own: sent twice, it counts once and raises `DejaFait`.
    """
    verrouiller(epreuve)
    if ServiceFait.objects.filter(saisie=cle).exists():
        raise DejaFait("Ce service fait vient d’être enregistré.")
    Intervenant.objects.bulk_create([Intervenant(numero=numero).nommer(nom)], ignore_conflicts=True)
    intervenant = Intervenant.objects.get(numero=numero)
    ligne = ServiceFait.objects.create(
        epreuve=epreuve,
        intervenant=intervenant,
        origine=Origine.SAISIE,
        saisie=cle,
        nombre_de_copies=nombre_de_copies,
        du=du,
        au=au,
    )
    _tracer(ligne, NatureMouvement.SAISI, par=par, le=le, motif=motif)
    journaliser(
        "imagin.saisir",
        fil=epreuve.fil,
        objet=_nom(ligne),
        par=par,
        le=le,
        apres=_contenu(ligne),
        motif=motif,
    )
    return ligne


@transaction.atomic
def corriger(
    ligne: ServiceFait,
    *,
    vu: int,
    nombre_de_copies: int,
    du: date,
    au: date,
    motif: str,
    par: Utilisateur,
    le: datetime,
) -> None:
    """HAR-09: correct a line entered by hand, with its reason; validated, it goes back to « A valider ».

    `vu` is the line's last mouvement on the screen. Raises `Refus`, or `DejaFait` if the line moved since.
    """
    verrouiller(ligne.epreuve)
    ligne.refresh_from_db()
    exiger(obstacle_correction(ligne))
    if ligne.mouvements.filter(pk__gt=vu).exists():
        raise DejaFait(
            "Ce service fait a changé depuis l’affichage de la page : vérifiez-le, puis recommencez."
        )
    avant = _contenu(ligne)
    ligne.nombre_de_copies, ligne.du, ligne.au = nombre_de_copies, du, au
    ligne.etat = EtatServiceFait.A_VALIDER
    ligne.save(update_fields=["nombre_de_copies", "du", "au", "etat"])
    _tracer(ligne, NatureMouvement.CORRIGE, par=par, le=le, motif=motif)
    journaliser(
        "imagin.corriger",
        fil=ligne.epreuve.fil,
        objet=_nom(ligne),
        par=par,
        le=le,
        avant=avant,
        apres=_contenu(ligne),
        motif=motif,
    )


def _tracer(
    ligne: ServiceFait, nature: NatureMouvement, *, par: Utilisateur, le: datetime, motif: str
) -> None:
    Mouvement.objects.create(
        service_fait=ligne,
        nature=nature,
        nombre_de_copies=ligne.nombre_de_copies,
        du=ligne.du,
        au=ligne.au,
        etat=ligne.etat,
        par=par,
        le=le,
        motif=motif,
    )


def _nom(ligne: ServiceFait) -> str:
    return f"service fait {ligne.pk} de {ligne.intervenant.numero}"


def _contenu(ligne: ServiceFait) -> dict[str, Any]:
    return {
        "nombre_de_copies": ligne.nombre_de_copies,
        "du": ligne.du,
        "au": ligne.au,
        "etat": ligne.etat,
    }
