"""Screens of jobs: follow, read the report, download, cancel, run again (TRA-01)."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from santorin.comptes.garde import Requete, connecte
from santorin.traitements import actions
from santorin.traitements.lectures import Suivi, suivi
from santorin.traitements.models import Traitement
from santorin.traitements.remise import remettre

PAR_PAGE = 50


@connecte
def liste(request: Requete) -> HttpResponse:
    """The jobs within one's reach, last first, by pages."""
    traitements = Traitement.objects.pour(request.user).select_related("demande_par")
    apres = request.GET.get("apres", "")
    if apres.isdigit():
        traitements = traitements.filter(pk__lt=int(apres))
    page = list(traitements[: PAR_PAGE + 1])
    suivant = page[PAR_PAGE - 1].pk if len(page) > PAR_PAGE else None
    contexte = {"traitements": page[:PAR_PAGE], "suivant": suivant, "precedent": None}
    return render(request, "traitements/liste.html", contexte)


@connecte
@never_cache
def detail(request: Requete, uuid: UUID) -> HttpResponse:
    """The report of a job."""
    return render(request, "traitements/detail.html", _contexte(request, uuid))


@connecte
@never_cache
def suivre(request: Requete, uuid: UUID) -> HttpResponse:
    """The fragment of the report that the screen refreshes by itself."""
    return render(request, "traitements/_suivi.html", _contexte(request, uuid))


@connecte
@require_POST
def annuler(request: Requete, uuid: UUID) -> HttpResponse:
    """Cancel a job."""
    traitement = _traitement(request, uuid)
    actions.annuler(traitement, par=request.user, le=timezone.now())
    return redirect(traitement)


@connecte
@require_POST
def relancer(request: Requete, uuid: UUID) -> HttpResponse:
    """Ask again for a job that did not do all."""
    return redirect(actions.relancer(_traitement(request, uuid), par=request.user, le=timezone.now()))


@connecte
def document(request: Requete, uuid: UUID) -> HttpResponseBase:
    """Download a document of a job, going on where a cut download stopped; the right is checked each time (SEC-02)."""
    return remettre(request, uuid, par=request.user, le=timezone.now())


def _traitement(request: Requete, uuid: UUID) -> Traitement:
    dans_le_perimetre = Traitement.objects.pour(request.user).select_related("demande_par")
    return get_object_or_404(dans_le_perimetre, uuid=uuid)


def _contexte(request: Requete, uuid: UUID) -> dict[str, object]:
    lu: Suivi = suivi(_traitement(request, uuid), request.user)
    return {
        "traitement": lu.traitement,
        "lignes": lu.lignes,
        "lignes_masquees": lu.lignes_masquees,
        "documents": lu.documents,
    }
