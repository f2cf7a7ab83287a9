"""Candidates taken off an épreuve, after a last look (PRE-01)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from santorin.accueil.refus import dire_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Composition
from santorin.preparation.actions.inscriptions import desinscrire
from santorin.preparation.forms.candidats import MotifForm
from santorin.preparation.regles.inscriptions import obstacle_desinscription
from santorin.preparation.views.candidats import retour
from santorin.preparation.views.epreuves import epreuve_de
from santorin.referentiel.accords import compter


@exige(Droit.PREPARER)
def retirer(request: Requete, epreuve_id: int) -> HttpResponse:
    """PRE-01: show the ticked candidates and ask for the reason; take them off once it is given."""
    epreuve = epreuve_de(request, epreuve_id, Droit.PREPARER)
    cles = [int(cle) for cle in request.POST.getlist("composition") if cle.isdecimal() and len(cle) < 19]  # noqa: PLR2004
    siennes = Composition.objects.filter(epreuve=epreuve, pk__in=cles)
    compositions = list(siennes.select_related("candidat__etablissement").order_by("candidat__recherche"))
    if not compositions:
        if request.method == "POST":
            messages.error(request, "Cochez au moins un candidat à retirer.")
        return redirect(retour(request, epreuve))
    form = MotifForm(request.POST if "motif" in request.POST else None)
    if form.is_valid():
        with dire_sur(form):
            nombre = desinscrire(
                epreuve, compositions, motif=form.cleaned_data["motif"], par=request.user, le=timezone.now()
            )
            messages.success(request, f"{compter(nombre, 'candidat retiré,candidats retirés')} de l’épreuve.")
            return redirect("preparation:candidats", epreuve.pk)
    contexte = {
        "epreuve": epreuve,
        "compositions": compositions,
        "obstacle": obstacle_desinscription(siennes),
        "form": form,
    }
    return render(request, "preparation/retirer_candidats.html", contexte)
