"""Handing a transcript over, to a browser or through the API: the same right, the same trace (SEC-01, SEC-02)."""

from datetime import datetime
from functools import partial
from io import BytesIO

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.text import get_valid_filename

from resultats import fichiers
from resultats.actions.releves import noter_telechargement
from resultats.lectures import contenus
from resultats.models import Releve
from resultats.regles import releves as regles
from santorin.comptes.models import Utilisateur
from santorin.editions.envoi import Fichier, envoyer, est_un_debut
from santorin.traitements.models import Document


def releve_de(utilisateur: Utilisateur, cle: int, le: datetime) -> Releve:
    """RES-04, RES-08: the transcript, if this person may have it at `le`. Raises 404 otherwise, whatever the reason."""
    return get_object_or_404(
        regles.telechargeables(utilisateur, le).select_related("candidature", "generation"), pk=cle
    )


def envoyer_releve(
    request: HttpRequest, releve: Releve, *, par: Utilisateur, le: datetime
) -> HttpResponseBase:
    """The PDF as it was generated, journaled when its download starts. Raises `Refus` when it is damaged."""
    pdf = fichiers.lire(releve)
    fichier = Fichier(
        ouvrir=partial(BytesIO, pdf),
        taille=len(pdf),
        empreinte=releve.sha256,
        type_mime="application/pdf",
        nom=nom_du_pdf(releve),
        sha256=releve.sha256,
    )
    if est_un_debut(request, fichier):
        noter_telechargement(releve, par=par, le=le)
    return envoyer(request, fichier)


def nom_du_pdf(releve: Releve) -> str:
    """« RLN_LAVANDE_Alexandre_01921021719-001_V1.pdf »."""
    candidature = releve.candidature
    morceaux = (
        "RLN",
        candidature.nom,
        candidature.prenoms,
        f"{candidature.numero}-{candidature.inscription}",
        f"V{releve.numero}.pdf",
    )
    return get_valid_filename("_".join(morceaux))


def obstacle_liste(document: Document, utilisateur: Utilisateur) -> str | None:
    """RES-03, RES-08: why a list to post made earlier can no longer be given now, or None."""
    return contenus.obstacle_liste(document, timezone.now())


def obstacle_fichier_de_notes(document: Document, utilisateur: Utilisateur) -> str | None:
    """RES-02, RES-08: why an extraction made earlier can no longer be given now, or None."""
    return contenus.obstacle_fichier_de_notes(document, utilisateur, timezone.now())


def obstacle_document(document: Document, utilisateur: Utilisateur) -> str | None:
    """SEC-02: why a mass PDF made earlier can no longer be given now, or None."""
    return regles.obstacle_document(document, utilisateur, timezone.now())
