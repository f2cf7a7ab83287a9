"""The numérisation in a real browser: the network cut while sending, small screens."""

import io
from dataclasses import asdict

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from santorin.copies.fichiers import ranger
from santorin.numerisation.etats import Anomalie
from santorin.numerisation.models import Liasse, PageLue
from tests.fabriques import (
    un_correcteur,
    un_etablissement,
    un_gestionnaire,
    un_sujet,
    une_composition,
    une_epreuve,
)
from tests.numerisation.scans import (
    des_feuilles,
    imprimer,
    jpeg,
    pdf_de_jpegs,
    rasteriser,
)

pytestmark = pytest.mark.django_db(transaction=True)

DPI = 150
DEBORD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def epreuve(connecter):
    """Three candidates, a sujet, two markers; its gestionnaire is at the screen."""
    epreuve = une_epreuve(code="E51")
    un_sujet(epreuve)
    lycee = un_etablissement(academie=epreuve.academie)
    for nom, prenoms in (("GUYLESTE", "Fazia"), ("LAVANDE", "Alexandre"), ("SAPIN", "Ambre")):
        composition = une_composition(epreuve, etablissement=lycee)
        composition.candidat.nom, composition.candidat.prenoms = nom, prenoms
        composition.candidat.save()
    un_correcteur(epreuve, nom="OLIVIER", prenoms="Chloé")
    un_correcteur(epreuve, nom="BOULEAU", prenoms="Zoé")
    connecter(un_gestionnaire(epreuve.academie))
    return epreuve


@pytest.mark.exigence("NUM-01")
@pytest.mark.timeout(300)
def test_le_reseau_coupe_l_envoi_reprend_seul(page, epreuve, serveur_celery, tmp_path, tolerer):
    tolerer("ERR_INTERNET_DISCONNECTED|Failed to load resource")
    images = rasteriser(_feuilles_de(epreuve), DPI)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(pdf_de_jpegs([jpeg(image, DPI, quality=95) for image in images], dpi=DPI))
    page.goto(f"/numerisation/epreuves/{epreuve.pk}/")
    page.get_by_label("Fichier numérisé").set_input_files(scan)
    page.context.set_offline(True)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Connexion perdue")).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url("**/numerisation/liasses/**", timeout=60_000)
    assert Liasse.objects.get().recus == scan.stat().st_size


@pytest.mark.exigence("ACC-03")
@pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 800}}], indirect=True)
def test_rien_ne_deborde_sur_un_petit_ecran(page, epreuve):
    for adresse in (
        f"/numerisation/epreuves/{epreuve.pk}/",
        f"/numerisation/epreuves/{epreuve.pk}/anomalies/",
        f"/numerisation/epreuves/{epreuve.pk}/copies/",
        f"/numerisation/epreuves/{epreuve.pk}/rapprochement/",
        f"/distribution/epreuves/{epreuve.pk}/",
    ):
        page.goto(adresse)
        assert page.evaluate(DEBORD) == 0, adresse


@pytest.mark.exigence("NUM-01")
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_la_photo_d_une_page_est_montree_a_l_endroit(page, epreuve, orientation):
    droite = Image.new("L", (600, 840), 250)
    droite.paste(10, (0, 0, 600, 420))  # black above
    brute = droite.rotate({1: 0, 3: 180, 6: 90, 8: 270}[orientation], expand=True)
    exif = Image.Exif()
    exif[0x0112] = orientation
    sortie = io.BytesIO()
    brute.save(sortie, "JPEG", exif=exif)
    image = ranger(sortie.getvalue())
    liasse = Liasse.objects.create(
        epreuve=epreuve, nom="photo.zip", taille=1, empreinte="a" * 64, deposee_le=timezone.now(),
        deposee_par=un_gestionnaire(epreuve.academie),
    )  # fmt: skip
    lue = PageLue.objects.create(
        liasse=liasse, rang=1, nom="photo.jpg", anomalie=Anomalie.NON_LUE, **asdict(image)
    )
    page.goto(f"/numerisation/pages/{lue.cle}/")
    page.wait_for_load_state("networkidle")
    with Image.open(io.BytesIO(page.locator(".sn-page-lue__image image").screenshot())) as vue:
        gris = vue.convert("L")
    milieu, quart = gris.width // 2, gris.height // 4
    assert gris.height > gris.width
    assert gris.getpixel((milieu, quart)) < 60
    assert gris.getpixel((milieu, 3 * quart)) > 200


def _feuilles_de(epreuve):
    anonymats = list(epreuve.compositions.values_list("anonymat", flat=True))
    return imprimer(des_feuilles(pages=2, epreuve=epreuve.pk, anonymats=anonymats))
