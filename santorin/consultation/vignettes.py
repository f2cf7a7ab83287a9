"""Small images of scanned pages, made once each: the viewer's thumbnails."""

from io import BytesIO
from typing import BinaryIO, Final, cast

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageOps

from santorin.copies.fichiers import en_gris, ouvrir
from santorin.copies.models import Page

COTE: Final = 160  # pixels, the longer side
_TOURS: Final = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def vignette(page: Page) -> BinaryIO:
    """The page upright, small, without metadata; made when it is first asked for. Raises OSError."""
    nom = nom_de_vignette(page)
    if not default_storage.exists(nom):
        _faire(page, nom)
    return cast(BinaryIO, default_storage.open(nom))


def nom_de_vignette(page: Page) -> str:
    """Its name in the storage."""
    return f"vignettes/{page.sha256[:2]}/{page.sha256}-{page.rotation}.jpg"


def noms_de_vignettes(sha256: str) -> list[str]:
    """SEC-03: the names that the small images of this image may have, one for each way of turning it."""
    return [f"vignettes/{sha256[:2]}/{sha256}-{rotation}.jpg" for rotation in (0, *_TOURS)]


def _faire(page: Page, nom: str) -> None:
    with ouvrir(page.sha256, page.type_mime) as fichier, Image.open(fichier) as image:
        image.draft("L", (COTE, COTE))
        petite = ImageOps.contain(en_gris(image), (COTE, COTE))
    if page.rotation:
        petite = petite.transpose(_TOURS[page.rotation])
    sortie = BytesIO()
    petite.save(sortie, "JPEG", quality=60)
    default_storage.save(nom, ContentFile(sortie.getvalue()))
