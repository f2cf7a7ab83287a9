"""Pages that are not one JPEG: bilevel or lossless scans, scans with a text layer; drawn without loss (NUM-01)."""

from io import BytesIO
from types import TracebackType
from typing import BinaryIO, Final, Self

import pypdfium2 as pdfium
from PIL import Image, ImageChops

from santorin.numerisation.decoupe.morceau import Morceau

_POINTS_PAR_POUCE: Final = 72
_RESOLUTION: Final = 200  # dots per inch, when the page has no resolution of its own
_COTE_AU_PLUS: Final = 5_000  # pixels
REFAITE: Final = "La page n’est pas une seule image JPEG\u00a0: elle a été redessinée sans perte."


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

    def dessiner(self, rang: int, nom: str, largeur: int | None, *, pivotee: bool = False) -> Morceau:
        """The page as a grey or colour PNG, point for point with its image when its width in pixels is given."""
        try:
            page = self._ouvrir()[rang - 1]
            cotes = page.get_size()
            echelle = largeur / cotes[1 if pivotee else 0] if largeur else _RESOLUTION / _POINTS_PAR_POUCE
            image = page.render(scale=min(echelle, _COTE_AU_PLUS / max(cotes))).to_pil()
            page.close()
        except (pdfium.PdfiumError, ValueError, ZeroDivisionError, OSError):
            return Morceau(rang, nom, obstacle="La page est abîmée dans le PDF.")
        if _est_grise(image.convert("RGB")):
            image = image.convert("L")
        sortie = BytesIO()
        image.save(sortie, "PNG")
        return Morceau(rang, nom, sortie.getvalue(), refait=REFAITE)

    def _ouvrir(self) -> pdfium.PdfDocument:
        if self._document is None:
            self._fichier.seek(0)
            self._document = pdfium.PdfDocument(self._fichier, autoclose=False)
        return self._document


def _est_grise(image: Image.Image) -> bool:
    rouge, vert, bleu = image.split()
    return not (ImageChops.difference(rouge, vert).getbbox() or ImageChops.difference(vert, bleu).getbbox())
