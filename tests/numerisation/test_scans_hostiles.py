"""Images of every kind that scanners put into a PDF: shown as they are, converted and said so, or refused, never half drawn."""

import io
import struct
import zlib
from dataclasses import dataclass, field

import numpy as np
import pikepdf
import pytest
from PIL import Image

from santorin.copies.fichiers import en_gris, examiner
from santorin.numerisation.decoupe import decouper
from santorin.refus import Refus
from tests.numerisation.scans import degrader, des_feuilles, ecrire_dessus, imprimer, jpeg, rasteriser

pytestmark = pytest.mark.exigence("NUM-01", "SEC-02")
NOM, TABLE, DICO = pikepdf.Name, pikepdf.Array, pikepdf.Dictionary
ABIMEE = "L’image de la page est tronquée ou abîmée dans le PDF."
DPI = 72


@dataclass
class Placee:
    """An image as a PDF holds it."""

    octets: bytes
    filtre: str
    cles: dict = field(default_factory=dict)
    gris: object = NOM.DeviceGray
    bits: int = 8


@pytest.fixture(scope="module")
def page():
    return ecrire_dessus(rasteriser(imprimer(des_feuilles(1, 1)), DPI)[0])


@pytest.fixture(scope="module")
def noire(page):
    return degrader(page, noir_et_blanc=True)


def enregistrer(image, genre, **options):
    sortie = io.BytesIO()
    image.save(sortie, genre, **options)
    return sortie.getvalue()


def un_pdf(*images, taille):
    """One page of these images, one above the other."""
    document, objets, ordres = pikepdf.new(), DICO(), []
    largeur, hauteur = taille
    for rang, image in enumerate(images):
        flux = pikepdf.Stream(document, image.octets)
        flux.Type, flux.Subtype, flux.Filter = NOM.XObject, NOM.Image, NOM(image.filtre)
        flux.Width, flux.Height = largeur, hauteur // len(images)
        for cle, valeur in {"ColorSpace": image.gris, "BitsPerComponent": image.bits, **image.cles}.items():
            if valeur:
                flux[NOM(f"/{cle}")] = valeur
        objets[f"/Im{rang}"] = document.make_indirect(flux)
        bas = hauteur - (rang + 1) * hauteur / len(images)
        ordres.append(f"q {largeur} 0 0 {hauteur / len(images)} 0 {bas} cm /Im{rang} Do Q")
    vue = document.add_blank_page(page_size=taille)
    vue.obj.Resources = DICO(XObject=objets)
    vue.obj.Contents = pikepdf.Stream(document, " ".join(ordres).encode())
    sortie = io.BytesIO()
    document.save(sortie, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return sortie.getvalue()


def lire(pdf):
    (morceau,) = decouper(io.BytesIO(pdf))
    return morceau


def ecart(morceau, image):
    """How far apart the page that came out and the one that went in are, in greys, on the mean."""
    examiner(morceau.octets)
    with Image.open(io.BytesIO(morceau.octets)) as sortie:
        assert sortie.size == image.size
        return np.abs(np.asarray(sortie.convert("L"), int) - np.asarray(image.convert("L"), int)).mean()


def g4(image):
    """A bilevel image as a fax of group 4, as Pillow writes it in a PDF, with what follows it."""
    with pikepdf.open(io.BytesIO(enregistrer(image, "PDF"))) as document:
        (flux,) = document.pages[0].obj.Resources.XObject.values()
        return flux.read_raw_bytes()


def fax(image, octets=None):
    reglages = DICO(K=-1, Columns=image.width, Rows=image.height, BlackIs1=True)
    return Placee(octets or g4(image), "/CCITTFaxDecode", {"DecodeParms": reglages}, bits=1)


def jbig2(image):
    """A page of one region, coded as a fax: what JBIG2 allows and a hand can write."""
    negatif = image.point(lambda point: 255 - point)
    bits = f"{int.from_bytes(brut := g4(negatif)):0{8 * len(brut)}b}"
    fin = bits.index("000000000001" * 2) + 24
    code = int(bits[:fin].ljust((fin + 7) // 8 * 8, "0"), 2).to_bytes((fin + 7) // 8)
    cotes = struct.pack(">II", *image.size)
    segments = ((48, cotes + bytes(11)), (38, cotes + bytes(9) + b"\x01" + code))
    octets = b"".join(struct.pack(">IBBBI", n, g, 0, 1, len(d)) + d for n, (g, d) in enumerate(segments))
    return Placee(octets, "/JBIG2Decode", bits=1)


def test_un_jpeg_progressif_ou_qui_porte_une_orientation_reste_tel_quel(page):
    exif = Image.Exif()
    exif[0x0112] = 6
    for octets in (enregistrer(page, "JPEG", progressive=True), enregistrer(page, "JPEG", exif=exif)):
        morceau = lire(un_pdf(Placee(octets, "/DCTDecode"), taille=page.size))
        # A PDF turns its page itself: the orientation of a photograph does not count there.
        assert (morceau.octets, morceau.rotation, morceau.refait) == (octets, 0, "")


def test_ce_qui_n_est_pas_un_jpeg_ordinaire_est_converti_et_le_dit(page, noire):
    negatif = page.point(lambda gris: 255 - gris)
    encres = enregistrer(page.convert("RGB").convert("CMYK"), "JPEG", quality=95)
    encre = DICO(FunctionType=2, Domain=TABLE([0, 1]), C0=TABLE([1]), C1=TABLE([0]), N=1)
    noir = TABLE([NOM.Separation, NOM.Black, NOM.DeviceGray, encre])
    seize = (np.asarray(page).astype(">u2") * 257).tobytes()
    cas = {
        "CMJN": (Placee(encres, "/DCTDecode", {"Decode": TABLE([1, 0] * 4)}, NOM.DeviceCMYK), page, 6),
        "encre noire": (Placee(jpeg(negatif, quality=95), "/DCTDecode", {}, noir), page, 3),
        "16 bits": (Placee(zlib.compress(seize), "/FlateDecode", bits=16), page, 1),
        "JPEG 2000": (Placee(enregistrer(page, "JPEG2000"), "/JPXDecode", {}, None, 0), page, 1),
        "fax": (fax(noire), noire, 0),
        "JBIG2": (jbig2(noire), noire, 0),
    }
    for nom, (placee, attendue, au_plus) in cas.items():
        morceau = lire(un_pdf(placee, taille=page.size))
        assert (nom, morceau.obstacle) == (nom, "")
        assert "convertie, point pour point" in morceau.refait
        assert ecart(morceau, attendue) <= au_plus, nom


def test_une_image_coupee_ou_abimee_est_refusee_et_jamais_a_moitie_dessinee(page, noire):
    brut, jpx, code = zlib.compress(page.tobytes()), enregistrer(page, "JPEG2000"), jbig2(noire).octets
    un_bit = bytearray(g4(noire))
    un_bit[len(un_bit) // 3] ^= 0x10
    courte = zlib.compress(page.tobytes()[: page.width * 60])
    cas = {
        "Flate coupé": Placee(brut[: len(brut) // 2], "/FlateDecode"),
        "Flate abîmé": Placee(brut[:500] + bytes(20) + brut[520:], "/FlateDecode"),
        "Flate trop court": Placee(courte, "/FlateDecode"),
        "JPEG 2000 coupé": Placee(jpx[: len(jpx) // 2], "/JPXDecode", {}, None, 0),
        "fax coupé": fax(noire, g4(noire)[:500]),
        "fax d’un bit faux": fax(noire, bytes(un_bit)),
        "JBIG2 coupé": Placee(code[: len(code) // 2], "/JBIG2Decode", bits=1),
        "JBIG2 quelconque": Placee(bytes(300), "/JBIG2Decode", bits=1),
    }
    for nom, placee in cas.items():
        morceau = lire(un_pdf(placee, taille=page.size))
        obstacle = "La page est abîmée dans le PDF." if "bit faux" in nom else ABIMEE
        assert (nom, morceau.octets, morceau.obstacle) == (nom, b"", obstacle)
    coupe = lire(un_pdf(Placee(jpeg(page)[:-500], "/DCTDecode"), taille=page.size))
    with pytest.raises(Refus, match="tronqué"):
        examiner(coupe.octets)


def test_une_page_en_bandes_est_redessinee_a_leur_finesse_et_une_bande_coupee_la_refuse(page):
    grande = page.resize((page.width * 4, page.height // 2 * 2 * 4))
    moities = [grande.crop((0, y, grande.width, y + grande.height // 2)) for y in (0, grande.height // 2)]
    bandes = [Placee(jpeg(moitie, quality=95), "/DCTDecode") for moitie in moities]
    taille = (page.width, page.height // 2 * 2)
    document = pikepdf.open(io.BytesIO(un_pdf(*bandes, taille=taille)))
    for objet in document.pages[0].obj.Resources.XObject.values():
        objet.Width, objet.Height = moities[0].size
    sortie = io.BytesIO()
    document.save(sortie)
    morceau = lire(sortie.getvalue())
    assert (
        morceau.refait
        == "La page n’est pas une seule image\u00a0: elle a été redessinée à 288 points par pouce."
    )
    assert ecart(morceau, grande) < 3
    bandes[1].octets = bandes[1].octets[: len(bandes[1].octets) // 2]
    assert lire(un_pdf(*bandes, taille=taille)).obstacle == ABIMEE


def test_une_page_sans_image_est_blanche():
    document = pikepdf.new()
    document.add_blank_page(page_size=(595, 842))
    sortie = io.BytesIO()
    document.save(sortie)
    morceau = lire(sortie.getvalue())
    with Image.open(io.BytesIO(morceau.octets)) as image:
        assert image.getextrema() == (255, 255)


def test_une_image_jpeg_2000_qui_ment_sur_sa_taille_n_est_pas_decodee(page):
    octets = bytearray(enregistrer(page, "JPEG2000"))
    place = octets.index(b"\xff\x4f\xff\x51") + 8
    octets[place : place + 4] = struct.pack(">I", 60_000)
    morceau = lire(un_pdf(Placee(bytes(octets), "/JPXDecode", {}, None, 0), taille=page.size))
    assert morceau.obstacle == "L’image mesure 60000 pixels\u00a0: 10000 au plus."


def test_un_gris_de_seize_bits_ne_devient_pas_blanc(page):
    seize = Image.fromarray(np.asarray(page).astype("uint16") * 257)
    with Image.open(io.BytesIO(enregistrer(seize, "PNG"))) as relue:
        assert np.array_equal(np.asarray(en_gris(relue)), np.asarray(page))
