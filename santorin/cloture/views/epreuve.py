"""The closing of an épreuve: figures, preview, and what may be launched (CLO-01 to CLO-05, CLO-12, CLO-13)."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from santorin.cloture import demandes, lectures
from santorin.cloture.acces import curseurs, portee_demandee
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.transmission.destinataires import destinataire_notes
from santorin.transmission.etats import Issue, Retenue
from santorin.transmission.lectures.apercu import apercu as lire_apercu
from santorin.transmission.lectures.retenues import comptes_des_retenues
from santorin.transmission.regles import est_totale


@exige(Droit.CONSULTER_CLOTURE)
@require_safe
@never_cache
def epreuve(request: Requete, cle: str) -> HttpResponse:
    """CLO-01, CLO-03: the closing of one épreuve."""
    portee = portee_demandee(request.user, cle, Droit.CONSULTER_CLOTURE)
    return render(request, "cloture/epreuve.html", {"ecran": lectures.ecran(portee, request.user)})


@exige(Droit.CONSULTER_CLOTURE)
@require_safe
@never_cache
def apercu(request: Requete, cle: str) -> HttpResponse:
    """CLO-13: what a closing launched now would send, overwrite and leave."""
    portee = portee_demandee(request.user, cle, Droit.CONSULTER_CLOTURE)
    issue = next((cas for cas in Issue if cas == request.GET.get("issue")), None)
    vu = lire_apercu(
        portee, destinataire_notes(presse=True), issue=issue, apres=curseurs(request)["apres"] or 0
    )
    contexte = {
        "portee": portee,
        "sous_titre": lectures.sous_titre(portee),
        "apercu": vu,
        "issue": issue,
        "precedent": None,
        "suivant": vu.suivant,
    }
    return render(request, "cloture/apercu.html", contexte)


@exige(Droit.CONSULTER_CLOTURE)
@require_safe
@never_cache
def retenus(request: Requete, cle: str) -> HttpResponse:
    """CLO-13, HAR-07: who is kept back, and why."""
    portee = portee_demandee(request.user, cle, Droit.CONSULTER_CLOTURE)
    totale = est_totale(portee)
    motif = next((cas for cas in Retenue if cas == request.GET.get("motif")), None)
    page, retenus_lus = lectures.page_de_retenus(portee, totale=totale, motif=motif, **curseurs(request))
    contexte = {
        "portee": portee,
        "sous_titre": lectures.sous_titre(portee),
        "comptes": comptes_des_retenues(portee, totale=totale),
        "motif": motif,
        "retenus": retenus_lus,
        "precedent": page.precedent,
        "suivant": page.suivant,
    }
    return render(request, "cloture/retenus.html", contexte)


@exige(Droit.CLOTURER)
@require_POST
def lancer(request: Requete, cle: str) -> HttpResponse:
    """CLO-04: have the épreuve closed."""
    portee = portee_demandee(request.user, cle, Droit.CLOTURER)
    return redirect(demandes.demander_cloture(portee, par=request.user))


@exige(Droit.CLOTURER)
@require_POST
def renvoyer(request: Requete, cle: str) -> HttpResponse:
    """CLO-05: have the services faits sent again, alone."""
    portee = portee_demandee(request.user, cle, Droit.CLOTURER)
    return redirect(demandes.demander_renvoi(portee, par=request.user))


@exige(Droit.CLOTURER)
@require_POST
def rapprocher(request: Requete, cle: str) -> HttpResponse:
    """CLO-14: have Santorin and Cyclades compared."""
    portee = portee_demandee(request.user, cle, Droit.CLOTURER)
    return redirect(demandes.demander_rapprochement(portee, par=request.user))
