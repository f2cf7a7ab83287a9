"""An épreuve being prepared: its figures, its sujets and their barèmes (PRE-02)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Epreuve, Sujet
from santorin.preparation.actions.epreuves import creer_epreuve, ecrire_sujet, retirer_sujet
from santorin.preparation.forms.epreuves import EpreuveForm, SujetForm
from santorin.preparation.lectures.epreuve import effectifs, sujets
from santorin.preparation.regles.epreuves import bareme_en_texte, obstacle_bareme


def epreuve_de(request: Requete, epreuve_id: int, droit: Droit) -> Epreuve:
    """The épreuve, within the reach of this person. Raises 404 otherwise."""
    epreuves = Epreuve.objects.pour(request.user, droit)
    return get_object_or_404(
        epreuves.select_related("session", "examen", "academie", "specialite", "parametrage"), pk=epreuve_id
    )


@exige(Droit.PREPARER)
def creer(request: Requete) -> HttpResponse:
    """PRE-02: a new épreuve, with the default paramétrage."""
    form = EpreuveForm(request.POST or None, utilisateur=request.user)
    if form.is_valid():
        epreuve = creer_epreuve(form.save(commit=False), par=request.user, le=timezone.now())
        messages.success(request, f"Épreuve {epreuve} créée. Ajoutez ses sujets, puis ses candidats.")
        return redirect("preparation:epreuve", epreuve.pk)
    return render(request, "preparation/creer.html", {"form": form})


@exige(Droit.PREPARER)
@require_safe
def epreuve(request: Requete, epreuve_id: int) -> HttpResponse:
    """Where the preparation of an épreuve stands."""
    objet = epreuve_de(request, epreuve_id, Droit.PREPARER)
    contexte = {"epreuve": objet, "effectifs": effectifs(objet), "sujets": sujets(objet)}
    return render(request, "preparation/epreuve.html", contexte)


@exige(Droit.PREPARER)
def sujet(request: Requete, epreuve_id: int, sujet_id: int | None = None) -> HttpResponse:
    """PRE-02: a new sujet, or one whose barème is rewritten as long as it has no lot."""
    objet = epreuve_de(request, epreuve_id, Droit.PREPARER)
    ancien = get_object_or_404(objet.sujets, pk=sujet_id) if sujet_id else None
    form = SujetForm(request.POST or None, initial=_initial(ancien))
    if form.is_valid():
        lus = form.cleaned_data
        ecrit = ecrire_sujet(
            objet,
            ancien=ancien,
            code=lus["code"],
            libelle=lus["libelle"],
            questions=lus["bareme"],
            par=request.user,
            le=timezone.now(),
        )
        messages.success(request, f"Sujet {ecrit} enregistré.")
        return redirect("preparation:epreuve", objet.pk)
    obstacle = obstacle_bareme(ancien.lots.count()) if ancien else None
    contexte = {"epreuve": objet, "sujet": ancien, "form": form, "obstacle": obstacle}
    return render(request, "preparation/sujet.html", contexte)


@exige(Droit.PREPARER)
@require_POST
def retirer(request: Requete, epreuve_id: int, sujet_id: int) -> HttpResponse:
    """PRE-02: take a sujet away."""
    objet = epreuve_de(request, epreuve_id, Droit.PREPARER)
    retirer_sujet(get_object_or_404(objet.sujets, pk=sujet_id), par=request.user, le=timezone.now())
    messages.success(request, "Sujet retiré.")
    return redirect("preparation:epreuve", objet.pk)


def _initial(sujet: Sujet | None) -> dict[str, str]:
    if sujet is None:
        return {}
    return {"code": sujet.code, "libelle": sujet.libelle, "bareme": bareme_en_texte(sujet)}
