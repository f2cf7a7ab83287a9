"""The screen « Importer mes élèves » (PRE-04)."""

import re

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cyclades.importation.demandes import demander_import
from cyclades.importation.forms import ImportEleves
from cyclades.models import Eleve
from cyclades.models.eleve import EleveQuerySet
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.pages import page
from santorin.referentiel.models import Etablissement

ORDRE = ("division", "nom", "prenoms", "ine")


@exige(Droit.IMPORTER_ELEVES)
@require_safe
def etablissements(request: Requete) -> HttpResponse:
    """One's schools; the only one's screen at once."""
    siens = _siens(request)
    if len(siens) == 1:
        return redirect("cyclades:importer_eleves", siens[0].uai)
    return render(request, "cyclades/etablissements.html", {"etablissements": siens})


@exige(Droit.IMPORTER_ELEVES)
@never_cache
def importer(request: Requete, uai: str) -> HttpResponse:
    """PRE-04: give the file, follow the job, read what is imported."""
    etablissement = next((e for e in _siens(request) if e.uai == uai), None)
    if etablissement is None:
        raise Http404
    form = ImportEleves(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return redirect(demander_import(etablissement, **form.cleaned_data, par=request.user))
    eleves = Eleve.objects.pour(request.user, Droit.IMPORTER_ELEVES).filter(uai=uai)
    avant, apres = (_repere(eleves, request.GET.get(sens, "")) for sens in ("avant", "apres"))
    lue = page(eleves, ORDRE, avant=avant, apres=apres)
    contexte = {
        "etablissement": etablissement,
        "form": form,
        "nombre": eleves.count(),
        "eleves": lue.lignes,
        "precedent": lue.precedent,
        "suivant": lue.suivant,
    }
    return render(request, "cyclades/eleves.html", contexte)


def _repere(eleves: EleveQuerySet, cle: str) -> Eleve | None:
    """The row that a cursor of the list names; none for anything else."""
    return eleves.filter(pk=int(cle)).first() if re.fullmatch("[0-9]{1,18}", cle) else None


def _siens(request: Requete) -> list[Etablissement]:
    return [h.etablissement for h in request.user.habilitations_de(Droit.IMPORTER_ELEVES) if h.etablissement]
