"""The centre's menu and its two screens of passages (DEL-05, DEL-10)."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from deliberation import actions, regles
from deliberation.etats import PASSAGES, VUE_OUVRIR, VUE_TERMINER
from deliberation.forms import Periode
from deliberation.lectures.apres_cloture import avertissements
from deliberation.lectures.vues import Centre, centres, vue_detaillee, vue_synthetique
from deliberation.models import Jury
from deliberation.perimetre import centre_de, droits_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.refus import exiger

ACTIVITES = {
    "ouvrir": ("Ouvrir la délibération de l'épreuve de contrôle", VUE_OUVRIR, "Avant"),
    "terminer": ("Terminer l'épreuve de contrôle", VUE_TERMINER, "Après"),
}


@exige(Droit.CONSULTER_DELIBERATION)
@require_safe
def accueil(request: Requete) -> HttpResponse:
    """The centres and juries within one's reach."""
    lus = centres(request.user, Droit.CONSULTER_DELIBERATION)
    constitue = request.user.a_le_droit(Droit.CONSTITUER_JURYS)
    return render(request, "deliberation/accueil.html", {"centres": lus, "constitue": constitue})


@exige(Droit.CONSULTER_DELIBERATION)
@require_safe
def centre(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """The menu of a centre, in the order of the document, each entry closed with its reason."""
    lu = centre_de(request, groupe_id, uai, Droit.CONSULTER_DELIBERATION)
    restants = lu.groupe.jurys.exclude(etat="214").count()
    droits = droits_sur(request.user, lu.jurys[0])
    contexte = {
        "centre": lu,
        "ferme": regles.obstacle_controle_ferme(lu.groupe),
        "conduit": Droit.CONDUIRE_DELIBERATION in droits,
        "dec": Droit.OUVRIR_EPREUVE_DE_CONTROLE in droits,
        "portail": Droit.OUVRIR_PORTAIL_DE_SECOURS in droits,
        "obstacle_publier": regles.obstacle_publication(lu.groupe, restants),
        "avertis": _avertis(lu, avertissements(lu.jurys)),
    }
    return render(request, "deliberation/centre.html", contexte)


@exige(Droit.CONSULTER_DELIBERATION)
@never_cache
@require_safe
def vues(request: Requete, groupe_id: int, uai: str, activite: str) -> HttpResponse:
    """DEL-05, DEL-10: vue synthétique, or vue détaillée, of one of the two activities."""
    if activite not in ACTIVITES:
        raise Http404
    titre, etats, moment = ACTIVITES[activite]
    lu = centre_de(request, groupe_id, uai, Droit.CONSULTER_DELIBERATION)
    droits = droits_sur(request.user, lu.jurys[0])
    detaillee = request.GET.get("vue") == "detaillee"
    periode, dits = lu.jurys[0], avertissements(lu.jurys)
    contexte = {
        "centre": lu,
        "activite": activite,
        "titre": titre,
        "moment": moment,
        "detaillee": detaillee,
        "synthese": vue_synthetique(lu.jurys, etats, droits),
        "detail": vue_detaillee(lu.jurys, etats, droits, dits),
        "avertis": _avertis(lu, dits),
        "ferme": regles.obstacle_controle_ferme(lu.groupe),
        "form": Periode(initial={"du": periode.periode_du, "au": periode.periode_au}),
        "obligatoire": activite == "terminer",
        "onglets": (
            {"libelle": "Vue synthétique", "url": request.path, "actif": not detaillee},
            {"libelle": "Vue détaillée", "url": f"{request.path}?vue=detaillee", "actif": detaillee},
        ),
    }
    return render(request, "deliberation/vues.html", contexte)


@exige(Droit.CONDUIRE_DELIBERATION, Droit.OUVRIR_EPREUVE_DE_CONTROLE)
@require_POST
def passer(request: Requete, groupe_id: int, uai: str, verbe: str) -> HttpResponse:
    """DEL-05, DEL-10: all the juries of a state, or one of them, through one passage."""
    if verbe not in PASSAGES or not PASSAGES[verbe].en_lot:
        raise Http404
    lu = centre_de(request, groupe_id, uai, PASSAGES[verbe].droit)
    jurys: list[Jury] = [jury for jury in lu.jurys if request.POST.get("jury") in {None, str(jury.pk)}]
    form = Periode(request.POST)
    exiger(None if form.is_valid() else "La période de délibération n'est pas une date.")
    actions.franchir(
        jurys,
        verbe,
        du=form.cleaned_data["du"],
        au=form.cleaned_data["au"],
        par=request.user,
        le=timezone.now(),
    )
    messages.success(request, "Enregistrement effectué")
    activite = "terminer" if verbe == "terminer" else "ouvrir"
    reponse = redirect("deliberation:vues", groupe_id, uai, activite)
    if "jury" in request.POST:
        reponse["Location"] += "?vue=detaillee"
    return reponse


@exige(Droit.OUVRIR_EPREUVE_DE_CONTROLE)
@require_POST
def publier(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-10: the DEC publishes the results of the group."""
    lu = centre_de(request, groupe_id, uai, Droit.OUVRIR_EPREUVE_DE_CONTROLE)
    actions.publier(lu.groupe, par=request.user, le=timezone.now())
    messages.success(request, "Les résultats sont publiés.")
    return redirect("deliberation:centre", groupe_id, uai)


def _avertis(lu: Centre, dits: Mapping[int, str]) -> list[tuple[Jury, str]]:
    """DEL-14: the juries told that marks changed since they were closed, in their order."""
    return [(jury, dits[jury.pk]) for jury in lu.jurys if jury.pk in dits]
