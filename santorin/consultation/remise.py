"""Handing a transmitted copy over, to a browser or through the API: the same right, the same trace (SEC-01, SEC-02)."""

from functools import partial
from uuid import UUID

from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.consultation import actions
from santorin.consultation.lectures.copie import nom_du_pdf
from santorin.consultation.lectures.edition import RELATIONS
from santorin.consultation.regles import consultables
from santorin.copies.fichiers import nom_de_stockage, ouvrir
from santorin.copies.models import Composition, Epreuve, Page
from santorin.editions.envoi import Fichier, envoyer, est_un_debut


def composition_de(utilisateur: Utilisateur, cle: UUID) -> Composition:
    """The transmitted copy of this key, if this person may see it. Raises 404 otherwise."""
    return get_object_or_404(
        consultables(utilisateur).select_related(*RELATIONS, "copie__pdf"), copie__cle=cle
    )


def epreuve_de(utilisateur: Utilisateur, cle: int) -> Epreuve:
    """The épreuve of this primary key, within the reach of this person. Raises 404 otherwise."""
    epreuves = Epreuve.objects.pour(utilisateur, Droit.EDITER_COPIES, Droit.TELECHARGER)
    return get_object_or_404(epreuves.select_related("session", "examen", "academie"), pk=cle)


def envoyer_pdf(request: HttpRequest, composition: Composition, *, par: Utilisateur) -> HttpResponseBase:
    """The PDF of a copy that this person may see, journaled when its download starts. Raises `Refus`."""
    le = timezone.now()
    fait = actions.pdf_de(composition, le=le)
    if not default_storage.exists(fait.nom):
        fait = actions.pdf_de(composition, le=le, refaire=True)
    fichier = Fichier(
        ouvrir=partial(default_storage.open, fait.nom),
        taille=fait.taille,
        empreinte=fait.sha256,
        type_mime="application/pdf",
        nom=nom_du_pdf(composition),
        rangement=fait.nom,
        sha256=fait.sha256,
    )
    if est_un_debut(request, fichier):
        actions.noter_telechargement(composition, fait, par=par, le=le)
    return envoyer(request, fichier)


def page_de(utilisateur: Utilisateur, cle: UUID, numero: int) -> Page:
    """A scanned page of a copy that this person may see. Raises 404 otherwise."""
    visibles = consultables(utilisateur).filter(copie__cle=cle)
    return get_object_or_404(
        Page, copie__composition__in=visibles.order_by(), numero=numero, remplacee_le=None
    )


def envoyer_page(request: HttpRequest, page: Page) -> HttpResponseBase:
    """The scanned page, its bytes untouched (SEC-02). Raises 404 when its file is lost."""
    fichier = Fichier(
        ouvrir=partial(ouvrir, page.sha256, page.type_mime),
        taille=page.taille,
        empreinte=page.sha256,
        type_mime=page.type_mime,
        rangement=nom_de_stockage(page.sha256, page.type_mime),
        sha256=page.sha256,
    )
    try:
        return envoyer(request, fichier)
    except OSError as erreur:
        raise Http404 from erreur
