"""Both memos of the customer, played in a browser: « Éditer les copies » and « Téléchargement »."""

import hashlib
import zipfile

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from santorin.copies.actions import presumer_fraude
from tests.consultation.conftest import Scene

pytestmark = pytest.mark.django_db(transaction=True)

DEBORD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ETROIT = pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 700}}], indirect=True)
SANS_JAVASCRIPT = pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)


def une_classe(nature="ponctuelle"):
    """Three copies, marked and annotated, not yet transmitted."""
    decor = Scene(nature, pages=2)
    decor.compositions = [
        decor.une_copie_corrigee(nom="GUYLESTE", prenoms="Fazia", division="TCOM1"),
        decor.une_copie_corrigee(nom="LEFÈVRE", prenoms="Noëlle", division="TCOM2"),
        decor.une_copie_corrigee(nom="LAVANDE", prenoms="Alexandre", division="TCOM2"),
    ]
    return decor


@pytest.mark.exigence("TEL-01", "TEL-02", "HAR-10", "ACC-01")
@pytest.mark.usefixtures("serveur_celery")
def test_telechargement_du_processus_ferme_au_zip(page, axe, capture, connecter, tmp_path):
    classe = une_classe("harmonisee")
    connecter(classe.chef)
    page.goto("/")
    tuile = page.get_by_role("article").filter(has_text="Téléchargement")
    expect(tuile.get_by_text("à la validation de l’harmonisation")).to_be_visible()
    assert tuile.get_by_role("link").count() == 0
    capture("telechargement-ferme")

    classe.transmettre(*classe.compositions)
    page.reload()
    tuile.get_by_role("link", name="Téléchargement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Téléchargement des copies")
    axe(page)
    page.get_by_label("Rechercher un candidat").press_sequentially("noelle", delay=30)
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.locator("#annonces")).to_contain_text("1\u00a0copie")
    page.wait_for_url("**q=noelle**")
    capture("telechargement-tableau")
    page.get_by_role("link", name="LEFÈVRE Noëlle").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Copie de LEFÈVRE Noëlle")
    expect(page.get_by_role("toolbar", name="Outils de la visionneuse")).to_be_visible()
    page.evaluate("document.fonts.ready")
    axe(page)
    capture("telechargement-visionneuse")
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Générer le PDF").click()
    numero = classe.compositions[1].candidat.numero
    assert telechargement.value.suggested_filename == f"LEFÈVRE_Noëlle_{numero}_{classe.epreuve.code}.pdf"
    telechargement.value.save_as(tmp_path / "copie.pdf")
    assert (tmp_path / "copie.pdf").read_bytes().startswith(b"%PDF-")

    page.get_by_role("navigation", name="Vous êtes ici").get_by_role("link", name="Téléchargement").click()
    page.get_by_text("Toutes les copies dans un ZIP").click()
    axe(page)
    page.get_by_role("button", name="Préparer le ZIP").click()
    expect(page.get_by_text("Le traitement s’est bien déroulé.")).to_be_visible(timeout=60_000)
    capture("telechargement-zip")
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="COPIES_").first.click()
    telechargement.value.save_as(tmp_path / "copies.zip")
    noms = zipfile.ZipFile(tmp_path / "copies.zip").namelist()
    assert {nom.split("/")[0] for nom in noms if nom.endswith(".pdf")} == {"TCOM1", "TCOM2"}
    page.get_by_text("Vérifier un document téléchargé").click()
    somme = hashlib.sha256((tmp_path / "copies.zip").read_bytes()).hexdigest()
    expect(page.get_by_text(somme, exact=True)).to_be_visible()
    axe(page)
    page.set_viewport_size({"width": 375, "height": 800})
    assert page.evaluate(DEBORD) == 0
    capture("telechargement-zip-375")


@pytest.mark.exigence("EDI-01", "EDI-02", "EDI-04", "EDI-05")
def test_edition_par_le_gestionnaire_de_la_recherche_au_pdf(page, axe, capture, connecter):
    classe = une_classe()
    connecter(classe.gestionnaire)
    adresse = f"/copies/epreuves/{classe.epreuve.pk}/"
    page.goto(adresse)
    expect(page.get_by_text("Les copies ne sont pas disponibles.")).to_be_visible()
    classe.transmettre(*classe.compositions)
    page.reload()
    axe(page)
    assert page.get_by_text("Préparer le ZIP").count() == 0
    page.get_by_label("Rechercher un candidat").fill(classe.compositions[2].candidat.numero)
    expect(page.get_by_role("row")).to_have_count(2)
    capture("edition-tableau")
    page.get_by_role("row", name="LAVANDE Alexandre").get_by_role("link").click()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Générer le PDF").click()
    assert telechargement.value.suggested_filename.startswith("LAVANDE_Alexandre_")
    page.get_by_role("navigation", name="Vous êtes ici").get_by_role("link", name="Éditer les copies").click()
    page.get_by_role("link", name="? Aide de cet écran").click()
    expect(page.get_by_role("dialog", name="Aide de cet écran")).to_contain_text("concours")


@pytest.mark.exigence("ACC-03", "TEL-01")
@SANS_JAVASCRIPT
def test_sans_javascript_on_cherche_on_voit_et_on_prend_le_pdf(page, connecter):
    classe = une_classe()
    classe.transmettre(*classe.compositions)
    connecter(classe.chef)
    page.goto("/telechargement/")
    page.get_by_label("Rechercher un candidat").fill("guyleste")
    page.get_by_role("button", name="Rechercher").click()
    assert page.get_by_role("row").count() == 2
    page.get_by_role("link", name="GUYLESTE Fazia").click()
    assert page.get_by_role("img", name="Page 1 sur 2 de la copie").is_visible()
    page.get_by_text("Lire les annotations").first.click()
    assert page.get_by_text("cœur du sujet").last.is_visible()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Générer le PDF").click()
    assert telechargement.value.suggested_filename.endswith(".pdf")


@pytest.mark.exigence("TEL-01", "ACC-02")
@ETROIT
def test_a_320_pixels_rien_ne_deborde(page, axe, capture, connecter):
    classe = une_classe()
    classe.transmettre(*classe.compositions)
    connecter(classe.chef)
    for adresse in ("/telechargement/", f"/copies/{classe.compositions[0].copie.cle}/"):
        page.goto(adresse)
        axe(page)
        assert (adresse, page.evaluate(DEBORD)) == (adresse, 0)
    capture("copie-320")


@pytest.mark.exigence("TEL-04", "HAR-11")
def test_recorrection_et_fraude_se_voient_des_qu_elles_sont_la(page, capture, connecter, tolerer):
    tolerer("404|409")
    classe = une_classe()
    classe.transmettre(*classe.compositions)
    classe.rouvrir()
    presumer_fraude(classe.compositions[0], motif="téléphone", par=classe.gestionnaire, le=timezone.now())
    connecter(classe.chef)
    page.goto("/telechargement/")
    expect(page.get_by_text("En recorrection")).to_have_count(2)
    assert page.get_by_text("GUYLESTE").count() == 0
    page.get_by_role("link", name="LAVANDE Alexandre").click()
    expect(page.get_by_role("button", name="Générer le PDF")).to_be_disabled()
    capture("copie-en-recorrection")
    assert page.goto(f"/copies/{classe.compositions[0].copie.cle}/").status == 404
