"""Scans given to a marker: the same pixels, and nothing else (COR-02)."""

import io
import zlib

import pytest
from PIL import Image, PngImagePlugin

from santorin.editions.copie.image_pdf import ImageIllisible
from santorin.editions.copie.sans_metadonnees import sans_metadonnees
from tests.editions.echantillons import feuille_ecrite, octets_de

pytestmark = pytest.mark.exigence("COR-02")

SECRET = b"LYCEE-BREQUIGNY-SCAN-07"


def exif():
    balises = Image.Exif()
    balises[0x010F] = SECRET.decode()
    balises[0x0112] = 6
    balises[0x0132] = "2027:06:16 09:12:33"
    return balises


def un_jpeg(**options):
    image = feuille_ecrite(1, 413, 585, mode=options.pop("mode", "RGB"))
    return octets_de(image, exif=exif(), comment=SECRET, dpi=(203, 203), icc_profile=SECRET * 20, **options)


def pixels(octets):
    with Image.open(io.BytesIO(octets)) as image:
        return image.mode, image.size, image.tobytes()


@pytest.mark.parametrize(
    "options",
    [{}, {"mode": "L"}, {"progressive": True}, {"subsampling": 0, "quality": 95}, {"optimize": True}],
)
def test_un_jpeg_garde_ses_pixels_et_perd_le_reste(options):
    octets = un_jpeg(**options)
    assert SECRET in octets
    nu = sans_metadonnees(octets + b"apres la fin " + SECRET)
    assert SECRET not in nu
    assert b"Exif" not in nu
    assert b"2027:06:16" not in nu
    assert pixels(nu) == pixels(octets)
    with Image.open(io.BytesIO(nu)) as image:
        assert not image.getexif()
        assert image.info.get("dpi") in {None, (1, 1)}
    assert sans_metadonnees(nu) == nu


def test_un_commentaire_entre_deux_balayages_disparait_aussi():
    octets = un_jpeg(progressive=True)
    commentaire = b"\xff\xfe" + (len(SECRET) + 2).to_bytes(2) + SECRET
    second = octets.index(b"\xff\xda", octets.index(b"\xff\xda") + 2)
    table = octets.rindex(b"\xff\xc4", 0, second)
    infecte = octets[:table] + commentaire + octets[table:]
    assert pixels(infecte) == pixels(octets)
    nu = sans_metadonnees(infecte)
    assert SECRET not in nu
    assert pixels(nu) == pixels(octets)


def test_un_jpeg_d_adobe_garde_ses_couleurs():
    octets = octets_de(feuille_ecrite(2, 413, 585))
    adobe = b"\xff\xee\x00\x0eAdobe\x00\x65\x12\x34\x56\x78\x00"
    rvb = octets[:2] + adobe + octets[octets.index(b"\xff\xdb") :]
    nu = sans_metadonnees(rvb)
    assert b"\x12\x34\x56\x78" not in nu
    assert pixels(nu) == pixels(rvb)


def test_un_png_garde_ses_pixels_et_perd_le_reste():
    textes = PngImagePlugin.PngInfo()
    textes.add_text("Author", SECRET.decode())
    textes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    octets = octets_de(feuille_ecrite(3, 200, 300), "PNG", pnginfo=textes, dpi=(203, 203), exif=exif())
    assert SECRET in octets
    nu = sans_metadonnees(octets + SECRET)
    assert SECRET not in nu
    assert b"pHYs" not in nu
    assert pixels(nu) == pixels(octets)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        b"%PDF-1.7",
        b"\xff\xd8",
        un_jpeg()[:200],
        un_jpeg()[:-2],
        b"\xff\xd8\xff\xdb\x00",
        b"\xff\xd8\x00\x00",
        octets_de(feuille_ecrite(3, 200, 300), "PNG")[:-20],
        b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x"),
    ],
)
def test_ce_qui_n_est_pas_une_image_entiere_est_refuse(octets):
    with pytest.raises(ImageIllisible):
        sans_metadonnees(octets)
