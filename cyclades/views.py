"""Screens of the marks held: lists, history, hand entry, publication (CYC-01, CYC-02)."""

import re
from collections.abc import Sequence
from typing import TypedDict, TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cyclades import actions, lectures, regles
from cyclades.forms import FiltreEpreuves, FiltreNotes, Saisie
from cyclades.models import Epreuve, Inscription, academies_de
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.referentiel.accords import compter
from santorin.referentiel.models import Academie, Examen, Session
from santorin.referentiel.valeur import Valeur
from santorin.refus import exiger

C = TypeVar("C", Academie, Session, Examen)
CLE = re.compile("[0-9]{1,18}")


@exige(Droit.CONSULTER_NOTES)
@require_safe
def epreuves(request: Requete) -> HttpResponse:
    """CYC-02: the épreuves of an académie with their figures."""
    academies = lectures.academies(request.user, Droit.CONSULTER_NOTES)
    sessions, examens = lectures.sessions(), lectures.examens()
    academie = _choisi(academies, request.GET.get("academie"))
    session = _choisi(sessions, request.GET.get("session")) if sessions else None
    examen = _choisi(examens, request.GET["examen"]) if request.GET.get("examen") else None
    page = lectures.page_d_epreuves(academie, session=session, examen=examen, **_curseurs(request))
    choisis = {
        "academie": academie.code,
        "session": session and session.code,
        "examen": examen and examen.code,
    }
    contexte = {
        "academie": academie,
        "sous_titre": f"Académie de {academie}" + (f", session {session}" if session else ""),
        "filtre": FiltreEpreuves(choisis, academies=academies, sessions=sessions, examens=examens),
        "comptes": lectures.comptes(page.lignes, academie),
        "precedent": page.precedent,
        "suivant": page.suivant,
    }
    return render(request, "cyclades/epreuves.html", contexte)


@exige(Droit.CONSULTER_NOTES)
@require_safe
def notes(request: Requete, epreuve_id: int, academie: str) -> HttpResponse:
    """CYC-01: the marks of an épreuve in one académie."""
    epreuve, lieu = _epreuve(request, epreuve_id, academie, Droit.CONSULTER_NOTES)
    codes = regles.codes_de(epreuve)
    form = FiltreNotes(request.GET, codes=codes)
    filtre = form.filtre()
    page = lectures.page_de_notes(epreuve, lieu, filtre, **_curseurs(request))
    compte = lectures.compte(epreuve, lieu)
    contexte = {
        "epreuve": epreuve,
        "academie": lieu,
        "sous_titre": f"Session {epreuve.session}, académie de {lieu}",
        "compte": compte,
        "form": form,
        "filtre": filtre,
        "inscriptions": page.lignes,
        "precedent": page.precedent,
        "suivant": page.suivant,
        "composantes": lectures.composantes(epreuve),
        "peut_publier": _peut(request, lieu, Droit.PUBLIER),
        "peut_recalculer": _peut(request, lieu, Droit.SAISIR_NOTES),
        "obstacle": lectures.obstacle_publication(compte, lieu),
    }
    return render(request, "cyclades/notes.html", contexte)


@exige(Droit.CONSULTER_NOTES)
@never_cache
@require_safe
def note(request: Requete, inscription_id: int) -> HttpResponse:
    """CYC-01: one candidate's mark with its whole history."""
    inscription = _inscription(request, inscription_id, Droit.CONSULTER_NOTES)
    contexte = {
        "fiche": lectures.fiche(inscription),
        "peut_saisir": _peut(request, inscription.academie, Droit.SAISIR_NOTES),
    }
    return render(request, "cyclades/note.html", contexte)


@exige(Droit.SAISIR_NOTES)
@never_cache
def saisir(request: Requete, inscription_id: int) -> HttpResponse:
    """CYC-02: enter a mark by hand."""
    inscription = _inscription(request, inscription_id, Droit.SAISIR_NOTES)
    fiche = lectures.fiche(inscription)
    vue = fiche.note.modifiee_le.isoformat() if fiche.note else ""
    form = Saisie(request.POST or None, bareme=fiche.bareme, benefice=fiche.benefice, initial={"vue": vue})
    exiger(fiche.obstacle_saisie)
    if request.method == "POST" and form.is_valid():
        valeur: Valeur = form.cleaned_data["note"]
        actions.saisir(
            inscription,
            valeur=valeur,
            motif=form.cleaned_data["motif"],
            provisoire=form.cleaned_data.get("provisoire", False),
            vue=form.cleaned_data["vue"],
            par=request.user,
            le=timezone.now(),
        )
        messages.success(request, f"La note {valeur} est enregistrée.")
        return redirect("cyclades:note", inscription.pk)
    return render(request, "cyclades/saisir.html", {"fiche": fiche, "form": form})


@exige(Droit.SAISIR_NOTES)
@require_POST
def recalculer(request: Requete, epreuve_id: int, academie: str) -> HttpResponse:
    """CYC-02: the calculated marks of an épreuve in one académie, brought up to date."""
    epreuve, lieu = _epreuve(request, epreuve_id, academie, Droit.SAISIR_NOTES)
    nombre = actions.recalculer_tout(epreuve, academie=lieu, par=request.user, le=timezone.now())
    messages.success(request, f"{compter(nombre, 'note calculée,notes calculées')}.")
    return redirect("cyclades:notes", epreuve.pk, lieu.code)


@exige(Droit.PUBLIER)
@never_cache
def publier(request: Requete, epreuve_id: int, academie: str) -> HttpResponse:
    """CYC-02: publish the marks of an épreuve, once its author has read what that closes (CLO-07)."""
    epreuve, lieu = _epreuve(request, epreuve_id, academie, Droit.PUBLIER)
    if request.method == "POST":
        actions.publier(epreuve, academie=lieu, par=request.user, le=timezone.now())
        messages.success(request, "Les notes sont publiées.")
        return redirect("cyclades:notes", epreuve.pk, lieu.code)
    compte = lectures.compte(epreuve, lieu)
    obstacle = lectures.obstacle_publication(compte, lieu)
    contexte = {
        "epreuve": epreuve,
        "academie": lieu,
        "compte": compte,
        "obstacle": obstacle,
        "consequences": regles.consequences_de_la_publication(lieu.nom),
    }
    return render(request, "cyclades/publier.html", contexte)


class Curseurs(TypedDict):
    """Which page of a list is asked for."""

    avant: int | None
    apres: int | None


def _curseurs(request: HttpRequest) -> Curseurs:
    """The cursors of the address, those that are none left out."""
    avant, apres = (request.GET.get(nom, "") for nom in ("avant", "apres"))
    return {
        "avant": int(avant) if CLE.fullmatch(avant) else None,
        "apres": int(apres) if CLE.fullmatch(apres) else None,
    }


def _choisi(choix: Sequence[C], code: str | None) -> C:
    """The one that bears this code, the first when none is asked for. 404 when there is none such."""
    for objet in choix:
        if code is None or objet.code == code:
            return objet
    raise Http404


def _epreuve(request: Requete, epreuve_id: int, academie: str, droit: Droit) -> tuple[Epreuve, Academie]:
    """An épreuve and an académie of one's perimeter that has candidates for it. 404 otherwise."""
    lieu = _choisi(lectures.academies(request.user, droit), academie)
    epreuves_du_lieu = Epreuve.objects.select_related("session", "examen")
    epreuve = get_object_or_404(epreuves_du_lieu, pk=epreuve_id)
    if not Inscription.objects.filter(epreuve=epreuve, academie=lieu).exists():
        raise Http404
    return epreuve, lieu


def _inscription(request: Requete, inscription_id: int, droit: Droit) -> Inscription:
    """A registration of one's perimeter. 404 otherwise."""
    siennes = Inscription.objects.pour(request.user, droit).select_related(
        "candidature__specialite", "epreuve__session", "epreuve__examen", "academie"
    )
    return get_object_or_404(siennes, pk=inscription_id)


def _peut(request: Requete, academie: Academie, droit: Droit) -> bool:
    """Whether one holds a right in an académie."""
    portee = academies_de(request.user, droit)
    return portee is None or academie.pk in portee
