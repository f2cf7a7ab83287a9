"""The emergency portal, from both sides: the académie that opens it, the jury that enters (DEL-04)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from deliberation import actions
from deliberation.forms import EntreeSecours, OuverturePortailForm
from deliberation.lectures.salle import salle
from deliberation.models import AccesSecours, Dossier
from deliberation.perimetre import centre_de, jury_de
from deliberation.views.salle import contexte_du_dossier, enregistrer, essayer, formulaires
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.journal.actions import journaliser
from santorin.journal.provenance import provenance
from santorin.refus import Refus

ACTES = ("note", "points", "decision")
CLE = "acces_secours"
ESSAIS_PAR_ADRESSE, FENETRE = 20, 900  # attempts from one address, in so many seconds


@exige(Droit.OUVRIR_PORTAIL_DE_SECOURS)
@never_cache
def portail(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-04: open and close the portal, see its accesses."""
    centre = centre_de(request, groupe_id, uai, Droit.OUVRIR_PORTAIL_DE_SECOURS)
    le = timezone.now()
    form = OuverturePortailForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.ouvrir_portail(centre.groupe, **form.cleaned_data, par=request.user, le=le)
        messages.success(request, "Le portail de secours est ouvert.")
        return redirect(request.path)
    acces = AccesSecours.objects.filter(jury__in=centre.jurys, revoque_le=None).select_related("jury")
    contexte = {
        "centre": centre,
        "form": form,
        "en_cours": list(centre.groupe.ouvertures.en_cours(le).select_related("ouverte_par")),
        "ouvertures": list(centre.groupe.ouvertures.select_related("ouverte_par")[:20]),
        "acces": list(acces.order_by("jury__numero")),
    }
    return render(request, "deliberation/portail.html", contexte)


@exige(Droit.OUVRIR_PORTAIL_DE_SECOURS)
@require_POST
def fermer(request: Requete, groupe_id: int, uai: str) -> HttpResponse:
    """DEL-04: close the portal at once."""
    centre = centre_de(request, groupe_id, uai, Droit.OUVRIR_PORTAIL_DE_SECOURS)
    actions.fermer_portail(centre.groupe, par=request.user, le=timezone.now())
    messages.success(request, "Le portail de secours est fermé.")
    return redirect("deliberation:portail", groupe_id, uai)


@exige(Droit.OUVRIR_PORTAIL_DE_SECOURS)
@require_POST
def revoquer(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-04: the slip of one jury opens nothing any more."""
    jury = jury_de(request, jury_id, Droit.OUVRIR_PORTAIL_DE_SECOURS)
    actions.revoquer(jury, motif="Révoqué depuis le portail de secours", par=request.user, le=timezone.now())
    messages.success(request, f"L’accès du jury {jury.numero} est révoqué.")
    return redirect("deliberation:portail", jury.groupe_id, jury.centre.uai)


@login_not_required
@never_cache
def entree(request: HttpRequest) -> HttpResponse:
    """DEL-04: the jury's door; the same answer for a wrong slip, a revoked one and a closed portal."""
    form = EntreeSecours(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _freiner(request)
            acces = actions.entrer(**form.cleaned_data, le=timezone.now())
        except Refus as refus:
            form.add_error(None, refus.message)
        else:
            request.session.cycle_key()
            request.session[CLE] = acces.pk
            request.session.set_expiry(0)
            return redirect("deliberation:secours_jury")
    return render(request, "deliberation/secours_entree.html", {"form": form})


@login_not_required
@never_cache
@require_safe
def jury(request: HttpRequest) -> HttpResponse:
    """DEL-04: the jury's PVI."""
    acces = _acces(request)
    if acces is None:
        return redirect("deliberation:secours")
    _journaliser(acces, "secours.lire", "liste des candidats")
    return render(request, "deliberation/secours_jury.html", {"salle": salle(acces.jury), "jury": acces.jury})


@login_not_required
@never_cache
def dossier(request: HttpRequest, dossier_id: int) -> HttpResponse:
    """DEL-04: a PVI, and the jury's decision."""
    acces = _acces(request)
    if acces is None:
        return redirect("deliberation:secours")
    siens = Dossier.objects.au_controle().filter(jury=acces.jury).select_related("candidature", "jury")
    sien = get_object_or_404(siens, pk=dossier_id)
    sien.jury = acces.jury
    contexte = contexte_du_dossier(sien, {}, None)
    adresses = dict.fromkeys(ACTES, request.path)
    if request.method == "POST":
        acte = request.POST.get("acte", "")
        if acte not in ACTES:
            raise Http404
        _journaliser(acces, "secours.agir", f"{sien.candidature.identifiant}, {acte}")
        form = formulaires(contexte["lu"], list(acces.jury.membres.en_fonction()), acte, request.POST)
        if form.is_valid() and "essayer" not in request.POST:
            enregistrer(sien, acte, form.cleaned_data, request, anonyme=True)
            messages.success(request, "Enregistrement effectué")
            return redirect("deliberation:secours_dossier", dossier_id)
        essai = essayer(contexte["lu"], acte, form.cleaned_data) if form.is_valid() else None
        contexte = contexte_du_dossier(sien, {acte: form}, essai)
    else:
        _journaliser(acces, "secours.lire", sien.candidature.identifiant)
    return render(
        request, "deliberation/secours_dossier.html", contexte | {"peut_ecrire": True, "adresses": adresses}
    )


@login_not_required
@require_POST
def sortie(request: HttpRequest) -> HttpResponse:
    """DEL-04: leave the portal."""
    request.session.flush()
    return redirect("deliberation:secours")


def _acces(request: HttpRequest) -> AccesSecours | None:
    """The session's access, while the portal answers to it; None otherwise."""
    acces = (
        AccesSecours.objects.filter(pk=request.session.get(CLE, 0))
        .select_related("jury__groupe__examen", "jury__groupe__session", "jury__specialite", "jury__centre")
        .first()
    )
    if acces is None or not actions.est_ouvert(acces, timezone.now()):
        return None
    return acces


def _journaliser(acces: AccesSecours, acte: str, objet: str) -> None:
    journaliser(acte, fil=acces.jury.fil, objet=f"{acces.identifiant} : {objet}", par=None, le=timezone.now())


def _freiner(request: HttpRequest) -> None:
    """DEL-04: so many attempts from one address, whatever the logins tried. Raises `Refus`."""
    cle = f"secours:{provenance()}"
    cache.add(cle, 0, FENETRE)
    if cache.incr(cle) > ESSAIS_PAR_ADRESSE:
        raise Refus("Trop d'essais depuis ce poste : attendez un quart d'heure.")
