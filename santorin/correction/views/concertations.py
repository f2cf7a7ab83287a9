"""Copies marked twice whose marks differ: agreed by their markers, decided by the coordinateur (COR-05)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.actions import proposer as proposer_note
from santorin.copies.actions import trancher as trancher_note
from santorin.copies.models import Copie, Epreuve
from santorin.correction.forms import DecisionForm, NoteFinaleForm
from santorin.correction.lectures.concertations import (
    concertations_de,
    concertations_de_l_epreuve,
    notes_arretees,
)
from santorin.correction.regles.copies import corrections_de
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus


@exige(Droit.CORRIGER)
@never_cache
@require_safe
def concertations(request: Requete) -> HttpResponse:
    """COR-05: the marker's copies to agree upon with the other marker, whom nothing names."""
    return render(request, "correction/concertations.html", {"lignes": concertations_de(request.user)})


@exige(Droit.CORRIGER)
@require_POST
def proposer(request: Requete, cle: UUID) -> HttpResponse:
    """COR-05: offer a final mark, or accept the other's by offering the same."""
    correction = get_object_or_404(corrections_de(request.user).select_related("copie", "lot"), cle=cle)
    form = NoteFinaleForm(request.POST)
    if not form.is_valid():
        messages.error(request, str(form.errors["valeur"][0]))
        return redirect("correction:concertations")
    concertation = proposer_note(
        correction, valeur=form.cleaned_data["valeur"], par=request.user, le=timezone.now()
    )
    if concertation.valeur is None:
        messages.success(request, "Proposition transmise à l’autre correcteur.")
    else:
        messages.success(request, f"Note finale arrêtée\u00a0: {Valeur(nombre=concertation.valeur)}.")
    return redirect("correction:concertations")


@exige(Droit.HARMONISER)
@never_cache
@require_safe
def de_l_epreuve(request: Requete, epreuve_id: int) -> HttpResponse:
    """COR-05: the copies of an épreuve to be decided, for its coordinateur."""
    return _montrer(request, _epreuve(request, epreuve_id))


@exige(Droit.HARMONISER)
@never_cache
def trancher(request: Requete, epreuve_id: int, cle: UUID) -> HttpResponse:
    """COR-05: decide the final mark of a copy, with the reason; what was typed is never lost by an error."""
    epreuve = _epreuve(request, epreuve_id)
    if request.method != "POST":
        return redirect("correction:concertations_epreuve", epreuve.pk)
    copie = get_object_or_404(Copie.objects.filter(composition__epreuve=epreuve), corrections__cle=cle)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _montrer(request, epreuve, copie=copie, form=form)
    try:
        trancher_note(copie, **form.cleaned_data, par=request.user, le=timezone.now())
    except Refus as refus:
        form.add_error(None, refus.message)
        return _montrer(request, epreuve, copie=copie, form=form)
    messages.success(request, f"Note finale arrêtée\u00a0: {Valeur(nombre=form.cleaned_data['valeur'])}.")
    return redirect("correction:concertations_epreuve", epreuve.pk)


def _montrer(
    request: Requete, epreuve: Epreuve, *, copie: Copie | None = None, form: DecisionForm | None = None
) -> HttpResponse:
    """The copies to be decided, and those that were; `form` is what could not be done to `copie`."""
    for erreurs in form.errors.values() if form else ():
        messages.error(request, str(erreurs[0]))
    contexte = {
        "epreuve": epreuve,
        "lignes": concertations_de_l_epreuve(epreuve),
        "arretees": notes_arretees(epreuve),
        "refusee": copie,
        "saisie": form.data if form else {},
    }
    return render(request, "correction/concertations_epreuve.html", contexte)


def _epreuve(request: Requete, epreuve_id: int) -> Epreuve:
    epreuves = Epreuve.objects.pour(request.user, Droit.HARMONISER)
    return get_object_or_404(epreuves.select_related("examen", "session", "parametrage"), pk=epreuve_id)
