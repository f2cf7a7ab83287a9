"""Lots: followed and unlocked by the gestionnaire, locked by their marker (COR-03, COR-04)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.actions import deverrouiller as deverrouiller_lot
from santorin.copies.actions import verrouiller as verrouiller_lot
from santorin.copies.etats import EtatLot
from santorin.copies.models import Epreuve, Lot
from santorin.correction.forms import DeverrouillageForm
from santorin.correction.lectures import lots_a_corriger, lots_de
from santorin.referentiel.accords import compter


@exige(Droit.DEVERROUILLER)
@require_safe
def lots(request: Requete, epreuve_id: int) -> HttpResponse:
    """COR-04: the lots of an épreuve."""
    epreuves = Epreuve.objects.pour(request.user, Droit.DEVERROUILLER)
    epreuve = get_object_or_404(epreuves.select_related("examen", "session", "academie"), pk=epreuve_id)
    etat = request.GET.get("etat", "")
    contexte = {
        "epreuve": epreuve,
        "lignes": lots_de(epreuve, etat=etat),
        "etat": etat,
        "etats": EtatLot.choices,
    }
    return render(request, "correction/lots.html", contexte)


@exige(Droit.DEVERROUILLER)
def deverrouiller(request: Requete, lot_id: int) -> HttpResponse:
    """COR-04: give a lot back to its marker, with the reason."""
    lots_du_perimetre = Lot.objects.pour(request.user, Droit.DEVERROUILLER)
    lot = get_object_or_404(lots_du_perimetre.select_related("epreuve__examen", "correcteur"), pk=lot_id)
    form = DeverrouillageForm(request.POST or None)
    if form.is_valid():
        deverrouiller_lot(lot, motif=form.cleaned_data["motif"], par=request.user, le=timezone.now())
        messages.success(
            request, f"{lot} déverrouillé\u00a0: ses notes ne partiront plus avant un nouveau verrouillage."
        )
        return redirect("correction:lots", lot.epreuve_id)
    return render(
        request, "correction/deverrouiller.html", {"lot": lot, "epreuve": lot.epreuve, "form": form}
    )


@exige(Droit.CORRIGER)
@require_safe
def mes_lots(request: Requete) -> HttpResponse:
    """COR-03: the marker's own lots."""
    return render(request, "correction/mes_lots.html", {"lignes": lots_a_corriger(request.user)})


@exige(Droit.CORRIGER)
@require_POST
def verrouiller(request: Requete, lot_id: int) -> HttpResponse:
    """COR-03: lock one's own lot, once every copy is corrected."""
    lot = get_object_or_404(Lot.objects.pour(request.user, Droit.CORRIGER), pk=lot_id)
    notes = verrouiller_lot(lot, par=request.user, le=timezone.now())
    messages.success(
        request, f"{lot} verrouillé\u00a0: {compter(len(notes), 'note arrêtée,notes arrêtées')}."
    )
    return redirect("correction:mes_lots")
