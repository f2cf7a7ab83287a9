"""The gestionnaire's screens: results of a frame, services and their periods (RES-02, RES-06, RES-08)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from resultats.actions import ouvertures as actions
from resultats.forms.ouvertures import Fermeture, PeriodeService
from resultats.lectures.ouvertures import service_de
from resultats.models import NatureService
from resultats.regles.ouvertures import etat
from resultats.views.perimetre import cadre_ou_404
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.refus import Refus


@exige(Droit.GERER_RESULTATS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def service(request: Requete, cle: str, nature: str) -> HttpResponse:
    """RES-02, RES-08: the period of one service."""
    cadre, voulue = cadre_ou_404(request, cle), _nature(nature)
    en_place, le = service_de(cadre, voulue), timezone.now()
    form = (
        PeriodeService(request.POST, nature=voulue)
        if request.method == "POST"
        else PeriodeService.de(en_place, voulue)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.definir(cadre, voulue, **form.cleaned_data, par=request.user, le=le)
        except Refus as refus:
            form.add_error(None, refus.message)
        else:
            messages.success(request, f"{voulue.label}\u00a0: période enregistrée.")
            return redirect("resultats_gestion:cadre", cle)
    contexte = {
        "cadre": cadre,
        "nature": voulue,
        "service": en_place,
        "etat": etat(en_place, le),
        "form": form,
        "fermeture": Fermeture(auto_id="fermer_%s") if en_place and en_place.ouvert(le) else None,
    }
    return render(request, "resultats/ouvertures_service.html", contexte)


@exige(Droit.GERER_RESULTATS)
@require_POST
def fermer(request: Requete, cle: str, nature: str) -> HttpResponse:
    """RES-08: close an open service now."""
    cadre, voulue = cadre_ou_404(request, cle), _nature(nature)
    form = Fermeture(request.POST)
    form.is_valid()
    motif = form.cleaned_data.get("motif", "")
    actions.fermer(cadre, voulue, motif=motif, par=request.user, le=timezone.now())
    messages.success(request, f"{voulue.label}\u00a0: service fermé.")
    return redirect("resultats_gestion:cadre", cle)


def _nature(nature: str) -> NatureService:
    if nature not in NatureService.values:
        raise Http404
    return NatureService(nature)
