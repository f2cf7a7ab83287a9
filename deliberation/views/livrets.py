"""« Importer les livrets scolaires » of a jury (DEL-06)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from deliberation import actions, regles
from deliberation.livrets import CsvLivrets
from deliberation.perimetre import jury_de
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.referentiel.accords import compter
from santorin.refus import exiger


@exige(Droit.CONDUIRE_DELIBERATION)
@never_cache
def livrets(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-06: give the file of the livrets; what was given before for the same candidates is replaced."""
    jury = jury_de(request, jury_id, Droit.CONDUIRE_DELIBERATION)
    exiger(regles.obstacle_livrets(jury))
    dossiers = jury.dossiers.au_controle().select_related("candidature")
    connus = {dossier.candidature.identifiant: dossier.pk for dossier in dossiers}
    form = CsvLivrets(request.POST or None, request.FILES or None, connus=connus)
    if request.method == "POST" and form.is_valid():
        lues = form.cleaned_data["livrets"]
        nombre = actions.importer_livrets(jury, lues, par=request.user, le=timezone.now())
        messages.success(request, f"{compter(nombre, 'livret importé,livrets importés')}.")
        return redirect(jury)
    donnes = jury.dossiers.au_controle().filter(livret__isnull=False).distinct().count()
    contexte = {"jury": jury, "form": form, "donnes": donnes, "sur": len(connus)}
    return render(request, "deliberation/livrets.html", contexte)
