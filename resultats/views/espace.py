"""The candidate's space: results, fiche de calcul, transcripts, own copies, reports (RES-08, RES-09)."""

import gzip
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import condition, require_safe

from cyclades.models import Candidature
from resultats import billets
from resultats.actions.signalement_candidat import signaler as faire_signaler
from resultats.forms.signalement_candidat import SignalementCandidatForm
from resultats.lectures import espace as lectures
from resultats.lectures.releves import du_candidat
from resultats.models import PagePrete, Releve, ResultatProclame
from resultats.pages import Page, rendre
from resultats.regles.signalement_candidat import delais_de, obstacle_delai
from resultats.remise import envoyer_releve
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.refus import exiger

LIRE = exige(Droit.CONSULTER_SES_RESULTATS)


@LIRE
@require_safe
@never_cache
def espace(request: Requete) -> HttpResponse:
    """RES-09: the registrations of the account; whether results are open is all that is told (RES-08)."""
    le = timezone.now()
    inscriptions = lectures.inscriptions_de(request.user, le)
    reponse = render(request, "resultats/espace/espace.html", {"inscriptions": inscriptions})
    _donner_le_billet(request, reponse, [mienne.candidature.pk for mienne in inscriptions])
    return reponse


@LIRE
@require_safe
def resultat(request: Requete, candidature_id: int) -> HttpResponse:
    """RES-08: the result, prepared or made now, the same bytes; 404 before the opening as for an unknown number."""
    candidature = _ouverte(request, candidature_id)
    page = _page(candidature)

    reponse: HttpResponse = _envoyer(request, page)
    patch_cache_control(reponse, private=True, no_cache=True)
    siennes = [mienne.candidature.pk for mienne in lectures.inscriptions_de(request.user, timezone.now())]
    _donner_le_billet(request, reponse, siennes)
    return reponse


@LIRE
@require_safe
@never_cache
def fiche(request: Requete, candidature_id: int) -> HttpResponse:
    """DEL-13, RES-09: how the decision was reached, step by step, in words."""
    candidature = _ouverte(request, candidature_id)
    dernier = lectures.resultat_de(candidature).resultat
    if dernier is None:
        raise Http404
    contexte = {"candidature": candidature, "resultat": dernier, "etapes": lectures.fiche_de(dernier)}
    return render(request, "resultats/espace/fiche.html", contexte)


@LIRE
@require_safe
@never_cache
def releves(request: Requete, candidature_id: int) -> HttpResponse:
    """RES-09: one's transcripts, every version, as soon as their date has come."""
    candidature = _ouverte(request, candidature_id)
    contexte = {"candidature": candidature, "documents": du_candidat(candidature, timezone.now())}
    return render(request, "resultats/espace/releves.html", contexte)


@LIRE
@require_safe
def releve(request: Requete, candidature_id: int, releve_id: int) -> HttpResponseBase:
    """RES-09: the PDF of a transcript; the right is checked each time, each download is journaled."""
    le, candidature = timezone.now(), _ouverte(request, candidature_id)
    if releve_id not in {document.cle for document in du_candidat(candidature, le)}:
        raise Http404
    trouve = get_object_or_404(Releve.objects.select_related("candidature"), pk=releve_id)
    return envoyer_releve(request, trouve, par=request.user, le=le)


@LIRE
@require_safe
@never_cache
def copies(request: Requete, candidature_id: int) -> HttpResponse:
    """RES-09: one's own copies, and what one reported of them."""
    candidature = _ouverte(request, candidature_id)
    contexte = {
        "candidature": candidature,
        "copies": lectures.copies_de(request.user, candidature, timezone.now()),
        "signalements": lectures.signalements_de(request.user),
    }
    return render(request, "resultats/espace/copies.html", contexte)


@LIRE
@never_cache
def signaler(request: Requete, candidature_id: int, cle: UUID) -> HttpResponse:
    """RES-09: « signaler un problème de numérisation » on one's own copy, until a date."""
    candidature, le = _ouverte(request, candidature_id), timezone.now()
    siennes = lectures.compositions_de(request.user, candidature).select_related("epreuve", "copie")
    composition = get_object_or_404(siennes, copie__cle=cle)
    exiger(obstacle_delai(delais_de([composition])[composition.pk], le))
    form = SignalementCandidatForm(request.POST or None, pages=lectures.pages_de(composition))
    if request.method == "POST" and form.is_valid():
        faire_signaler(composition, **form.cleaned_data, par=request.user, le=le)
        messages.success(request, "Signalement envoyé. La réponse s’affichera ici.")
        return redirect("resultats_candidat:copies", candidature_id)
    contexte = {"candidature": candidature, "epreuve": composition.epreuve, "form": form}
    return render(request, "resultats/espace/signaler.html", contexte)


@condition(etag_func=lambda _request, page: f'"{page.empreinte}"')
def _envoyer(request: Requete, page: Page) -> HttpResponse:
    return HttpResponse(gzip.decompress(page.contenu))


def _ouverte(request: Requete, cle: int) -> Candidature:
    candidature = lectures.candidature_ouverte(request.user, cle, timezone.now())
    if candidature is None:
        raise Http404
    return candidature


def _page(candidature: Candidature) -> Page:
    """The prepared page as long as it is the last word; otherwise the same, made now."""
    dernier: ResultatProclame | None = candidature.resultats.order_by("-numero").first()
    prete = PagePrete.objects.filter(
        candidature=candidature, resultat=dernier, fraude_presumee=candidature.fraude_presumee
    ).first()
    if prete is not None:
        return Page(bytes(prete.contenu), prete.empreinte)
    return rendre(lectures.montrer(candidature, dernier))


def _donner_le_billet(request: Requete, reponse: HttpResponse, candidatures: list[int]) -> None:
    billets.donner(
        reponse,
        billets.Billet(
            request.user.pk,
            billets.marque_de_session(request.session.session_key or ""),
            billets.marque_du_mot_de_passe(request.user.password),
            tuple(candidatures),
        ),
    )
