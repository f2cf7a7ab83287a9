"""A scanned PDF: the JPEG of each page taken out byte for byte; any other page drawn at its own resolution (NUM-01)."""

import logging
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO, Final

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from santorin.copies.fichiers import COTE_MAXIMAL
from santorin.numerisation.decoupe.dessin import ABIMEE, Dessinateur
from santorin.numerisation.decoupe.integrite import fax_lu_autrement, obstacle_images
from santorin.numerisation.decoupe.morceau import PAGES_AU_PLUS, Morceau
from santorin.numerisation.decoupe.placement import rotation_de_l_image
from santorin.refus import Refus

_FIN: Final = 2048
PROTEGE: Final = "Le PDF est protégé\u00a0: enregistrez-le sans mot de passe ni restriction."
# What reading a damaged PDF may end in: it is another's file, and pypdf names few of its errors.
ILLISIBLES: Final = (
    PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, OSError, RecursionError,
    NotImplementedError, AssertionError,
)  # fmt: skip
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def compter(fichier: BinaryIO) -> int:
    """How many pages the PDF has. Raises `Refus` when it is cut, encrypted, empty, or too long."""
    return len(_ouvrir(fichier).pages)


def decouper(fichier: BinaryIO, depuis: int = 1) -> Iterator[Morceau]:
    """The pages from this rank on, in order. Raises `Refus` as `compter` does."""
    lecteur = _ouvrir(fichier)
    with Dessinateur(fichier) as dessinateur:
        for rang in range(depuis, len(lecteur.pages) + 1):
            yield _morceau(lecteur, rang, dessinateur)


def _ouvrir(fichier: BinaryIO) -> PdfReader:
    taille = fichier.seek(0, 2)
    fichier.seek(max(0, taille - _FIN))
    if b"%%EOF" not in fichier.read():
        raise Refus("Le PDF est tronqué\u00a0: sa fin manque. Envoyez-le à nouveau.")
    fichier.seek(0)
    try:
        lecteur = PdfReader(fichier, root_object_recovery_limit=1000)
        if lecteur.is_encrypted:
            raise Refus(PROTEGE)
        pages = len(lecteur.pages)
    except DependencyError as erreur:  # an encryption that pypdf does not even try
        raise Refus(PROTEGE) from erreur
    except ILLISIBLES as erreur:
        raise Refus("Le PDF est abîmé\u00a0: il ne peut pas être lu.") from erreur
    if not pages:
        raise Refus("Le PDF n’a aucune page.")
    if pages > PAGES_AU_PLUS:
        raise Refus(f"Le PDF a {pages} pages\u00a0: {PAGES_AU_PLUS} au plus. Numérisez en plusieurs fois.")
    return lecteur


def _morceau(lecteur: PdfReader, rang: int, dessinateur: Dessinateur) -> Morceau:
    nom = f"page {rang}"
    try:
        page = lecteur.pages[rang - 1]
        image = _image_unique(page)
        cote = max(int(image["/Width"]), int(image["/Height"])) if image is not None else 0
        if cote > COTE_MAXIMAL:
            return Morceau(rang, nom, obstacle=f"L’image mesure {cote} pixels\u00a0: {COTE_MAXIMAL} au plus.")
        rotation = None if image is None else rotation_de_l_image(page)
        if image is not None and rotation is not None and _se_montre_seul(image):
            return Morceau(rang, nom, octets=bytes(image._data), rotation=rotation)  # noqa: SLF001
        if obstacle := obstacle_images(page):
            return Morceau(rang, nom, obstacle=obstacle)
        largeur = None if image is None or rotation is None else int(image["/Width"])
        fausse = None if image is None else partial(fax_lu_autrement, image)
    except ILLISIBLES:
        return Morceau(rang, nom, obstacle=ABIMEE)
    return dessinateur.dessiner(rang, nom, largeur, pivotee=rotation in {90, 270}, fausse=fausse)


def _image_unique(page: PageObject) -> Any | None:
    """The image object, when the page's resources hold one and nothing else that draws."""
    ressources = page.get("/Resources")
    objets = ressources.get_object().get("/XObject") if ressources is not None else None
    objets = objets.get_object() if objets is not None else {}
    if len(objets) != 1:
        return None
    image = next(iter(objets.values())).get_object()
    return image if image.get("/Subtype") == "/Image" else None


def _se_montre_seul(image: Any) -> bool:
    """Whether the stream is a JPEG that looks the same out of the PDF: no mask, no colours that only the PDF tells."""
    filtre = image.get("/Filter")
    filtres = [filtre] if isinstance(filtre, str) else list(filtre or ())
    propre = not any(cle in image for cle in ("/SMask", "/Mask", "/Decode", "/ImageMask", "/DecodeParms"))
    return filtres == ["/DCTDecode"] and propre and _couleurs_ordinaires(image.get("/ColorSpace"))


def _couleurs_ordinaires(espace: Any) -> bool:
    """Grey or RGB, as a JPEG says them by itself: no inks, no negative, no palette."""
    espace = espace.get_object() if espace is not None else None
    if isinstance(espace, list) and espace:
        profil = espace[1].get_object() if espace[0] == "/ICCBased" else {}
        return espace[0] in {"/CalGray", "/CalRGB"} or profil.get("/N") in {1, 3}
    return espace in {None, "/DeviceGray", "/DeviceRGB"}
