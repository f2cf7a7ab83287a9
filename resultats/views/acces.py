"""Opening the candidates' space: slips, delays, prepared pages; and the candidate's own activation (RES-09)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from cyclades.models import Candidature
from resultats import demandes
from resultats.actions import acces as actions
from resultats.actions.coupons import adresse_d_activation
from resultats.actions.signalement_candidat import fixer_le_delai
from resultats.editions.coupons import imprimer
from resultats.forms.acces import ActivationForm, DelaiForm, ImpressionForm, RevocationForm
from resultats.freins import (
    ACTIVATION_PAR_ADRESSE,
    ACTIVATION_PAR_NUMERO,
    TROP_D_ACTIVATIONS,
    visiteur,
)
from resultats.lectures.acces import AccesDuCadre, cadre_gere, cadres, candidats_cherches
from resultats.regles.acces import candidatures_gerees, du_cadre, obstacle_coupons, sans_compte
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.refus import Refus

GERER = exige(Droit.GERER_RESULTATS, Droit.EDITER_RESULTATS)


@GERER
@require_safe
def acces(request: Requete) -> HttpResponse:
    """RES-09: every examination whose candidates this person opens the space to."""
    return render(request, "resultats/acces/liste.html", {"cadres": cadres(request.user, timezone.now())})


@GERER
@require_safe
@never_cache
def cadre(request: Requete, examen: str, session: str, academie: str) -> HttpResponse:
    """RES-09: slips, delay and pages of one examination; search of a candidate."""
    q = request.GET.get("q", "")[:80]
    vu = _cadre(request, examen, session, academie)
    siennes = du_cadre(candidatures_gerees(request.user), vu.examen, vu.session, vu.academie)
    initial = {"jusqu_au": timezone.localtime(vu.jusqu_au)} if vu.jusqu_au else {}
    contexte = {
        "cadre": vu,
        "impression": ImpressionForm(),
        "obstacle": obstacle_coupons(sans_compte(siennes, renouveler=True).count()),
        "delai": DelaiForm(initial=initial),
        "peut_gerer": request.user.a_le_droit(Droit.GERER_RESULTATS),
        "trouves": candidats_cherches(siennes, q, timezone.now()),
        "q": q,
    }
    return render(request, "resultats/acces/cadre.html", contexte)


@GERER
@require_POST
def imprimer_les_coupons(request: Requete, examen: str, session: str, academie: str) -> HttpResponse:
    """RES-09: ask for the slips, as a job."""
    vu = _cadre(request, examen, session, academie)
    form = ImpressionForm(request.POST)
    renouveler = form.is_valid() and form.cleaned_data["renouveler"]
    return redirect(demandes.imprimer_les_coupons(vu, renouveler=renouveler, par=request.user))


@GERER
@require_POST
@never_cache
def reimprimer(request: Requete, candidature_id: int) -> HttpResponse:
    """RES-09: a new slip for one candidate, account or not; sent once, kept nowhere."""
    candidature = _candidature(request, candidature_id)
    emis = actions.emettre([candidature], par=request.user, le=timezone.now())
    octets = imprimer(emis, adresse=adresse_d_activation(), le=timezone.now())
    reponse = HttpResponse(octets, content_type="application/pdf")
    reponse["Content-Disposition"] = f'attachment; filename="coupon-{candidature.numero}.pdf"'
    return reponse


@GERER
@require_POST
def revoquer(request: Requete, candidature_id: int) -> HttpResponse:
    """RES-09: the slip of one candidate opens nothing any more."""
    candidature = _candidature(request, candidature_id)
    form = RevocationForm(request.POST)
    if not form.is_valid():
        raise Refus("Donnez le motif de la révocation, en quelques mots.")
    actions.revoquer(candidature, motif=form.cleaned_data["motif"], par=request.user, le=timezone.now())
    messages.success(request, f"Le coupon de {candidature} n’est plus valable.")
    return redirect(
        "resultats_candidat:cadre",
        candidature.examen.code,
        candidature.session.code,
        candidature.academie.code,
    )


@exige(Droit.GERER_RESULTATS)
@require_POST
def delai(request: Requete, examen: str, session: str, academie: str) -> HttpResponse:
    """RES-09: until when candidates may report the scan of their copies."""
    vu = _cadre(request, examen, session, academie)
    form = DelaiForm(request.POST)
    if not form.is_valid():
        raise Refus("Donnez un jour et une heure.")
    fixer_le_delai(
        vu.examen, vu.session, vu.academie, form.cleaned_data["jusqu_au"], par=request.user, le=timezone.now()
    )
    messages.success(request, "Le délai de signalement est enregistré.")
    return redirect("resultats_candidat:cadre", examen, session, academie)


@exige(Droit.GERER_RESULTATS)
@require_POST
def preparer(request: Requete, examen: str, session: str, academie: str) -> HttpResponse:
    """RES-08: ask for the pages of the results morning, as a job."""
    vu = _cadre(request, examen, session, academie)
    return redirect(demandes.preparer_les_pages(vu, par=request.user))


@login_not_required
@sensitive_post_parameters("code", "mot_de_passe", "encore")
@never_cache
def activer(request: HttpRequest) -> HttpResponse:
    """RES-09, SEC-02: the candidate's door; the same answer whatever is wrong."""
    form = ActivationForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "resultats/acces/activer.html", {"form": form})
    lues = {nom: form.cleaned_data[nom] for nom in ("numero", "date_naissance", "code", "mot_de_passe")}
    adresse = visiteur()
    if not (ACTIVATION_PAR_ADRESSE.compter(adresse) and ACTIVATION_PAR_NUMERO.compter(lues["numero"])):
        return render(request, "429.html", {"message": TROP_D_ACTIVATIONS}, status=429)
    try:
        actions.activer(**lues, le=timezone.now())
    except Refus as refus:
        form.add_error(None, refus.message)
        return render(request, "resultats/acces/activer.html", {"form": form})
    ACTIVATION_PAR_ADRESSE.rendre(adresse)
    messages.success(
        request, f"Votre compte est activé. Connectez-vous\u00a0: votre identifiant est {lues['numero']}."
    )
    return redirect("comptes:connexion")


def _cadre(request: Requete, examen: str, session: str, academie: str) -> AccesDuCadre:
    vu = cadre_gere(request.user, (examen, session, academie), timezone.now())
    if vu is None:
        raise Http404
    return vu


def _candidature(request: Requete, candidature_id: int) -> Candidature:
    siennes = candidatures_gerees(request.user).select_related("examen", "session", "academie")
    return get_object_or_404(siennes, pk=candidature_id)
