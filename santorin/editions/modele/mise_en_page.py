"""One template laid out by WeasyPrint: the project's fonts and colours, nothing fetched from anywhere."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from django.template.loader import render_to_string
from PIL import ImageFile
from weasyprint import CSS, HTML, Document
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

# WeasyPrint loosens Pillow for the whole process: a scan that is cut must still be refused.
ImageFile.LOAD_TRUNCATED_IMAGES = False

# Archival, Unicode text that can be extracted, and the structure that screen readers follow.
VARIANTE: Final = "pdf/a-3a"
POLICES: Final = Path(__file__).parent.parent / "polices"
# Given as bytes: WeasyPrint leaves its own profile's file open.
PROFIL: Final = Path(__file__).parent.parent / "copie" / "srgb.icc"
COULEURS: Final = "srgb-du-document"


class AdresseInterdite(ValueError):
    """A document asked for something outside this folder."""


class Presse:
    """Lays out templates with one set of fonts and one parsed style."""

    def __init__(self) -> None:
        self._fontes = FontConfiguration()
        self._style = CSS(
            string=render_to_string("editions/sobre.css", {"polices": POLICES.as_uri()}),
            font_config=self._fontes,
            url_fetcher=SEULEMENT_LES_POLICES,
        )

    def mettre_en_page(self, gabarit: str, contexte: Mapping[str, Any]) -> Document:
        """The template laid out, not written yet."""
        profil = ColorProfile(
            BytesIO(PROFIL.read_bytes()), PROFIL.name, "relative-colorimetric", (["r"], ["g"], ["b"])
        )
        return HTML(
            string=render_to_string(gabarit, dict(contexte)), url_fetcher=SEULEMENT_LES_POLICES
        ).render(stylesheets=[self._style], font_config=self._fontes, color_profiles={COULEURS: profil})


def ecrire(document: Document) -> bytes:
    """A document laid out, as WeasyPrint writes it."""
    ecrit: bytes = document.write_pdf(pdf_variant=VARIANTE, pdf_tags=True, output_intent=COULEURS)
    return ecrit


class _Chargeur(URLFetcher):  # type: ignore[misc]
    """WeasyPrint's fetcher: the project's fonts, nothing else."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The font of that address. Raises `AdresseInterdite` for any other, which stops the document."""
        if not url.startswith(f"{POLICES.as_uri()}/") or not (fichier := POLICES / Path(url).name).is_file():
            raise AdresseInterdite(url)
        return URLFetcherResponse(url, fichier.read_bytes(), {"Content-Type": "font/ttf"})


SEULEMENT_LES_POLICES: Final = _Chargeur(fail_on_errors=True)
