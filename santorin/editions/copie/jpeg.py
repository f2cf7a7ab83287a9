"""A JPEG goes into the PDF byte for byte: only its headers are read."""

import struct
from collections.abc import Iterator
from typing import Final

from santorin.editions.copie.image_pdf import ImageIllisible, ImagePdf

DEBUT: Final = b"\xff\xd8"
_FIN: Final = b"\xff\xd9"
_SOF_LISIBLES: Final = {0xC0, 0xC1, 0xC2}
_SOF_AUTRES: Final = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
_SOS, _EOI, _APP0, _APP14 = 0xDA, 0xD9, 0xE0, 0xEE
_MARQUEUR, _SANS_LONGUEUR = 0xFF, {0x01, *range(0xD0, 0xD9)}
_BITS_PAR_COMPOSANTE: Final = 8
_GRIS, _COULEUR, _QUADRICHROMIE = 1, 3, 4


def _segments(octets: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment's content, up to the first scan included."""
    position = 2
    while position + 4 <= len(octets):
        if octets[position] != _MARQUEUR:
            raise ImageIllisible("JPEG abîmé : structure interrompue")
        marqueur = octets[position + 1]
        if marqueur == _MARQUEUR or marqueur in _SANS_LONGUEUR:
            position += 1 if marqueur == _MARQUEUR else 2
            continue
        fin = position + 2 + struct.unpack_from(">H", octets, position + 2)[0]
        if fin > len(octets) or fin < position + 4:
            break
        yield marqueur, position + 4, fin
        if marqueur in {_SOS, _EOI}:
            return
        position = fin
    raise ImageIllisible("JPEG tronqué : en-tête incomplet")


def lire_jpeg(octets: bytes) -> ImagePdf:
    """The JPEG itself as a DCT stream, its headers read and its end found; raises ImageIllisible."""
    cadre, transformation, jfif = None, None, False
    for marqueur, debut, fin in _segments(octets):
        if marqueur in _SOF_LISIBLES:
            cadre = octets[debut:fin]
        elif marqueur in _SOF_AUTRES:
            raise ImageIllisible("JPEG d’un procédé que le PDF ne connaît pas (arithmétique, sans perte…)")
        elif marqueur == _APP0 and octets[debut : debut + 4] == b"JFIF":
            jfif = True
        elif marqueur == _APP14 and octets[debut : debut + 5] == b"Adobe" and fin - debut > 11:  # noqa: PLR2004
            transformation = octets[debut + 11]
        elif marqueur == _SOS and octets.rfind(_FIN, fin) < 0:
            raise ImageIllisible("JPEG tronqué : la fin de l’image manque")
    if cadre is None or len(cadre) < 6:  # noqa: PLR2004
        raise ImageIllisible("JPEG abîmé : dimensions absentes")
    return _image_jpeg(octets, cadre, codee_rvb=transformation is None and not jfif)


def _image_jpeg(octets: bytes, cadre: bytes, *, codee_rvb: bool) -> ImagePdf:
    """`cadre` is the frame header; `codee_rvb` says that only the components' names can tell RGB from YCbCr."""
    precision, hauteur, largeur, composantes = struct.unpack_from(">BHHB", cadre)
    if precision != _BITS_PAR_COMPOSANTE or not largeur or not hauteur:
        raise ImageIllisible("JPEG d’une profondeur ou de dimensions que le PDF ne connaît pas")
    if composantes == _QUADRICHROMIE:
        raise ImageIllisible("JPEG en quadrichromie (CMJN) : le scan doit être en couleurs RVB ou en gris")
    if composantes not in {_GRIS, _COULEUR}:
        raise ImageIllisible(f"JPEG à {composantes} composantes")
    espace = "DeviceGray" if composantes == _GRIS else "DeviceRGB"
    directe = codee_rvb and composantes == _COULEUR and cadre[6::3] == b"RGB"
    return ImagePdf(
        largeur,
        hauteur,
        f"/ColorSpace/{espace}/BitsPerComponent 8/Filter/DCTDecode"
        + ("/DecodeParms<</ColorTransform 0>>" if directe else ""),
        octets,
    )
