"""How a page places its one image: whole, and by which quarter turn (NUM-01)."""

import re
import zlib
from typing import Any, Final

from pypdf import PageObject

_CONTENU_AU_PLUS: Final = 4096  # bytes: placing one image takes some fifty
_NOMBRE: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_PLACER: Final = re.compile(rf"((?:{_NOMBRE}\s+){{6}})cm\b".encode())
_AUTRE: Final = re.compile(rb"\b(?:BT|BI|sh|[fFbBsS]\*?|re|W\*?)(?=\s|$)")
_TOURS: Final[dict[tuple[int, ...], int]] = {
    (1, 0, 0, 1): 0,
    (0, -1, 1, 0): 90,
    (-1, 0, 0, -1): 180,
    (0, 1, -1, 0): 270,
}
_TOLERANCE: Final = 0.02
Matrice = tuple[float, float, float, float, float, float]


def rotation_de_l_image(page: PageObject) -> int | None:
    """Degrees clockwise at which the page shows its one image; None when it shows more, less, or a part of it."""
    contenu = _contenu(page)
    if contenu is None or contenu.count(b" Do") != 1 or _AUTRE.search(contenu):
        return None
    matrice: Matrice = (1, 0, 0, 1, 0, 0)
    for trouvee in _PLACER.findall(contenu):
        a, b, c, d, e, f = (float(valeur) for valeur in trouvee.split())
        matrice = _composer((a, b, c, d, e, f), matrice)
    tour = _tour(matrice)
    if tour is None or not _couvre(matrice, page):
        return None
    return (tour + int(page.get("/Rotate", 0))) % 360


def _contenu(page: PageObject) -> bytes | None:
    """The drawing orders, unless they are more than it takes to place an image: an archive bomb is never unfolded."""
    contenu = page.get("/Contents")
    if contenu is None:
        return None
    objet = contenu.get_object()
    flux = [partie.get_object() for partie in objet] if isinstance(objet, list) else [objet]
    if len(flux) > _CONTENU_AU_PLUS // 256:
        return None
    morceaux = [_deplier(un) for un in flux]
    return None if None in morceaux else b"\n".join(morceau or b"" for morceau in morceaux)


def _deplier(flux: Any) -> bytes | None:
    octets: bytes = flux._data  # noqa: SLF001
    filtre = flux.get("/Filter")
    if filtre in ("/FlateDecode", ["/FlateDecode"]):
        try:
            octets = zlib.decompressobj().decompress(octets, _CONTENU_AU_PLUS + 1)
        except zlib.error:
            return None
    elif filtre:
        return None
    return octets if len(octets) <= _CONTENU_AU_PLUS else None


def _composer(m: Matrice, n: Matrice) -> Matrice:
    a, b, c, d, e, f = m
    g, h, i, j, k, l = n  # noqa: E741
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l)


def _tour(matrice: Matrice) -> int | None:
    a, b, c, d = matrice[:4]
    echelle = max(abs(a), abs(b), abs(c), abs(d)) * _TOLERANCE
    signes = tuple(0 if abs(x) <= echelle else (1 if x > 0 else -1) for x in (a, b, c, d))
    return _TOURS.get(signes)


def _couvre(matrice: Matrice, page: PageObject) -> bool:
    """Whether the image fills what the page shows, and no more: nothing of it is cut off, nothing is beside it."""
    a, b, c, d, e, f = matrice
    abscisses, ordonnees = (e, e + a + c), (f, f + b + d)
    boite = page.cropbox
    ecarts = (
        min(abscisses) - float(boite.left),
        max(abscisses) - float(boite.right),
        min(ordonnees) - float(boite.bottom),
        max(ordonnees) - float(boite.top),
    )
    tolere = _TOLERANCE * max(float(boite.width), float(boite.height))
    return all(abs(ecart) <= tolere for ecart in ecarts)
