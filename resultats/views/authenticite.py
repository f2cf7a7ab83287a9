"""« Vérifier un relevé de notes », for everybody (RES-07, RES-08)."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from resultats.forms.authenticite import CodeForm, FichierForm
from resultats.freins import AUTHENTICITE, TROP_DE_VERIFICATIONS, visiteur
from resultats.lectures.authenticite import attestation_du_code, attestation_du_fichier
from santorin.editions.empreinte import empreinte_de


@login_not_required
@require_safe
@never_cache
def authenticite(request: HttpRequest) -> HttpResponse:
    """RES-07: by the code printed on the document; the QR code leads here with it."""
    demandee = "code" in request.GET
    if demandee and not AUTHENTICITE.compter(visiteur()):
        return render(request, "429.html", {"message": TROP_DE_VERIFICATIONS}, status=429)
    form = CodeForm(request.GET) if demandee else CodeForm()
    contexte: dict[str, object] = {"form": form, "demandee": demandee and form.is_valid()}
    if contexte["demandee"]:
        contexte["attestation"] = attestation_du_code(form.cleaned_data["code"], timezone.now())
    return render(request, "resultats/authenticite/code.html", contexte)


@login_not_required
@never_cache
def fichier(request: HttpRequest) -> HttpResponse:
    """RES-07: by the PDF itself, compared by its digest and thrown away."""
    if request.method == "POST" and not AUTHENTICITE.compter(visiteur()):
        return render(request, "429.html", {"message": TROP_DE_VERIFICATIONS}, status=429)
    form = FichierForm(request.POST, request.FILES) if request.method == "POST" else FichierForm()
    contexte: dict[str, object] = {"form": form, "demandee": form.is_bound and form.is_valid()}
    if contexte["demandee"]:
        sha256 = empreinte_de(form.cleaned_data["fichier"])[1]
        contexte["attestation"] = attestation_du_fichier(sha256, timezone.now())
    return render(request, "resultats/authenticite/fichier.html", contexte)
