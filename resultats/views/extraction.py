"""« Extraire des notes » (RES-02)."""

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from resultats import demandes
from resultats.actions.extraction import AU_PLUS_TOUT_DE_SUITE, TYPES, extraire
from resultats.forms.extraction import ExtractionNotes
from resultats.lectures.extraction import Extraction, arbre, criteres_fixes
from resultats.lectures.ouvertures import service_de
from resultats.lectures.perimetres import Perimetre
from resultats.models import NatureService
from resultats.regles.ouvertures import obstacle_extraction
from resultats.views.perimetre import perimetre_ou_404
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.refus import exiger

ONGLETS = ("parametres", "criteres")


@exige(Droit.EDITER_RESULTATS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def extraction(request: Requete, uai: str, examen: str, session: str) -> HttpResponseBase:
    """RES-02: parameters and criteria; then the file."""
    perimetre = perimetre_ou_404(request, uai, examen, session)
    obstacle = _obstacle(perimetre)
    if obstacle is not None:
        if request.method == "POST":
            exiger(obstacle)
        return render(
            request, "resultats/extraction_fermee.html", {"perimetre": perimetre, "obstacle": obstacle}
        )
    saisie = request.POST if request.method == "POST" else ExtractionNotes.DEPART
    form = ExtractionNotes(saisie, arbre=arbre(perimetre))
    acte = request.POST.get("acte", "parametres")
    if form.is_valid() and acte in TYPES:
        return _envoyer(request, Extraction(perimetre, form.demande()), acte)
    contexte = {
        "perimetre": perimetre,
        "form": form,
        "volet": acte if acte in ONGLETS else _onglet_fautif(form),
        "fixes": criteres_fixes(perimetre),
        "nombre": _nombre(perimetre, form),
        "limite": AU_PLUS_TOUT_DE_SUITE,
    }
    return render(request, "resultats/extraction.html", contexte)


@exige(Droit.EDITER_RESULTATS)
@never_cache
@require_POST
def compter(request: Requete, uai: str, examen: str, session: str) -> HttpResponse:
    """RES-02: how many candidates the criteria leave, as they are ticked."""
    perimetre = perimetre_ou_404(request, uai, examen, session)
    exiger(_obstacle(perimetre))
    form = ExtractionNotes(request.POST, arbre=arbre(perimetre))
    return render(
        request,
        "resultats/extraction_nombre.html",
        {"perimetre": perimetre, "nombre": _nombre(perimetre, form)},
    )


def _obstacle(perimetre: Perimetre) -> str | None:
    return obstacle_extraction(service_de(perimetre.cadre, NatureService.EXTRACTION), timezone.now())


def _nombre(perimetre: Perimetre, form: ExtractionNotes) -> int | None:
    return Extraction(perimetre, form.demande()).nombre() if form.is_valid() else None


def _onglet_fautif(form: ExtractionNotes) -> str:
    """The tab where the first mistake is."""
    return "criteres" if form.errors and "groupe" not in form.errors else "parametres"


def _envoyer(request: Requete, extraction: Extraction, forme: str) -> HttpResponseBase:
    if extraction.nombre() > AU_PLUS_TOUT_DE_SUITE:
        return redirect(demandes.extraire_les_notes(extraction, forme=forme, par=request.user))
    nom, octets = extraire(extraction, forme=forme, par=request.user, le=timezone.now())
    reponse = StreamingHttpResponse(octets, content_type=TYPES[forme])
    reponse["Content-Disposition"] = f'attachment; filename="{nom}"'
    return reponse
