"""A stored scan as a PDF image: its compressed bytes are taken over as they are."""

from santorin.editions.copie import jpeg, png, sans_perte
from santorin.editions.copie.image_pdf import ImageIllisible, ImagePdf


def lire_image(octets: bytes) -> ImagePdf:
    """The image to embed for a JPEG, PNG or one-image TIFF file.

    Raises ImageIllisible if the file is empty, cut, of another kind, or of a variety that PDF/A cannot hold.
    """
    if not octets:
        raise ImageIllisible("fichier vide")
    if octets.startswith(jpeg.DEBUT):
        return jpeg.lire_jpeg(octets)
    if octets.startswith(png.SIGNATURE):
        return png.lire_png(octets)
    if octets.startswith(sans_perte.SIGNATURES_TIFF):
        return sans_perte.refaire_sans_perte(octets)
    raise ImageIllisible("ce n’est ni un JPEG, ni un PNG, ni un TIFF")
