"""Scanned pages as files: examined by their content, named by their SHA-256, written once, never changed (NUM-02)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import BinaryIO, Final, cast

from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, UnidentifiedImageError

from santorin.editions.copie.image_pdf import ImageIllisible
from santorin.editions.copie.images import lire_image
from santorin.editions.stockage import ecriture, existe
from santorin.refus import Refus

TAILLE_MAXIMALE: Final = 20 * 1024 * 1024  # bytes
FRAICHEUR: Final = timedelta(hours=1)
COTE_MINIMAL: Final = 200  # pixels
COTE_MAXIMAL: Final = 10_000  # pixels: an A3 sheet at 600 dpi
_TYPES: Final = {"JPEG": "image/jpeg", "PNG": "image/png"}
_EXTENSIONS: Final = {"image/jpeg": "jpg", "image/png": "png"}
_ORIENTATION: Final = 0x0112
_QUARTS: Final = {3: 180, 6: 90, 8: 270}
_REDUCTION: Final = 8


@dataclass(frozen=True, slots=True)
class ImageDePage:
    """What is known of a page's image once examined: `taille` in bytes, sides in pixels, `rotation` in degrees."""

    sha256: str
    type_mime: str
    taille: int
    largeur: int
    hauteur: int
    rotation: int = 0


def nom_de_stockage(sha256: str, type_mime: str = "image/jpeg") -> str:
    """The name in the storage of the page of this SHA-256."""
    return f"pages/{sha256[:2]}/{sha256[2:4]}/{sha256}.{_EXTENSIONS[type_mime]}"


def ouvrir(sha256: str, type_mime: str = "image/jpeg") -> BinaryIO:
    """The page of this SHA-256, for reading. Raises OSError when the storage does not give it."""
    return cast(BinaryIO, default_storage.open(nom_de_stockage(sha256, type_mime)))


def examiner(contenu: bytes) -> ImageDePage:
    """Read a page's image: its kind is told by its content, never by its name; it is decoded whole.

    Raises `Refus` when it is empty, too big, cut, damaged, of another kind, or unfit for a PDF.
    """
    if not contenu:
        raise Refus("Le fichier est vide.")
    if len(contenu) > TAILLE_MAXIMALE:
        raise Refus(f"Le fichier dépasse {TAILLE_MAXIMALE // 1024 // 1024}\u00a0Mo.")
    try:
        with Image.open(BytesIO(contenu), formats=tuple(_TYPES)) as image:
            page = _decrire(image, contenu)
            # First what does not depend on Pillow's setting for cut images, which WeasyPrint loosens.
            lire_image(contenu)
            _decoder(image)
    except ImageIllisible as erreur:
        raise Refus(f"Image refusée\u00a0: {erreur}.") from erreur
    except UnidentifiedImageError as erreur:
        raise Refus("Ce n’est pas une image JPEG ou PNG.") from erreur
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as erreur:
        raise Refus(_hors_bornes()) from erreur
    except (OSError, SyntaxError) as erreur:
        raise Refus("L’image est tronquée ou abîmée.") from erreur
    return page


def ranger(contenu: bytes) -> ImageDePage:
    """Examine a page's image and store it, once for all the copies that show the same bytes. Raises `Refus`."""
    page = examiner(contenu)
    ecrire(page, contenu)
    return page


def ecrire(page: ImageDePage, contenu: bytes) -> None:
    """Store the bytes of an examined page; safe before the name exists, so that a name is always a whole file.

    Old bytes are written again: dated anew, a purge leaves them to the row that is about to name them (SEC-03).
    """
    nom = nom_de_stockage(page.sha256, page.type_mime)
    if existe(nom, page.taille) and default_storage.get_modified_time(nom) > timezone.now() - FRAICHEUR:
        return
    with ecriture(nom) as fichier:
        fichier.write(contenu)


def en_gris(image: Image.Image) -> Image.Image:
    """The image in 256 greys; one of 65,536 greys is divided, where Pillow alone would make it white."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda gris: gris * (1 / 256)).convert("L")
    return image.convert("L")


def _decrire(image: Image.Image, contenu: bytes) -> ImageDePage:
    largeur, hauteur = image.size
    if not COTE_MINIMAL <= min(largeur, hauteur) <= max(largeur, hauteur) <= COTE_MAXIMAL:
        raise Refus(_hors_bornes())
    return ImageDePage(
        sha256=hashlib.sha256(contenu).hexdigest(),
        type_mime=_TYPES[str(image.format)],
        taille=len(contenu),
        largeur=largeur,
        hauteur=hauteur,
        rotation=_QUARTS.get(image.getexif().get(_ORIENTATION, 1), 0),
    )


def _decoder(image: Image.Image) -> None:
    """Read every byte of the image; a JPEG is drawn smaller, which is enough to see that nothing is missing."""
    image.draft(image.mode, (image.width // _REDUCTION, image.height // _REDUCTION))
    image.load()


def _hors_bornes() -> str:
    return f"Les côtés d’une page mesurent de {COTE_MINIMAL} à {COTE_MAXIMAL} pixels."
