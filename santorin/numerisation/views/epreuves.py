"""An épreuve being scanned: its sheets, its liasses, what waits, the reconciliation (PRE-03, NUM-01, NUM-03)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Copie, Epreuve
from santorin.numerisation import actions
from santorin.numerisation.demandes import demander_impression, terminer
from santorin.numerisation.forms import DepotForm, FeuillesForm, MotifForm
from santorin.numerisation.lectures.feuilles import divisions
from santorin.numerisation.lectures.rapprochement import rapprochement as lire_rapprochement
from santorin.numerisation.lectures.tableau import attentes, chiffres
from santorin.numerisation.models import Liasse
from santorin.numerisation.reception import empreinte_de
from santorin.numerisation.regles.copies import blanches_declarees, blanches_proposees, pages_manquantes
from santorin.numerisation.regles.liasses import MORCEAU, obstacle_numerisation
from santorin.refus import Refus

LIASSES_MONTREES = 50


def epreuve_de(request: Requete, epreuve_id: int, droit: Droit = Droit.NUMERISER) -> Epreuve:
    """The épreuve, within the reach of this person. Raises 404 otherwise."""
    epreuves = Epreuve.objects.pour(request.user, droit)
    return get_object_or_404(
        epreuves.select_related("session", "examen", "academie", "parametrage"), pk=epreuve_id
    )


@exige(Droit.NUMERISER)
@require_safe
def epreuve(request: Requete, epreuve_id: int) -> HttpResponse:
    """NUM-01: the liasses of the épreuve, and the sending of a new one."""
    objet = epreuve_de(request, epreuve_id)
    contexte = {
        "epreuve": objet,
        "chiffres": chiffres([objet.pk])[objet.pk],
        "attentes": attentes(objet),
        "obstacle": obstacle_numerisation(objet),
        "form": DepotForm(),
        "morceau": MORCEAU,
        "liasses": Liasse.objects.filter(epreuve=objet).select_related("deposee_par")[:LIASSES_MONTREES],
    }
    return render(request, "numerisation/epreuve.html", contexte)


@exige(Droit.NUMERISER)
@require_POST
def deposer(request: Requete, epreuve_id: int) -> HttpResponse:
    """NUM-01: a file sent at once, for a browser without JavaScript; the same as by pieces."""
    objet, form = epreuve_de(request, epreuve_id), DepotForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refus(" ".join(str(erreur) for erreurs in form.errors.values() for erreur in erreurs))
    fichier = form.cleaned_data["fichier"]
    liasse = actions.annoncer(
        objet,
        nom=str(fichier.name),
        taille=fichier.size,
        empreinte=empreinte_de(fichier),
        remplace=form.cleaned_data["remplace"],
        par=request.user,
        le=timezone.now(),
    )
    fichier.seek(liasse.recus)
    while morceau := fichier.read(MORCEAU):
        liasse.recus = actions.recevoir(liasse, liasse.recus, morceau)
    terminer(liasse, par=request.user, le=timezone.now())
    return redirect("numerisation:liasse", liasse.cle)


@exige(Droit.NUMERISER, Droit.PREPARER)
def feuilles(request: Requete, epreuve_id: int) -> HttpResponse:
    """PRE-03: ask for the answer sheets."""
    objet = epreuve_de(request, epreuve_id)
    form = FeuillesForm(request.POST or None, divisions=divisions(objet))
    if form.is_valid():
        traitement = demander_impression(objet, par=request.user, **form.cleaned_data)
        messages.info(
            request, "Les feuilles se préparent\u00a0: elles apparaîtront ici, un PDF par établissement."
        )
        return redirect(traitement)
    return render(request, "numerisation/feuilles.html", {"epreuve": objet, "form": form})


@exige(Droit.NUMERISER)
@require_safe
def rapprochement(request: Requete, epreuve_id: int) -> HttpResponse:
    """NUM-03: émargement against copies."""
    objet = epreuve_de(request, epreuve_id)
    contexte = {"epreuve": objet, "rapprochement": lire_rapprochement(objet)}
    return render(request, "numerisation/rapprochement.html", contexte)


@exige(Droit.NUMERISER)
@require_safe
def copies(request: Requete, epreuve_id: int) -> HttpResponse:
    """NUM-01, NUM-03: missing pages, and copies that look blank."""
    objet = epreuve_de(request, epreuve_id)
    contexte = {
        "epreuve": objet,
        "manquantes": pages_manquantes(objet),
        "blanches": blanches_proposees(objet),
        "declarees": blanches_declarees(objet),
        "form": MotifForm(),
    }
    return render(request, "numerisation/copies.html", contexte)


@exige(Droit.NUMERISER)
@require_POST
def admettre(request: Requete, epreuve_id: int, copie_id: int, numero: int) -> HttpResponse:
    """NUM-01: a page that nobody will hand in."""
    copie = _copie(request, epreuve_id, copie_id)
    actions.admettre_page_non_rendue(
        copie, numero=numero, motif=request.POST.get("motif", ""), par=request.user, le=timezone.now()
    )
    messages.success(request, f"La copie ira au correcteur sans sa page {numero}.")
    return redirect("numerisation:copies", epreuve_id)


@exige(Droit.NUMERISER)
@require_POST
def declarer_blanche(request: Requete, epreuve_id: int, copie_id: int) -> HttpResponse:
    """NUM-03: confirm that a copy is blank."""
    copie = _copie(request, epreuve_id, copie_id)
    actions.declarer_blanche(copie, par=request.user, le=timezone.now())
    messages.success(request, f"{copie} déclarée blanche.")
    return redirect("numerisation:copies", epreuve_id)


@exige(Droit.NUMERISER)
@require_POST
def lever_blanche(request: Requete, epreuve_id: int, copie_id: int) -> HttpResponse:
    """NUM-03: a copy declared blank by mistake."""
    copie = _copie(request, epreuve_id, copie_id)
    actions.lever_blanche(copie, par=request.user, le=timezone.now())
    messages.success(request, f"{copie} n’est plus déclarée blanche.")
    return redirect("numerisation:copies", epreuve_id)


def _copie(request: Requete, epreuve_id: int, copie_id: int) -> Copie:
    objet = epreuve_de(request, epreuve_id)
    return get_object_or_404(
        Copie.objects.select_related("composition"), pk=copie_id, composition__epreuve=objet
    )
