"""The second factor: given at the login, installed and renewed from one's account (SEC-02)."""

from base64 import b32encode, b64encode
from typing import Any

import zxingcpp
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from santorin.comptes import actions
from santorin.comptes.forms import CodeForm, PremierCodeForm
from santorin.comptes.garde import Requete, connecte
from santorin.comptes.regles import SecondFacteur, a_un_appareil, obstacle_retrait, situation
from santorin.refus import Refus


@never_cache
@sensitive_post_parameters("code")
@connecte
def prouver(request: Requete) -> HttpResponse:
    """SEC-02: the code that the session still owes, then where the person was going."""
    suite = _suite(request)
    if situation(request.session, request.user) is not SecondFacteur.A_PROUVER:
        return redirect(suite)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            actions.prouver(request.session, form.cleaned_data["code"], par=request.user, le=timezone.now())
        except Refus as refus:
            form.add_error("code", refus.message)
        else:
            return redirect(suite)
    return render(request, "comptes/second_facteur.html", {"form": form, "suite": suite})


@never_cache
@sensitive_post_parameters("code")
@connecte
def application(request: Requete) -> HttpResponse:
    """SEC-02: whether an application is installed; the key to read, and the first code that proves it was read."""
    prepare = TOTPDevice.objects.filter(user=request.user, confirmed=False).first()
    form = PremierCodeForm(request.POST or None)
    if prepare and form.is_valid():
        try:
            codes = actions.confirmer_application(
                request.session, form.cleaned_data["code"], par=request.user, le=timezone.now()
            )
        except Refus as refus:
            form.add_error("code", refus.message)
        else:
            return render(
                request, "comptes/codes_de_secours.html", {"codes": codes, "suite": _suite(request)}
            )
    return render(request, "comptes/application.html", _page(request, prepare, form))


@require_POST
@connecte
def preparer(request: Requete) -> HttpResponse:
    """SEC-02: a new key to read."""
    actions.preparer_application(par=request.user)
    return redirect("comptes:application")


@require_POST
@never_cache
@connecte
def codes(request: Requete) -> HttpResponse:
    """SEC-02: new recovery codes, shown once."""
    if not a_un_appareil(request.user):
        return redirect("comptes:application")
    nouveaux = actions.renouveler_codes(par=request.user, le=timezone.now())
    return render(
        request,
        "comptes/codes_de_secours.html",
        {"codes": nouveaux, "suite": resolve_url("comptes:mon_compte")},
    )


@require_POST
@connecte
def renoncer(request: Requete) -> HttpResponse:
    """SEC-02: no second factor any more, where the profil does not ask for it."""
    actions.renoncer(request.session, par=request.user, le=timezone.now())
    messages.success(request, "Votre connexion ne demande plus de second facteur.")
    return redirect("comptes:mon_compte")


def _page(request: Requete, prepare: TOTPDevice | None, form: forms.Form) -> dict[str, Any]:
    page: dict[str, Any] = {
        "installee": a_un_appareil(request.user),
        "exige": situation(request.session, request.user) is SecondFacteur.A_INSTALLER,
        "obstacle": obstacle_retrait(request.user),
        "form": form,
    }
    if prepare:
        cle = b32encode(prepare.bin_key).decode()
        page["cle"] = " ".join(cle[i : i + 4] for i in range(0, len(cle), 4))
        page["image"] = _image(prepare.config_url)
    return page


def _image(adresse: str) -> str:
    """The key as a QR code, an image within the page."""
    svg = zxingcpp.create_barcode(adresse, zxingcpp.BarcodeFormat.QRCode).to_svg()
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _suite(request: Requete) -> str:
    """Where the person was going, if it is here."""
    demandee = request.POST.get("suite") or request.GET.get("suite") or ""
    if url_has_allowed_host_and_scheme(demandee, {request.get_host()}, require_https=request.is_secure()):
        return demandee
    return resolve_url(settings.LOGIN_REDIRECT_URL)
