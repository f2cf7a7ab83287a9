"""Changing a copy: the reason, then the marker's own editor (HAR-05)."""

from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from harmonisation.actions import harmoniser, intervenir
from harmonisation.forms.copies import MotifForm
from harmonisation.lectures.copie import copie_a_modifier, correction_de
from harmonisation.lectures.epreuves import epreuves_harmonisees
from harmonisation.views.copies import epreuve_de, ligne_de, selection_de
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Intervention
from santorin.copies.regles.harmonisations import obstacle_edition
from santorin.correction.echanges import Changements
from santorin.correction.lectures.copies import visionneuse
from santorin.correction.models import Remarque
from santorin.editions.copie.couleurs import Couleur, Fluo
from santorin.refus import Refus

ROUTE_DES_PAGES = "harmonisation:page"


@exige(Droit.HARMONISER)
@never_cache
def modifier(request: Requete, epreuve_id: int, cle: UUID) -> HttpResponse:
    """HAR-05: the reason is asked, then the editor opens."""
    epreuve = epreuve_de(request, epreuve_id)
    ligne = ligne_de(epreuve, cle)
    correction = correction_de(ligne)
    form = MotifForm(request.POST or None)
    if form.is_valid():
        intervention = intervenir(correction, **form.cleaned_data, par=request.user, le=timezone.now())
        adresse = reverse("harmonisation:editeur", args=[intervention.cle])
        selection = selection_de(request)
        return redirect(f"{adresse}?{selection}" if selection else adresse)
    contexte = {
        "epreuve": epreuve,
        "ligne": ligne,
        "form": form,
        "obstacle": obstacle_edition(correction.lot),
        "autre": correction.interventions.faites().select_related("par").last(),
        "selection": selection_de(request),
    }
    return render(request, "harmonisation/copie_motif.html", contexte)


@exige(Droit.HARMONISER)
@require_safe
@never_cache
def editeur(request: Requete, cle: UUID) -> HttpResponse:
    """HAR-05: the correction editor with the same tools as the marker's; read without JavaScript too."""
    intervention = _sienne(request, cle)
    editee = copie_a_modifier(intervention, route=ROUTE_DES_PAGES)
    correction = intervention.correction
    contexte = {
        "copie": editee,
        "visionneuse": visionneuse(editee),
        "couleurs": list(Couleur),
        "fluos": list(Fluo),
        "remarques": Remarque.objects.filter(utilisateur=request.user),
        "adresse": reverse("harmonisation:editeur", args=[cle]),
        "intervention": intervention,
        "epreuve": correction.lot.epreuve,
        "retour": reverse("harmonisation:copie", args=[correction.lot.epreuve_id, correction.cle]),
        "selection": selection_de(request),
    }
    return render(request, "harmonisation/copie_editeur.html", contexte)


@exige(Droit.HARMONISER)
@require_safe
@never_cache
def etat(request: Requete, cle: UUID) -> HttpResponse:
    """HAR-05: the copy as the editor reads it again."""
    return _json(copie_a_modifier(_sienne(request, cle), route=ROUTE_DES_PAGES))


@exige(Droit.HARMONISER)
@require_POST
def changements(request: Requete, cle: UUID) -> HttpResponse:
    """HAR-05: a batch of changes, idempotent: 409 with the reason, 422 for what is not a batch."""
    intervention = _sienne(request, cle)
    try:
        recus = msgspec.json.decode(request.body, type=Changements)
    except (msgspec.DecodeError, UnicodeDecodeError) as erreur:
        return _json({"message": f"Envoi mal formé\u00a0: {erreur}"}, statut=422)
    try:
        return _json(harmoniser(intervention, recus=recus, par=request.user, le=timezone.now()))
    except Refus as refus:
        return _json({"message": refus.message}, statut=409)


def _sienne(request: Requete, cle: UUID) -> Intervention:
    """One's own intervention on an épreuve that one still harmonises. Raises 404 otherwise."""
    siennes = Intervention.objects.filter(
        par=request.user, correction__lot__epreuve__in=epreuves_harmonisees(request.user).values("pk")
    ).select_related(
        "correction__copie",
        "correction__lot__sujet",
        "correction__lot__epreuve__parametrage",
        "correction__lot__epreuve__examen",
    )
    return get_object_or_404(siennes, cle=cle)


def _json(contenu: object, *, statut: int = 200) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(contenu), content_type="application/json", status=statut)
