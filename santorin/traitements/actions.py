"""Asking for a job, cancelling it, running it again (TRA-01)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import Task
from django.conf import settings
from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils import timezone

from santorin.celery import application
from santorin.comptes.models import Utilisateur
from santorin.editions.empreinte import empreinte_de
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Academie, Etablissement
from santorin.refus import DejaFait, Refus, exiger
from santorin.traitements.models import PIECE, Document, EtatTraitement, Traitement


@transaction.atomic
def demander(
    tache: "Task[..., None]",
    *,
    objet: str,
    libelle: str,
    par: Utilisateur,
    academie: Academie | None = None,
    etablissement: Etablissement | None = None,
    pieces: "Sequence[File[bytes]]" = (),
    **parametres: Any,
) -> Traitement:
    """Write the job, with the files it is given, and hand it to a worker once the transaction is committed.

    `objet` names what the job works on: one job at a time on the same object (TRA-02).
    Raises `DejaFait` when one is active already.
    """
    return _demander(
        tache.name,
        objet=objet,
        libelle=libelle,
        par=par,
        academie=academie,
        etablissement=etablissement,
        pieces=pieces,
        parametres=parametres,
    )


def _demander(
    tache: str,
    *,
    objet: str,
    libelle: str,
    par: Utilisateur,
    academie: Academie | None,
    etablissement: Etablissement | None,
    pieces: "Sequence[File[bytes]]",
    parametres: dict[str, Any],
) -> Traitement:
    le = timezone.now()
    traitement = Traitement(
        tache=tache,
        libelle=libelle,
        objet=objet,
        parametres=parametres,
        academie=academie,
        etablissement=etablissement,
        demande_par=par,
        demande_le=le,
        envoye_le=le,
    )
    try:
        with transaction.atomic():
            traitement.save()
    except IntegrityError as erreur:
        raise DejaFait("Un traitement est déjà en cours pour cet objet : attendez sa fin.") from erreur
    for piece in pieces:
        _joindre(traitement, piece)
    journaliser(
        "traitement.demander",
        fil="traitements",
        objet=f"{libelle} ({objet})",
        par=par,
        le=le,
        apres=parametres,
    )
    transaction.on_commit(partial(envoyer, traitement), robust=True)
    return traitement


def envoyer(traitement: Traitement) -> None:
    """Hand the job to a worker. A message lost or sent twice does no harm (TRA-02)."""
    application.send_task(traitement.tache, kwargs={"traitement_id": traitement.pk})


@transaction.atomic
def annuler(traitement: Traitement, *, par: Utilisateur, le: datetime) -> None:
    """Cancel: at once when it waits, at its next step when it runs (TRA-01)."""
    exiger(None if traitement.peut_annuler else "Ce traitement est terminé ou déjà annulé.")
    en_attente = Traitement.objects.filter(
        pk=traitement.pk, etat__in=(EtatTraitement.DEMANDE, EtatTraitement.SUSPENDU)
    )
    if not en_attente.update(etat=EtatTraitement.ANNULE, fin=le, message=f"Annulé par {par}."):
        Traitement.objects.filter(pk=traitement.pk, etat=EtatTraitement.EN_COURS).update(
            annulation_demandee=True
        )
    journaliser("traitement.annuler", fil="traitements", objet=str(traitement), par=par, le=le)


@transaction.atomic
def relancer(traitement: Traitement, *, par: Utilisateur, le: datetime) -> Traitement:
    """Ask again for the same job, with the same parameters and files (TRA-01)."""
    exiger(None if traitement.peut_relancer else "Ce traitement ne peut pas être relancé.")
    nouveau = _demander(
        traitement.tache,
        objet=traitement.objet,
        libelle=traitement.libelle,
        par=par,
        academie=traitement.academie,
        etablissement=traitement.etablissement,
        pieces=(),
        parametres=traitement.parametres,
    )
    for ancienne in traitement.documents.filter(type=PIECE):
        Document.objects.create(
            traitement=nouveau,
            nom=ancienne.nom,
            type=PIECE,
            taille=ancienne.taille,
            sha256=ancienne.sha256,
            fichier=ancienne.fichier.name,
        )
    return nouveau


@transaction.atomic
def noter_telechargement(document: Document, *, par: Utilisateur, le: datetime) -> None:
    """SEC-01: the journal keeps who took which document."""
    journaliser(
        "document.telecharger",
        fil=f"traitement:{document.traitement_id}",
        objet=f"{document.nom} ({document.traitement.libelle})",
        par=par,
        le=le,
        apres={"sha256": document.sha256, "validateur": document.empreinte, "octets": document.taille},
    )


def sceller(document: Document) -> None:
    """TEL-02: read a stored document once, in constant memory, and keep the SHA-256 of its bytes.

    Nothing when that is known. Raises `Refus` when fewer bytes are stored than were written: it is then thrown away.
    """
    if document.sha256:
        return
    with document.fichier.open("rb") as fichier:
        taille, sha256 = empreinte_de(fichier)
    if taille != document.taille:
        document.delete()
        raise Refus(f"« {document.nom} » est abîmé dans le stockage\u00a0: relancez le traitement.")
    Document.objects.filter(pk=document.pk).update(sha256=sha256)
    document.sha256 = sha256


def reprendre(le: datetime) -> int:
    """TRA-02: send again the jobs whose worker died, whose message was lost, or whose hour has come."""
    silence = timedelta(seconds=settings.TRAITEMENT_SILENCE)
    traitements = list(Traitement.objects.a_relancer(le, silence))
    for traitement in traitements:
        envoyer(traitement)
    Traitement.objects.filter(pk__in=[t.pk for t in traitements]).update(envoye_le=le)
    return len(traitements)


def _joindre(traitement: Traitement, piece: "File[bytes]") -> None:
    taille, sha256 = empreinte_de(piece)
    piece.seek(0)
    document = Document(
        traitement=traitement, nom=piece.name or "fichier", type=PIECE, taille=taille, sha256=sha256
    )
    document.fichier.save(document.nom, piece)
