"""The sujets of an épreuve and their barèmes (PRE-02)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.accueil.refus import dire_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.editions.archive import nom_sur
from santorin.editions.tableur import ecrire_csv
from santorin.preparation.actions.sujets import ecrire_sujet, retirer_sujet
from santorin.preparation.forms.sujets import SujetForm
from santorin.preparation.regles.baremes import bareme_de, est_notee, obstacle_retrait
from santorin.preparation.regles.lignes_de_bareme import TITRES, lignes_de
from santorin.preparation.views.epreuves import epreuve_de


@exige(Droit.PREPARER)
def sujet(request: Requete, epreuve_id: int, sujet_id: int | None = None) -> HttpResponse:
    """PRE-02: a new sujet, or one whose barème is rewritten; once copies are marked, only what does them no harm."""
    objet = epreuve_de(request, epreuve_id, Droit.PREPARER)
    ancien = get_object_or_404(objet.sujets, pk=sujet_id) if sujet_id else None
    form = SujetForm(request.POST or None, request.FILES or None, epreuve=objet, ancien=ancien)
    if form.is_valid():
        lus = form.cleaned_data
        with dire_sur(form):
            ecrit = ecrire_sujet(
                objet,
                ancien=ancien,
                code=lus["code"],
                libelle=lus["libelle"],
                bareme=lus["lu"],
                ramener=lus["ramener"],
                par=request.user,
                le=timezone.now(),
            )
            messages.success(request, f"Sujet {ecrit} enregistré.")
            return redirect("preparation:epreuve", objet.pk)
    contexte = {
        "epreuve": objet,
        "sujet": ancien,
        "form": form,
        "notee": ancien is not None and est_notee(ancien),
        "obstacle_retrait": obstacle_retrait(ancien) if ancien else None,
    }
    return render(request, "preparation/sujet.html", contexte)


@exige(Droit.PREPARER)
@require_safe
def bareme(request: Requete, epreuve_id: int, sujet_id: int) -> HttpResponse:
    """PRE-02: the barème as a CSV file, which the screen reads again."""
    objet = epreuve_de(request, epreuve_id, Droit.PREPARER)
    ligne = get_object_or_404(objet.sujets, pk=sujet_id)
    reponse = HttpResponse(
        b"".join(ecrire_csv((TITRES, *lignes_de(bareme_de(ligne))))), content_type="text/csv; charset=utf-8"
    )
    reponse["Content-Disposition"] = f'attachment; filename="bareme_{nom_sur(ligne.code)}.csv"'
    return reponse


@exige(Droit.PREPARER)
@require_POST
def retirer(request: Requete, epreuve_id: int, sujet_id: int) -> HttpResponse:
    """PRE-02: take a sujet away."""
    objet = epreuve_de(request, epreuve_id, Droit.PREPARER)
    retirer_sujet(get_object_or_404(objet.sujets, pk=sujet_id), par=request.user, le=timezone.now())
    messages.success(request, "Sujet retiré.")
    return redirect("preparation:epreuve", objet.pk)
