"""What past closings sent, and what Cyclades holds differently (CLO-06, CLO-14)."""

from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from santorin.cloture import lectures
from santorin.cloture.acces import curseurs, portee_demandee
from santorin.cloture.forms import FiltreEcartsForm, FiltreNotesForm
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.editions.tableur import ecrire_csv
from santorin.transmission.lectures import transmissions_de
from santorin.transmission.lectures.ecarts import ecarts_de, lignes_ecarts
from santorin.transmission.models import Transmission
from santorin.transmission.regles import Portee


@exige(Droit.CONSULTER_CLOTURE)
@require_safe
@never_cache
def transmission(request: Requete, cle: str, uuid: UUID) -> HttpResponse:
    """CLO-06: the marks of one run, with what Cyclades answered to each."""
    portee, passee = _passee(request, cle, uuid)
    form = FiltreNotesForm(request.GET)
    page = lectures.page_de_notes(
        passee.transmission,
        portee,
        q=request.GET.get("q", "")[:80],
        statut=form.statut_demande,
        raison=form.cleaned_data.get("raison", ""),
        **curseurs(request),
    )
    contexte = {
        "portee": portee,
        "sous_titre": lectures.sous_titre(portee),
        "passee": passee,
        "form": form,
        "q": request.GET.get("q", "")[:80],
        "notes": page.lignes,
        "precedent": page.precedent,
        "suivant": page.suivant,
        "envois": passee.transmission.envois.order_by("destinataire", "rang"),
    }
    return render(request, "cloture/transmission.html", contexte)


@exige(Droit.CONSULTER_CLOTURE)
@require_safe
@never_cache
def services_faits(request: Requete, cle: str, uuid: UUID) -> HttpResponse:
    """CLO-06, IMA-01: the services faits of one run; the markers are the académie's to know."""
    portee, passee = _passee(request, cle, uuid)
    if portee.etablissement:
        raise Http404
    page = lectures.page_de_services_faits(passee.transmission, **curseurs(request))
    contexte = {
        "portee": portee,
        "sous_titre": lectures.sous_titre(portee),
        "passee": passee,
        "services_faits": page.lignes,
        "precedent": page.precedent,
        "suivant": page.suivant,
    }
    return render(request, "cloture/services_faits.html", contexte)


@exige(Droit.CONSULTER_CLOTURE)
@require_safe
@never_cache
def ecarts(request: Requete, cle: str) -> HttpResponse:
    """CLO-14: the differences that the last comparison found."""
    portee = portee_demandee(request.user, cle, Droit.CONSULTER_CLOTURE)
    comparaison = lectures.comparaison(portee)
    form = FiltreEcartsForm(request.GET)
    contexte: dict[str, object] = {
        "portee": portee,
        "sous_titre": lectures.sous_titre(portee),
        "comparaison": comparaison,
        "form": form,
        "actifs": form.actifs,
        "q": request.GET.get("q", "")[:80],
    }
    if comparaison:
        page = lectures.page_d_ecarts(
            comparaison,
            portee,
            q=request.GET.get("q", "")[:80],
            motif=form.cleaned_data.get("motif", ""),
            **curseurs(request),
        )
        contexte |= {"ecarts": page.lignes, "precedent": page.precedent, "suivant": page.suivant}
    return render(request, "cloture/ecarts.html", contexte)


@exige(Droit.CONSULTER_CLOTURE)
@require_safe
@never_cache
def ecarts_csv(request: Requete, cle: str) -> StreamingHttpResponse:
    """CLO-14: the same, whole, for a spreadsheet."""
    portee = portee_demandee(request.user, cle, Droit.CONSULTER_CLOTURE)
    comparaison = lectures.comparaison(portee)
    if comparaison is None:
        raise Http404
    lignes = lignes_ecarts(ecarts_de(comparaison.rapprochement, portee))
    return StreamingHttpResponse(
        ecrire_csv(lignes),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="ecarts-{portee.cle}.csv"'},
    )


def _passee(request: Requete, cle: str, uuid: UUID) -> tuple[Portee, lectures.Passee]:
    portee = portee_demandee(request.user, cle, Droit.CONSULTER_CLOTURE)
    trouvee: Transmission = get_object_or_404(transmissions_de(portee), uuid=uuid)
    return portee, lectures.passee(trouvee, portee, request.user)
