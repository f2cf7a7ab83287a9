"""Is a stored PDF still the one that would be made now? Decided on inputs, never on dates."""

import hashlib
import io
import re
from dataclasses import replace
from typing import BinaryIO, Final

import msgspec

from santorin.editions.copie.modele import CopieAEditer

VERSION: Final = 2
"""To be raised whenever the same inputs give other bytes: every stored PDF is then out of date."""

URN: Final = "urn:sha256:"
_INSCRIPTION: Final = re.compile(rb"<dc:identifier>urn:sha256:([0-9a-f]{64})</dc:identifier>")
_QUEUE: Final = 1 << 16


def empreinte(copie: CopieAEditer) -> str:
    """SHA-256, in hexadecimal, of all that decides the PDF's bytes; no page file is opened.

    What the paramétrage keeps out of the PDF does not count (PAR-02): an annotation added to a copy that is exported
    without annotations does not make its PDF stale.
    """
    retenue = selon_exports(copie)
    pages = [
        (
            page.sha256,
            page.largeur,
            page.hauteur,
            page.rotation,
            [(type(a).__name__, a) for a in page.annotations],
        )
        for page in retenue.pages
    ]
    return hashlib.sha256(
        msgspec.json.encode((VERSION, pages, retenue.recapitulatif, retenue.date))
    ).hexdigest()


def selon_exports(copie: CopieAEditer) -> CopieAEditer:
    """The copy without what its paramétrage keeps out of the PDF (EDI-03, PAR-02)."""
    pages, recapitulatif = copie.pages, copie.recapitulatif
    if not copie.exports.annotations:
        pages = tuple(replace(page, annotations=()) for page in pages)
    if not copie.exports.detail_notes:
        recapitulatif = replace(recapitulatif, detail=())
    if not copie.exports.appreciation:
        recapitulatif = replace(recapitulatif, appreciation="")
    return replace(copie, pages=pages, recapitulatif=recapitulatif)


def empreinte_inscrite(pdf: BinaryIO) -> str | None:
    """The digest of inputs that a PDF of ours carries (read from its last 64 KiB); None in any other file."""
    taille = pdf.seek(0, io.SEEK_END)
    pdf.seek(max(0, taille - _QUEUE))
    trouvees = _INSCRIPTION.findall(pdf.read())
    return trouvees[-1].decode() if trouvees else None
