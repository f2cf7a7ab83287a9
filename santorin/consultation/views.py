"""The viewer, its images, the PDF; « Éditer les copies » of an épreuve (EDI-01 to EDI-05, TEL-01)."""

from functools import partial
from io import BytesIO
from uuid import UUID

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.comptes.models import Utilisateur
from santorin.consultation import actions
from santorin.consultation.forms import CriteresForm, ZipForm
from santorin.consultation.lectures.copie import copie_montree
from santorin.consultation.lectures.lignes import choix, nombre_archivable, page_de_copies
from santorin.consultation.regles import obstacle_edition, obstacle_zip
from santorin.consultation.remise import composition_de, envoyer_page, envoyer_pdf, epreuve_de, page_de
from santorin.consultation.tasks import preparer_zip
from santorin.consultation.vignettes import vignette as faire_vignette
from santorin.copies.models import Epreuve
from santorin.editions.envoi import Fichier, envoyer

VOIR = exige(Droit.EDITER_COPIES, Droit.TELECHARGER, Droit.CONSULTER_SA_COPIE)
EDITER = exige(Droit.EDITER_COPIES, Droit.TELECHARGER)


@VOIR
@require_safe
@never_cache
def copie(request: Requete, cle: UUID) -> HttpResponse:
    """EDI-02, TEL-01: a copy in the viewer."""
    composition = composition_de(request.user, cle)
    montree = copie_montree(composition)
    actions.noter_consultation(composition, par=request.user, le=timezone.now())
    candidat, vue = composition.candidat, composition.epreuve
    contexte = {
        "copie": montree,
        "epreuve": vue,
        "sous_titre": f"{candidat.numero} – {vue}",
        "retour": _retour(request.user, vue),
    }
    return render(request, "consultation/copie.html", contexte)


def _retour(utilisateur: Utilisateur, vue: Epreuve) -> tuple[str, str] | None:
    """The table that the copy comes from: its words and address; None for a candidate."""
    if utilisateur.a_le_droit(Droit.TELECHARGER):
        return "Téléchargement", reverse("telechargement:copies")
    if utilisateur.a_le_droit(Droit.EDITER_COPIES):
        return "Éditer les copies", reverse("visionneuse:epreuve", args=[vue.pk])
    return None


@VOIR
@require_safe
def page(request: Requete, cle: UUID, numero: int) -> HttpResponseBase:
    """The scanned page, its bytes untouched; the right is checked each time (SEC-02)."""
    return envoyer_page(request, page_de(request.user, cle, numero))


@VOIR
@require_safe
def vignette(request: Requete, cle: UUID, numero: int) -> HttpResponseBase:
    """The small image of a page."""
    trouvee = page_de(request.user, cle, numero)
    try:
        with faire_vignette(trouvee) as petite:
            octets = petite.read()
    except OSError as erreur:
        raise Http404 from erreur
    fichier = Fichier(
        ouvrir=partial(BytesIO, octets),
        taille=len(octets),
        empreinte=f"{trouvee.sha256}-{trouvee.rotation}",
        type_mime="image/jpeg",
    )
    return envoyer(request, fichier)


@VOIR
@require_safe
def pdf(request: Requete, cle: UUID) -> HttpResponseBase:
    """EDI-02, EDI-03: the PDF, which the browser saves; 409 with the reason when there is none to give."""
    return envoyer_pdf(request, composition_de(request.user, cle), par=request.user)


@EDITER
@require_safe
def epreuve(request: Requete, epreuve_id: int) -> HttpResponse:
    """EDI-01, EDI-02, EDI-04, EDI-05: « Éditer les copies », reached from the clôture of an épreuve."""
    vue = epreuve_de(request.user, epreuve_id)
    offre = choix(request.user, vue.pk)
    contexte = contexte_du_tableau(
        request, CriteresForm({**request.GET.dict(), "epreuve": vue.pk}, choix=offre)
    )
    archivables = nombre_archivable(request.user, vue.pk)
    contexte |= {
        "epreuve": vue,
        "obstacle": obstacle_edition(vue, request.user, len(offre.epreuves)),
        "archivables": archivables,
        "obstacle_zip": obstacle_zip(request.user, {vue.nature}, archivables),
        "zip": ZipForm(choix=offre),
    }
    return rendre_tableau(request, "consultation/epreuve.html", contexte)


@EDITER
@require_POST
def zip_de_l_epreuve(request: Requete, epreuve_id: int) -> HttpResponse:
    """EDI-04: ask for the ZIP of an épreuve; for a gestionnaire, of a concours only."""
    vue = epreuve_de(request.user, epreuve_id)
    offre = choix(request.user, vue.pk)
    form = ZipForm(request.POST, choix=offre)
    if not form.is_valid():
        contexte = contexte_du_tableau(request, CriteresForm({"epreuve": vue.pk}, choix=offre))
        contexte |= {"epreuve": vue, "obstacle": None, "archivables": nombre_archivable(request.user, vue.pk)}
        return render(request, "consultation/epreuve.html", contexte | {"zip": form})
    traitement = actions.demander_zip(
        preparer_zip, [vue.pk], mot_de_passe=form.cleaned_data["mot_de_passe"], par=request.user
    )
    return redirect(traitement)


def contexte_du_tableau(request: Requete, form: CriteresForm) -> dict[str, object]:
    """What templates/consultation/_copies.html shows."""
    criteres = form.criteres()
    return {"form": form, "criteres": criteres, "page": page_de_copies(request.user, criteres)}


def rendre_tableau(request: Requete, gabarit: str, contexte: dict[str, object]) -> HttpResponse:
    """The whole screen, or the table alone when the search asks for it as one types."""
    vivant = request.headers.get("HX-Request") == "true"
    reponse = render(request, "consultation/_copies.html" if vivant else gabarit, contexte)
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse
