"""Reading the code of a scanned page, on a smaller image first (NUM-01)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter

from santorin.copies.fichiers import en_gris
from santorin.numerisation.codes.contenu import CodePage

_QR: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_ASSEZ_GRAND: Final = 1150  # pixels on the longer side: A4 at 100 dpi
_LARGE: Final = 3600  # pixels: more than A4 at 300 dpi is never needed
_MEDIANE: Final = 3  # pixels: removes isolated points, keeps a module of three pixels


@dataclass(frozen=True, slots=True)
class Lecture:
    """What is read of a page.

    `codes`: the different pages that its codes name (none: unread; several: two sheets scanned together). `rotation`:
    degrees clockwise that put it upright. `inclinaison`: degrees left after that. `encre`: share of the writing zone,
    in parts of 10,000, that is dark. `essais`: images searched.
    """

    codes: tuple[CodePage, ...]
    rotation: int
    inclinaison: float
    encre: int
    essais: int

    @property
    def code(self) -> CodePage | None:
        """The page, when one and one only is named."""
        return self.codes[0] if len(self.codes) == 1 else None


def lire_page(octets: bytes) -> Lecture:
    """Read the codes of a stored JPEG or PNG, which was examined before. The bytes are not changed."""
    with Image.open(BytesIO(octets)) as image:
        reduite = _reduite(image)
    trouves, essais = _chercher(reduite), 1
    if not trouves:
        with Image.open(BytesIO(octets)) as image:
            for essai in _plus_fin(image, deja=reduite.size):
                essais += 1
                if trouves := _chercher(essai):
                    break
    angle = trouves[0][1] if trouves else 0.0
    rotation = round(-angle / 90) % 4 * 90
    return Lecture(
        codes=tuple(dict.fromkeys(code for code, _ in trouves)),
        rotation=rotation,
        inclinaison=round((angle + rotation + 180) % 360 - 180, 1),
        encre=mesurer_encre(reduite, rotation),
        essais=essais,
    )


def mesurer_encre(image: Image.Image, rotation: int) -> int:
    """Dark points of the writing zone, in parts of 10,000; what is printed there is light, and scanning noise averaged."""
    droite = image.rotate(-rotation, expand=True) if rotation else image
    largeur, hauteur = droite.size
    zone = droite.crop((largeur * 14 // 100, hauteur * 24 // 100, largeur * 86 // 100, hauteur * 82 // 100))
    points = zone.reduce(2).histogram()
    return sum(points[: _sombre(points)]) * 10_000 // max(1, sum(points))


def _sombre(points: list[int]) -> int:
    """The grey under which a point is ink: well below the paper, whatever the scanner's brightness."""
    total, cumul = sum(points), 0
    for gris, nombre in enumerate(points):
        cumul += nombre
        if cumul * 2 >= total:
            return gris * 6 // 10
    return 0


def _reduite(image: Image.Image) -> Image.Image:
    """The page in grey, as small as its code allows; a JPEG is decoded directly at that size."""
    facteur = max((f for f in (1, 2, 4) if max(image.size) // f >= _ASSEZ_GRAND), default=1)
    avant = image.width
    image.draft("L", (image.width // facteur, image.height // facteur))
    grise = en_gris(image)
    reste = facteur * grise.width // avant
    return grise.reduce(reste) if reste > 1 else grise


def _plus_fin(image: Image.Image, *, deja: tuple[int, int]) -> Iterator[Image.Image]:
    grise = en_gris(image)
    if max(grise.size) > _LARGE:
        grise = grise.reduce(math.ceil(max(grise.size) / _LARGE))
    if grise.size != deja:
        yield grise
    yield grise.filter(ImageFilter.MedianFilter(_MEDIANE))
    yield grise.filter(ImageFilter.GaussianBlur(1.5))


def _chercher(image: Image.Image) -> list[tuple[CodePage, float]]:
    """The codes of ours in an image, with the angle, clockwise, of their top edge."""
    lus = zxingcpp.read_barcodes(image, formats=_QR, try_invert=False)
    return [(code, _angle(lu.position)) for lu in lus if (code := CodePage.lire(lu.text))]


def _angle(coins: zxingcpp.Position) -> float:
    gauche, droit = coins.top_left, coins.top_right
    return math.degrees(math.atan2(droit.y - gauche.y, droit.x - gauche.x))
