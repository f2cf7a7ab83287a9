"""The établissement's transmitted copies: searched, seen, taken one by one or all in a ZIP (TEL-01 to TEL-04)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.consultation.actions import demander_zip
from santorin.consultation.forms import CriteresForm, ZipForm
from santorin.consultation.lectures.lignes import choix, nombre_archivable
from santorin.consultation.tasks import preparer_zip
from santorin.consultation.views import contexte_du_tableau, rendre_tableau
from telechargement.lectures import obstacle_general


@exige(Droit.TELECHARGER)
@require_safe
def copies(request: Requete) -> HttpResponse:
    """TEL-01: the table."""
    offre = choix(request.user)
    contexte = contexte_du_tableau(request, CriteresForm(request.GET, choix=offre)) | {
        "obstacle": None if offre.epreuves else obstacle_general(request.user),
        "archivables": nombre_archivable(request.user),
        "zip": ZipForm(choix=offre),
    }
    return rendre_tableau(request, "telechargement/copies.html", contexte)


@exige(Droit.TELECHARGER)
@require_POST
def demander(request: Requete) -> HttpResponse:
    """TEL-02: ask for the ZIP."""
    offre = choix(request.user)
    form = ZipForm(request.POST, choix=offre)
    if not form.is_valid():
        contexte = contexte_du_tableau(request, CriteresForm({}, choix=offre))
        contexte |= {"obstacle": None, "archivables": nombre_archivable(request.user), "zip": form}
        return render(request, "telechargement/copies.html", contexte)
    return redirect(
        demander_zip(
            preparer_zip, form.cles(), mot_de_passe=form.cleaned_data["mot_de_passe"], par=request.user
        )
    )
