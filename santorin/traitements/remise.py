"""Handing over the document of a job, to a screen or to a token (TRA-01, SEC-02)."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404

from santorin.comptes.models import Utilisateur
from santorin.editions.envoi import Fichier, envoyer, est_un_debut
from santorin.refus import exiger
from santorin.traitements import actions
from santorin.traitements.models import Document, Traitement
from santorin.traitements.regles import obstacle_document


def remettre(request: HttpRequest, uuid: UUID, *, par: Utilisateur, le: datetime) -> HttpResponseBase:
    """SEC-02: the document, going on where a cut download stopped; the right is checked each time.

    Raises 404 out of perimeter, `Refus` when it may no longer be handed over.
    """
    du_perimetre = Document.objects.filter(traitement__in=Traitement.objects.pour(par).order_by())
    piece = get_object_or_404(du_perimetre.select_related("traitement"), uuid=uuid)
    exiger(obstacle_document(piece, par))
    fichier = Fichier(
        ouvrir=partial(piece.fichier.open, "rb"),
        taille=piece.taille,
        empreinte=piece.empreinte,
        type_mime="application/octet-stream",
        nom=piece.nom,
        rangement=str(piece.fichier.name),
        sha256=piece.sha256,
    )
    if est_un_debut(request, fichier):
        actions.noter_telechargement(piece, par=par, le=le)
    return envoyer(request, fichier)
