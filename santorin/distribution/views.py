"""Screens of the distribution: proposal, preview, act; lots taken back or re-assigned (DIS-01)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.accueil.refus import dire_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Epreuve, Lot
from santorin.distribution import actions
from santorin.distribution.demandes import appliquer as demander_application
from santorin.distribution.forms import PropositionForm, ReaffectationForm, RetraitForm
from santorin.distribution.lectures.lots import copies_d_eleves
from santorin.distribution.lectures.lots import lots as lire_lots
from santorin.distribution.lectures.proposition import apercu as lire_apercu
from santorin.distribution.lectures.proposition import situation
from santorin.distribution.models import Distribution, graine
from santorin.distribution.regles.lots import non_commencees, obstacle_distribution
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.models import Traitement

# Both forms are on one screen, each with a motif.
RETRAIT, REAFFECTATION = "retrait-%s", "reaffectation-%s"


def epreuve_de(request: Requete, epreuve_id: int) -> Epreuve:
    """The épreuve, within the reach of this person. Raises 404 otherwise."""
    epreuves = Epreuve.objects.pour(request.user, Droit.DISTRIBUER)
    return get_object_or_404(
        epreuves.select_related("session", "examen", "academie", "parametrage"), pk=epreuve_id
    )


def lot_de(request: Requete, lot_id: int) -> Lot:
    """The lot, within the reach of this person. Raises 404 otherwise."""
    lots = Lot.objects.pour(request.user, Droit.DISTRIBUER)
    return get_object_or_404(lots.select_related("epreuve__examen", "correcteur", "sujet"), pk=lot_id)


@exige(Droit.DISTRIBUER)
@require_safe
def epreuve(request: Requete, epreuve_id: int) -> HttpResponse:
    """DIS-01: what there is to distribute, and the lots already made."""
    objet = epreuve_de(request, epreuve_id)
    contexte = {
        "epreuve": objet,
        "situation": situation(objet),
        "correcteurs": objet.correcteurs.count(),
        "form": PropositionForm(epreuve=objet),
        "distributions": Distribution.objects.filter(epreuve=objet).select_related("par", "sujet"),
        "lots": lire_lots(objet),
        "eleves": copies_d_eleves(objet),
    }
    return render(request, "distribution/epreuve.html", contexte)


@exige(Droit.DISTRIBUER)
@require_safe
def apercu(request: Requete, epreuve_id: int) -> HttpResponse:
    """DIS-01: what a draw would do, in figures; no effect."""
    objet = epreuve_de(request, epreuve_id)
    form = PropositionForm(request.GET, epreuve=objet)
    if not form.is_valid():
        messages.error(request, "Choisissez un sujet et une taille de lot de 1 à 200 copies.")
        return redirect("distribution:epreuve", objet.pk)
    lus = form.cleaned_data
    if lus["graine"] is None:
        lus["graine"] = graine()
    contexte: dict[str, object] = {"epreuve": objet, "choix": lus}
    if obstacle := obstacle_distribution(lus["sujet"], lus["taille"]):
        contexte |= {"obstacle": obstacle, "apercu": None}
    else:
        contexte |= {
            "obstacle": None,
            "apercu": lire_apercu(objet, lus["sujet"], taille=lus["taille"], graine=lus["graine"]),
        }
    return render(request, "distribution/apercu.html", contexte)


@exige(Droit.DISTRIBUER)
@require_POST
def appliquer(request: Requete, epreuve_id: int) -> HttpResponse:
    """DIS-01: apply the draw that the preview showed; a large one is a job."""
    objet = epreuve_de(request, epreuve_id)
    form = PropositionForm(request.POST, epreuve=objet)
    if not form.is_valid() or form.cleaned_data["graine"] is None:
        raise Refus("La demande n’a pas pu être lue\u00a0: revenez à la distribution et recommencez.")
    fait = demander_application(
        form.cleaned_data["sujet"],
        taille=form.cleaned_data["taille"],
        graine=form.cleaned_data["graine"],
        empreinte=request.POST.get("empreinte", ""),
        copies=len(situation(objet).copies),
        par=request.user,
        le=timezone.now(),
    )
    if isinstance(fait, Traitement):
        return redirect(fait)
    messages.success(request, f"{compter(fait.copies, 'copie distribuée,copies distribuées')}\u00a0: {fait}.")
    return redirect("distribution:epreuve", objet.pk)


@exige(Droit.DISTRIBUER)
@require_safe
def lot(request: Requete, lot_id: int) -> HttpResponse:
    """DIS-01: one lot, and what may be done with it."""
    objet = lot_de(request, lot_id)
    return _lot(
        request,
        objet,
        RetraitForm(auto_id=RETRAIT),
        ReaffectationForm(auto_id=REAFFECTATION, epreuve=objet.epreuve),
    )


@exige(Droit.DISTRIBUER)
def retirer(request: Requete, lot_id: int) -> HttpResponse:
    """DIS-01: take back the copies not started."""
    objet = lot_de(request, lot_id)
    if request.method != "POST":
        return redirect("distribution:lot", objet.pk)
    form = RetraitForm(request.POST, auto_id=RETRAIT)
    if form.is_valid():
        with dire_sur(form):
            nombre = actions.retirer(objet, **form.cleaned_data, par=request.user, le=timezone.now())
            messages.success(
                request, f"{compter(nombre, 'copie retirée,copies retirées')}\u00a0: elles sont à distribuer."
            )
            return redirect("distribution:epreuve", objet.epreuve_id)
    return _lot(request, objet, form, ReaffectationForm(auto_id=REAFFECTATION, epreuve=objet.epreuve))


@exige(Droit.DISTRIBUER)
def reaffecter(request: Requete, lot_id: int) -> HttpResponse:
    """DIS-01: give the lot to another marker; a refusal, as for a confirmation, keeps what was typed."""
    objet = lot_de(request, lot_id)
    if request.method != "POST":
        return redirect("distribution:lot", objet.pk)
    form = ReaffectationForm(request.POST, auto_id=REAFFECTATION, epreuve=objet.epreuve)
    if form.is_valid():
        with dire_sur(form):
            actions.reaffecter(objet, par=request.user, le=timezone.now(), **form.cleaned_data)
            messages.success(request, f"Lot {objet.numero} confié à {form.cleaned_data['correcteur']}.")
            return redirect("distribution:lot", objet.pk)
    return _lot(request, objet, RetraitForm(auto_id=RETRAIT), form)


def _lot(
    request: Requete, objet: Lot, retrait: RetraitForm, reaffectation: ReaffectationForm
) -> HttpResponse:
    contexte = {
        "lot": objet,
        "epreuve": objet.epreuve,
        "copies": objet.corrections.count(),
        "non_commencees": non_commencees(objet).count(),
        "retrait": retrait,
        "reaffectation": reaffectation,
    }
    return render(request, "distribution/lot.html", contexte)
