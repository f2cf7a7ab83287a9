"""Scanned pages: files and rows."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image, ImageFile

from santorin.copies import actions, fichiers
from santorin.copies.models import Page
from santorin.journal.models import Entree
from santorin.refus import Refus
from tests.fabriques import un_lot_corrige, une_composition, une_copie, une_epreuve
from tests.fabriques.copies import fichier_de_page, octets_de_page

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("NUM-02")]


@pytest.fixture
def copie(db):
    return une_copie(une_composition(une_epreuve()))


def _image(genre="PNG", mode="L", taille=(300, 400), **options):
    sortie = BytesIO()
    Image.new(mode, taille, 200 if mode == "L" else None).save(sortie, genre, **options)
    return sortie.getvalue()


def _fichiers(contenu):
    return list(Path(settings.MEDIA_ROOT).glob(f"pages/**/{hashlib.sha256(contenu).hexdigest()}.*"))


@pytest.mark.parametrize(
    ("contenu", "type_mime", "extension"),
    [(octets_de_page("a"), "image/jpeg", "jpg"), (_image(), "image/png", "png")],
)
def test_une_page_est_rangee_telle_quelle_sous_son_empreinte(copie, acte, contenu, type_mime, extension):
    page = actions.deposer_page(copie, 1, contenu, **acte)
    empreinte = hashlib.sha256(contenu).hexdigest()
    chemin = Path(settings.MEDIA_ROOT, "pages", empreinte[:2], empreinte[2:4], f"{empreinte}.{extension}")
    assert chemin.read_bytes() == contenu
    with fichiers.ouvrir(page.sha256, page.type_mime) as fichier:
        assert fichier.read() == contenu
    assert (page.type_mime, page.taille, page.rotation) == (type_mime, len(contenu), 0)
    assert (page.largeur, page.hauteur) == Image.open(BytesIO(contenu)).size
    assert not list(chemin.parent.glob(".page-*"))


def test_les_memes_octets_ne_sont_ranges_qu_une_fois(copie, acte):
    contenu = octets_de_page("partagée")
    actions.deposer_page(copie, 1, contenu, **acte)
    (fichier,) = _fichiers(contenu)
    avant = fichier.stat()
    autre = une_copie(une_composition(copie.composition.epreuve))
    actions.deposer_page(autre, 1, contenu, **acte)
    assert _fichiers(contenu) == [fichier]
    assert fichier.stat().st_ino == avant.st_ino
    assert Page.objects.filter(sha256=hashlib.sha256(contenu).hexdigest()).count() == 2


def test_un_fichier_tronque_sur_le_disque_est_reecrit(copie, acte):
    contenu = octets_de_page("abîmée")
    actions.deposer_page(copie, 1, contenu, **acte)
    (fichier,) = _fichiers(contenu)
    fichier.write_bytes(contenu[:10])
    actions.deposer_page(copie, 2, contenu, **acte)
    assert fichier.read_bytes() == contenu


def test_deposer_deux_fois_la_meme_page_ne_change_rien(copie, acte):
    premiere = actions.deposer_page(copie, 1, octets_de_page("a"), **acte)
    assert actions.deposer_page(copie, 1, octets_de_page("a"), **acte) == premiere
    assert Entree.objects.filter(acte="page.deposer").count() == 1


def test_une_renumerisation_garde_l_ancienne_page_dans_l_historique(copie, acte):
    ancienne = actions.deposer_page(copie, 1, octets_de_page("floue"), **acte)
    nouvelle = actions.deposer_page(copie, 1, octets_de_page("nette"), **acte)
    ancienne.refresh_from_db()
    assert ancienne.remplacee_le == acte["le"]
    assert copie.pages.get(remplacee_le=None) == nouvelle
    assert fichier_de_page(ancienne.sha256).exists()
    assert Entree.objects.filter(acte="page.deposer").first().avant == {
        "remplacees": [ancienne.pk],
        "annotations_reportees": 0,
    }


@pytest.mark.parametrize(
    ("contenu", "raison"),
    [
        (b"", "vide"),
        (b"%PDF-1.7 ce n'est pas une image", "JPEG ou PNG"),
        (_image("GIF", "P"), "JPEG ou PNG"),
        (octets_de_page("x")[:-400], "tronqué"),
        (_image()[:-20], "tronqué"),
        (_image("JPEG", "CMYK"), "quadrichromie"),
        (_image(taille=(150, 400)), "200 à 10000 pixels"),
        (_image(taille=(200, 10001)), "200 à 10000 pixels"),
        (_image(mode="1", taille=(14000, 14000)), "200 à 10000 pixels"),
    ],
    ids=["vide", "pdf", "gif", "jpeg coupé", "png coupé", "cmjn", "étroite", "longue", "bombe"],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_ce_qui_n_est_pas_une_page_entiere_est_refuse(copie, acte, contenu, raison):
    with pytest.raises(Refus, match=raison):
        actions.deposer_page(copie, 1, contenu, **acte)
    assert not Page.objects.exists()
    assert not _fichiers(contenu)


@pytest.mark.parametrize("tolerante", [False, True])
def test_une_page_coupee_est_refusee_meme_quand_pillow_est_tolerant(monkeypatch, tolerante):
    # WeasyPrint, loaded in the same process, sets this for all of Pillow.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", tolerante)
    for contenu in (octets_de_page("x"), _image(), _image(mode="RGBA")):
        for reste in (len(contenu) // 2, len(contenu) - 20):
            with pytest.raises(Refus):
                fichiers.examiner(contenu[:reste])


def test_un_fichier_trop_lourd_est_refuse(copie, acte):
    with pytest.raises(Refus, match="20\u00a0Mo"):
        actions.deposer_page(copie, 1, octets_de_page("x") + b"\0" * fichiers.TAILLE_MAXIMALE, **acte)


def test_le_nom_ne_dit_rien_du_genre_seul_le_contenu_compte():
    assert fichiers.examiner(_image("PNG")).type_mime == "image/png"
    assert fichiers.examiner(octets_de_page("x")).type_mime == "image/jpeg"


@pytest.mark.parametrize(("orientation", "rotation"), [(1, 0), (3, 180), (6, 90), (8, 270), (2, 0)])
def test_l_orientation_de_l_appareil_devient_la_rotation(orientation, rotation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert fichiers.examiner(_image("JPEG", exif=exif)).rotation == rotation


def test_un_absent_et_un_numero_de_page_impossible_sont_refuses(copie, acte):
    with pytest.raises(Refus, match="de 1 à 200 pages"):
        actions.deposer_page(copie, 0, octets_de_page("x"), **acte)
    absente = une_copie(une_composition(copie.composition.epreuve, emargement="absent"))
    with pytest.raises(Refus, match="GUYLESTE Fazia est émargé absent"):
        actions.deposer_page(absente, 1, octets_de_page("x"), **acte)


@pytest.mark.exigence("COR-04")
def test_une_copie_d_un_lot_verrouille_ne_se_renumerise_qu_apres_deverrouillage(acte):
    lot = un_lot_corrige(une_epreuve(), "12")
    copie = lot.corrections.get().copie
    actions.verrouiller(lot, **acte)
    with pytest.raises(Refus, match=f"lot {lot.numero}, verrouillé"):
        actions.deposer_page(copie, 1, octets_de_page("x"), **acte)
    actions.deverrouiller(lot, motif="Page floue", **acte)
    assert actions.deposer_page(copie, 1, octets_de_page("x"), **acte).numero == 1


def test_deposer_coute_autant_de_requetes_pour_une_page_et_pour_trois(acte, django_assert_num_queries):
    for nombre in (1, 3):
        copie = une_copie(une_composition(une_epreuve()))
        depots = [
            actions.Depot(copie, rang, fichiers.ranger(octets_de_page(f"p{rang}")))
            for rang in range(1, nombre + 1)
        ]
        with django_assert_num_queries(9):
            assert actions.deposer_pages(depots, fil=f"copie:{copie.pk}", **acte) == nombre
