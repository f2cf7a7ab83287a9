"""A liasse: its reading, its sample, the decision (NUM-01, NUM-02)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.numerisation import actions
from santorin.numerisation.forms import MotifForm
from santorin.numerisation.lectures.liasse import detail
from santorin.numerisation.models import Liasse
from santorin.numerisation.regles.suite import destinations
from santorin.numerisation.views.epreuves import epreuve_de
from santorin.referentiel.accords import compter


def liasse_de(request: Requete, cle: UUID) -> Liasse:
    """The liasse, within the reach of this person. Raises 404 otherwise."""
    liasses = Liasse.objects.pour(request.user, Droit.NUMERISER)
    return get_object_or_404(
        liasses.select_related(
            "epreuve__examen", "epreuve__session", "traitement", "deposee_par", "decidee_par"
        ),
        cle=cle,
    )


@exige(Droit.NUMERISER)
@require_safe
@never_cache
def liasse(request: Requete, cle: UUID) -> HttpResponse:
    """NUM-02: what was read, what waits, the sample to look at, the decision."""
    return render(request, "numerisation/liasse.html", _contexte(request, cle))


@exige(Droit.NUMERISER)
@require_safe
@never_cache
def suivre(request: Requete, cle: UUID) -> HttpResponse:
    """The fragment that the screen refreshes by itself."""
    return render(request, "numerisation/_liasse.html", _contexte(request, cle))


@exige(Droit.NUMERISER)
@require_POST
def accepter(request: Requete, cle: UUID) -> HttpResponse:
    """NUM-02: accept the liasse."""
    objet = liasse_de(request, cle)
    actions.accepter(objet, par=request.user, le=timezone.now())
    messages.success(request, "Liasse acceptée\u00a0: ses copies peuvent être distribuées.")
    return redirect("numerisation:liasse", objet.cle)


@exige(Droit.NUMERISER)
@require_POST
def refuser(request: Requete, cle: UUID) -> HttpResponse:
    """NUM-02: refuse the liasse."""
    objet = liasse_de(request, cle)
    actions.refuser(objet, motif=request.POST.get("motif", ""), par=request.user, le=timezone.now())
    messages.success(request, "Liasse refusée\u00a0: numérisez à nouveau ses pages.")
    return redirect("numerisation:liasse", objet.cle)


@exige(Droit.NUMERISER)
@require_POST
def ecarter_les_blanches(request: Requete, cle: UUID) -> HttpResponse:
    """NUM-01: set aside the blank pages without a code."""
    objet = liasse_de(request, cle)
    nombre = actions.ecarter_les_blanches(objet, par=request.user, le=timezone.now())
    messages.success(request, f"{compter(nombre, 'page blanche écartée,pages blanches écartées')}.")
    return redirect("numerisation:liasse", objet.cle)


@exige(Droit.NUMERISER)
@require_POST
def faire_suivre(request: Requete, cle: UUID, epreuve_id: int) -> HttpResponse:
    """NUM-01: send the pages of another épreuve there."""
    objet, vers = liasse_de(request, cle), epreuve_de(request, epreuve_id)
    suite = actions.faire_suivre(objet, vers=vers, par=request.user, le=timezone.now())
    messages.success(
        request,
        f"{compter(suite.pages, 'page envoyée,pages envoyées')} dans l’épreuve «\u00a0{vers}\u00a0»."
        " La liasse y reste à contrôler.",
    )
    return redirect("numerisation:liasse", suite.cle)


def _contexte(request: Requete, cle: UUID) -> dict[str, object]:
    objet = liasse_de(request, cle)
    return {
        "liasse": objet,
        "epreuve": objet.epreuve,
        "detail": detail(objet),
        "destinations": destinations(objet, request.user),
        "form": MotifForm(),
    }
