"""Imag'In's screens for the gestionnaire: services faits of an épreuve, states, hand entry (IMA-02, HAR-09)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from imagin import actions, lectures
from imagin.etats import PASSAGES
from imagin.forms import CorrectionForm, CriteresForm, EpreuveForm, PassageForm, SaisieForm
from imagin.models import Epreuve, ServiceFait
from imagin.regles import A_CONFIRMER, A_MOTIVER, Tri, obstacle_correction, obstacle_tri
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.editions.tableur import ecrire_csv
from santorin.etats import Passage
from santorin.refus import Refus, exiger
from santorin.templatetags.francais import euros, pluriel

CONSULTER = Droit.CONSULTER_SERVICES_FAITS
SAISIR = Droit.SAISIR_SERVICES_FAITS
EPREUVES_PAR_PAGE = 50


def _epreuve(request: Requete, pk: int, *droits: Droit) -> Epreuve:
    epreuves = Epreuve.objects.pour(request.user, *droits)
    return get_object_or_404(epreuves.select_related("session", "examen", "academie"), pk=pk)


def _ligne(request: Requete, pk: int, *droits: Droit) -> ServiceFait:
    if (ligne := lectures.ligne_de(request.user, pk, *droits)) is None:
        raise Http404
    return ligne


@exige(CONSULTER)
@require_safe
def epreuves(request: Requete) -> HttpResponse:
    """The épreuves of the académie, and what waits in each."""
    q = request.GET.get("q", "")[:80]
    page = Paginator(lectures.epreuves_de(request.user, q), EPREUVES_PAR_PAGE).get_page(
        request.GET.get("page")
    )
    contexte = {
        "epreuves": page.object_list,
        "precedente": page.previous_page_number() if page.has_previous() else None,
        "suivante": page.next_page_number() if page.has_next() else None,
        "resume": f"Page {page.number} sur {page.paginator.num_pages}",
        "q": q,
    }
    return render(request, "imagin/epreuves.html", contexte)


@exige(SAISIR)
def ouvrir(request: Requete) -> HttpResponse:
    """Name an épreuve that Santorin has not sent, so that its services faits can be entered by hand."""
    form = EpreuveForm(request.POST or None, utilisateur=request.user)
    if form.is_valid():
        return redirect(actions.ouvrir(**form.cleaned_data, par=request.user, le=timezone.now()))
    return render(request, "imagin/ouvrir.html", {"form": form})


@exige(CONSULTER)
@require_safe
def epreuve(request: Requete, pk: int) -> HttpResponse:
    """The services faits of an épreuve: Santorin's, and apart, those entered by hand (HAR-09)."""
    objet = _epreuve(request, pk, CONSULTER)
    form = CriteresForm(request.GET)
    criteres = form.criteres()
    contexte = {
        "epreuve": objet,
        "criteres": criteres,
        "vue": lectures.vue_de(objet, criteres, page=form.numero_de_page()),
        "peut_saisir": request.user.a_le_droit(SAISIR),
    }
    return render(request, "imagin/epreuve.html", contexte)


@exige(CONSULTER)
@require_safe
def exporter(request: Requete, pk: int) -> HttpResponseBase:
    """IMA-02: the list as CSV, written as it is read."""
    objet = _epreuve(request, pk, CONSULTER)
    lignes = lectures.lignes_csv(objet, CriteresForm(request.GET).criteres())
    reponse = StreamingHttpResponse(ecrire_csv(lignes), content_type="text/csv; charset=utf-8")
    nom = f"services_faits_{objet.session.code}_{objet.examen.code}_{objet.code}_{objet.academie.code}.csv"
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse


@exige(SAISIR)
def passer(request: Requete, pk: int, verbe: str) -> HttpResponse:
    """IMA-02: take one line, several, or all those of the list to another state; some acts ask once more."""
    objet = _epreuve(request, pk, SAISIR)
    passage = PASSAGES.get(verbe)
    if passage is None:
        raise Http404
    form = PassageForm(request.POST)
    if request.method != "POST":
        return redirect(objet)
    if not form.is_valid():
        raise Refus("La demande n’a pas pu être lue : revenez à la liste et recommencez.")
    lignes = _lignes_demandees(request, objet, form)
    if not form.cleaned_data["confirme"] and (passage in A_CONFIRMER or form.cleaned_data["toutes"]):
        return _demander_confirmation(request, objet, verbe, form, lignes)
    tri = actions.faire_passer(
        objet,
        lignes,
        passage,
        vu=form.cleaned_data["vu"],
        motif=form.cleaned_data["motif"],
        par=request.user,
        le=timezone.now(),
    )
    _annoncer(request, passage, tri)
    return redirect(_retour(request, objet, lignes))


def _lignes_demandees(request: Requete, objet: Epreuve, form: PassageForm) -> list[int]:
    """The ticked lines, or all those of the list."""
    if form.cleaned_data["toutes"]:
        criteres = CriteresForm(request.POST).criteres()
        return list(lectures.choisis(objet, criteres).values_list("pk", flat=True))
    lignes: list[int] = form.cleaned_data["lignes"]
    return lignes


def _demander_confirmation(
    request: Requete, objet: Epreuve, verbe: str, form: PassageForm, lignes: list[int]
) -> HttpResponse:
    """The last question: how many lines, how much, and why if it has to be said."""
    passage = PASSAGES[verbe]
    tri = lectures.apercu(objet, lignes, passage, vu=form.cleaned_data["vu"])
    exiger(obstacle_tri(passage, tri))
    contexte = {
        "epreuve": objet,
        "verbe": verbe,
        "passage": passage,
        "tri": tri,
        "a_motiver": passage in A_MOTIVER,
        "form": form,
        "criteres": CriteresForm(request.POST).criteres(),
        "suite": request.POST.get("suite", ""),
    }
    return render(request, "imagin/confirmer.html", contexte)


def _annoncer(request: Requete, passage: Passage, tri: Tri) -> None:
    faits = pluriel(len(tri.retenues), "service fait,services faits")
    messages.success(request, f"{passage.libelle} : {faits}, {euros(tri.somme)}.")
    for raison, combien in tri.ecartes:
        messages.warning(request, f"{pluriel(combien, 'ligne laissée,lignes laissées')} de côté : {raison}.")


def _retour(request: Requete, objet: Epreuve, lignes: list[int]) -> str:
    """Back to where the act was asked: the line, or the list with its search."""
    if request.POST.get("suite") == "ligne" and len(lignes) == 1:
        return reverse("imagin:service_fait", args=lignes)
    parametres = QueryDict(mutable=True)
    parametres.update(
        {nom: request.POST[nom] for nom in ("q", "etat", "origine", "page") if request.POST.get(nom)}
    )
    return f"{objet.get_absolute_url()}?{parametres.urlencode()}" if parametres else objet.get_absolute_url()


@exige(SAISIR)
def saisir(request: Requete, pk: int) -> HttpResponse:
    """HAR-09: enter a service fait by hand."""
    objet = _epreuve(request, pk, SAISIR)
    form = SaisieForm(request.POST or None)
    if form.is_valid():
        ligne = actions.saisir(objet, **form.cleaned_data, par=request.user, le=timezone.now())
        messages.success(request, f"Service fait de {ligne.intervenant} enregistré.")
        return redirect(objet)
    return render(request, "imagin/saisir.html", {"epreuve": objet, "form": form})


@exige(CONSULTER)
@require_safe
def service_fait(request: Requete, pk: int) -> HttpResponse:
    """One line: what it is worth, what can be done, everything that happened to it."""
    ligne = _ligne(request, pk, CONSULTER)
    peut_saisir = request.user.a_le_droit(SAISIR)
    contexte = {
        "vu": lectures.dernier_mouvement(ligne.epreuve),
        "ligne": ligne,
        "etapes": lectures.historique(ligne),
        "passages": lectures.passages_possibles(ligne) if peut_saisir else (),
        "obstacle": obstacle_correction(ligne),
        "peut_saisir": peut_saisir,
    }
    return render(request, "imagin/service_fait.html", contexte)


@exige(SAISIR)
def corriger(request: Requete, pk: int) -> HttpResponse:
    """HAR-09: correct a line entered by hand, with its reason."""
    ligne = _ligne(request, pk, SAISIR)
    exiger(obstacle_correction(ligne))
    initiales = {
        "vu": lectures.dernier_mouvement(ligne.epreuve),
        "nombre_de_copies": ligne.nombre_de_copies,
        "du": ligne.du,
        "au": ligne.au,
    }
    form = CorrectionForm(request.POST or None, initial=initiales)
    if form.is_valid():
        actions.corriger(ligne, **form.cleaned_data, par=request.user, le=timezone.now())
        messages.success(request, "Service fait corrigé : il est de nouveau à valider.")
        return redirect(ligne)
    return render(request, "imagin/corriger.html", {"ligne": ligne, "form": form})


@exige(CONSULTER)
@require_safe
def tarifs(request: Requete) -> HttpResponse:
    """IMA-02: the rates in force and the others; the administrator changes them."""
    contexte = {"tarifs": lectures.tarifs(), "grille": lectures.grille()}
    return render(request, "imagin/tarifs.html", contexte)
