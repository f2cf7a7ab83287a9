"""The slow way, for the few images that a PDF cannot hold as they are: decoded, put on white, deflated again."""

import io
import zlib
from typing import Final

from PIL import Image

from santorin.editions.copie.image_pdf import ImageIllisible, ImagePdf

SIGNATURES_TIFF: Final = (b"II*\0", b"MM\0*")
_BITS: Final = {"1": 1, "L": 8, "RGB": 8}


def refaire_sans_perte(octets: bytes) -> ImagePdf:
    """The same pixels in a PDF image, transparency put on white; raises ImageIllisible (cut, several images, CMYK…)."""
    try:
        with Image.open(io.BytesIO(octets)) as image:
            if getattr(image, "n_frames", 1) != 1:
                raise ImageIllisible("le fichier contient plusieurs images")
            opaque = _sur_blanc(image)
    except (OSError, SyntaxError, Image.DecompressionBombError) as erreur:
        raise ImageIllisible("l’image est tronquée ou abîmée") from erreur
    espace = "DeviceRGB" if opaque.mode == "RGB" else "DeviceGray"
    return ImagePdf(
        *opaque.size,
        f"/ColorSpace/{espace}/BitsPerComponent {_BITS[opaque.mode]}/Filter/FlateDecode",
        zlib.compress(opaque.tobytes()),
    )


def _sur_blanc(image: Image.Image) -> Image.Image:
    if image.mode in _BITS and "transparency" not in image.info:
        image.load()
        return image.copy()
    if image.mode not in {*_BITS, "LA", "P", "PA", "RGBA"}:
        raise ImageIllisible(f"couleurs que le PDF ne peut pas porter sans les changer ({image.mode})")
    calque = image.convert("RGBA")
    fond = Image.new("RGBA", calque.size, "white")
    fond.alpha_composite(calque)
    return fond.convert("RGB")
