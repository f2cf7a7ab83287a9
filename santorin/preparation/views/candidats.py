"""The candidates of an épreuve: attendance and suspicion of fraud (NUM-03, PAR-02)."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies import actions
from santorin.copies.models import Composition, Epreuve
from santorin.copies.regles.emargement import obstacle_emargement_en_masse, presumees_absentes
from santorin.preparation.forms.candidats import CriteresForm, EmargementForm, MotifForm
from santorin.preparation.forms.emargements import DonnerSujetForm
from santorin.preparation.lectures.candidats import candidats as lire_candidats
from santorin.preparation.lectures.epreuve import effectifs
from santorin.preparation.views.epreuves import epreuve_de
from santorin.referentiel.accords import compter
from santorin.refus import Refus


def composition_de(request: Requete, composition_id: int) -> Composition:
    """The sitting, within the reach of this person. Raises 404 otherwise."""
    compositions = Composition.objects.pour(request.user, Droit.NUMERISER)
    return get_object_or_404(
        compositions.select_related(
            "epreuve__examen",
            "epreuve__session",
            "epreuve__academie",
            "candidat__etablissement",
            "candidat__specialite",
            "sujet",
        ),
        pk=composition_id,
    )


@exige(Droit.NUMERISER)
@require_safe
def candidats(request: Requete, epreuve_id: int) -> HttpResponse:
    """NUM-03: the candidates, searched and filtered, to be émargés."""
    epreuve = epreuve_de(request, epreuve_id, Droit.NUMERISER)
    return _lister(request, epreuve, CriteresForm(request.GET), EmargementForm())


@exige(Droit.NUMERISER)
def emarger(request: Requete, epreuve_id: int) -> HttpResponse:
    """NUM-03: give one attendance to the ticked candidates; a refusal, as for a confirmation, leaves them ticked."""
    epreuve = epreuve_de(request, epreuve_id, Droit.NUMERISER)
    if request.method != "POST":
        adresse = reverse("preparation:candidats", args=[epreuve.pk])
        return redirect(f"{adresse}?{request.GET.urlencode()}" if request.GET else adresse)
    form = EmargementForm(request.POST)
    cles = [int(cle) for cle in request.POST.getlist("composition") if cle.isdecimal() and len(cle) < 19]  # noqa: PLR2004
    try:
        bilan = _emarger(request, epreuve, form, cles)
    except Refus as refus:
        if request.POST.get("suite") == "candidat":
            raise
        messages.error(request, refus.message)
        return _lister(request, epreuve, CriteresForm(request.POST), form, coches=cles)
    _annoncer(request, bilan)
    return redirect(retour(request, epreuve))


def _emarger(request: Requete, epreuve: Epreuve, form: EmargementForm, cles: Sequence[int]) -> actions.Bilan:
    compositions = list(Composition.objects.filter(epreuve=epreuve, pk__in=cles))
    if not compositions or not form.is_valid():
        raise Refus("Cochez au moins un candidat et choisissez son émargement.")
    return actions.emarger(
        compositions,
        form.cleaned_data["etat"],
        confirme=form.cleaned_data["confirme"],
        par=request.user,
        le=timezone.now(),
    )


def _lister(
    request: Requete,
    epreuve: Epreuve,
    criteres: CriteresForm,
    form: EmargementForm,
    *,
    coches: Sequence[int] = (),
) -> HttpResponse:
    contexte = {
        "epreuve": epreuve,
        "effectifs": effectifs(epreuve),
        "criteres": criteres.criteres(),
        "cles": criteres.cles(),
        "page": lire_candidats(epreuve, criteres.criteres(), **criteres.cles()),
        "form": form,
        "coches": coches,
        "sujet": DonnerSujetForm(epreuve=epreuve),
        "plusieurs_sujets": epreuve.sujets.count() > 1,
        "peut_preparer": request.user.a_le_droit(Droit.PREPARER),
        "obstacle_masse": obstacle_emargement_en_masse(epreuve),
    }
    return render(request, "preparation/candidats.html", contexte)


@exige(Droit.NUMERISER)
def emarger_en_masse(request: Requete, epreuve_id: int) -> HttpResponse:
    """PAR-02: mark absent, in one act, all those neither émargés nor scanned; asked for once more before."""
    epreuve = epreuve_de(request, epreuve_id, Droit.NUMERISER)
    if request.method == "POST":
        _annoncer(request, actions.emarger_en_masse(epreuve, par=request.user, le=timezone.now()))
        return redirect("preparation:candidats", epreuve.pk)
    contexte = {
        "epreuve": epreuve,
        "nombre": presumees_absentes(epreuve).count(),
        "obstacle": obstacle_emargement_en_masse(epreuve),
    }
    return render(request, "preparation/emarger_en_masse.html", contexte)


@exige(Droit.NUMERISER)
@require_safe
def composition(request: Requete, composition_id: int) -> HttpResponse:
    """One candidate of an épreuve."""
    objet = composition_de(request, composition_id)
    return render(request, "preparation/composition.html", {"composition": objet, "form": MotifForm()})


@exige(Droit.NUMERISER)
@require_POST
def presumer_fraude(request: Requete, composition_id: int) -> HttpResponse:
    """NUM-03: flag the candidate as présumé fraudeur."""
    objet = composition_de(request, composition_id)
    actions.presumer_fraude(objet, motif=_motif(request), par=request.user, le=timezone.now())
    messages.success(request, "Présomption de fraude enregistrée\u00a0: sa copie n’est plus accessible.")
    return redirect("preparation:composition", objet.pk)


@exige(Droit.NUMERISER)
@require_POST
def lever_presomption(request: Requete, composition_id: int) -> HttpResponse:
    """NUM-03: take the flag away."""
    objet = composition_de(request, composition_id)
    actions.lever_presomption(objet, motif=_motif(request), par=request.user, le=timezone.now())
    messages.success(request, "Présomption de fraude levée.")
    return redirect("preparation:composition", objet.pk)


def retour(request: Requete, epreuve: Epreuve) -> str:
    """Back to the list with its search, or to the candidate."""
    if request.POST.get("suite") == "candidat":
        return reverse("preparation:composition", args=request.POST.getlist("composition")[:1])
    parametres = QueryDict(mutable=True)
    parametres.update(
        {
            nom: request.POST[nom]
            for nom in ("q", "emargement", "fraude", "apres", "avant")
            if request.POST.get(nom)
        }
    )
    adresse = reverse("preparation:candidats", args=[epreuve.pk])
    return f"{adresse}?{parametres.urlencode()}" if parametres else adresse


def _motif(request: Requete) -> str:
    form = MotifForm(request.POST)
    return str(form.cleaned_data["motif"]) if form.is_valid() else ""


def _annoncer(request: Requete, bilan: actions.Bilan) -> None:
    messages.success(request, f"{compter(bilan.changes, 'candidat émargé,candidats émargés')}.")
    if bilan.absences_transmises:
        combien = compter(bilan.absences_transmises, "candidat")
        messages.warning(
            request,
            f"Cyclades détient encore AB pour {combien}\u00a0: leur note partira à la prochaine clôture.",
        )
