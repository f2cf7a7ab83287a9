"""Received files as pages: bytes untouched, every bad file refused in words."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pytest
from PIL import Image

from santorin.numerisation.codes import lire_page
from santorin.numerisation.decoupe import compter, decouper
from santorin.refus import Refus
from tests.numerisation.scans import (
    degrader,
    des_feuilles,
    ecrire_dessus,
    imprimer,
    jpeg,
    pdf_de_jpegs,
    png,
    rasteriser,
    zip_d_images,
)


@pytest.fixture(scope="module")
def images():
    return [ecrire_dessus(page) for page in rasteriser(imprimer(des_feuilles(1, 3)), 150)]


@pytest.fixture(scope="module")
def jpegs(images):
    return [jpeg(image, 150) for image in images]


def _lire(octets):
    return list(decouper(io.BytesIO(octets)))


def _refus(octets):
    with pytest.raises(Refus) as refus:
        compter(io.BytesIO(octets))
    return refus.value.message


@pytest.mark.exigence("NUM-01")
@pytest.mark.parametrize("options", [{}, {"object_stream_mode": pikepdf.ObjectStreamMode.generate}])
def test_les_jpegs_d_un_pdf_en_sortent_octet_pour_octet(jpegs, options):
    pages = _lire(pdf_de_jpegs(jpegs, dpi=150, **options))
    assert [page.octets for page in pages] == jpegs
    assert {(page.rotation, page.refait, page.obstacle) for page in pages} == {(0, "", "")}


@pytest.mark.exigence("NUM-01")
@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_la_rotation_demandee_par_le_pdf_est_gardee_sans_toucher_l_image(jpegs, rotate):
    (page, *_) = _lire(pdf_de_jpegs(jpegs, dpi=150, rotate=rotate))
    assert (page.octets, page.rotation) == (jpegs[0], rotate)


@pytest.mark.exigence("NUM-01")
def test_la_rotation_dessinee_par_le_pdf_est_gardee(images):
    couchee = jpeg(images[0].rotate(90, expand=True), 150)
    largeur, hauteur = images[0].width * 72 / 150, images[0].height * 72 / 150
    document = pikepdf.open(io.BytesIO(pdf_de_jpegs([couchee], dpi=150)))
    page = document.pages[0]
    page.obj.MediaBox = [0, 0, largeur, hauteur]
    page.obj.Contents = pikepdf.Stream(
        document, f"q 0 {-hauteur:.2f} {largeur:.2f} 0 0 {hauteur:.2f} cm /Im0 Do Q".encode()
    )
    sortie = io.BytesIO()
    document.save(sortie)
    (morceau,) = _lire(sortie.getvalue())
    assert (morceau.octets, morceau.rotation) == (couchee, 90)
    assert lire_page(couchee).rotation == 90  # the code says the same


@pytest.mark.exigence("NUM-01")
@pytest.mark.parametrize(
    "contenu",
    [
        "q 300 0 0 400 0 0 cm /Im0 Do Q",  # beside the image, something is white
        "q 595 0 0 842 0 0 cm /Im0 Do Q q 595 0 0 842 0 0 cm /Im0 Do Q",
        "q 595 0 0 842 0 0 cm /Im0 Do Q 0 0 100 100 re f",
        "q 595 0 0 -842 0 842 cm /Im0 Do Q",  # mirrored
    ],
)
def test_une_page_qui_n_est_pas_une_seule_image_est_redessinee_et_le_dit(jpegs, contenu):
    (page, *_) = _lire(pdf_de_jpegs(jpegs, dpi=150, contenu=contenu))
    assert page.octets.startswith(b"\x89PNG")
    assert "elle a été redessinée" in page.refait


@pytest.mark.exigence("NUM-01")
def test_un_scan_bitonal_est_rendu_point_pour_point(images):
    noir = degrader(images[0], noir_et_blanc=True)
    sortie = io.BytesIO()
    noir.save(sortie, "PDF", resolution=150)  # Pillow writes CCITT group 4
    assert b"CCITTFaxDecode" in sortie.getvalue()
    (page,) = _lire(sortie.getvalue())
    with Image.open(io.BytesIO(page.octets)) as rendue:
        assert rendue.size == noir.size
        assert lire_page(page.octets).code.page == 1


@pytest.mark.exigence("NUM-01")
def test_un_zip_d_images_sort_dans_l_ordre_des_numeros(jpegs):
    octets = zip_d_images({"p10.jpg": jpegs[2], "p2.jpg": jpegs[1], "p1.jpg": jpegs[0], ".DS_Store": b"x"})
    assert [(page.nom, page.octets) for page in _lire(octets)] == [
        ("p1.jpg", jpegs[0]),
        ("p2.jpg", jpegs[1]),
        ("p10.jpg", jpegs[2]),
    ]


@pytest.mark.exigence("NUM-01", "SEC-02")
def test_les_fichiers_impossibles_sont_refuses_avec_leur_raison(jpegs):
    bon = pdf_de_jpegs(jpegs, dpi=150)
    chiffre = pdf_de_jpegs(jpegs, dpi=150, encryption=pikepdf.Encryption(owner="a", user="b"))
    restreint = pdf_de_jpegs(jpegs, dpi=150, encryption=pikepdf.Encryption(owner="a", user=""))
    vide = io.BytesIO()
    pikepdf.new().save(vide)
    assert _refus(b"") == "Le fichier est vide."
    assert _refus(b"bonjour" * 400) == "Ce n’est ni un PDF ni un ZIP d’images."
    assert _refus(jpegs[0]) == "Ce n’est ni un PDF ni un ZIP d’images."
    assert "sa fin manque" in _refus(bon[: len(bon) * 2 // 3])
    assert "protégé" in _refus(chiffre)
    assert "protégé" in _refus(restreint)
    assert _refus(vide.getvalue()) == "Le PDF n’a aucune page."
    assert "abîmé" in _refus(b"%PDF-1.7\n" + b"\x00\xff" * 3000 + b"\n%%EOF\n")


@pytest.mark.exigence("NUM-01", "SEC-02")
def test_un_pdf_de_dix_mille_pages_est_refuse():
    document = pikepdf.new()
    for _ in range(10_000):
        document.add_blank_page()
    sortie = io.BytesIO()
    document.save(sortie)
    assert "10000 pages" in _refus(sortie.getvalue())


@pytest.mark.exigence("NUM-01", "SEC-02")
def test_un_arbre_de_pages_qui_tourne_en_rond_est_refuse():
    corps = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R]/Count 3>>endobj\n"
    fin = b"trailer<</Root 1 0 R/Size 3>>\nstartxref\n0\n%%EOF\n"
    try:
        pages = _lire(corps + fin)
    except Refus:
        return
    assert all(page.obstacle for page in pages)


@pytest.mark.exigence("NUM-01", "SEC-02")
def test_un_dessin_de_page_qui_gonfle_n_est_pas_deplie(jpegs):
    document = pikepdf.open(io.BytesIO(pdf_de_jpegs(jpegs[:1], dpi=150)))
    page = document.pages[0].obj
    page.Contents = pikepdf.Stream(document, zlib.compress(b"q Q " * 20_000_000, 9))
    page.Contents.Filter = pikepdf.Name.FlateDecode
    sortie = io.BytesIO()
    document.save(sortie, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert len(sortie.getvalue()) < 1_000_000
    (morceau,) = _lire(sortie.getvalue())
    assert morceau.refait or morceau.obstacle


@pytest.mark.exigence("NUM-01", "SEC-02")
def test_une_image_de_trente_mille_points_est_ecartee_avec_sa_raison(jpegs):
    document = pikepdf.open(io.BytesIO(pdf_de_jpegs(jpegs[:2], dpi=150)))
    image = document.pages[1].obj.Resources.XObject.Im0
    image.Width = image.Height = 30_000
    sortie = io.BytesIO()
    document.save(sortie)
    pages = _lire(sortie.getvalue())
    assert pages[0].octets == jpegs[0]
    assert pages[1].obstacle == "L’image mesure 30000 pixels\u00a0: 10000 au plus."


@pytest.mark.exigence("NUM-01", "SEC-02")
def test_les_zips_impossibles_sont_refuses_avec_leur_raison(jpegs):
    bon = zip_d_images({"1.jpg": jpegs[0]})
    assert "tronqué" in _refus(bon[:-30])
    assert "aucune image" in _refus(zip_d_images({"dossier/": b""}))
    assert "fichiers" in _refus(zip_d_images({f"{rang}.jpg": b"" for rang in range(3001)}))
    chiffre = bytearray(bon)
    centrale = chiffre.index(b"PK\x01\x02")
    chiffre[centrale + 8] |= 1
    assert "mot de passe" in _refus(bytes(chiffre))


@pytest.mark.exigence("NUM-01", "SEC-02")
def test_une_bombe_zip_n_est_pas_depliee():
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("1.jpg", b"\0" * 60_000_000)
    (page,) = _lire(sortie.getvalue())
    assert (page.octets, page.obstacle) == (b"", "Le fichier dépasse 20\u00a0Mo.")
    menteuse = bytearray(sortie.getvalue())
    centrale = menteuse.index(b"PK\x01\x02")
    menteuse[centrale + 24 : centrale + 28] = struct.pack("<I", 0xFFFFFFF0)
    assert "déplié" in _refus(bytes(menteuse))


@pytest.mark.exigence("NUM-01", "SEC-02")
def test_un_fichier_abime_dans_le_zip_est_dit_sans_perdre_les_autres(jpegs):
    octets = bytearray(zip_d_images({"1.jpg": jpegs[0], "2.jpg": jpegs[1]}))
    place = octets.index(jpegs[0]) + 500
    octets[place] ^= 0xFF
    pages = _lire(bytes(octets))
    assert pages[0].obstacle == "Le fichier est abîmé dans le ZIP."
    assert pages[1].octets == jpegs[1]


@pytest.mark.exigence("NUM-01", "SEC-02")
@pytest.mark.parametrize("methode", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_un_fichier_abime_est_dit_quelle_que_soit_sa_compression(jpegs, methode):
    ecrit = io.BytesIO()
    with zipfile.ZipFile(ecrit, "w", methode) as archive:
        archive.writestr("1.jpg", jpegs[0])
    octets = bytearray(ecrit.getvalue())
    octets[60:90] = b"\xff" * 30
    (page,) = _lire(bytes(octets))
    assert page.obstacle == "Le fichier est abîmé dans le ZIP."


@pytest.mark.exigence("NUM-01")
def test_un_png_en_couleur_reste_en_couleur():
    image = Image.new("RGB", (600, 800), (250, 250, 250))
    image.paste((200, 30, 30), (100, 100, 130, 130))
    sortie = io.BytesIO()
    image.save(sortie, "PDF", resolution=72)
    document = pikepdf.open(sortie)
    document.pages[0].obj.Contents = pikepdf.Stream(document, b"q 600 0 0 800 0 0 cm /image Do Q BT ET")
    autre = io.BytesIO()
    document.save(autre)
    (page,) = _lire(autre.getvalue())
    with Image.open(io.BytesIO(page.octets)) as rendue:
        assert rendue.mode == "RGB"
    assert png(image)
