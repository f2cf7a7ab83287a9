"""The markers called for an épreuve (PRE-02)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from santorin.accueil.refus import dire_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.preparation.actions.correcteurs import appeler, modifier, revoquer
from santorin.preparation.forms.correcteurs import (
    CorrecteurForm,
    FichierDeCorrecteursForm,
    ModificationForm,
)
from santorin.preparation.views.epreuves import epreuve_de
from santorin.referentiel.accords import compter


@exige(Droit.PREPARER)
def correcteurs(request: Requete, epreuve_id: int) -> HttpResponse:
    """PRE-02: the markers, one more by its form or many by a file."""
    epreuve = epreuve_de(request, epreuve_id, Droit.PREPARER)
    par_fichier = "fichier" in request.FILES
    form = CorrecteurForm(request.POST if request.method == "POST" and not par_fichier else None)
    fichier = (
        FichierDeCorrecteursForm(request.POST, request.FILES) if par_fichier else FichierDeCorrecteursForm()
    )
    rempli = fichier if par_fichier else form
    if rempli.is_valid():
        lus = rempli.cleaned_data["correcteurs"] if par_fichier else [rempli.cleaned_data["correcteur"]]
        with dire_sur(rempli):
            nombre = appeler(epreuve, lus, par=request.user, le=timezone.now())
            messages.success(request, f"{compter(nombre, 'correcteur appelé,correcteurs appelés')}.")
            return redirect("preparation:correcteurs", epreuve.pk)
    contexte = {
        "epreuve": epreuve,
        "form": form,
        "fichier": fichier,
        "correcteurs": epreuve.correcteurs.select_related("etablissement", "utilisateur"),
    }
    return render(request, "preparation/correcteurs.html", contexte)


@exige(Droit.PREPARER)
def correcteur(request: Requete, epreuve_id: int, correcteur_id: int) -> HttpResponse:
    """PRE-02: correct what is known of a marker, or empty it."""
    epreuve = epreuve_de(request, epreuve_id, Droit.PREPARER)
    appeles = epreuve.correcteurs.select_related("etablissement", "utilisateur")
    connu = get_object_or_404(appeles, pk=correcteur_id)
    form = ModificationForm(request.POST or None, correcteur=connu)
    if form.is_valid():
        with dire_sur(form):
            modifier(epreuve, connu, form.cleaned_data["correcteur"], par=request.user, le=timezone.now())
            messages.success(
                request, f"{form.cleaned_data['nom']} {form.cleaned_data['prenoms']}\u00a0: enregistré."
            )
            return redirect("preparation:correcteurs", epreuve.pk)
    contexte = {"epreuve": epreuve, "correcteur": connu, "form": form}
    return render(request, "preparation/correcteur.html", contexte)


@exige(Droit.PREPARER)
@require_POST
def retirer_correcteur(request: Requete, epreuve_id: int, correcteur_id: int) -> HttpResponse:
    """PRE-02: take a marker off the épreuve."""
    epreuve = epreuve_de(request, epreuve_id, Droit.PREPARER)
    correcteur = get_object_or_404(epreuve.correcteurs, pk=correcteur_id)
    revoquer(epreuve, correcteur, par=request.user, le=timezone.now())
    messages.success(request, f"{correcteur} n’est plus appelé pour cette épreuve.")
    return redirect("preparation:correcteurs", epreuve.pk)
