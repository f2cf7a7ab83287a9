"""The dashboard (ACC-01); links and forms only, so that it is whole without JavaScript (ACC-03)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from santorin.accueil.processus import groupes
from santorin.comptes.garde import Requete, connecte


@connecte
def tableau_de_bord(request: Requete) -> HttpResponse:
    """ACC-01: one tile per process that the person may use."""
    return render(request, "accueil/tableau_de_bord.html", {"groupes": groupes(request.user)})


@login_not_required
def vivant(request: HttpRequest) -> HttpResponse:
    """Says that the web server answers, for the load balancer."""
    return HttpResponse("ok", content_type="text/plain")
