"""A scan without what it tells besides its pixels, for a person who must not learn it (COR-02): nothing is re-encoded.

Of a JPEG stay the segments that decode it; of a PNG, the chunks that do. EXIF, XMP, comments, colour profiles,
resolutions, thumbnails, times, and whatever follows the image are left out: a scanner, a place or a file name may be
read in them. The orientation of an EXIF is left out too: only the stored rotation of the page says how to turn it.
"""

import re
import struct
from collections.abc import Iterator
from typing import Final

from santorin.editions.copie.image_pdf import ImageIllisible
from santorin.editions.copie.png import SIGNATURE

_DEBUT, _FIN = b"\xff\xd8", b"\xff\xd9"
_MARQUEUR: Final = 0xFF
_SOS, _EOI, _APP14 = 0xDA, 0xD9, 0xEE
_SEULS: Final = {0x01, *range(0xD0, 0xD8)}
# What decodes: frames and tables (C0 to CF), tables, restart interval, number of lines, hierarchy.
_UTILES: Final = {*range(0xC0, 0xD0), _SOS, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF}
# Inside a scan, FF is followed by 00 (a byte of the image) or by a restart.
_FIN_DE_BALAYAGE: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
# Adobe's segment says how colours are coded; its version and flags say nothing more.
_ADOBE: Final = b"Adobe"
_ADOBE_LONGUEUR: Final = 12
_JFIF: Final = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
_BLOCS_UTILES: Final = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}


def sans_metadonnees(octets: bytes) -> bytes:
    """The same pixels in the same coding, and nothing else. Raises ImageIllisible for what is not a whole JPEG or PNG."""
    if octets.startswith(_DEBUT):
        return b"".join(_jpeg(octets))
    if octets.startswith(SIGNATURE):
        return b"".join(_png(octets))
    raise ImageIllisible("ce n’est ni un JPEG, ni un PNG")


def _jpeg(octets: bytes) -> Iterator[bytes]:
    yield _DEBUT
    jfif_dit = False
    for marqueur, segment in _segments(octets):
        if marqueur == 0xE0 and segment[4:8] == b"JFIF" and not jfif_dit:  # noqa: PLR2004
            jfif_dit = True
            yield _JFIF
        elif marqueur == _APP14 and segment[4:9] == _ADOBE and len(segment) >= 4 + _ADOBE_LONGUEUR:
            yield b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + segment[15:16]
        elif marqueur in _UTILES:
            yield segment
    yield _FIN


def _segments(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment before the end of the image; a scan comes with its coded data."""
    position = 2
    while position + 2 <= len(octets):
        if octets[position] != _MARQUEUR:
            raise ImageIllisible("JPEG abîmé : structure interrompue")
        marqueur = octets[position + 1]
        if marqueur == _EOI:
            return
        if marqueur == _MARQUEUR or marqueur in _SEULS:
            position += 1 if marqueur == _MARQUEUR else 2
            continue
        if position + 4 > len(octets):
            break
        fin = _fin(octets, position, marqueur)
        if not position + 4 <= fin <= len(octets):
            break
        yield marqueur, octets[position:fin]
        position = fin
    raise ImageIllisible("JPEG tronqué : la fin de l’image manque")


def _fin(octets: bytes, position: int, marqueur: int) -> int:
    """Where the segment that begins there ends, its coded data included; 0 when it does not."""
    fin: int = position + 2 + struct.unpack_from(">H", octets, position + 2)[0]
    if marqueur != _SOS:
        return fin
    suite = _FIN_DE_BALAYAGE.search(octets, fin)
    return suite.start() if suite else 0


def _png(octets: bytes) -> Iterator[bytes]:
    yield SIGNATURE
    position = len(SIGNATURE)
    while position + 12 <= len(octets):
        longueur, genre = struct.unpack_from(">I4s", octets, position)
        fin = position + 12 + longueur
        if fin > len(octets):
            break
        if genre in _BLOCS_UTILES:
            yield octets[position:fin]
        if genre == b"IEND":
            return
        position = fin
    raise ImageIllisible("PNG tronqué : la fin de l’image manque")
