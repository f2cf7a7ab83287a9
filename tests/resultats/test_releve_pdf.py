"""The transcript on paper: what it says, how it is read by people, by machines and by screen readers (RES-04 to RES-07)."""

import io
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime

import pikepdf
import pypdf
import pytest
import zxingcpp
from PIL import Image

from resultats.editions import releve
from resultats.editions.releve import ContenuReleve, LigneEpreuve
from santorin.editions.modele.mise_en_page import Presse
from santorin.editions.modele.mise_en_page import ecrire as ecrire_par_weasyprint

EPREUVES = (
    LigneEpreuve("E2 – Analyse et préparation d’une activité", "Épreuves obligatoires", "9", "4", "36"),
    LigneEpreuve("E51 – Français", "Épreuves obligatoires", "12,5", "2,5", "31,25", "Bénéfice"),
    LigneEpreuve("E7 – Éducation physique et sportive", "Épreuves obligatoires", position="Dispense"),
    LigneEpreuve("EF1 – Langue vivante facultative", "Épreuves facultatives", "16", "", "6"),
)
CONTENU = ContenuReleve(
    academie="Rennes",
    examen="Baccalauréat professionnel",
    session="Session de juin 2024",
    specialite="Métiers de l’électricité et de ses environnements connectés",
    nom="GUYLESTE",
    nom_usage="LAVANDE-ŒILLET",
    prenoms="Fazia Loïse",
    ne_le=date(2006, 3, 1),
    ine="080728391AB",
    numero_candidat="01921021719",
    numero_inscription="001",
    etablissement="LP BREQUIGNY – RENNES CEDEX 2 (0350059Z)",
    division="TMELEC2",
    epreuves=EPREUVES,
    total="284,75",
    moyenne="12,38",
    decision="Admis",
    mention="mention assez bien",
    jury="31202",
    jury_le=date(2024, 7, 4),
    edite_le=datetime(2024, 7, 5, 8, tzinfo=UTC),
    version=2,
    code="7K3M-9QXZ-T2VB-4HWD",
    adresse_verification="examens.exemple.fr/publications/authenticite",
    adresse_du_code="https://examens.exemple.fr/publications/authenticite?code=7K3M9QXZT2VB4HWD",
)


def un_pdf(**champs):
    (pdf,) = releve.ecrire([replace(CONTENU, **champs)])
    return pdf


def texte(pdf):
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


@pytest.fixture(scope="module")
def texte_du_releve():
    return texte(un_pdf())


def image(pdf, tmp_path, resolution=110):
    fichier = tmp_path / "releve.pdf"
    fichier.write_bytes(pdf)
    return subprocess.run(
        ["pdftoppm", "-r", str(resolution), str(fichier)], capture_output=True, check=True
    ).stdout


@pytest.mark.exigence("RES-04", "RES-06")
@pytest.mark.parametrize(
    "mots",
    [
        "Académie de Rennes",
        "Baccalauréat professionnel",
        "Métiers de l’électricité et de ses environnements connectés",
        "Session de juin 2024",
        "Nom de famille GUYLESTE",
        "Prénom(s) Fazia Loïse",
        "Nom d’usage LAVANDE-ŒILLET",
        "Né(e) le 01/03/2006",
        "INE 080728391AB",
        "N° candidat 01921021719 – 001",
        "Établissement LP BREQUIGNY – RENNES CEDEX 2 (0350059Z)",
        "Division TMELEC2",
        "Épreuves obligatoires E2 – Analyse et préparation d’une activité 9 4 36",
        "E51 – Français 12,5 B 2,5 31,25",
        "E7 – Éducation physique et sportive – D – –",
        "Épreuves facultatives EF1 – Langue vivante facultative 16 – 6",
        "Total des points 284,75",
        "Moyenne 12,38",
        "Admis – mention assez bien",
        "Délibération du jury n° 31202 du 04/07/2024",
        "Version n° 2 – Edité le 05/07/2024 10:00:00",
        "7K3M-9QXZ-T2VB-4HWD",
        "examens.exemple.fr/publications/authenticite",
        "dans un délai de deux mois à compter de sa notification",
        "tribunal administratif",
        "page 1/1",
    ],
)
def test_le_releve_dit(mots, texte_du_releve):
    assert mots in texte_du_releve


@pytest.mark.exigence("RES-07")
def test_le_code_qr_mene_a_la_verification_de_ce_releve(tmp_path):
    vu = Image.open(io.BytesIO(image(un_pdf(), tmp_path)))
    lus = zxingcpp.read_barcodes(vu)
    assert [code.text for code in lus] == [CONTENU.adresse_du_code]


@pytest.mark.exigence("RES-06")
@pytest.mark.parametrize(
    "champs",
    [
        {},
        {"nom": "ŒILLET D’ARGENÇON", "prenoms": "Jean-François", "nom_usage": ""},
        {"epreuves": EPREUVES[:1], "total": "", "moyenne": "", "mention": "", "jury_le": None},
        {
            "specialite": "",
            "total": "210 points",
            "epreuves": (LigneEpreuve("Oral", "", "120 / 160", "", "120"),),
        },
        {"decision": "Ajourné", "mention": "", "certificat": "Certificat de fin d’études professionnelles"},
    ],
)
def test_le_releve_est_au_pixel_pres_celui_de_weasyprint(tmp_path, champs):
    contenu = replace(CONTENU, **champs)
    attendu = ecrire_par_weasyprint(Presse().mettre_en_page(releve.GABARIT, releve.contexte(contenu)))
    pdf = un_pdf(**champs)
    assert image(pdf, tmp_path) == image(attendu, tmp_path)
    assert texte(pdf) == texte(attendu)


@pytest.mark.exigence("RES-06")
def test_un_etablissement_au_nom_interminable_reste_entier():
    nom = "Lycée polyvalent régional des métiers du bâtiment, " * 4 + "RENNES (0350059Z)"
    assert nom in texte(un_pdf(etablissement=nom))


@pytest.mark.exigence("RES-04")
def test_les_deux_groupes_d_un_bac_pro_tiennent_sur_une_page_quel_que_soit_le_nom():
    epreuves = (
        *(LigneEpreuve(f"Épreuve {rang}", "Premier groupe", "12", "3", "36") for rang in range(15)),
        *(LigneEpreuve(f"Partie {rang}", "Épreuve de contrôle", "12") for rang in "ab"),
    )
    octets = un_pdf(
        epreuves=epreuves, nom="DE LA ROCHEFOUCAULD-MONTMORENCY D’ENGHIEN", total="",
        prenoms="Marie-Antoinette Joséphine Victoire Élisabeth",
        etablissement="LYCÉE GÉNÉRAL ET TECHNOLOGIQUE MARGUERITE-DE-NAVARRE-ET-DU-BERRY – BOURGES CEDEX (0180007X)",
    )  # fmt: skip
    assert len(pypdf.PdfReader(io.BytesIO(octets)).pages) == 1


@pytest.mark.exigence("RES-04")
def test_trente_epreuves_tiennent_sur_deux_pages_qui_disent_de_qui_elles_sont():
    epreuves = tuple(
        LigneEpreuve(f"Épreuve {rang}", "Contrôle continu", "12", "3", "36") for rang in range(36)
    )
    pages = pypdf.PdfReader(io.BytesIO(un_pdf(epreuves=epreuves))).pages
    assert len(pages) == 2
    for numero, page in enumerate(pages, start=1):
        pied = "GUYLESTE Fazia Loïse – candidat n°\xa001921021719 – version n°\xa02"
        assert pied in page.extract_text()
        assert f"page {numero}/2" in page.extract_text()


@pytest.mark.exigence("RES-06")
def test_le_releve_est_un_pdf_a_balise_de_ses_titres_et_de_ses_tableaux(tmp_path):
    fichier = tmp_path / "releve.pdf"
    fichier.write_bytes(un_pdf())
    controle = subprocess.run(["qpdf", "--check", str(fichier)], capture_output=True, text=True, check=False)
    assert controle.returncode == 0, controle.stdout
    with pikepdf.open(fichier) as lu:
        assert lu.open_metadata().pdfa_status == "3A"
        assert str(lu.docinfo.Title) == "Relevé de notes – GUYLESTE Fazia Loïse – n° 01921021719"
        assert lu.open_metadata()["dc:title"] == str(lu.docinfo.Title)
        assert lu.Root.Lang == "fr-FR"
        assert lu.Root.OutputIntents[0].S == "/GTS_PDFA1"
        genres = [str(o.S) for o in lu.objects if isinstance(o, pikepdf.Dictionary) and "/S" in o]
        assert genres.count("/Table") == 2
        assert {"/H1", "/TH", "/TD", "/Figure"} <= set(genres)
        (figure,) = [o for o in lu.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"]
        assert str(figure.Alt) == "Code QR : adresse de vérification de ce relevé"


@pytest.mark.exigence("RES-04")
def test_les_marques_de_l_etat_ne_sont_la_que_si_le_deploiement_est_le_sien(settings):
    assert "République française" not in texte(un_pdf())
    settings.MARQUES_ETAT = True
    assert "République française" in texte(un_pdf())


@pytest.mark.exigence("RES-06")
def test_le_meme_contenu_donne_les_memes_octets():
    assert un_pdf() == un_pdf()
    assert un_pdf() != un_pdf(version=3)


@pytest.mark.exigence("RES-05")
def test_les_releves_d_un_etablissement_font_un_fichier_ou_chacun_a_son_signet():
    contenus = [replace(CONTENU, nom=f"LAVANDE {rang}") for rang in range(5)] + [replace(CONTENU, nom="ΑΝΝΑ")]
    sortie = io.BytesIO()
    assert releve.fusionner(releve.ecrire(contenus), sortie, titre="Relevés de notes – LP BREQUIGNY") == 6
    lu = pypdf.PdfReader(io.BytesIO(sortie.getvalue()))
    noms = [contenu.nom for contenu in contenus]
    titres = [f"Relevé de notes – {nom} Fazia Loïse – n° 01921021719" for nom in noms]
    assert [signet.title for signet in lu.outline] == titres
    for nom, page in zip(noms, lu.pages, strict=True):
        assert f"Nom de famille {nom}" in " ".join(page.extract_text().split())
