"""Printed sheets made paper again: rasterised, written on, degraded, and put into the files a scanner makes."""

import io
import subprocess
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pikepdf
from PIL import Image, ImageDraw

from santorin.numerisation.feuilles import Feuilles, ecrire_feuilles


def des_feuilles(candidats=2, pages=4, *, epreuve=12, anonymats=()):
    """Sheets of synthetic candidates."""
    numeros = anonymats or [f"ABCDEF01234567{rang:02X}" for rang in range(candidats)]
    return [
        Feuilles(
            epreuve=epreuve,
            anonymat=numero,
            pages=pages,
            entete="BCG 2027 – E51 – Économie-gestion",
            identite="GUYLESTE Fazia",
            details=("01950022359 - 002", "Lycée des Sapins (0350059Z)", "TCOM1"),
        )
        for numero in numeros
    ]


def imprimer(feuilles):
    """The bytes of their PDF."""
    sortie = io.BytesIO()
    ecrire_feuilles(feuilles, sortie, titre="Feuilles de composition")
    return sortie.getvalue()


def rasteriser(pdf, dpi=200, *, couvertures=False, pages=None):
    """The printed pages as grey images, by poppler; the covers stay with the candidates unless asked for."""
    with tempfile.TemporaryDirectory() as dossier:
        source = Path(dossier) / "feuilles.pdf"
        source.write_bytes(pdf)
        bornes = ["-l", str(pages)] if pages else []
        subprocess.run(
            ["pdftoppm", "-r", str(dpi), "-gray", *bornes, str(source), str(Path(dossier) / "p")], check=True
        )
        images = []
        for chemin in sorted(Path(dossier).glob("p-*.pgm")):
            with Image.open(chemin) as image:
                images.append(image.copy())
    if couvertures:
        return images
    with pikepdf.open(io.BytesIO(pdf)) as lu:
        textes = [b"/F Do" in page.Contents.read_bytes() for page in lu.pages[: len(images)]]
    return [image for image, ecrite in zip(images, textes, strict=True) if ecrite]


def ecrire_dessus(image, lignes=12, graine=1):
    """Handwriting-like strokes on the page."""
    tirage, copie = np.random.default_rng(graine), image.copy()
    trait, (largeur, hauteur) = ImageDraw.Draw(copie), image.size
    for rang in range(lignes):
        y = hauteur * (0.28 + 0.04 * rang)
        x = np.linspace(largeur * 0.16, largeur * 0.84, 220)
        points = list(zip(x, y + tirage.normal(0, hauteur * 0.006, 220), strict=True))
        trait.line(points, fill=40, width=max(1, largeur // 500))
    return copie


def degrader(image, *, angle=0.0, bruit=0.0, demi_tour=0, noir_et_blanc=False, graine=1):
    """As a bad scanner does: `angle` of skew and `demi_tour` in degrees, `bruit` as a share of points, bilevel."""
    if angle:
        image = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255, expand=True)
    if demi_tour:
        image = image.rotate(demi_tour, expand=True)
    if bruit:
        points = np.array(image)
        tirage = np.random.default_rng(graine).random(points.shape)
        points[tirage < bruit / 2] = 0
        points[tirage > 1 - bruit / 2] = 255
        image = Image.fromarray(points)
    return image.point(lambda gris: 255 * (gris > 140)).convert("1") if noir_et_blanc else image


def jpeg(image, dpi=200, quality=75):
    """JPEG bytes, as scanners write them."""
    sortie = io.BytesIO()
    image.convert("L" if image.mode == "1" else image.mode).save(
        sortie, "JPEG", quality=quality, dpi=(dpi, dpi)
    )
    return sortie.getvalue()


def png(image):
    """PNG bytes, bilevel kept."""
    sortie = io.BytesIO()
    image.save(sortie, "PNG")
    return sortie.getvalue()


def pdf_de_jpegs(jpegs, *, dpi=200, rotate=0, contenu=None, **sauver):
    """A scanner's PDF: one JPEG a page, placed whole."""
    document = pikepdf.new()
    for octets in jpegs:
        with Image.open(io.BytesIO(octets)) as image:
            largeur, hauteur, mode = *image.size, image.mode
        flux = pikepdf.Stream(document, octets)
        flux.Type, flux.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        flux.Width, flux.Height, flux.BitsPerComponent = largeur, hauteur, 8
        flux.ColorSpace = pikepdf.Name.DeviceGray if mode == "L" else pikepdf.Name.DeviceRGB
        flux.Filter = pikepdf.Name.DCTDecode
        x, y = largeur * 72 / dpi, hauteur * 72 / dpi
        ordres = contenu or f"q {x:.3f} 0 0 {y:.3f} 0 0 cm /Im0 Do Q"
        page = document.add_blank_page(page_size=(x, y))
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=document.make_indirect(flux)))
        page.obj.Contents = pikepdf.Stream(document, ordres.encode())
        if rotate:
            page.obj.Rotate = rotate
    sortie = io.BytesIO()
    document.save(sortie, **sauver)
    return sortie.getvalue()


def zip_d_images(images):
    """A ZIP of `{name: bytes}`."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_STORED) as archive:
        for nom, octets in images.items():
            archive.writestr(nom, octets)
    return sortie.getvalue()
