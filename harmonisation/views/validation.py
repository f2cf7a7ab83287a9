"""Screens of the coordinateur: the validation and its preview (HAR-01, HAR-06, HAR-07)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from harmonisation import demandes
from harmonisation.lectures.epreuves import epreuves_harmonisees
from harmonisation.lectures.statistiques import facteur_de
from harmonisation.lectures.statistiques_ecarts import ecarts_de
from harmonisation.lectures.validation import validation as lire_validation
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.transmission.destinataires import destinataire_notes
from santorin.transmission.lectures.apercu import apercu as lire_apercu
from santorin.transmission.regles import Portee


@exige(Droit.HARMONISER)
@require_safe
@never_cache
def validation(request: Requete, epreuve_id: int) -> HttpResponse:
    """HAR-07: total or partial, who is missing, what was sent; HAR-02: how many markers are to be looked at before."""
    epreuve = get_object_or_404(epreuves_harmonisees(request.user), pk=epreuve_id)
    contexte = {
        "ecran": lire_validation(epreuve, request.user),
        "signales": ecarts_de(epreuve, facteur_de(epreuve)).signales,
    }
    return render(request, "harmonisation/validation.html", contexte)


@exige(Droit.HARMONISER)
@require_safe
@never_cache
def apercu(request: Requete, epreuve_id: int) -> HttpResponse:
    """CLO-13 for the coordinateur: what would be sent, overwritten and kept, in figures only (HAR-03)."""
    epreuve = get_object_or_404(epreuves_harmonisees(request.user), pk=epreuve_id)
    vu = lire_apercu(Portee(epreuve), destinataire_notes(presse=True))
    return render(request, "harmonisation/apercu.html", {"epreuve": epreuve, "apercu": vu})


@exige(Droit.HARMONISER)
@require_POST
def valider(request: Requete, epreuve_id: int) -> HttpResponse:
    """HAR-06: « Valider l'harmonisation »."""
    epreuve = get_object_or_404(epreuves_harmonisees(request.user), pk=epreuve_id)
    return redirect(demandes.demander_validation(epreuve, par=request.user))
