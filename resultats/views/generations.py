"""« Relevés de notes » of the gestionnaire: generate, look, publish, put off, withdraw (RES-06)."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from resultats.actions import generation as generer_les
from resultats.actions import releves as actions
from resultats.forms.releves import PublicationForm, RetraitForm
from resultats.lectures import generations as lectures
from resultats.lectures.ouvertures import lignes as lignes_de_services
from resultats.lectures.proclamation import Cadre
from resultats.models import Generation, NatureService, Releve
from resultats.regles import releves as regles
from resultats.tasks import generer_les_releves
from resultats.views.perimetre import cadre_ou_404
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.refus import Refus

GERER = exige(Droit.GERER_RESULTATS)
CHIFFRES_AU_PLUS = 18  # of a primary key


@GERER
@require_safe
@never_cache
def releves_du_cadre(request: Requete, cle: str) -> HttpResponse:
    """RES-06: what is to generate in a frame, and its runs."""
    cadre, le = cadre_ou_404(request, cle), timezone.now()
    generations = lectures.generations_de(cadre, le)
    restants = lectures.a_generer_de(cadre).count()
    inachevee = any(not lue.generation.complete for lue in generations)
    contexte = {
        "cadre": cadre,
        "a_generer": restants,
        "ecartes": lectures.nombre_d_ecartes(cadre),
        "generations": generations,
        "inachevee": inachevee,
        "obstacle": regles.obstacle_generation(restants, inachevee=inachevee),
    }
    return render(request, "resultats/releves/cadre.html", contexte)


@GERER
@require_POST
def generer(request: Requete, cle: str) -> HttpResponse:
    """RES-06: ask for the transcripts of a frame."""
    cadre = cadre_ou_404(request, cle)
    return redirect(generer_les.demander_generation(generer_les_releves, cadre, par=request.user))


@GERER
@require_safe
@never_cache
def generation(request: Requete, generation_id: int) -> HttpResponse:
    """RES-06: one run, its date, its transcripts."""
    return _rendre(request, _generation(request, generation_id), timezone.now())


@GERER
@require_POST
def publier(request: Requete, generation_id: int) -> HttpResponse:
    """RES-06: announce the run, with the instant from which its documents can be had."""
    return _dater(request, generation_id, publication=True)


@GERER
@require_POST
def reporter(request: Requete, generation_id: int) -> HttpResponse:
    """RES-06: another date, as long as the present one is not reached."""
    return _dater(request, generation_id, publication=False)


@GERER
@require_POST
def retirer(request: Requete, generation_id: int) -> HttpResponse:
    """RES-06: take the run's transcripts back, with the reason."""
    objet, le = _generation(request, generation_id), timezone.now()
    form = RetraitForm(request.POST)
    if not form.is_valid():
        return _rendre(request, objet, le, retrait=form)
    actions.retirer(objet, motif=form.cleaned_data["motif"], par=request.user, le=le)
    messages.success(request, "Ces relevés de notes sont retirés. Personne ne peut plus les obtenir.")
    return redirect("resultats_gestion:generation", generation_id)


def _dater(request: Requete, generation_id: int, *, publication: bool) -> HttpResponse:
    objet, le = _generation(request, generation_id), timezone.now()
    form = PublicationForm(request.POST)
    acte = actions.publier if publication else actions.reporter
    if form.is_valid():
        try:
            acte(objet, disponible_le=form.cleaned_data["disponible_le"], par=request.user, le=le)
        except Refus as refus:
            form.add_error(None, refus.message)
    if form.errors:
        return _rendre(request, objet, le, publication=form)
    messages.success(
        request, "Les relevés de notes sont publiés." if publication else "La nouvelle date est enregistrée."
    )
    return redirect("resultats_gestion:generation", generation_id)


def _generation(request: Requete, generation_id: int) -> Generation:
    miennes = Generation.objects.pour(request.user, Droit.GERER_RESULTATS)
    return get_object_or_404(miennes.select_related("examen", "session", "academie"), pk=generation_id)


def _rendre(
    request: Requete,
    objet: Generation,
    le: datetime,
    *,
    publication: PublicationForm | None = None,
    retrait: RetraitForm | None = None,
) -> HttpResponse:
    cadre = Cadre(objet.examen, objet.session, objet.academie)
    initial = objet.disponible_le or le
    q = request.GET.get("q", "")[:80]
    contexte = {
        "cadre": cadre,
        "lue": lectures.generation_lue(objet, le),
        "q": q,
        "page": lectures.releves_de(
            objet, q, avant=_repere(request, objet, "avant"), apres=_repere(request, objet, "apres")
        ),
        "obstacle_publication": regles.obstacle_publication(objet)
        or regles.obstacle_depasses(regles.depasses(objet).count()),
        "obstacle_report": regles.obstacle_report(objet, le),
        "obstacle_retrait": regles.obstacle_retrait(objet),
        "publication": publication or PublicationForm(initial={"disponible_le": timezone.localtime(initial)}),
        "retrait": retrait or RetraitForm(),
        "services": [
            ligne for ligne in lignes_de_services(cadre, le) if ligne.nature != NatureService.EXTRACTION
        ],
    }
    return render(request, "resultats/releves/generation.html", contexte)


def _repere(request: Requete, objet: Generation, nom: str) -> Releve | None:
    """The row of a page's cursor; what is not one starts from the beginning."""
    cle = request.GET.get(nom, "")
    if not (cle.isascii() and cle.isdigit() and len(cle) <= CHIFFRES_AU_PLUS):
        return None
    return objet.releves.select_related("candidature").filter(pk=int(cle)).first()
