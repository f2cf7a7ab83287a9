"""Attendance by file, and which sujet each candidate received (NUM-03, DIS-01)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Composition
from santorin.preparation.actions.emargements import BilanDuFichier, donner_sujet, importer_emargements
from santorin.preparation.forms.emargements import DonnerSujetForm, FichierEmargementForm
from santorin.preparation.regles.emargements import COLONNES
from santorin.preparation.views.candidats import retour
from santorin.preparation.views.epreuves import epreuve_de
from santorin.referentiel.accords import compter
from santorin.refus import Refus


@exige(Droit.NUMERISER)
def emarger_par_fichier(request: Requete, epreuve_id: int) -> HttpResponse:
    """NUM-03: give the attendance, the sujets and the suspicions of a whole épreuve by a CSV file."""
    epreuve = epreuve_de(request, epreuve_id, Droit.NUMERISER)
    form = FichierEmargementForm(request.POST or None, request.FILES or None, epreuve=epreuve)
    if form.is_valid():
        bilan = importer_emargements(
            epreuve,
            form.cleaned_data["lus"],
            confirme=form.cleaned_data["confirme"],
            par=request.user,
            le=timezone.now(),
        )
        messages.success(request, _en_clair(bilan))
        return redirect("preparation:candidats", epreuve.pk)
    contexte = {"epreuve": epreuve, "form": form, "colonnes": COLONNES}
    return render(request, "preparation/emarger_par_fichier.html", contexte)


@exige(Droit.NUMERISER)
@require_POST
def sujets_recus(request: Requete, epreuve_id: int) -> HttpResponse:
    """DIS-01: say which sujet the ticked candidates received."""
    epreuve = epreuve_de(request, epreuve_id, Droit.NUMERISER)
    form = DonnerSujetForm(request.POST, epreuve=epreuve)
    cles = [int(cle) for cle in request.POST.getlist("composition") if cle.isdecimal() and len(cle) < 19]  # noqa: PLR2004
    compositions = list(Composition.objects.filter(epreuve=epreuve, pk__in=cles))
    if not compositions or not form.is_valid() or form.cleaned_data["sujet"] is None:
        raise Refus("Cochez au moins un candidat et choisissez son sujet.")
    sujet = form.cleaned_data["sujet"]
    nombre = donner_sujet(epreuve, compositions, sujet, par=request.user, le=timezone.now())
    messages.success(
        request, f"Sujet {sujet.code}\u00a0: {compter(nombre, 'candidat modifié,candidats modifiés')}."
    )
    return redirect(retour(request, epreuve))


def _en_clair(bilan: BilanDuFichier) -> str:
    return (
        f"Fichier enregistré\u00a0: {compter(bilan.emarges, 'émargement changé,émargements changés')}, "
        f"{compter(bilan.sujets, 'sujet changé,sujets changés')}, "
        f"{compter(bilan.presumes, 'présomption de fraude,présomptions de fraude')}."
    )
