"""The codes of the pages: what they say, and their reading on paper that was badly scanned."""

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santorin.numerisation.codes import CodePage, lire_page
from tests.numerisation.scans import degrader, des_feuilles, ecrire_dessus, imprimer, jpeg, png, rasteriser

CODES = st.builds(
    CodePage,
    epreuve=st.integers(1, 10**9),
    anonymat=st.text("0123456789ABCDEF", min_size=16, max_size=16),
    page=st.integers(0, 8),
    total=st.integers(8, 99),
)


@pytest.fixture(scope="module")
def pages():
    """Four written pages of one candidate, by resolution."""
    pdf = imprimer(des_feuilles(1, 4))
    return {dpi: [ecrire_dessus(page) for page in rasteriser(pdf, dpi)] for dpi in (100, 150, 200, 300)}


@pytest.mark.exigence("PRE-03")
@given(code=CODES)
def test_un_code_ecrit_se_relit(code):
    assert CodePage.lire(code.ecrire()) == code


@pytest.mark.exigence("NUM-01")
@given(code=CODES, place=st.integers(0, 60), caractere=st.sampled_from("0123456789ABCDEF."))
def test_un_caractere_change_ne_designe_jamais_une_autre_page(code, place, caractere):
    texte = code.ecrire()
    place %= len(texte)
    autre = texte[:place] + caractere + texte[place + 1 :]
    assert CodePage.lire(autre) in ({code} if autre == texte else {None})


@pytest.mark.exigence("NUM-01")
@pytest.mark.parametrize("texte", ["", "https://exemple.fr", "S1.12.ABC.01.04", "S1.12.ABC.01.04.000000"])
def test_un_code_etranger_n_est_pas_une_page(texte):
    assert CodePage.lire(texte) is None


@pytest.mark.exigence("PRE-03", "COR-02")
def test_seule_la_couverture_porte_l_identite(tmp_path):
    chemin = tmp_path / "feuilles.pdf"
    chemin.write_bytes(imprimer(des_feuilles(2, 3)))
    textes = [
        subprocess.run(
            ["pdftotext", "-f", str(page), "-l", str(page), chemin, "-"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for page in range(1, 9)
    ]
    assert ["GUYLESTE" in texte for texte in textes] == [True, False, False, False] * 2
    assert all("01950022359" not in texte and "0350059Z" not in texte for texte in textes[1:4])
    assert "Page 3 / 3" in textes[3]
    assert "ABCDEF0123456700" in textes[3]


@pytest.mark.exigence("PRE-03")
def test_le_pdf_des_feuilles_est_correct_pour_deux_autres_lecteurs(tmp_path):
    chemin = tmp_path / "feuilles.pdf"
    chemin.write_bytes(imprimer(des_feuilles(2, 3)))
    assert subprocess.run(["qpdf", "--check", chemin], check=False, capture_output=True).returncode == 0
    polices = subprocess.run(["pdffonts", chemin], check=True, capture_output=True, text=True).stdout
    assert polices.count("yes yes yes") == 2  # embedded, subset, with their characters


@pytest.mark.exigence("NUM-01")
@pytest.mark.parametrize("dpi", [100, 150, 200, 300])
@pytest.mark.parametrize("angle", [0, -3, 10])
@pytest.mark.parametrize("demi_tour", [0, 90, 180, 270])
def test_tout_code_se_lit_de_travers_et_tourne(pages, dpi, angle, demi_tour):
    for numero, page in enumerate(pages[dpi], start=1):
        lecture = lire_page(jpeg(degrader(page, angle=angle, demi_tour=demi_tour), dpi))
        assert lecture.code == CodePage(12, "ABCDEF0123456700", numero, 4)
        assert lecture.rotation == demi_tour  # PIL turns the other way round: this puts it upright again
        assert abs(lecture.inclinaison + angle) < 1


@pytest.mark.exigence("NUM-01")
@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("noir_et_blanc", [False, True])
def test_tout_code_se_lit_sous_le_bruit(pages, dpi, noir_et_blanc):
    for numero, page in enumerate(pages[dpi], start=1):
        degradee = degrader(page, angle=10, bruit=0.05, noir_et_blanc=noir_et_blanc, graine=numero)
        octets = png(degradee) if noir_et_blanc else jpeg(degradee, dpi)
        assert lire_page(octets).code == CodePage(12, "ABCDEF0123456700", numero, 4)


@pytest.mark.exigence("NUM-01")
@pytest.mark.parametrize("angle", [-20, 20])
def test_tout_code_se_lit_a_vingt_degres(pages, angle):
    lecture = lire_page(jpeg(degrader(pages[200][0], angle=angle, demi_tour=180)))
    assert (lecture.code, lecture.rotation) == (CodePage(12, "ABCDEF0123456700", 1, 4), 180)


@pytest.mark.exigence("NUM-01")
def test_un_code_tache_laisse_l_autre(pages):
    page = pages[200][0].copy()
    page.paste(0, (int(page.width * 0.8), 0, page.width, int(page.height * 0.17)))
    assert lire_page(jpeg(page)).code == CodePage(12, "ABCDEF0123456700", 1, 4)


@pytest.mark.exigence("NUM-01")
def test_deux_feuilles_numerisees_ensemble_ne_sont_pas_classees(pages):
    image = pages[200][0].copy()
    bas = pages[200][1].crop((0, image.height // 2, image.width, image.height))
    image.paste(bas, (0, image.height // 2))
    lecture = lire_page(jpeg(image))
    assert ({code.page for code in lecture.codes}, lecture.code) == ({1, 2}, None)


@pytest.mark.exigence("NUM-03")
def test_l_encre_distingue_une_page_ecrite_d_une_blanche():
    blanche, ecrite = (lire_page(jpeg(page)).encre for page in _blanche_et_ecrite())
    assert blanche < 5
    assert ecrite > 50


@pytest.mark.exigence("NUM-03")
def test_le_bruit_du_scanner_n_est_pas_de_l_encre():
    blanche, une_ligne = (
        lire_page(jpeg(degrader(page, bruit=0.05, angle=3))).encre for page in _blanche_et_ecrite(lignes=1)
    )
    assert blanche < 5 < une_ligne


def _blanche_et_ecrite(lignes=8):
    (page,) = rasteriser(imprimer(des_feuilles(1, 1)))
    return page, ecrire_dessus(page, lignes=lignes)
