"""« Relevé de notes de mes élèves »: one pupil's, or all in one PDF (RES-04, RES-05)."""

from functools import partial
from io import BytesIO

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from resultats.actions.masse import demander_masse, ecrire_masse, nom_du_pdf, noter_masse
from resultats.forms.releves import RechercheForm
from resultats.lectures import releves as lectures
from resultats.regles.releves import candidatures_de
from resultats.remise import envoyer_releve, releve_de
from resultats.tasks import editer_releves_en_masse
from resultats.views.perimetre import perimetre_ou_404
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.editions.empreinte import empreinte_de
from santorin.editions.envoi import Fichier, envoyer, est_un_debut
from santorin.refus import Refus

EDITER = exige(Droit.EDITER_RESULTATS)


@EDITER
@require_safe
@never_cache
def recherche(request: Requete) -> HttpResponse:
    """RES-04: « Relevés de notes d'un élève », the search and its results."""
    form = RechercheForm(request.GET, choix=lectures.choix(request.user))
    criteres, ordre = form.criteres(), request.GET.get("ordre", "nom")
    page = lectures.page_de_candidatures(
        request.user, criteres, ordre=ordre, numero=request.GET.get("page", "1")
    )
    contexte = {"form": form, "criteres": criteres, "ordre": ordre, "page": page}
    return render(request, "resultats/releves/recherche.html", contexte)


@EDITER
@require_safe
@never_cache
def candidature(request: Requete, candidature_id: int) -> HttpResponse:
    """RES-04: the documents published for one candidature, with their dates."""
    siennes = candidatures_de(request.user).select_related("examen", "session", "specialite")
    objet = get_object_or_404(siennes, pk=candidature_id)
    contexte = {
        "candidature": objet,
        "documents": lectures.documents_de(objet, timezone.now()),
        "retour": request.GET.urlencode(),
    }
    return render(request, "resultats/releves/candidature.html", contexte)


@exige(Droit.EDITER_RESULTATS, Droit.GERER_RESULTATS, Droit.CONSULTER_SES_RESULTATS)
@require_safe
def pdf(request: Requete, releve_id: int) -> HttpResponseBase:
    """RES-04: the transcript; the right and the date are checked at each download (SEC-02)."""
    le = timezone.now()
    return envoyer_releve(request, releve_de(request.user, releve_id, le), par=request.user, le=le)


@EDITER
@require_safe
@never_cache
def en_masse(request: Requete) -> HttpResponse:
    """RES-05: the examinations of which all the transcripts can be had, or why not."""
    masses = lectures.masses(request.user, timezone.now())
    return render(request, "resultats/releves/en_masse.html", {"masses": masses})


@EDITER
@require_safe
def pdf_en_masse(request: Requete, uai: str, examen: str, session: str) -> HttpResponseBase:
    """RES-05: all the transcripts of an établissement at once; a large one's are made by a job."""
    le = timezone.now()
    masse = lectures.masse_de(perimetre_ou_404(request, uai, examen, session), le)
    if masse.est_longue:
        raise Refus(
            "Ce document est long à faire\u00a0: demandez-le depuis l’écran, il sera fait en arrière-plan."
        )
    sortie = BytesIO()
    nombre = len(ecrire_masse(masse, sortie, le=le))
    taille, sha256 = empreinte_de(sortie)
    ouvrir = partial(BytesIO, sortie.getvalue())
    fichier = Fichier(ouvrir, taille, sha256, "application/pdf", nom_du_pdf(masse), sha256=sha256)
    if est_un_debut(request, fichier):
        noter_masse(masse, nombre, par=request.user, le=le)
    return envoyer(request, fichier)


@EDITER
@require_POST
def demander_en_masse(request: Requete, uai: str, examen: str, session: str) -> HttpResponse:
    """RES-05: ask for the PDF of a large établissement."""
    masse = lectures.masse_de(perimetre_ou_404(request, uai, examen, session), timezone.now())
    return redirect(demander_masse(editer_releves_en_masse, masse, par=request.user))
