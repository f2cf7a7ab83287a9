"""Whether the images that a page draws are whole (NUM-01, SEC-02).

What draws a PDF fills with white or black what a cut image does not give, and says nothing: half a copy would be filed as
if it were one. So each image's coded bytes are followed to their end first.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from PIL import Image
from pypdf import PageObject

from santorin.copies.fichiers import COTE_MAXIMAL

_OBJETS_AU_PLUS: Final = 500
_ENFOUIES_AU_PLUS: Final = 4
_DEPLI: Final = 1024 * 1024  # bytes unfolded at a time
_GROUPE_4: Final = 4
_ENTETE_JBIG2: Final = 11  # bytes, at least
_RENVOIS_LONGS: Final = 7
_PAGE_JBIG2: Final = 48
_LONGUEUR_INCONNUE: Final = 0xFFFFFFFF
_FIN_JPEG: Final = b"\xff\xd9"
_TAILLE_JPX: Final = re.compile(rb"\xff\x4f\xff\x51..(?:..)(.{4})(.{4})", re.DOTALL)
# Two ends of line close a fax of group 4, at any bit; some programs leave other bytes after them.
_FIN_DE_FAX: Final = "000000000001" * 2


def obstacle_images(page: PageObject) -> str | None:
    """NUM-01: why an image of this page would not be drawn whole, or None."""
    for image in _images(page.get("/Resources"), _ENFOUIES_AU_PLUS):
        if obstacle := _obstacle(image):
            return obstacle
    return None


def _images(ressources: Any, reste: int) -> Iterator[Any]:
    """The images that these resources hold, in the forms they hold too."""
    ressources = ressources.get_object() if ressources is not None else {}
    objets = ressources.get("/XObject")
    for objet in list((objets.get_object() if objets is not None else {}).values())[:_OBJETS_AU_PLUS]:
        vu = objet.get_object()
        if vu.get("/Subtype") == "/Image":
            yield vu
        elif vu.get("/Subtype") == "/Form" and reste:
            yield from _images(vu.get("/Resources"), reste - 1)


def _obstacle(image: Any) -> str | None:
    octets: bytes = image._data  # noqa: SLF001
    filtre = image.get("/Filter")
    match [filtre] if isinstance(filtre, str) else list(filtre or ()):
        case ["/FlateDecode"]:
            entiere = _flate_entier(octets, int(image["/Height"]) * ((int(image["/Width"]) + 7) // 8))
        case ["/DCTDecode"]:
            entiere = _FIN_JPEG in octets[-64:] or octets.rfind(_FIN_JPEG) > octets.rfind(b"\xff\xda")
        case ["/JPXDecode"]:
            if (cote := _cote_jpx(octets)) > COTE_MAXIMAL:
                return f"L’image mesure {cote} pixels\u00a0: {COTE_MAXIMAL} au plus."
            entiere = _FIN_JPEG in octets[-64:]
        case ["/CCITTFaxDecode"]:
            entiere = _fax_fini(octets, _reglages(image))
        case ["/JBIG2Decode"]:
            entiere = _jbig2_entier(octets)
        case _:
            entiere = True
    return None if entiere else "L’image de la page est tronquée ou abîmée dans le PDF."


def _flate_entier(octets: bytes, au_moins: int) -> bool:
    """Whether the stream unfolds to its end, checksum included, and holds a bit per point at least."""
    depli, total = zlib.decompressobj(), 0
    try:
        reste = octets
        while not depli.eof:
            morceau = depli.decompress(reste, _DEPLI)
            total += len(morceau)
            reste = depli.unconsumed_tail
            if not morceau and not reste:
                return False
            if total > COTE_MAXIMAL * COTE_MAXIMAL * 8:
                return False
    except zlib.error:
        return False
    return total >= au_moins


def _cote_jpx(octets: bytes) -> int:
    """The longer side that the image itself announces, whatever the PDF says; 0 when it announces none."""
    trouvee = _TAILLE_JPX.search(octets)
    return max(struct.unpack(">I", cote)[0] for cote in trouvee.groups()) if trouvee else 0


def _jbig2_entier(octets: bytes) -> bool:
    """Whether the segments follow one another to the end of the stream, a page among them."""
    place, genres = 0, set()
    while place + _ENTETE_JBIG2 <= len(octets):
        numero, drapeaux, renvois = struct.unpack_from(">IBB", octets, place)
        nombre, suite = renvois >> 5, place + 6
        if nombre == _RENVOIS_LONGS:
            nombre = struct.unpack_from(">I", octets, place + 5)[0] & 0x1FFFFFFF
            suite = place + 9 + (nombre + 8) // 8
        suite += nombre * (1 if numero <= 256 else 2 if numero <= 65536 else 4)  # noqa: PLR2004
        suite += 4 if drapeaux & 0x40 else 1
        if suite + 4 > len(octets):
            return False
        longueur = struct.unpack_from(">I", octets, suite)[0]
        genres.add(drapeaux & 0x3F)
        if longueur == _LONGUEUR_INCONNUE:
            return _PAGE_JBIG2 in genres
        place = suite + 4 + longueur
        if place > len(octets):
            return False
    return _PAGE_JBIG2 in genres


def _reglages(image: Any) -> Any:
    """The settings of its decoder."""
    regles = image.get("/DecodeParms")
    regles = regles.get_object() if regles is not None else {}
    return regles[0].get_object() if isinstance(regles, list) and regles else regles or {}


def _fax_fini(octets: bytes, regles: Any) -> bool:
    """Whether a fax of group 4 ends with its mark; one that need not carry it is believed."""
    if int(regles.get("/K", 0)) >= 0 or not regles.get("/EndOfBlock", True):
        return True
    return _FIN_DE_FAX in f"{int.from_bytes(octets):b}"


def fax_lu_autrement(image: Any, dessinee: Image.Image) -> bool:
    """Whether a second decoder reads this fax of group 4 otherwise than it was drawn: both guess, where it is damaged."""
    if image.get("/Filter") not in ("/CCITTFaxDecode", ["/CCITTFaxDecode"]):
        return False
    regles, largeur, hauteur = _reglages(image), int(image["/Width"]), int(image["/Height"])
    simple = int(regles.get("/K", 0)) < 0 and not regles.get("/EncodedByteAlign", False)
    if not simple or int(regles.get("/Columns", 1728)) != largeur or dessinee.size != (largeur, hauteur):
        return False
    with Image.open(BytesIO(_tiff(image._data, largeur, hauteur))) as autre:  # noqa: SLF001
        try:
            lus = autre.convert("1").tobytes()
        except OSError:
            return True
    vus = dessinee.convert("L").point(lambda gris: 255 * (gris > 127)).convert("1")  # noqa: PLR2004
    envers = vus.point(lambda point: 255 - point)
    return lus not in (vus.tobytes(), envers.tobytes())


def _tiff(fax: bytes, largeur: int, hauteur: int) -> bytes:
    """A TIFF of one strip around a fax of group 4."""
    longs = {256: largeur, 257: hauteur, 273: 0, 278: hauteur, 279: len(fax)}
    courts = {258: 1, 259: _GROUPE_4, 262: 0, 277: 1}
    debut = 8 + 2 + 12 * (len(longs) + len(courts)) + 4
    longs[273] = debut
    entrees = [
        struct.pack("<HHII", cle, 4, 1, valeur)
        if cle in longs
        else struct.pack("<HHIHH", cle, 3, 1, valeur, 0)
        for cle, valeur in sorted((longs | courts).items())
    ]
    return b"II*\0" + struct.pack("<IH", 8, len(entrees)) + b"".join(entrees) + bytes(4) + fax
