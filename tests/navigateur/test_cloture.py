"""The screens of the clôture in a real browser: narrow, accessible, readable without JavaScript (ACC-03)."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from santorin.copies.models import Nature
from santorin.transmission.actions import rapprocher
from santorin.transmission.destinataires.en_memoire import CycladesEnMemoire, ImaginEnMemoire, Panne
from santorin.transmission.regles import Portee
from tests.harnais import recepteurs
from tests.transmission.scene import numeros, une_scene

pytestmark = pytest.mark.django_db(transaction=True)

SANS_JAVASCRIPT = pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)


@pytest.fixture
def cyclades(settings, monkeypatch):
    settings.DESTINATAIRES = recepteurs.CHEMINS
    cyclades, imagin = CycladesEnMemoire(), ImaginEnMemoire(panne=Panne.AVANT)
    monkeypatch.setattr(recepteurs, "cyclades", lambda **_: cyclades)
    monkeypatch.setattr(recepteurs, "imagin", lambda **_: imagin)
    return cyclades


@pytest.fixture
def scene(cyclades, connecter):
    """A closing with everything to say: rejections, overwritten and protected marks, Imag'In silent, people missing."""
    scene = une_scene(libelle="Économie-gestion, droit et prévention-santé-environnement")
    lot = scene.lot("12.5", "7", "9", "16")
    rejete, change, dispense, _ = scene.compositions(lot)
    cyclades.inscrire(scene.cle, [numeros(c) for c in scene.compositions(lot) if c != rejete])
    scene.transmission, _ = scene.cloturer()
    cyclades.saisir(scene.cle, numeros(change), valeur=Decimal(18))
    cyclades.saisir(scene.cle, numeros(dispense), code="DI")
    rapprocher(scene.epreuve, cyclades=cyclades, par=scene.gestionnaire, le=timezone.now())
    scene.lot("11")
    scene.lot("3", verrouille=False)
    scene.absent()
    scene.non_emarge()
    connecter(scene.gestionnaire)
    return scene


def ecrans(scene):
    cle = Portee(scene.epreuve).cle
    uuid = scene.transmission.uuid
    return {
        "epreuve": reverse("cloture:epreuve", args=[cle]),
        "apercu": reverse("cloture:apercu", args=[cle]),
        "apercu-filtre": f"{reverse('cloture:apercu', args=[cle])}?issue=ecrasee",
        "retenus": reverse("cloture:retenus", args=[cle]),
        "ecarts": reverse("cloture:ecarts", args=[cle]),
        "ecarts-vides": f"{reverse('cloture:ecarts', args=[cle])}?q=personne",
        "envoi": reverse("cloture:transmission", args=[cle, uuid]),
        "envoi-filtre": f"{reverse('cloture:transmission', args=[cle, uuid])}?statut=rejetee",
        "services-faits": reverse("cloture:services_faits", args=[cle, uuid]),
    }


@pytest.mark.exigence("ACC-02", "ACC-03", "CLO-03", "CLO-13", "CLO-14")
def test_les_ecrans_de_la_cloture_sont_accessibles_et_ne_debordent_pas(page, tient, scene):
    for nom, adresse in ecrans(scene).items():
        page.goto(adresse)
        tient(f"cloture-{nom}")


@pytest.mark.exigence("ACC-03")
@SANS_JAVASCRIPT
def test_sans_javascript_tout_se_consulte(page, scene):
    attendus = {
        "epreuve": "Des services faits ne sont pas parvenus",
        "apercu": "18 (saisie à la main)",
        "retenus": "Candidat non émargé",
        "ecarts": "la prochaine clôture la remplacera",
        "envoi": "inconnu de Cyclades",
        "services-faits": "Sans réponse",
    }
    adresses = ecrans(scene)
    for nom, texte in attendus.items():
        page.goto(adresses[nom])
        expect(page.get_by_text(texte).first).to_be_visible()


@pytest.mark.exigence("CLO-12")
def test_une_epreuve_harmonisee_n_offre_aucun_bouton(page, axe, cyclades, connecter):
    scene = une_scene(nature=Nature.HARMONISEE)
    scene.lot("12.5")
    connecter(scene.gestionnaire)
    page.goto(reverse("cloture:epreuve", args=[Portee(scene.epreuve).cle]))
    axe(page)
    expect(page.get_by_text("validation de l’harmonisation").first).to_be_visible()
    expect(page.locator("main").get_by_role("button")).to_have_count(0)


@pytest.mark.exigence("ACC-02", "CLO-02")
def test_l_aide_et_le_bouton_grise_disent_pourquoi(page, axe, cyclades, connecter):
    scene = une_scene()
    scene.lot("12.5", verrouille=False)
    connecter(scene.gestionnaire)
    page.goto(reverse("cloture:epreuve", args=[Portee(scene.epreuve).cle]))
    bouton = page.get_by_role("button", name="Lancer la clôture")
    expect(bouton).to_be_disabled()
    expect(page.get_by_text("Aucun lot de cette épreuve n’est verrouillé.")).to_be_visible()
    page.locator(".sn-titre__aide").click()
    expect(page.get_by_role("dialog")).to_contain_text("Clôturer une épreuve envoie ses notes à Cyclades")
    axe(page)
