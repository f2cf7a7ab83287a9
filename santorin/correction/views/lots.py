"""Lots: followed and unlocked by the gestionnaire, marked and locked by their marker (COR-03, COR-04)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from santorin.accueil.refus import dire_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.actions import deverrouiller as deverrouiller_lot
from santorin.copies.actions import verrouiller as verrouiller_lot
from santorin.copies.etats import EtatLot
from santorin.copies.models import Avis, Epreuve, Lot
from santorin.copies.regles.lots import empreinte_du_bilan
from santorin.correction.actions import lire_avis
from santorin.correction.demandes import demander_archive
from santorin.correction.forms import DeverrouillageForm
from santorin.correction.lectures.avis import avis_a_lire
from santorin.correction.lectures.concertations import concertations_de
from santorin.correction.lectures.lots import (
    copies_du_lot,
    ligne_du_lot,
    lots_a_corriger,
    lots_de_l_epreuve,
    premiere_a_faire,
)
from santorin.correction.regles.copies import lots_de
from santorin.referentiel.accords import compter

FILTRES = (("", "Toutes"), ("a_faire", "À faire"), ("faite", "Faites"), ("signalee", "Signalées"))


@exige(Droit.DEVERROUILLER)
@require_safe
def lots(request: Requete, epreuve_id: int) -> HttpResponse:
    """COR-04: the lots of an épreuve."""
    epreuves = Epreuve.objects.pour(request.user, Droit.DEVERROUILLER)
    epreuve = get_object_or_404(epreuves.select_related("examen", "session", "academie"), pk=epreuve_id)
    etat = request.GET.get("etat", "")
    contexte = {
        "epreuve": epreuve,
        "lignes": lots_de_l_epreuve(epreuve, etat=etat),
        "etat": etat,
        "etats": EtatLot.choices,
    }
    return render(request, "correction/lots.html", contexte)


@exige(Droit.DEVERROUILLER)
def deverrouiller(request: Requete, lot_id: int) -> HttpResponse:
    """COR-04: give a lot back to its marker, with the reason."""
    lots_du_perimetre = Lot.objects.pour(request.user, Droit.DEVERROUILLER)
    lot = get_object_or_404(
        lots_du_perimetre.select_related("epreuve__examen", "correcteur__utilisateur"), pk=lot_id
    )
    form = DeverrouillageForm(request.POST or None)
    if form.is_valid():
        with dire_sur(form):
            deverrouiller_lot(lot, **form.cleaned_data, par=request.user, le=timezone.now())
            messages.success(
                request,
                f"{lot} déverrouillé\u00a0: ses notes ne partiront plus avant un nouveau verrouillage.",
            )
            return redirect("correction:lots", lot.epreuve_id)
    return render(
        request, "correction/deverrouiller.html", {"lot": lot, "epreuve": lot.epreuve, "form": form}
    )


@exige(Droit.CORRIGER)
@never_cache
@require_safe
def mes_lots(request: Requete) -> HttpResponse:
    """COR-03: the marker's own lots, what it has to read, what it has to agree upon."""
    contexte = {
        "lignes": lots_a_corriger(request.user),
        "avis": avis_a_lire(request.user),
        "concertations": len(concertations_de(request.user)),
    }
    return render(request, "correction/mes_lots.html", contexte)


@exige(Droit.CORRIGER)
@never_cache
@require_safe
def lot(request: Requete, cle: UUID) -> HttpResponse:
    """COR-01: the copies of a lot: to do, done, flagged."""
    sien = _sien(request, cle)
    lignes = copies_du_lot(sien)
    etat = request.GET.get("etat", "")
    contexte = {
        "lot": sien,
        "ligne": ligne_du_lot(sien),
        "lignes": [ligne for ligne in lignes if etat in {"", ligne.etat}],
        "suivante": premiere_a_faire(lignes),
        "etat": etat,
        "filtres": FILTRES,
    }
    return render(request, "correction/lot.html", contexte)


@exige(Droit.CORRIGER)
@never_cache
def verrouiller(request: Requete, cle: UUID) -> HttpResponse:
    """COR-03: the summary of one's own lot, then the lock of what it showed, once every copy is corrected."""
    sien = _sien(request, cle)
    if request.method == "POST":
        bilan = request.POST.get("bilan", "")
        notes = verrouiller_lot(sien, bilan=bilan, par=request.user, le=timezone.now())
        messages.success(
            request, f"{sien} verrouillé\u00a0: {compter(len(notes), 'note arrêtée,notes arrêtées')}."
        )
        return redirect("correction:mes_lots")
    # Read first: what changes while the page is made is not taken for seen.
    bilan = empreinte_du_bilan(sien)
    contexte = {"lot": sien, "ligne": ligne_du_lot(sien), "lignes": copies_du_lot(sien), "bilan": bilan}
    return render(request, "correction/verrouiller.html", contexte)


@exige(Droit.CORRIGER)
@require_POST
def telecharger(request: Requete, cle: UUID) -> HttpResponse:
    """COR-01: have one's lot made into an anonymous PDF or ZIP, to be read off line."""
    forme = "pdf" if request.POST.get("forme") == "pdf" else "zip"
    return redirect(demander_archive(_sien(request, cle), forme=forme, par=request.user))


@exige(Droit.CORRIGER)
@require_POST
def lire(request: Requete, avis_id: int) -> HttpResponse:
    """COR-04: a notice was read."""
    avis = get_object_or_404(Avis.objects.filter(destinataire=request.user), pk=avis_id)
    lire_avis(avis, par=request.user, le=timezone.now())
    return redirect("correction:mes_lots")


def _sien(request: Requete, cle: UUID) -> Lot:
    lots = lots_de(request.user).select_related("sujet", "epreuve__parametrage", "epreuve__examen")
    return get_object_or_404(lots, cle=cle)
