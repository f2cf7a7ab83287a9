"""SEC-02: a gestionnaire installs its second factor at the first login, then gives it at the next."""

import pytest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.fabriques import un_gestionnaire
from tests.fabriques.comptes import MOT_DE_PASSE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("SEC-02")]


def entrer(page, site, compte):
    page.goto(f"{site}/connexion/")
    page.get_by_label("Nom d’utilisateur").fill(compte.username)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()


def code_du_telephone():
    appareil = TOTPDevice.objects.get()
    appareil.last_t = -1  # the half minute has passed
    appareil.save()
    return f"{totp(appareil.bin_key):06}"


@pytest.mark.parametrize("largeur", [1280, 320])
def test_le_second_facteur_s_installe_puis_se_donne(  # noqa: PLR0917 - what a browser test needs
    page, live_server, settings, axe, capture, largeur
):
    settings.SECOND_FACTEUR_PROFILS = ["gestionnaire"]
    compte = un_gestionnaire()
    page.set_viewport_size({"width": largeur, "height": 800})
    entrer(page, live_server.url, compte)
    assert page.get_by_role("heading", name="Second facteur", level=1).is_visible()
    axe(page)
    page.get_by_role("button", name="Commencer l’installation").click()
    page.get_by_role("img", name="Code à lire").wait_for()
    axe(page)
    capture(f"second-facteur-installation-{largeur}")
    page.get_by_label("Code affiché par l’application").fill(code_du_telephone())
    page.get_by_role("button", name="Installer").click()
    page.get_by_role("heading", name="Codes de secours", level=1).wait_for()
    axe(page)
    capture(f"second-facteur-codes-{largeur}")
    page.get_by_role("link", name="J’ai noté mes codes").click()
    page.get_by_role("heading", name="Tableau de bord", level=1).wait_for()
    page.context.clear_cookies()
    entrer(page, live_server.url, compte)
    page.get_by_label("Code", exact=False).fill("000000")
    page.get_by_role("button", name="Continuer").click()
    page.get_by_text("Ce code n’est pas le bon").first.wait_for()
    axe(page)
    capture(f"second-facteur-refus-{largeur}")
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    page.get_by_label("Code", exact=False).fill(code_du_telephone())
    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("heading", name="Tableau de bord", level=1).wait_for()
