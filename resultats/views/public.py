"""Results of those who agreed, read one by one by whoever knows the person exactly (RES-08)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from resultats.forms.public import RecherchePubliqueForm
from resultats.freins import RESULTAT_PUBLIC, TROP_DE_CONSULTATIONS, visiteur
from resultats.regles.public import INTROUVABLE, empreinte_publique, publics


@login_not_required
@never_cache
def rechercher(request: HttpRequest) -> HttpResponse:
    """RES-08: by exact name, first name, département and examination; unknown and « did not agree » answer alike."""
    form = RecherchePubliqueForm(request.POST or None)
    contexte: dict[str, object] = {"form": form, "resultats": (), "introuvable": ""}
    if request.method == "POST" and form.is_valid():
        if not RESULTAT_PUBLIC.compter(visiteur()):
            return render(request, "429.html", {"message": TROP_DE_CONSULTATIONS}, status=429)
        donnees = form.cleaned_data
        empreinte = empreinte_publique(
            nom=donnees["nom"],
            prenom=donnees["prenom"],
            departement=donnees["departement"].code,
            examen=donnees["examen"].code,
        )
        contexte["resultats"] = trouves = list(publics(empreinte, timezone.now()))
        contexte["introuvable"] = "" if trouves else INTROUVABLE
    return render(request, "resultats/public/rechercher.html", contexte)
