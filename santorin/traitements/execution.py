"""Running a job: claimed once, alive by its heartbeat, told as it goes, closed whatever happens (TRA-01, TRA-02)."""

import logging
import os
import socket
import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import BinaryIO

from celery import Task, current_task, shared_task
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from santorin.editions.empreinte import Empreinte, empreinte_de
from santorin.editions.stockage import ecriture
from santorin.journal.provenance import venant_de
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu, Interruption, Suspension
from santorin.traitements.models import Document, EtatTraitement, Ligne, Niveau, Traitement, chemin_document

journal = logging.getLogger(__name__)

TENTATIVES = 50


class Execution(CompteRendu):
    """The report of a running job, written on a connection of its own: lines and progress survive a rollback."""

    traitement: Traitement

    def __init__(self, traitement: Traitement) -> None:
        super().__init__(par=traitement.demande_par, parametres=traitement.parametres)
        self.traitement = traitement
        self.anomalies = 0
        self._file: SimpleQueue[Ligne] = SimpleQueue()
        self._reveil = threading.Event()
        self._fini = threading.Event()
        self._interruption: str | None = None
        self._pouls = threading.Thread(target=self._battre, name=f"pouls-{traitement.pk}", daemon=True)

    def noter(self, texte: str, niveau: Niveau = Niveau.INFO) -> None:
        self.anomalies += niveau == Niveau.ERREUR
        self._file.put(Ligne(traitement=self.traitement, le=timezone.now(), niveau=niveau, texte=texte))
        self._reveil.set()

    def avancer(self, fait: int, total: int | None = None) -> None:
        super().avancer(fait, total)
        if self._interruption:
            raise Interruption(self._interruption)

    def joindre(self, nom: str, type_mime: str, contenu: "File[bytes]") -> None:
        """Store the document whole, then show it, in place of one of the same name from an earlier attempt."""
        taille, sha256 = empreinte_de(contenu)
        document = Document(traitement=self.traitement, nom=nom, type=type_mime, taille=taille, sha256=sha256)
        contenu.seek(0)
        document.fichier.save(nom, contenu, save=False)
        with transaction.atomic():
            self.traitement.documents.filter(nom=nom).delete()
            document.save()
        super().joindre(nom, type_mime, contenu)

    def joindre_ecrit(self, nom: str, type_mime: str, ecrire: Callable[[BinaryIO], Empreinte]) -> None:
        """Let the document be written in its place; what an earlier attempt left is thrown away first (TRA-02)."""
        self._jeter_les_restes()
        document = Document(traitement=self.traitement, nom=nom, type=type_mime)
        document.fichier.name = chemin_document(document, nom)
        with ecriture(document.fichier.name) as fichier:
            empreinte = ecrire(fichier)
            fichier.flush()
            document.taille = os.fstat(fichier.fileno()).st_size
        document.validateur = empreinte.valeur
        document.sha256 = empreinte.valeur if empreinte.des_octets else ""
        with transaction.atomic():
            self.traitement.documents.filter(nom=nom).delete()
            document.save()
        self.noter(f"Document produit : {nom}")

    def _jeter_les_restes(self) -> None:
        dossier = Path(chemin_document(Document(traitement=self.traitement), "")).parent.as_posix()
        connus = set(self.traitement.documents.values_list("fichier", flat=True))
        try:
            _, noms = default_storage.listdir(dossier)
        except FileNotFoundError:
            return
        for nom in noms:
            if f"{dossier}/{nom}" not in connus:
                default_storage.delete(f"{dossier}/{nom}")

    def piece(self, nom: str) -> "File[bytes]":
        document = self.traitement.documents.filter(nom=nom).first()
        if document is None:
            raise KeyError(nom)
        return document.fichier.open("rb")

    def commencer(self) -> None:
        """Start the heartbeat."""
        self._pouls.start()

    def terminer(self) -> None:
        """Stop the heartbeat, once every line is written."""
        self._fini.set()
        self._reveil.set()
        self._pouls.join()
        self._ecrire()

    def _battre(self) -> None:
        while not self._fini.is_set():
            self._reveil.wait(settings.TRAITEMENT_BATTEMENT)
            self._reveil.clear()
            try:
                self._ecrire()
            except DatabaseError:
                # The database is away: the next beat tries again, and silence hands the job over.
                journal.warning("Traitement %s : battement manqué", self.traitement.pk)
                connection.close()
        connection.close()

    def _ecrire(self) -> None:
        lignes: list[Ligne] = []
        try:
            while True:
                lignes.append(self._file.get_nowait())
        except Empty:
            pass
        try:
            Ligne.objects.bulk_create(lignes)
        except DatabaseError:
            for ligne in lignes:
                self._file.put(ligne)
            raise
        self._signaler_la_vie()

    def _signaler_la_vie(self) -> None:
        miens = Traitement.objects.filter(
            pk=self.traitement.pk, jeton=self.traitement.jeton, etat=EtatTraitement.EN_COURS
        )
        if not miens.update(battement_le=timezone.now(), fait=self.fait, total=self.total):
            self._interruption = "Ce traitement a été repris ailleurs."
        elif miens.filter(annulation_demandee=True).exists():
            self._interruption = "Annulé à la demande d'un utilisateur."


def executer(traitement_id: int, fonction: Callable[[CompteRendu], None], *, planificateur: str = "") -> None:
    """Run the job if it is free, and close it: done, with anomalies, refused, suspended, cancelled or failed.

    A job already running or ended is left alone: messages may be delivered twice. Rules TRA-01, TRA-02.
    """
    traitement = _prendre(traitement_id, planificateur)
    if traitement is None:
        return
    execution = Execution(traitement)
    execution.commencer()
    try:
        with venant_de(f"traitement {traitement.pk}"):
            fonction(execution)
    except Refus as refus:
        _fermer(execution, EtatTraitement.REFUSE, refus.message)
    except Suspension as suspension:
        _suspendre(execution, suspension)
    except Interruption as interruption:
        _fermer(execution, EtatTraitement.ANNULE, str(interruption))
    except Exception:
        journal.exception("Traitement %s échoué", traitement.pk)
        _fermer(
            execution,
            EtatTraitement.ECHOUE,
            f"Une erreur imprévue est survenue. Transmettez à l'assistance la référence {traitement.uuid}.",
        )
        raise
    else:
        reussi = not execution.anomalies
        _fermer(execution, EtatTraitement.REUSSI if reussi else EtatTraitement.INCOMPLET, "")


def travail(fonction: Callable[[CompteRendu], None]) -> "Task[..., None]":
    """Make a Celery task of a function that takes the report of its job: the task's one argument is the job."""

    @shared_task(name=f"{fonction.__module__}.{fonction.__name__}")
    def tache(*, traitement_id: int) -> None:
        executer(traitement_id, fonction, planificateur=f"instance={current_task.request.hostname}")

    return tache


def _prendre(traitement_id: int, planificateur: str) -> Traitement | None:
    """TRA-02: claim the job by one conditional UPDATE; None when it runs elsewhere or is over."""
    le = timezone.now()
    silence = le - timedelta(seconds=settings.TRAITEMENT_SILENCE)
    libres = Traitement.objects.filter(
        Q(etat__in=(EtatTraitement.DEMANDE, EtatTraitement.SUSPENDU))
        | Q(etat=EtatTraitement.EN_COURS, battement_le__lt=silence),
        pk=traitement_id,
    )
    pris = libres.update(
        etat=EtatTraitement.EN_COURS,
        jeton=uuid.uuid4(),
        battement_le=le,
        reprise_le=None,
        tentatives=F("tentatives") + 1,
        serveur=f"host={socket.gethostname()} processus={os.getpid()}",
        planificateur=planificateur,
    )
    if not pris:
        return None
    Traitement.objects.filter(pk=traitement_id, debut=None).update(debut=le)
    traitement = Traitement.objects.select_related("demande_par").get(pk=traitement_id)
    if traitement.tentatives > 1:
        Ligne.objects.create(
            traitement=traitement,
            le=le,
            niveau=Niveau.INFO,
            texte=f"Reprise du traitement (tentative n° {traitement.tentatives}).",
        )
    return traitement


def _fermer(execution: Execution, etat: EtatTraitement, message: str) -> None:
    execution.terminer()
    _mien(execution.traitement).update(
        etat=etat, message=message, fin=timezone.now(), fait=execution.fait, total=execution.total
    )


def _suspendre(execution: Execution, suspension: Suspension) -> None:
    if execution.traitement.tentatives >= TENTATIVES:
        _fermer(execution, EtatTraitement.ECHOUE, suspension.message)
        return
    execution.alerter(suspension.message)
    execution.terminer()
    _mien(execution.traitement).update(
        etat=EtatTraitement.SUSPENDU,
        message=suspension.message,
        reprise_le=timezone.now() + suspension.delai,
    )


def _mien(traitement: Traitement) -> QuerySet[Traitement]:
    return Traitement.objects.filter(pk=traitement.pk, jeton=traitement.jeton, etat=EtatTraitement.EN_COURS)
