"""Copies that their markers, or once published their candidates, flagged (COR-07, RES-09)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies import actions
from santorin.copies.actions.signalements import resoudre
from santorin.copies.models import Signalement, SignalementCandidat
from santorin.numerisation.views.epreuves import epreuve_de


@exige(Droit.NUMERISER)
@require_safe
def signalements(request: Requete, epreuve_id: int) -> HttpResponse:
    """COR-07, RES-09: the reports that wait, oldest first."""
    epreuve = epreuve_de(request, epreuve_id)
    ouverts = Signalement.objects.ouverts().filter(correction__lot__epreuve=epreuve)
    contexte = {
        "epreuve": epreuve,
        "signalements": ouverts.select_related("correction__lot", "correction__copie__composition"),
        "de_candidats": SignalementCandidat.objects.ouverts()
        .filter(composition__epreuve=epreuve)
        .select_related("composition__candidat", "composition__copie"),
    }
    return render(request, "numerisation/signalements.html", contexte)


@exige(Droit.NUMERISER)
@require_POST
def repondre(request: Requete, signalement_id: int) -> HttpResponse:
    """COR-07: close a report with an answer."""
    visibles = Signalement.objects.pour(request.user, Droit.NUMERISER).select_related("correction__lot")
    objet = get_object_or_404(visibles, pk=signalement_id)
    resoudre(objet, reponse=request.POST.get("reponse", ""), par=request.user, le=timezone.now())
    messages.success(request, "Réponse envoyée\u00a0: la copie est de nouveau à corriger.")
    return redirect("numerisation:signalements", objet.correction.lot.epreuve_id)


@exige(Droit.NUMERISER)
@require_POST
def repondre_au_candidat(request: Requete, signalement_id: int) -> HttpResponse:
    """RES-09: answer a candidate's report."""
    visibles = SignalementCandidat.objects.pour(request.user, Droit.NUMERISER).select_related("composition")
    objet = get_object_or_404(visibles, pk=signalement_id)
    actions.repondre_au_candidat(
        objet, reponse=request.POST.get("reponse", ""), par=request.user, le=timezone.now()
    )
    messages.success(request, "Réponse envoyée au candidat.")
    return redirect("numerisation:signalements", objet.composition.epreuve_id)
