"""Screens of the statistics of the correction, and their tables for a spreadsheet (HAR-02)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from harmonisation.lectures import statistiques as lectures
from harmonisation.lectures import statistiques_tableur as tableur
from harmonisation.lectures import statistiques_traces as traces
from harmonisation.lectures.statistiques_ecarts import ecarts_de
from harmonisation.lectures.statistiques_formes import Feuillet, LigneT, Tableau, feuilleter
from harmonisation.lectures.statistiques_resumes import est_harmonisee
from harmonisation.regles.statistiques import EFFECTIF_AFFICHE, Notes, Ventilation, obstacle_statistiques
from harmonisation.severite import EFFECTIF_MINIMAL, TAUX_ANNONCE
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.etats import EtatLot
from santorin.copies.models import Epreuve
from santorin.editions.tableur import Cellule, ecrire_csv

PLACE_AU_PLUS = 9  # digits of a place in a table


@dataclass(frozen=True, slots=True)
class Onglet:
    """One view of the statistics, with its address."""

    libelle: str
    url: str
    actif: bool


@exige(Droit.CONSULTER_STATISTIQUES)
@require_safe
@never_cache
def ensemble(request: Requete, epreuve_id: int) -> HttpResponse:
    """HAR-02: the épreuve as a whole: figures, distribution, and whom they leave out."""
    epreuve = _epreuve(request, epreuve_id)
    lu = lectures.ensemble(epreuve, _notes(request))
    trace = None
    if lu.resume:
        trace = traces.histogramme([ligne.nombre for ligne in lu.repartition], lu.resume, sur=lu.sur)
    return render(
        request,
        "harmonisation/statistiques.html",
        _cadre(request, epreuve) | {"ensemble": lu, "trace": trace},
    )


@exige(Droit.CONSULTER_STATISTIQUES)
@require_safe
@never_cache
def ventilation(request: Requete, epreuve_id: int, ventilation: str) -> HttpResponse:
    """HAR-02: the figures by marker, lot, sujet, question, établissement or département."""
    epreuve = _epreuve(request, epreuve_id)
    entier = _tableau(request, epreuve, ventilation)
    feuillet = _feuillet(request, entier.lignes)
    lu = lectures.avec_repartitions(replace(entier, lignes=feuillet.lignes))
    boites = [(ligne.nom.libelle, ligne.resume) for ligne in lu.lignes if ligne.resume is not None]
    contexte = {
        "tableau": lu,
        "feuillet": feuillet,
        "trace": traces.boites(boites, sur=lu.sur, moyenne=lu.moyenne),
        "effectif_affiche": EFFECTIF_AFFICHE,
    }
    return render(request, "harmonisation/statistiques_ventilation.html", _cadre(request, epreuve) | contexte)


@exige(Droit.CONSULTER_STATISTIQUES)
@require_safe
@never_cache
def ecarts(request: Requete, epreuve_id: int) -> HttpResponse:
    """HAR-02: markers against what the draw of their lots lets expect."""
    epreuve = _epreuve(request, epreuve_id)
    lus = ecarts_de(epreuve, lectures.facteur_de(epreuve))
    feuillet = _feuillet(request, lus.lignes)
    contexte = {
        "ecarts": lus,
        "feuillet": feuillet,
        "trace": traces.intervalles(feuillet.lignes),
        "sur": epreuve.parametrage.affichage_note,
        "effectif_minimal": EFFECTIF_MINIMAL,
        "taux_annonce": TAUX_ANNONCE * 100,
    }
    return render(request, "harmonisation/statistiques_ecarts.html", _cadre(request, epreuve) | contexte)


@exige(Droit.CONSULTER_STATISTIQUES)
@require_safe
@never_cache
def ensemble_csv(request: Requete, epreuve_id: int) -> StreamingHttpResponse:
    """HAR-02: the distribution for a spreadsheet."""
    epreuve = _epreuve(request, epreuve_id)
    return _csv(
        epreuve, "ensemble", tableur.lignes_de_l_ensemble(lectures.ensemble(epreuve, _notes(request)))
    )


@exige(Droit.CONSULTER_STATISTIQUES)
@require_safe
@never_cache
def ventilation_csv(request: Requete, epreuve_id: int, ventilation: str) -> StreamingHttpResponse:
    """HAR-02: a breakdown, whole, for a spreadsheet; in the order of the screen."""
    epreuve = _epreuve(request, epreuve_id)
    lu = lectures.avec_repartitions(_tableau(request, epreuve, ventilation))
    return _csv(epreuve, ventilation, tableur.lignes_du_tableau(lu))


@exige(Droit.CONSULTER_STATISTIQUES)
@require_safe
@never_cache
def ecarts_csv(request: Requete, epreuve_id: int) -> StreamingHttpResponse:
    """HAR-02: markers against expectation, for a spreadsheet; by number, without names."""
    epreuve = _epreuve(request, epreuve_id)
    return _csv(
        epreuve, "ecarts", tableur.lignes_des_ecarts(ecarts_de(epreuve, lectures.facteur_de(epreuve)))
    )


def _epreuve(request: Requete, epreuve_id: int) -> Epreuve:
    epreuve: Epreuve = get_object_or_404(lectures.epreuves_consultables(request.user), pk=epreuve_id)
    return epreuve


def _tableau(request: Requete, epreuve: Epreuve, ventilation: str) -> Tableau:
    if ventilation not in Ventilation.values:
        raise Http404
    ordre = request.GET.get("ordre", "")
    return lectures.tableau(epreuve, Ventilation(ventilation), notes=_notes(request), ordre=ordre)


def _notes(request: Requete) -> Notes:
    """Which marks are asked for; those of markers unless told otherwise."""
    return Notes.FINALES if request.GET.get("notes") == Notes.FINALES else Notes.CORRECTION


def _feuillet(request: Requete, lignes: Sequence[LigneT]) -> Feuillet[LigneT]:
    return feuilleter(lignes, apres=_place(request, "apres"), avant=_place(request, "avant"))


def _place(request: Requete, nom: str) -> int | None:
    """A place in the table, from the address; what is none is left out."""
    place = request.GET.get(nom, "")
    return int(place) if place.isascii() and place.isdigit() and len(place) <= PLACE_AU_PLUS else None


def _cadre(request: Requete, epreuve: Epreuve) -> dict[str, object]:
    """What every view of the statistics shows."""
    verrouilles = epreuve.lots.filter(etat=EtatLot.VERROUILLE).count()
    return {
        "epreuve": epreuve,
        "sous_titre": f"{epreuve} – {epreuve.session} – académie de {epreuve.academie}",
        "obstacle": obstacle_statistiques(verrouilles),
        "harmonisee": est_harmonisee(epreuve),
        "notes": _notes(request),
        "onglets": list(_onglets(request, epreuve)),
    }


def _onglets(request: Requete, epreuve: Epreuve) -> Iterator[Onglet]:
    """The views; which marks are counted goes along from one to the other."""
    suite = f"?notes={Notes.FINALES}" if _notes(request) == Notes.FINALES else ""
    yield _onglet(request, "Ensemble", reverse("harmonisation:statistiques", args=[epreuve.pk]), suite)
    for choisie in Ventilation:
        url = reverse("harmonisation:statistiques_ventilation", args=[epreuve.pk, choisie])
        yield _onglet(request, choisie.label, url, suite)
    ecarts = reverse("harmonisation:statistiques_ecarts", args=[epreuve.pk])
    yield _onglet(request, "Écarts entre correcteurs", ecarts, suite)


def _onglet(request: Requete, libelle: str, url: str, suite: str) -> Onglet:
    return Onglet(libelle, url + suite, url == request.path)


def _csv(epreuve: Epreuve, nom: str, lignes: Iterator[Sequence[Cellule]]) -> StreamingHttpResponse:
    fichier = f"statistiques-{epreuve.pk}-{nom}.csv"
    return StreamingHttpResponse(
        ecrire_csv(lignes),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{fichier}"'},
    )
