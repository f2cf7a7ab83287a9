"""Pages that are not one JPEG: bilevel or lossless scans, several images, a text layer; drawn as PNG (NUM-01)."""

from collections.abc import Callable
from io import BytesIO
from math import hypot
from types import TracebackType
from typing import BinaryIO, Final, Self

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image, ImageChops

from santorin.numerisation.decoupe.morceau import Morceau

_POINTS_PAR_POUCE: Final = 72
_RESOLUTIONS: Final = (200, 600)  # dots per inch, when the page is not one image
_COTE_AU_PLUS: Final = 5_000  # pixels
CONVERTIE: Final = (
    "L’image de la page n’est pas un JPEG ordinaire\u00a0: elle a été convertie, point pour point."
)
ABIMEE: Final = "La page est abîmée dans le PDF."


class Dessinateur:
    """Draws pages of one PDF; it is opened at the first page that asks for it."""

    def __init__(self, fichier: BinaryIO) -> None:
        self._fichier = fichier
        self._document: pdfium.PdfDocument | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, genre: type[BaseException] | None, erreur: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._document is not None:
            self._document.close()

    def dessiner(
        self,
        rang: int,
        nom: str,
        largeur: int | None,
        *,
        pivotee: bool = False,
        fausse: Callable[[Image.Image], bool] | None = None,
    ) -> Morceau:
        """The page as a grey or colour PNG, point for point with its image when its width in pixels is given.

        `fausse` tells of that image, as decoded here, whether it is damaged.
        """
        try:
            page = self._ouvrir()[rang - 1]
            cotes, images = page.get_size(), list(page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,)))
            # An image that cannot be decoded is otherwise left out of the drawing, in silence.
            decodees = [image.get_bitmap() for image in images]
            if fausse and len(decodees) == 1 and fausse(decodees[0].to_pil()):
                return Morceau(rang, nom, obstacle=ABIMEE)
            resolution = _resolution(images)
            echelle = largeur / cotes[1 if pivotee else 0] if largeur else resolution / _POINTS_PAR_POUCE
            image = page.render(scale=min(echelle, _COTE_AU_PLUS / max(cotes))).to_pil()
            page.close()
        except (pdfium.PdfiumError, ValueError, ZeroDivisionError, OSError):
            return Morceau(rang, nom, obstacle=ABIMEE)
        if _est_grise(image.convert("RGB")):
            image = image.convert("L")
        sortie = BytesIO()
        image.save(sortie, "PNG")
        redessinee = (
            f"La page n’est pas une seule image\u00a0: elle a été redessinée à {resolution} points par pouce."
        )
        return Morceau(rang, nom, sortie.getvalue(), rotation=0, refait=CONVERTIE if largeur else redessinee)

    def _ouvrir(self) -> pdfium.PdfDocument:
        if self._document is None:
            self._fichier.seek(0)
            self._document = pdfium.PdfDocument(self._fichier, autoclose=False)
        return self._document


def _resolution(images: list[pdfium.PdfObject]) -> int:
    """Dots per inch of the finest image of the page, within bounds."""
    finesses = [_RESOLUTIONS[0]]
    for image in images:
        a, b, *_ = image.get_matrix().get()
        if isinstance(image, pdfium.PdfImage) and (large := hypot(a, b)):
            finesses.append(round(image.get_px_size()[0] * _POINTS_PAR_POUCE / large))
    return min(max(finesses), _RESOLUTIONS[1])


def _est_grise(image: Image.Image) -> bool:
    rouge, vert, bleu = image.split()
    return not (ImageChops.difference(rouge, vert).getbbox() or ImageChops.difference(vert, bleu).getbbox())
