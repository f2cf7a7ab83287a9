"""« Établir les résultats », and where an académie's results stand (RES-06)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from resultats import demandes
from resultats.lectures import ouvertures, proclamation
from resultats.views.perimetre import cadre_ou_404
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.traitements.models import Traitement

TRAITEMENTS_MONTRES = 10


@exige(Droit.GERER_RESULTATS)
@require_safe
@never_cache
def accueil(request: Requete) -> HttpResponse:
    """RES-06: the examinations and sessions of the académie."""
    etendues = proclamation.cadres(request.user)
    return render(request, "resultats/proclamation_cadres.html", {"etendues": etendues})


@exige(Droit.GERER_RESULTATS)
@require_safe
@never_cache
def cadre(request: Requete, cle: str) -> HttpResponse:
    """RES-06, RES-08: results, services and jobs of one examination and session."""
    objet = cadre_ou_404(request, cle)
    traitements = Traitement.objects.pour(request.user).filter(objet__startswith=f"{objet.fil}:")
    contexte = {
        "cadre": objet,
        "etendue": proclamation.etendue(objet),
        "services": ouvertures.lignes(objet, timezone.now()),
        "traitements": traitements.select_related("demande_par")[:TRAITEMENTS_MONTRES],
    }
    return render(request, "resultats/proclamation_cadre.html", contexte)


@exige(Droit.GERER_RESULTATS)
@require_POST
def etablir(request: Requete, cle: str) -> HttpResponse:
    """RES-06: ask for the job."""
    objet = cadre_ou_404(request, cle)
    traitement = demandes.etablir_les_resultats(objet, par=request.user)
    messages.success(request, "L’établissement des résultats est demandé.")
    return redirect(traitement)
