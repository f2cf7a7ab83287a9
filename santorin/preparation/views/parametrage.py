"""The paramétrage fonctionnel: a table, a preview, one act on several épreuves (PAR-01)."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Epreuve
from santorin.copies.models.epreuve import EpreuveQuerySet
from santorin.preparation.actions.parametrage import parametrer
from santorin.preparation.forms.parametrage import DemandesForm, FiltresForm
from santorin.preparation.lectures.parametrage import apercus, epreuves_a_parametrer, groupes, lignes
from santorin.preparation.regles.parametrage import changements
from santorin.referentiel.accords import compter
from santorin.refus import Refus

PAR_PAGE = 50


@exige(Droit.PARAMETRER)
@require_safe
def tableau(request: Requete) -> HttpResponse:
    """PAR-01: the épreuves of this person and their parameters; those that the address names, if it does."""
    seules = [epreuve.pk for epreuve in _cochees(request, request.GET)]
    return _tableau(request, DemandesForm(), cochees=set(seules), seules=seules)


@exige(Droit.PARAMETRER)
@require_safe
def apercu(request: Requete) -> HttpResponse:
    """PAR-01: what the values asked for would change in the ticked épreuves, and what forbids it; no effect."""
    form, cochees = DemandesForm(request.GET), _cochees(request, request.GET)
    if not form.is_valid():
        return _tableau(request, form, cochees={epreuve.pk for epreuve in cochees})
    if oubli := _oubli(cochees, form):
        messages.error(request, oubli)
        return _tableau(request, form, cochees={epreuve.pk for epreuve in cochees})
    demandes = changements(cochees, form.demandes())
    contexte = {
        "apercus": apercus(demandes),
        "inchangees": len(cochees) - len({changement.epreuve.pk for changement in demandes}),
        "refuse": any(changement.obstacle for changement in demandes),
        "parametres": [(nom, valeur) for nom, valeurs in request.GET.lists() for valeur in valeurs],
    }
    return render(request, "parametrage/apercu.html", contexte)


@exige(Droit.PARAMETRER)
@require_POST
def appliquer(request: Requete) -> HttpResponse:
    """PAR-01: change the ticked épreuves, all or none."""
    form, cochees = DemandesForm(request.POST), _cochees(request, request.POST)
    if not form.is_valid():
        raise Refus("La demande n’a pas pu être lue\u00a0: revenez au tableau et recommencez.")
    if oubli := _oubli(cochees, form):
        raise Refus(oubli)
    faits = parametrer(cochees, form.demandes(), par=request.user, le=timezone.now())
    nombre = len({changement.epreuve.pk for changement in faits})
    messages.success(
        request, f"Paramétrage enregistré\u00a0: {compter(nombre, 'épreuve modifiée,épreuves modifiées')}."
    )
    return redirect("parametrage:tableau")


def _tableau(
    request: Requete, form: DemandesForm, *, cochees: set[int], seules: Sequence[int] = ()
) -> HttpResponse:
    filtres, epreuves = FiltresForm(request.GET), epreuves_a_parametrer(request.user)
    epreuves = epreuves.filter(pk__in=seules) if seules else _filtrer(epreuves, filtres)
    page = Paginator(epreuves, PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {
        "seules": bool(seules),
        "groupes": groupes(),
        "lignes": lignes(page.object_list),
        "page": page,
        "form": form,
        "filtres": filtres,
        "cochees": cochees,
    }
    return render(request, "parametrage/tableau.html", contexte)


def _filtrer(epreuves: EpreuveQuerySet, filtres: FiltresForm) -> EpreuveQuerySet:
    if not filtres.is_valid():
        return epreuves
    for champ in ("session", "examen", "nature"):
        if valeur := filtres.cleaned_data[champ]:
            epreuves = epreuves.filter(**{champ: valeur})
    for mot in filtres.cleaned_data["q"].split():
        epreuves = epreuves.filter(code__icontains=mot) | epreuves.filter(libelle__icontains=mot)
    return epreuves


def _cochees(request: Requete, donnees: QueryDict) -> list[Epreuve]:
    """The ticked épreuves, those out of reach left out."""
    cles = [int(cle) for cle in donnees.getlist("epreuve") if cle.isdecimal() and len(cle) < 19]  # noqa: PLR2004
    return list(epreuves_a_parametrer(request.user).filter(pk__in=cles))


def _oubli(cochees: list[Epreuve], form: DemandesForm) -> str | None:
    if not cochees:
        return "Cochez au moins une épreuve."
    if not form.demandes():
        return "Choisissez au moins un paramètre à changer."
    return None
