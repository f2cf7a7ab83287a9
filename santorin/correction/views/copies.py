"""The correction editor: its screen, its state, what it sends, its pages (COR-01, COR-02, COR-06, COR-07)."""

from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from santorin.accueil.refus import dire_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.actions import signaler as signaler_copie
from santorin.copies.models import Correction, Defaut, Page
from santorin.correction.actions import integrer
from santorin.correction.echanges import Changements, CopieEditee
from santorin.correction.forms import SignalementForm
from santorin.correction.images import reponse_image
from santorin.correction.lectures.comparaison import comparaison
from santorin.correction.lectures.copies import copie_editee, visionneuse
from santorin.correction.models import Remarque
from santorin.correction.regles.copies import corrections_de
from santorin.editions.copie.couleurs import Couleur, Fluo
from santorin.refus import Refus


@exige(Droit.CORRIGER)
@never_cache
@require_safe
def copie(request: Requete, cle: UUID) -> HttpResponse:
    """COR-01: the editor on one copy; read without JavaScript too."""
    editee = copie_editee(_sienne(request, cle))
    contexte = {
        "copie": editee,
        "visionneuse": visionneuse(editee),
        "couleurs": list(Couleur),
        "fluos": list(Fluo),
        "remarques": Remarque.objects.filter(utilisateur=request.user),
        "signalement_form": SignalementForm(),
        "adresse": reverse("correction:copie", args=[cle]),
    }
    return render(request, "correction/copie.html", contexte)


@exige(Droit.CORRIGER)
@never_cache
@require_safe
def etat(request: Requete, cle: UUID) -> HttpResponse:
    """COR-02: the closed list of what the browser may know of a copy."""
    return _json(copie_editee(_sienne(request, cle)))


@exige(Droit.CORRIGER)
@require_POST
def changements(request: Requete, cle: UUID) -> HttpResponse:
    """COR-06: a batch of changes, idempotent: 409 when the lot is locked, 422 for what is not a batch."""
    correction = get_object_or_404(corrections_de(request.user), cle=cle)
    try:
        recus = msgspec.json.decode(request.body, type=Changements)
    except (msgspec.DecodeError, UnicodeDecodeError) as erreur:
        return _json({"message": f"Envoi mal formé\u00a0: {erreur}"}, statut=422)
    try:
        return _json(integrer(correction, recus=recus, par=request.user, le=timezone.now()))
    except Refus as refus:
        return _json({"message": refus.message}, statut=409)


@exige(Droit.CORRIGER)
@require_safe
def page(request: Requete, cle: UUID, page: UUID) -> HttpResponse:
    """COR-02: the image of a page, nothing in it but its pixels; another scan of the page has another address."""
    correction = get_object_or_404(corrections_de(request.user), cle=cle)
    image = get_object_or_404(Page.objects.filter(copie=correction.copie_id), cle=page)
    return reponse_image(image)


@exige(Droit.CORRIGER)
@never_cache
@require_safe
def harmonisation(request: Requete, cle: UUID) -> HttpResponse:
    """HAR-05: what the coordinateur changed in one's copy, and why; both versions side by side."""
    correction = _sienne(request, cle)
    contexte = {"correction": correction, "comparaison": comparaison(correction, route="correction:page")}
    return render(request, "correction/harmonisation.html", contexte)


@exige(Droit.CORRIGER)
def signaler(request: Requete, cle: UUID) -> HttpResponse:
    """COR-07: tell a problem of numérisation; the copy leaves what is to be done."""
    correction = _sienne(request, cle)
    form = SignalementForm(request.POST or None)
    if form.is_valid():
        with dire_sur(form):
            signaler_copie(
                correction,
                defaut=Defaut(form.cleaned_data["defaut"]),
                page=form.cleaned_data["page"],
                precision=form.cleaned_data["precision"],
                par=request.user,
                le=timezone.now(),
            )
            messages.success(
                request, f"{correction.nom_anonyme} est signalée\u00a0: la numérisation va la reprendre."
            )
            return redirect("correction:lot", correction.lot.cle)
    contexte = {"form": form, "nom": correction.nom_anonyme, "lot": correction.lot, "cle": cle}
    return render(request, "correction/signaler.html", contexte)


def _sienne(request: Requete, cle: UUID) -> Correction:
    siennes = corrections_de(request.user).select_related(
        "copie", "lot__sujet", "lot__epreuve__parametrage", "lot__epreuve__examen"
    )
    return get_object_or_404(siennes, cle=cle)


def _json(objet: CopieEditee | object, *, statut: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(objet), content_type="application/json", status=statut)
