"""Scans of every kind go in without loss; one that is not whole stops the document, and says which page and why."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from santorin.editions.copie import PageIllisible, PageScannee, ecrire, ecrire_fichier
from santorin.editions.copie.image_pdf import ImageIllisible
from santorin.editions.copie.images import lire_image
from tests.editions.echantillons import EnMemoire, copie, feuille_ecrite, octets_de, page
from tests.editions.moteurs import fabriquer, scan_de, vu_par_mupdf, vu_par_poppler

IMAGE = feuille_ecrite(1, 413, 585)
JPEG = octets_de(IMAGE)
VIGNETTE = octets_de(IMAGE.resize((40, 57)))


@pytest.mark.exigence("EDI-03")
@pytest.mark.parametrize(
    "octets",
    [
        JPEG,
        octets_de(IMAGE, progressive=True),
        octets_de(IMAGE.convert("L")),
        octets_de(IMAGE, subsampling=0, quality=95, optimize=True),
        octets_de(IMAGE, exif=Image.Exif(), comment=b"commentaire"),
        JPEG + b"\0" * 512,
    ],
    ids=["couleur", "progressif", "gris", "sans sous-échantillonnage", "avec commentaire", "suivi de zéros"],
)
def test_un_jpeg_entre_octet_pour_octet_et_se_voit_dans_les_deux_moteurs(
    tmp_path: Path, octets: bytes
) -> None:
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie([page(octets)]), pdf)
    with pikepdf.open(pdf) as lu:
        assert scan_de(lu.pages[0]).read_raw_bytes() == octets
    with Image.open(io.BytesIO(octets)) as source:
        attendu = np.asarray(source.convert("RGB").resize((595, 842)), dtype=np.int16)
    for moteur in (vu_par_poppler, vu_par_mupdf):
        obtenu = moteur(pdf, 1)[:842, :595]
        assert np.abs(obtenu - attendu).mean() < 12, moteur.__name__


def test_un_jpeg_code_en_rvb_garde_ses_couleurs(tmp_path: Path) -> None:
    rouge = Image.new("RGB", (200, 283), (200, 20, 20))
    octets = octets_de(rouge, keep_rgb=True, quality=95)
    adobe = octets.index(b"\xff\xee")
    sans_adobe = octets[:adobe] + octets[adobe + 16 :]
    assert "ColorTransform" not in lire_image(octets).dictionnaire
    assert "/ColorTransform 0" in lire_image(sans_adobe).dictionnaire
    assert "ColorTransform" not in lire_image(JPEG).dictionnaire
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie([page(sans_adobe)]), pdf)
    for moteur in (vu_par_poppler, vu_par_mupdf):
        assert np.abs(moteur(pdf, 1)[400, 300] - (200, 20, 20)).max() < 6


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P"])
def test_un_png_passe_sans_perte_et_sans_etre_decode(tmp_path: Path, mode: str) -> None:
    image = IMAGE.convert(mode)
    octets = octets_de(image, "PNG")
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie([page(octets)]), pdf)
    with pikepdf.open(pdf) as lu:
        flux = scan_de(lu.pages[0])
        donnees = b"".join(re.findall(rb"IDAT(.*?)....(?=....I(?:DAT|END))", octets, re.DOTALL))
        assert flux.read_raw_bytes() == donnees
        rendue = pikepdf.PdfImage(flux).as_pil_image()
        assert rendue.convert("RGB").tobytes() == image.convert("RGB").tobytes()
    assert np.abs(vu_par_poppler(pdf, 1) - vu_par_mupdf(pdf, 1)).mean() < 12


@pytest.mark.parametrize(
    ("octets", "attendue"),
    [
        (octets_de(Image.merge("RGBA", (*IMAGE.split(), Image.new("L", IMAGE.size, 255))), "PNG"), IMAGE),
        (octets_de(IMAGE.convert("1"), "TIFF", compression="group4"), IMAGE.convert("1")),
        (octets_de(IMAGE.convert("L"), "TIFF"), IMAGE.convert("L")),
        (octets_de(IMAGE, "TIFF", compression="tiff_lzw"), IMAGE),
    ],
    ids=["png transparent", "tiff noir et blanc", "tiff gris", "tiff couleur"],
)
def test_ce_qu_un_pdf_ne_sait_pas_porter_est_refait_sans_perte(
    tmp_path: Path, octets: bytes, attendue: Image.Image
) -> None:
    pdf = tmp_path / "copie.pdf"
    fabriquer(copie([page(octets)]), pdf)
    with pikepdf.open(pdf) as lu:
        rendue = pikepdf.PdfImage(scan_de(lu.pages[0])).as_pil_image()
        assert rendue.convert("RGB").tobytes() == attendue.convert("RGB").tobytes()


@pytest.mark.parametrize(
    "octets",
    [
        octets_de(Image.new("RGBA", (20, 28), (0, 0, 0, 0)), "PNG"),
        octets_de(Image.new("P", (20, 28), 0), "PNG", transparency=0),
        octets_de(Image.new("L", (20, 28), 7), "PNG", transparency=7),
    ],
)
def test_une_zone_transparente_devient_blanche(octets: bytes) -> None:
    image = lire_image(octets)
    assert "DeviceRGB" in image.dictionnaire
    assert set(pikepdf.Stream(pikepdf.new(), image.octets, Filter=pikepdf.Name.FlateDecode).read_bytes()) == {
        255
    }


def abimer(octets: bytes, place: int) -> bytes:
    return octets[:place] + bytes([octets[place] ^ 0x5A]) + octets[place + 1 :]


PNG = octets_de(IMAGE, "PNG")
CMJN = octets_de(IMAGE.convert("CMYK"))


@pytest.mark.parametrize(
    ("octets", "raison"),
    [
        (b"", "fichier vide"),
        (b"%PDF-1.4", "ni un JPEG"),
        (JPEG[: len(JPEG) // 2], "la fin de l’image manque"),
        (JPEG[:-2], "la fin de l’image manque"),
        (JPEG[:300], "en-tête incomplet"),
        (JPEG[:2] + b"\0" + JPEG[2:], "structure interrompue"),
        (octets_de(IMAGE, exif=b"Exif\0\0" + VIGNETTE)[:-2], "la fin de l’image manque"),
        (CMJN, "quadrichromie"),
        (JPEG.replace(b"\xff\xc0", b"\xff\xc9", 1), "procédé que le PDF ne connaît pas"),
        (PNG[:-20], "la fin de l’image manque"),
        (PNG[: len(PNG) // 2], "la fin de l’image manque"),
        (abimer(PNG, len(PNG) // 2), "somme de contrôle fausse"),
        (octets_de(IMAGE, "TIFF")[:2000], "tronquée ou abîmée"),
        (octets_de(IMAGE, "TIFF", save_all=True, append_images=[IMAGE]), "plusieurs images"),
        (octets_de(IMAGE.convert("CMYK"), "TIFF"), "sans les changer"),
    ],
)
def test_une_image_qui_n_est_pas_entiere_est_refusee_avec_sa_raison(octets: bytes, raison: str) -> None:
    with pytest.raises(ImageIllisible, match=raison):
        lire_image(octets)


def absente() -> io.BytesIO:
    raise FileNotFoundError(2, "No such file or directory")


def illisible() -> io.BytesIO:
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize(
    ("source", "raison"),
    [
        (absente, "le fichier est absent"),
        (Path("/nulle/part.jpg"), "le fichier est absent"),
        (illisible, "ne se lit pas"),
        (EnMemoire(JPEG[:-2]), "la fin de l’image manque"),
        (EnMemoire(abimer(JPEG, len(JPEG) - 500)), "n’est plus celui qui a été numérisé"),
    ],
)
def test_une_page_manquante_ou_abimee_est_nommee_et_rien_n_est_ecrit_a_sa_place(
    tmp_path: Path, source: Path | Callable[[], io.BytesIO], raison: str
) -> None:
    bonne = page(JPEG)
    a_editer = copie([bonne, replace(bonne, source=source), bonne])
    pdf = tmp_path / "copie.pdf"
    pdf.write_bytes(b"celui d'avant")
    with pytest.raises(PageIllisible, match=raison) as levee:
        ecrire_fichier(a_editer, pdf)
    assert levee.value.numero == 2
    assert str(levee.value).startswith("Page 2 illisible : ")
    assert pdf.read_bytes() == b"celui d'avant"
    assert list(tmp_path.iterdir()) == [pdf]


def test_une_interruption_ne_laisse_aucun_pdf_ouvrable() -> None:
    sortie = io.BytesIO()
    bonne = page(JPEG)
    with pytest.raises(PageIllisible):
        ecrire(copie([bonne, replace(bonne, source=absente)]), sortie)
    assert b"%%EOF" not in sortie.getvalue()


def test_une_image_aux_dimensions_inattendues_est_refusee_meme_sans_verification() -> None:
    with pytest.raises(PageIllisible, match="mesure 413 × 585 pixels au lieu de 585 × 413"):
        ecrire(copie([replace(page(JPEG), largeur=585, hauteur=413)]), io.BytesIO(), verifier=False)


def test_la_verification_de_l_empreinte_peut_etre_laissee_a_l_appelant() -> None:
    changee = replace(page(JPEG), source=EnMemoire(abimer(JPEG, len(JPEG) - 500)))
    assert ecrire(copie([changee]), io.BytesIO(), verifier=False).pages == 2


@pytest.mark.parametrize(
    "changements",
    [{"sha256": "abc"}, {"largeur": 0}, {"rotation": 45}, {"sha256": "G" * 64}, {"hauteur": -1}],
)
def test_une_page_mal_decrite_est_refusee(changements: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        replace(page(JPEG), **changements)  # type: ignore[arg-type]


def test_une_copie_sans_page_n_a_pas_de_pdf() -> None:
    with pytest.raises(ValueError, match="sans page"):
        copie([])


def test_une_page_est_une_valeur() -> None:
    assert isinstance(hash(page(JPEG)), int)
    assert PageScannee(EnMemoire(JPEG), "0" * 64, 1, 1) != PageScannee(EnMemoire(JPEG), "1" * 64, 1, 1)
