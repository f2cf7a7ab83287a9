"""The centre's documents: asked for on a screen, made by a job, read in its compte rendu (DEL-01 to DEL-03, DEL-07 to DEL-09)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from deliberation import demandes, regles
from deliberation.forms import ChoixJurys, Listes, NotesManquantes, PlanDeSecours, ProcesVerbaux
from deliberation.lectures import editions as lectures
from deliberation.lectures.vues import Centre
from deliberation.models import Jury
from deliberation.perimetre import centre_de, jury_de
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.traitements.models import Traitement

ORDRES = {"numero", "-numero", "etat", "-etat"}


@exige(Droit.CONDUIRE_DELIBERATION)
@never_cache
def notes_manquantes(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-01: which juries, then « Pas de notes manquantes. » or the edition."""
    centre = centre_de(request, groupe_id, uai, Droit.CONDUIRE_DELIBERATION)
    ordre = request.GET.get("ordre", "numero")
    ordre = ordre if ordre in ORDRES else "numero"
    lignes = _lignes(centre, regles.obstacle_notes_manquantes)
    lignes.sort(key=lambda ligne: getattr(ligne[0], ordre.lstrip("-")), reverse=ordre.startswith("-"))
    form = NotesManquantes(request.POST or None, possibles=_possibles(lignes))
    if request.method == "POST" and form.is_valid():
        jurys, titre = list(form.cleaned_data["jurys"]), form.cleaned_data["titre"]
        demande = demandes.demander_controle_des_notes(centre, jurys, titre=titre, par=request.user)
        if demande is not None:
            return redirect(demande)
        messages.success(request, "Pas de notes manquantes.")
        return redirect(request.path)
    contexte = _contexte(request, centre, form, lignes) | {"ordre": ordre}
    return render(request, "deliberation/notes_manquantes.html", contexte)


@exige(Droit.CONDUIRE_DELIBERATION)
@never_cache
def plan_de_secours(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-02: generate the plan, and find its compte rendu again."""
    centre = centre_de(request, groupe_id, uai, Droit.CONDUIRE_DELIBERATION)
    obstacle = demandes.obstacle_plan_de_secours(centre)
    form = PlanDeSecours(request.POST or None)
    if request.method == "POST" and form.is_valid():
        mot_de_passe = form.cleaned_data["mot_de_passe"]
        demandes.demander_plan_de_secours(centre, mot_de_passe=mot_de_passe, par=request.user)
        messages.success(request, "La génération du plan de secours est demandée.")
        return redirect(request.path)
    dernier = Traitement.objects.filter(objet=demandes.objet(centre, "plan-de-secours")).first()
    contexte = {"centre": centre, "form": form, "obstacle": obstacle, "dernier": dernier}
    return render(request, "deliberation/plan_de_secours.html", contexte)


@exige(Droit.CONDUIRE_DELIBERATION)
@never_cache
def proces_verbaux(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-07: the PVs of juries in 211, the others greyed with the reason."""
    centre = centre_de(request, groupe_id, uai, Droit.CONDUIRE_DELIBERATION)
    lignes = _lignes(centre, regles.obstacle_edition)
    form = ProcesVerbaux(request.POST or None, possibles=_possibles(lignes))
    if request.method == "POST" and form.is_valid():
        separes = bool(form.cleaned_data["separes"])
        jurys = list(form.cleaned_data["jurys"])
        return redirect(demandes.demander_edition(centre, "pv", jurys, par=request.user, separes=separes))
    return render(request, "deliberation/proces_verbaux.html", _contexte(request, centre, form, lignes))


@exige(Droit.CONDUIRE_DELIBERATION)
@never_cache
def listes(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-09: the list to post, or the one that is not posted."""
    centre = centre_de(request, groupe_id, uai, Droit.CONDUIRE_DELIBERATION)
    lignes = _lignes(centre, regles.obstacle_edition)
    form = Listes(request.POST or None, possibles=_possibles(lignes))
    if request.method == "POST" and form.is_valid():
        saisi = form.cleaned_data
        jurys = list(saisi["jurys"])
        return redirect(
            demandes.demander_edition(centre, saisi["liste"], jurys, par=request.user, titre=saisi["titre"])
        )
    return render(request, "deliberation/listes.html", _contexte(request, centre, form, lignes))


@exige(Droit.CONDUIRE_DELIBERATION)
@never_cache
def liste_rouge(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-08: présumés fraudeurs and liste rouge."""
    centre = centre_de(request, groupe_id, uai, Droit.CONDUIRE_DELIBERATION)
    if request.method == "POST":
        return redirect(demandes.demander_edition(centre, "ecartes", centre.jurys, par=request.user))
    nombre = sum(len(dossiers) for _, dossiers in lectures.ecartes(centre.jurys))
    return render(request, "deliberation/liste_rouge.html", {"centre": centre, "nombre": nombre})


@exige(Droit.CONDUIRE_DELIBERATION, Droit.DELIBERER)
@require_POST
def pv_de_rectification(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-14: the PV of the last rectification, once closed."""
    jury = jury_de(request, jury_id, Droit.CONDUIRE_DELIBERATION, Droit.DELIBERER)
    return redirect(demandes.demander_pv_de_rectification(jury, par=request.user))


def _lignes(centre: Centre, obstacle: Callable[[Jury], str | None]) -> list[tuple[Jury, str | None]]:
    return [(jury, obstacle(jury)) for jury in centre.jurys]


def _possibles(lignes: Sequence[tuple[Jury, str | None]]) -> list[Jury]:
    return [jury for jury, obstacle in lignes if obstacle is None]


def _contexte(
    request: Requete, centre: Centre, form: ChoixJurys, lignes: Sequence[tuple[Jury, str | None]]
) -> dict[str, Any]:
    # At first all that can be are ticked, as on the centre's own screen.
    coches = request.POST.getlist("jurys") if request.method == "POST" else None
    return {
        "centre": centre,
        "form": form,
        "lignes": [(jury, obstacle, coches is None or str(jury.pk) in coches) for jury, obstacle in lignes],
    }
