"""Screens of the rules: those applied, a new one, its preview, its end (HAR-13)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from harmonisation.demandes import demander_annulation, demander_application
from harmonisation.forms.masse import AnnulationForm, RegleForm
from harmonisation.lectures.masse import apercu, regle_lue, regles_de, reprises
from harmonisation.regles.masse import obstacle_regle
from harmonisation.views.copies import epreuve_de
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.pages import page

MONTREES = 100


@exige(Droit.HARMONISER)
@require_safe
@never_cache
def regles(request: Requete, epreuve_id: int) -> HttpResponse:
    """HAR-13: the rules applied to the épreuve."""
    epreuve = epreuve_de(request, epreuve_id)
    return render(request, "harmonisation/masse.html", {"epreuve": epreuve, "regles": regles_de(epreuve)})


@exige(Droit.HARMONISER)
@require_safe
@never_cache
def nouvelle(request: Requete, epreuve_id: int) -> HttpResponse:
    """HAR-13: a rule, then what it would do; nothing is changed here."""
    epreuve = epreuve_de(request, epreuve_id)
    form = RegleForm(request.GET or None, epreuve=epreuve)
    contexte = {"epreuve": epreuve, "form": form, "apercu": None, "obstacle": None}
    if form.is_valid():
        regle = form.regle()
        contexte |= {"apercu": apercu(regle), "obstacle": obstacle_regle(regle)}
    return render(request, "harmonisation/masse_nouvelle.html", contexte)


@exige(Droit.HARMONISER)
@require_POST
def appliquer(request: Requete, epreuve_id: int) -> HttpResponse:
    """HAR-13: apply the rule as it was previewed."""
    epreuve = epreuve_de(request, epreuve_id)
    form = RegleForm(request.POST, epreuve=epreuve)
    if not form.is_valid():
        contexte = {"epreuve": epreuve, "form": form, "apercu": None, "obstacle": None}
        return render(request, "harmonisation/masse_nouvelle.html", contexte, status=422)
    attendu = request.POST.get("attendu", "")
    return redirect(demander_application(form.regle(), attendu=attendu, par=request.user))


@exige(Droit.HARMONISER)
@never_cache
def regle(request: Requete, epreuve_id: int, regle_id: int) -> HttpResponse:
    """HAR-13: a rule, what it still changes, how to take it back."""
    epreuve = epreuve_de(request, epreuve_id)
    appliquee = get_object_or_404(regles_de(epreuve), pk=regle_id)
    form = AnnulationForm(request.POST or None)
    if form.is_valid():
        return redirect(demander_annulation(appliquee, **form.cleaned_data, par=request.user))
    contexte = {
        "epreuve": epreuve,
        "lue": regle_lue(appliquee),
        "reprises": page(reprises(appliquee), ["lot", "pk"], taille=MONTREES).lignes,
        "form": form,
    }
    return render(request, "harmonisation/masse_regle.html", contexte)
