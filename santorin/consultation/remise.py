"""Handing a transmitted copy over, to a browser or through the API: the same right, the same trace (SEC-01, SEC-02)."""

from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from santorin.comptes.models import Utilisateur
from santorin.consultation import actions
from santorin.consultation.lectures.copie import nom_du_pdf
from santorin.consultation.lectures.edition import RELATIONS
from santorin.consultation.regles import consultables
from santorin.copies.models import Composition
from santorin.editions.envoi import Fichier, envoyer, est_un_debut


def composition_de(utilisateur: Utilisateur, cle: UUID) -> Composition:
    """The transmitted copy of this key, if this person may see it. Raises 404 otherwise."""
    return get_object_or_404(
        consultables(utilisateur).select_related(*RELATIONS, "copie__pdf"), copie__cle=cle
    )


def envoyer_pdf(request: HttpRequest, composition: Composition, *, par: Utilisateur) -> HttpResponseBase:
    """The PDF of a copy that this person may see, journaled when its download starts. Raises `Refus`."""
    le = timezone.now()
    fait = actions.pdf_de(composition, le=le)
    if not default_storage.exists(fait.nom):
        fait = actions.pdf_de(composition, le=le, refaire=True)
    fichier = Fichier(
        ouvrir=partial(default_storage.open, fait.nom),
        taille=fait.taille,
        sha256=fait.sha256,
        type_mime="application/pdf",
        nom=nom_du_pdf(composition),
        rangement=fait.nom,
    )
    if est_un_debut(request, fichier):
        actions.noter_telechargement(composition, fait, par=par, le=le)
    return envoyer(request, fichier)
