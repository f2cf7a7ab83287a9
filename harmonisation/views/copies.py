"""Screens of the copies that may be harmonised: the list, one copy, its pages (HAR-03, HAR-04, HAR-05)."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harmonisation.forms.copies import CriteresForm, lire_cle
from harmonisation.lectures.copie import copie_lue
from harmonisation.lectures.copies import ORDRE, Criteres, choix, compter
from harmonisation.lectures.copies_pages import page_de_copies, voisines
from harmonisation.lectures.epreuves import epreuves_harmonisees
from harmonisation.models import CopieHarmonisable
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Epreuve, Page
from santorin.correction.images import reponse_image
from santorin.referentiel.models import Etablissement

PLACE = {"apres", "avant", "exact"}


@exige(Droit.HARMONISER)
@require_safe
@never_cache
def copies(request: Requete, epreuve_id: int) -> HttpResponse:
    """HAR-03, HAR-04: the list, by pages; the address holds the selection."""
    epreuve = epreuve_de(request, epreuve_id)
    form, criteres = demande(request, epreuve)
    page = page_de_copies(
        epreuve,
        criteres,
        apres=lire_cle(request.GET.get("apres")),
        avant=lire_cle(request.GET.get("avant")),
    )
    contexte = {
        "epreuve": epreuve,
        "form": form,
        "criteres": criteres,
        "ordre": criteres.ordre,
        "page": page,
        "compte": compter(epreuve, criteres, exact="exact" in request.GET),
        "lignes": _nommees(page.lignes),
        "selection": selection_de(request),
    }
    return render(request, "harmonisation/copies.html", contexte)


@exige(Droit.HARMONISER)
@require_safe
@never_cache
def copie(request: Requete, epreuve_id: int, cle: UUID) -> HttpResponse:
    """HAR-05: one copy in the viewer; the next and the previous ones of the selection."""
    return render(request, "harmonisation/copie.html", _contexte(request, epreuve_id, cle))


@exige(Droit.HARMONISER)
@require_safe
@never_cache
def comparer(request: Requete, epreuve_id: int, cle: UUID) -> HttpResponse:
    """HAR-05: the marker's pages beside the coordinateur's."""
    return render(request, "harmonisation/copie_comparer.html", _contexte(request, epreuve_id, cle))


@exige(Droit.HARMONISER)
@require_safe
def page(request: Requete, cle: UUID, page: UUID) -> HttpResponse:
    """HAR-03: the image of a page, nothing in it but its pixels, while the copy may be harmonised."""
    siennes = CopieHarmonisable.objects.filter(epreuve__in=epreuves_harmonisees(request.user).values("pk"))
    ligne = get_object_or_404(siennes, cle=cle)
    return reponse_image(get_object_or_404(Page.objects.filter(copie=ligne.copie_id), cle=page))


def epreuve_de(request: Requete, epreuve_id: int) -> Epreuve:
    """The harmonised épreuve, within the reach of this coordinateur. Raises 404 otherwise."""
    return get_object_or_404(epreuves_harmonisees(request.user), pk=epreuve_id)


def ligne_de(epreuve: Epreuve, cle: UUID) -> CopieHarmonisable:
    """A copy of the list. Raises 404 for a copy of a lot that is not locked (HAR-03)."""
    return get_object_or_404(CopieHarmonisable.objects.filter(epreuve=epreuve), cle=cle)


def demande(request: Requete, epreuve: Epreuve) -> tuple[CriteresForm, Criteres]:
    """HAR-04: the filters as they are shown, and what they ask."""
    form = CriteresForm(request.GET or None, choix=choix(epreuve))
    return form, form.criteres(request.GET.get("ordre", ORDRE)) if form.is_bound else Criteres()


def selection_de(request: Requete) -> str:
    """The selection, as the address of a copy carries it."""
    gardes = [
        (nom, valeur)
        for nom, valeurs in request.GET.lists()
        if nom not in PLACE
        for valeur in valeurs
        if valeur
    ]
    return urlencode(gardes)


def _contexte(request: Requete, epreuve_id: int, cle: UUID) -> dict[str, Any]:
    epreuve = epreuve_de(request, epreuve_id)
    ligne = ligne_de(epreuve, cle)
    _, criteres = demande(request, epreuve)
    precedente, suivante = voisines(epreuve, criteres, ligne)
    return {
        "epreuve": epreuve,
        "copie": copie_lue(ligne),
        "precedente": precedente,
        "suivante": suivante,
        "selection": selection_de(request),
        "etablissement": _nommees([ligne])[0][1],
    }


def _nommees(lignes: Sequence[CopieHarmonisable]) -> list[tuple[CopieHarmonisable, str]]:
    """Rows with the name of their school, by which the list is filtered (HAR-04)."""
    etablissements = Etablissement.objects.filter(uai__in={ligne.etablissement for ligne in lignes})
    noms = {e.uai: f"{e.nom} {e.ville}".strip() for e in etablissements}
    return [(ligne, noms.get(ligne.etablissement, "")) for ligne in lignes]
