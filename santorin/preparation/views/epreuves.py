"""An épreuve being prepared: its figures, its sujets (PRE-02)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from santorin.accueil.refus import dire_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Epreuve
from santorin.preparation.actions.epreuves import creer_epreuve
from santorin.preparation.forms.epreuves import EpreuveForm
from santorin.preparation.lectures.epreuve import effectifs, sujets


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
