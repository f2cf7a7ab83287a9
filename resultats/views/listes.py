"""« Liste d'affichage des candidats » (RES-03)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from resultats import demandes
from resultats.forms.listes import ListeAffichage, ListesDesCentres, liste_de
from resultats.lectures import listes as lectures
from resultats.lectures.ouvertures import service_de
from resultats.lectures.proclamation import Cadre
from resultats.models import NatureService
from resultats.regles.ouvertures import obstacle_publication
from resultats.views.perimetre import cadre_ou_404, perimetre_ou_404
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.refus import exiger


@exige(Droit.EDITER_RESULTATS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def liste(request: Requete, uai: str, examen: str, session: str) -> HttpResponse:
    """RES-03: the list of one's own centre."""
    perimetre = perimetre_ou_404(request, uai, examen, session)
    obstacle = _obstacle(perimetre.cadre)
    form = (
        ListeAffichage(request.POST) if request.method == "POST" else liste_de(perimetre.etablissement.ville)
    )
    if request.method == "POST":
        exiger(obstacle)
        if form.is_valid():
            return redirect(demandes.editer_la_liste(perimetre, form.parametres(), par=request.user))
    contexte = {
        "perimetre": perimetre,
        "centre": lectures.centre_de(perimetre.etablissement),
        "form": form,
        "obstacle": obstacle,
        "nombre": 0 if obstacle else lectures.affiches(perimetre.cadre, uai).count(),
    }
    return render(request, "resultats/listes.html", contexte)


@exige(Droit.GERER_RESULTATS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def centres(request: Requete, cle: str) -> HttpResponse:
    """RES-03: the lists of several centres at once."""
    cadre = cadre_ou_404(request, cle)
    obstacle = _obstacle(cadre)
    saisie = request.POST if request.method == "POST" else None
    form = ListesDesCentres(saisie, centres=lectures.centres(cadre))
    if request.method == "POST":
        exiger(obstacle)
        if form.is_valid():
            return redirect(demandes.editer_les_listes(cadre, form.parametres(), par=request.user))
    contexte = {"cadre": cadre, "form": form, "obstacle": obstacle}
    return render(request, "resultats/listes_centres.html", contexte)


def _obstacle(cadre: Cadre) -> str | None:
    return obstacle_publication(service_de(cadre, NatureService.ETABLISSEMENTS), timezone.now())
