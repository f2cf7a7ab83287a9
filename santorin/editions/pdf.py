"""Documents laid out by WeasyPrint: tagged PDF/A, own fonts, nothing fetched from anywhere (DEL-07).

A document is a sequence of sheets. Each sheet is laid out alone, so that the cost per row stays flat however long
a list is, then the sheets are joined before they are written: one file, one set of fonts, one structure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
POLICES: Final = Path(__file__).parent / "polices"
# Given as bytes: WeasyPrint leaves its own profile's file open.
PROFIL: Final = Path(__file__).parent / "copie" / "srgb.icc"
COULEURS: Final = "srgb-du-document"


class AdresseInterdite(ValueError):
    """A document asked for something outside this folder."""


@dataclass(frozen=True, slots=True)
class Feuille:
    """A template and its values. Sheets of one `serie` share a numbering « page x/y »; another starts at 1."""

    gabarit: str
    contexte: Mapping[str, Any]
    serie: str = ""


def ecrire_pdf(feuilles: Sequence[Feuille]) -> bytes:
    """The sheets as one PDF/A-3a. Each template gets `premiere` and `total` for its page numbers.

    Pages are counted first: a sheet that overflows onto a second page shifts the numbers of the next ones.
    """
    fontes = FontConfiguration()
    style = CSS(string=_style(), font_config=fontes, url_fetcher=SEULEMENT_LES_POLICES)
    places = _numeroter(feuilles, [1] * len(feuilles))
    documents = [
        _mettre_en_page(feuille, place, style, fontes)
        for feuille, place in zip(feuilles, places, strict=True)
    ]
    vraies = _numeroter(feuilles, [len(document.pages) for document in documents])
    documents = [
        document if place == vraie else _mettre_en_page(feuille, vraie, style, fontes)
        for document, feuille, place, vraie in zip(documents, feuilles, places, vraies, strict=True)
    ]
    pages = [page for document in documents for page in document.pages]
    ecrit: bytes = (
        documents[0].copy(pages).write_pdf(pdf_variant=VARIANTE, pdf_tags=True, output_intent=COULEURS)
    )
    return ecrit


def _numeroter(feuilles: Sequence[Feuille], pages: Sequence[int]) -> list[tuple[int, int]]:
    """For each sheet: the number of its first page, and the pages of its series."""
    totaux: dict[str, int] = {}
    premieres = []
    for feuille, nombre in zip(feuilles, pages, strict=True):
        premieres.append(totaux.get(feuille.serie, 0) + 1)
        totaux[feuille.serie] = totaux.get(feuille.serie, 0) + nombre
    return [(premiere, totaux[f.serie]) for premiere, f in zip(premieres, feuilles, strict=True)]


def _mettre_en_page(
    feuille: Feuille, place: tuple[int, int], style: CSS, fontes: FontConfiguration
) -> Document:
    premiere, total = place
    html = render_to_string(feuille.gabarit, {**feuille.contexte, "premiere": premiere, "total": total})
    return HTML(string=html, url_fetcher=SEULEMENT_LES_POLICES).render(
        stylesheets=[style], font_config=fontes, color_profiles={COULEURS: _profil()}
    )


def _profil() -> ColorProfile:
    return ColorProfile(
        BytesIO(PROFIL.read_bytes()), PROFIL.name, "relative-colorimetric", (["r"], ["g"], ["b"])
    )


def _style() -> str:
    return render_to_string("editions/sobre.css", {"polices": POLICES.as_uri()})


class _Chargeur(URLFetcher):  # type: ignore[misc]
    """WeasyPrint's fetcher: the project's fonts, nothing else."""

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The font of that address. Raises `AdresseInterdite` for any other, which stops the document."""
        if not url.startswith(f"{POLICES.as_uri()}/") or not (fichier := POLICES / Path(url).name).is_file():
            raise AdresseInterdite(url)
        return URLFetcherResponse(url, fichier.read_bytes(), {"Content-Type": "font/ttf"})


SEULEMENT_LES_POLICES: Final = _Chargeur(fail_on_errors=True)
