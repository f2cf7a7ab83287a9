"""« Résultats » of an établissement: its examinations, its documents (RES-01)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from resultats.lectures.documents import produits
from resultats.lectures.ouvertures import service_de
from resultats.lectures.perimetres import perimetres
from resultats.models import NatureService
from resultats.regles.ouvertures import obstacle_extraction, obstacle_publication
from resultats.views.perimetre import perimetre_ou_404
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige


@exige(Droit.EDITER_RESULTATS)
@require_safe
@never_cache
def accueil(request: Requete) -> HttpResponse:
    """RES-01: the examinations and sessions of one's établissements."""
    return render(request, "resultats/documents_accueil.html", {"presences": perimetres(request.user)})


@exige(Droit.EDITER_RESULTATS)
@require_safe
@never_cache
def documents(request: Requete, uai: str, examen: str, session: str) -> HttpResponse:
    """RES-01: where one stands; documents made by the établissement, and by the service examens."""
    perimetre, le = perimetre_ou_404(request, uai, examen, session), timezone.now()
    contexte = {
        "perimetre": perimetre,
        "extraction_fermee": obstacle_extraction(service_de(perimetre.cadre, NatureService.EXTRACTION), le),
        "publication_fermee": obstacle_publication(
            service_de(perimetre.cadre, NatureService.ETABLISSEMENTS), le
        ),
        "produits": produits(request.user, perimetre),
    }
    return render(request, "resultats/documents.html", contexte)
