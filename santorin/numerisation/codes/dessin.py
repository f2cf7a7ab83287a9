"""A code as a square of modules, ready to be drawn (PRE-03)."""

from typing import Any

import zxingcpp

from santorin.numerisation.codes.contenu import CodePage


def modules(code: CodePage) -> list[list[bool]]:
    """The QR code, row by row, True for a black module; a quarter of it may be lost (correction level Q)."""
    qr = zxingcpp.create_barcode(code.ecrire(), zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    image: Any = qr.to_image(scale=1, add_quiet_zones=False)  # a buffer, which its stubs do not say
    lignes: Any = memoryview(image).tolist()
    return [[point == 0 for point in ligne] for ligne in lignes]
