"""A PNG's deflated rows go into the PDF as they are: both formats share them."""

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from santorin.editions.copie.image_pdf import ImageIllisible, ImagePdf
from santorin.editions.copie.sans_perte import refaire_sans_perte

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_GRIS, _COULEUR, _PALETTE = 0, 2, 3
_TRANSPARENTS: Final = {4, 6}


def _blocs_png(octets: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of each chunk up to IEND, their checksums verified."""
    position = len(SIGNATURE)
    while position + 12 <= len(octets):
        longueur, genre = struct.unpack_from(">I4s", octets, position)
        contenu = octets[position + 8 : position + 8 + longueur]
        somme = octets[position + 8 + longueur : position + 12 + longueur]
        if len(somme) < 4:  # noqa: PLR2004
            break
        if zlib.crc32(contenu, zlib.crc32(genre)) != int.from_bytes(somme):
            raise ImageIllisible("PNG abîmé : somme de contrôle fausse")
        yield genre, contenu
        if genre == b"IEND":
            return
        position += 12 + longueur
    raise ImageIllisible("PNG tronqué : la fin de l’image manque")


def lire_png(octets: bytes) -> ImagePdf:
    """The PNG's own deflated rows, each chunk's checksum verified; raises ImageIllisible.

    A PNG with transparency, or interlaced, has no equivalent in a PDF: it is decoded and deflated again, without loss.
    """
    entete, palette, donnees, a_refaire = b"", b"", [], False
    for genre, contenu in _blocs_png(octets):
        if genre == b"IHDR":
            entete = contenu
        elif genre == b"PLTE":
            palette = contenu
        elif genre == b"IDAT":
            donnees.append(contenu)
        elif genre == b"tRNS":
            a_refaire = True
    if len(entete) != 13 or not donnees:  # noqa: PLR2004
        raise ImageIllisible("PNG abîmé : en-tête ou image absents")
    if a_refaire or entete[9] in _TRANSPARENTS or entete[12]:
        return refaire_sans_perte(octets)
    return _image_png(entete, palette, b"".join(donnees))


def _image_png(entete: bytes, palette: bytes, donnees: bytes) -> ImagePdf:
    largeur, hauteur, bits, genre = struct.unpack_from(">IIBB", entete)
    if genre not in {_GRIS, _COULEUR, _PALETTE} or (genre == _PALETTE and not palette):
        raise ImageIllisible("PNG abîmé : couleurs indéchiffrables")
    espaces = {
        _GRIS: "/DeviceGray",
        _COULEUR: "/DeviceRGB",
        _PALETTE: f"[/Indexed/DeviceRGB {len(palette) // 3 - 1}<{palette.hex()}>]",
    }
    couleurs = 3 if genre == _COULEUR else 1
    return ImagePdf(
        largeur,
        hauteur,
        f"/ColorSpace{espaces[genre]}/BitsPerComponent {bits}/Filter/FlateDecode"
        f"/DecodeParms<</Predictor 15/Colors {couleurs}/BitsPerComponent {bits}/Columns {largeur}>>",
        donnees,
    )
