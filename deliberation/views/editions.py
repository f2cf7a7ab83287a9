"""The centre's documents: asked for on a screen, made by a job, read in its compte rendu (DEL-01 to DEL-03, DEL-07 to DEL-09)."""

import secrets
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from deliberation import regles
from deliberation.forms import ChoixJurys, Listes, NotesManquantes, PlanDeSecours, ProcesVerbaux
from deliberation.lectures import editions as lectures
from deliberation.lectures.vues import Centre
from deliberation.models import Jury
from deliberation.tasks import editer, generer_plan_de_secours
from deliberation.views.perimetre import centre_de, jury_de
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.refus import exiger
from santorin.traitements.actions import demander
from santorin.traitements.models import Traitement

DUREE_DU_MOT_DE_PASSE = 3600  # seconds: the job takes it from the cache, nothing else keeps it
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
        jurys = list(form.cleaned_data["jurys"])
        if lectures.manques(jurys):
            return redirect(
                _demander(request, centre, "notes_manquantes", jurys, titre=form.cleaned_data["titre"])
            )
        messages.success(request, "Pas de notes manquantes.")
        return redirect(request.path)
    contexte = _contexte(request, centre, form, lignes) | {"ordre": ordre}
    return render(request, "deliberation/notes_manquantes.html", contexte)


@exige(Droit.CONDUIRE_DELIBERATION)
@never_cache
def plan_de_secours(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-02: generate the plan, and find its compte rendu again."""
    centre = centre_de(request, groupe_id, uai, Droit.CONDUIRE_DELIBERATION)
    obstacle = next((o for jury in centre.jurys if (o := regles.obstacle_plan_de_secours(jury))), None)
    form = PlanDeSecours(request.POST or None)
    if request.method == "POST" and form.is_valid():
        exiger(obstacle)
        demander(
            generer_plan_de_secours,
            objet=_objet(centre, "plan-de-secours"),
            libelle="Compte rendu des éditions de plan de secours",
            par=request.user,
            etablissement=centre.etablissement,
            jurys=[jury.pk for jury in centre.jurys],
            chiffrement=_garder(form.cleaned_data["mot_de_passe"]),
        )
        messages.success(request, "La génération du plan de secours est demandée.")
        return redirect(request.path)
    dernier = Traitement.objects.filter(objet=_objet(centre, "plan-de-secours")).first()
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
        return redirect(_demander(request, centre, "pv", form.cleaned_data["jurys"], separes=separes))
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
        return redirect(_demander(request, centre, saisi["liste"], saisi["jurys"], titre=saisi["titre"]))
    return render(request, "deliberation/listes.html", _contexte(request, centre, form, lignes))


@exige(Droit.CONDUIRE_DELIBERATION)
@never_cache
def liste_rouge(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-08: présumés fraudeurs and liste rouge."""
    centre = centre_de(request, groupe_id, uai, Droit.CONDUIRE_DELIBERATION)
    if request.method == "POST":
        return redirect(_demander(request, centre, "ecartes", centre.jurys))
    nombre = sum(len(dossiers) for _, dossiers in lectures.ecartes(centre.jurys))
    return render(request, "deliberation/liste_rouge.html", {"centre": centre, "nombre": nombre})


@exige(Droit.CONDUIRE_DELIBERATION, Droit.DELIBERER)
@require_POST
def pv_de_rectification(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-14: the PV of the last rectification, once closed."""
    jury = jury_de(request, jury_id, Droit.CONDUIRE_DELIBERATION, Droit.DELIBERER)
    derniere = jury.seances.order_by("-rang").first()
    close = derniere is not None and regles.est_rectification(derniere) and derniere.close_le is not None
    exiger(None if close else "Aucune rectification close pour ce jury.")
    centre = Centre(jury.groupe, jury.centre, (jury,))
    return redirect(_demander(request, centre, "pv", [jury], rectification=True))


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


def _demander(
    request: Requete, centre: Centre, edition: str, jurys: Sequence[Jury], **parametres: Any
) -> Traitement:
    return demander(
        editer,
        objet=_objet(centre, edition),
        libelle=LIBELLES[edition],
        par=request.user,
        etablissement=centre.etablissement,
        edition=edition,
        jurys=[jury.pk for jury in jurys],
        **parametres,
    )


LIBELLES = {
    "notes_manquantes": "Contrôle des notes manquantes à l'épreuve de contrôle",
    "pv": "Edition des PV de tenue de délibération",
    "admis": "Edition de la liste d'affichage des admis",
    "non_admis": "Edition de la liste des non admis",
    "ecartes": "Edition de la liste des présumés fraudeurs ou inscrits en liste rouge",
}


def _objet(centre: Centre, edition: str) -> str:
    return f"deliberation:{centre.groupe.pk}:{centre.etablissement.uai}:{edition}"


def _garder(mot_de_passe: str) -> str:
    """DEL-04: the ZIP's password, for the worker alone and for an hour; the key that finds it."""
    if not mot_de_passe:
        return ""
    cle = f"plan-de-secours:{secrets.token_urlsafe(24)}"
    cache.set(cle, mot_de_passe, DUREE_DU_MOT_DE_PASSE)
    return cle
