"""An épreuve being prepared: its figures, its sujets (PRE-02)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.accueil.refus import dire_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Epreuve
from santorin.preparation.actions.epreuves import creer_epreuve, modifier_epreuve, supprimer_epreuve
from santorin.preparation.forms.epreuves import EpreuveForm, ModificationForm
from santorin.preparation.lectures.epreuve import effectifs, sujets
from santorin.preparation.regles.epreuves import EpreuveVoulue, obstacle_suppression


def epreuve_de(request: Requete, epreuve_id: int, droit: Droit) -> Epreuve:
    """The épreuve, within the reach of this person. Raises 404 otherwise."""
    epreuves = Epreuve.objects.pour(request.user, droit)
    return get_object_or_404(
        epreuves.select_related("session", "examen", "academie", "specialite", "parametrage"), pk=epreuve_id
    )


@exige(Droit.PREPARER)
def creer(request: Requete) -> HttpResponse:
    """PRE-02: a new épreuve, with the default paramétrage."""
    form = EpreuveForm(request.POST or None, utilisateur=request.user)
    if form.is_valid():
        with dire_sur(form):
            epreuve = creer_epreuve(form.save(commit=False), par=request.user, le=timezone.now())
            messages.success(request, f"Épreuve {epreuve} créée. Ajoutez ses sujets, puis ses candidats.")
            return redirect("preparation:epreuve", epreuve.pk)
    return render(request, "preparation/creer.html", {"form": form})


@exige(Droit.PREPARER)
@require_safe
def epreuve(request: Requete, epreuve_id: int) -> HttpResponse:
    """Where the preparation of an épreuve stands."""
    objet = epreuve_de(request, epreuve_id, Droit.PREPARER)
    contexte = {"epreuve": objet, "effectifs": effectifs(objet), "sujets": sujets(objet)}
    return render(request, "preparation/epreuve.html", contexte)


@exige(Droit.PREPARER)
def modifier(request: Requete, epreuve_id: int) -> HttpResponse:
    """PRE-02: correct an épreuve, or take away one made by mistake."""
    objet = epreuve_de(request, epreuve_id, Droit.PREPARER)
    # The form writes into its own instance: what the screen says of the épreuve stays what is recorded.
    form = ModificationForm(request.POST or None, instance=epreuve_de(request, epreuve_id, Droit.PREPARER))
    if form.is_valid():
        with dire_sur(form):
            modifier_epreuve(objet, EpreuveVoulue(**form.cleaned_data), par=request.user, le=timezone.now())
            messages.success(request, "Épreuve modifiée.")
            return redirect("preparation:epreuve", objet.pk)
    contexte = {"epreuve": objet, "form": form, "obstacle": obstacle_suppression(objet)}
    return render(request, "preparation/modifier.html", contexte)


@exige(Droit.PREPARER)
@require_POST
def supprimer(request: Requete, epreuve_id: int) -> HttpResponse:
    """PRE-02: take away an épreuve made by mistake."""
    objet = epreuve_de(request, epreuve_id, Droit.PREPARER)
    supprimer_epreuve(objet, par=request.user, le=timezone.now())
    messages.success(request, f"Épreuve {objet} supprimée.")
    return redirect("accueil:tableau_de_bord")
