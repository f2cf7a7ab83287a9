"""The copy's PDF: faithful, per paramétrage, made again only when something changed."""

import subprocess
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from pypdf import PdfReader

from santorin.consultation.actions import pdf_de
from santorin.consultation.models import PdfDeCopie
from santorin.copies.actions import noter, verrouiller
from santorin.copies.models import Composition, Correction
from santorin.refus import Refus
from tests.consultation.conftest import COMMENTAIRE, acquitter, disque_plein
from tests.fabriques import un_lot, une_correction
from tests.fabriques.copies import fichier_de_page

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("EDI-03")]


def octets(pdf):
    with default_storage.open(pdf.nom) as fichier:
        return fichier.read()


def relire(composition):
    return Composition.objects.get(pk=composition.pk)


def texte(pdf):
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(octets(pdf))).pages)


def test_les_images_du_pdf_sont_les_pages_numerisees_a_l_octet_pres(scene, tmp_path):
    decor = scene(pages=3)
    composition = decor.une_copie_corrigee()
    decor.transmettre(composition)
    pdf = pdf_de(relire(composition), le=timezone.now())
    with pikepdf.open(BytesIO(octets(pdf))) as document:
        images = [
            bytes(image.read_raw_bytes()) for page in document.pages for image in page.get_images().values()
        ]
    pages = composition.copie.pages.order_by("numero")
    assert images == [fichier_de_page(page.sha256).read_bytes() for page in pages]
    assert len(document_pages(pdf)) == 4


def document_pages(pdf):
    return PdfReader(BytesIO(octets(pdf))).pages


def test_le_texte_extrait_donne_chaque_commentaire_chaque_note_et_l_appreciation(transmise):
    extrait = texte(pdf_de(transmise.composition, le=timezone.now()))
    for attendu in (
        COMMENTAIRE,
        "Un travail sérieux",
        "13,5 / 20",
        "4,5",
        "GUYLESTE Fazia",
        "Économie-gestion",
    ):
        assert attendu in extrait


@pytest.mark.exigence("PAR-02")
def test_le_parametrage_decide_de_ce_que_le_pdf_contient(scene):
    rien = {"export_annotations": False, "export_detail_notes": False, "export_appreciation": False}
    decor = scene(parametrage=rien)
    composition = decor.une_copie_corrigee()
    decor.transmettre(composition)
    extrait = texte(pdf_de(relire(composition), le=timezone.now()))
    assert COMMENTAIRE not in extrait
    assert "Un travail sérieux" not in extrait
    assert "Détail des notes" not in extrait
    assert "13,5 / 20" in extrait


@pytest.mark.exigence("PAR-02")
def test_l_ecran_montre_ce_que_le_parametrage_laisse_sortir_et_rien_d_autre(scene, client_de):
    rien = {"export_annotations": False, "export_detail_notes": False, "export_appreciation": False}
    for parametrage, present in ((rien, False), (None, True)):
        decor = scene(parametrage=parametrage)
        composition = decor.une_copie_corrigee()
        decor.transmettre(composition)
        page = client_de(decor.chef).get(f"/copies/{composition.copie.cle}/").content.decode()
        assert ("cœur du sujet" in page) is present
        assert ("Un travail sérieux" in page) is present
        assert ("Détail des notes" in page) is present
        assert "13,5 / 20" in page


@pytest.mark.exigence("PAR-02")
def test_la_note_est_montree_sur_l_echelle_affichee(scene):
    decor = scene(parametrage={"affichage_note": 10})
    composition = decor.une_copie_corrigee()
    decor.transmettre(composition)
    assert "6,75 / 10" in texte(pdf_de(relire(composition), le=timezone.now()))


@pytest.mark.exigence("PAR-03")
def test_pour_une_e3c_tout_sort_toujours(scene):
    decor = scene("e3c")
    composition = decor.une_copie_corrigee()
    decor.transmettre(composition)
    extrait = texte(pdf_de(relire(composition), le=timezone.now()))
    assert COMMENTAIRE in extrait
    assert "Détail des notes" in extrait
    assert "Un travail sérieux" in extrait


def test_le_pdf_n_est_refait_que_si_quelque_chose_a_change(transmise):
    premier = pdf_de(transmise.composition, le=timezone.now())
    meme = pdf_de(relire(transmise.composition), le=timezone.now())
    assert (meme.nom, meme.fait_le) == (premier.nom, premier.fait_le)
    transmise.composition.candidat.prenoms = "Fazia Maëlys"
    transmise.composition.candidat.save()
    refait = pdf_de(relire(transmise.composition), le=timezone.now())
    assert refait.nom != premier.nom
    assert "Fazia Maëlys" in texte(refait)
    assert PdfDeCopie.objects.count() == 1


def test_ce_que_le_parametrage_cache_ne_refait_pas_le_pdf(scene):
    decor = scene(parametrage={"export_appreciation": False})
    composition = decor.une_copie_corrigee()
    decor.transmettre(composition)
    premier = pdf_de(relire(composition), le=timezone.now())
    Correction.objects.filter(copie=composition.copie).update(appreciation="Autre chose.")
    assert pdf_de(relire(composition), le=timezone.now()).nom == premier.nom


@pytest.mark.exigence("TEL-04")
def test_une_copie_rouverte_garde_le_pdf_de_la_derniere_transmission_puis_le_refait(transmise, client_de):
    premier = pdf_de(transmise.composition, le=timezone.now())
    transmise.scene.rouvrir()
    correction = transmise.copie.corrections.get()
    question = transmise.scene.lot.sujet.questions.first()
    noter(
        correction,
        points_par_question={question.pk: Decimal(8)},
        par=transmise.gestionnaire,
        le=timezone.now(),
    )
    assert pdf_de(relire(transmise.composition), le=timezone.now()).nom == premier.nom
    page = client_de(transmise.chef).get(f"/copies/{transmise.copie.cle}/").content.decode()
    assert "En recorrection" in page
    assert "cœur du sujet" not in page
    assert "13,5" not in page
    assert "15,5" not in page
    assert "En recorrection" in client_de(transmise.chef).get("/telechargement/").content.decode()
    verrouiller(transmise.scene.lot, par=transmise.gestionnaire, le=timezone.now())
    assert pdf_de(relire(transmise.composition), le=timezone.now()).nom == premier.nom
    acquitter(transmise.composition)
    assert "15,5 / 20" in texte(pdf_de(relire(transmise.composition), le=timezone.now()))


@pytest.mark.exigence("TEL-04")
def test_sans_pdf_garde_une_copie_en_recorrection_n_en_donne_pas_et_dit_pourquoi(transmise, client_de):
    transmise.scene.rouvrir()
    reponse = client_de(transmise.chef).get(f"/copies/{transmise.copie.cle}/copie.pdf")
    assert reponse.status_code == 409
    assert "son PDF sera fait après la prochaine transmission" in reponse.content.decode()


def recorriger(transmise, points):
    """The lot given back, its copy marked otherwise, the lot locked: the mark waits to be sent."""
    transmise.scene.rouvrir()
    question = transmise.scene.lot.sujet.questions.first()
    correction = transmise.copie.corrections.get()
    qui, le = transmise.gestionnaire, timezone.now()
    noter(correction, points_par_question={question.pk: Decimal(points)}, par=qui, le=le)
    verrouiller(transmise.scene.lot, par=qui, le=le)


@pytest.mark.exigence("TEL-04")
def test_un_pdf_d_avant_la_derniere_transmission_ne_passe_pas_pour_elle(transmise, client_de):
    pdf_de(transmise.composition, le=timezone.now())
    recorriger(transmise, 8)
    acquitter(transmise.composition)
    # Nobody took the copy at 15,5: the stored PDF still says 13,5, which Cyclades no longer holds.
    transmise.scene.rouvrir()
    adresse = f"/copies/{transmise.copie.cle}/"
    reponse = client_de(transmise.chef).get(f"{adresse}copie.pdf")
    assert (reponse.status_code, "après la prochaine transmission" in reponse.text) == (409, True)
    assert "disabled" in client_de(transmise.chef).get(adresse).text
    verrouiller(transmise.scene.lot, par=transmise.gestionnaire, le=timezone.now())
    assert "15,5 / 20" in texte(pdf_de(relire(transmise.composition), le=timezone.now()))
    transmise.scene.rouvrir()
    assert "15,5 / 20" in texte(pdf_de(relire(transmise.composition), le=timezone.now()))


@pytest.mark.exigence("TEL-04")
def test_une_note_revenue_a_la_meme_valeur_reconnait_son_pdf(transmise):
    premier = pdf_de(transmise.composition, le=timezone.now())
    for points in (8, 6):
        recorriger(transmise, points)
        acquitter(transmise.composition)
    assert pdf_de(relire(transmise.composition), le=timezone.now()).nom == premier.nom
    transmise.scene.rouvrir()
    assert pdf_de(relire(transmise.composition), le=timezone.now()).nom == premier.nom


@pytest.mark.exigence("TEL-04")
def test_un_lot_rendu_pendant_que_le_pdf_se_fait_n_y_laisse_rien_de_la_nouvelle_correction(transmise):
    lue = relire(transmise.composition)
    assert lue.note.arretee  # read, and kept, while the lot is still locked
    transmise.scene.rouvrir()
    dossier = Path(default_storage.path("copies"))
    avant = sorted(dossier.rglob("*.pdf")) if dossier.exists() else []
    with pytest.raises(Refus, match="en recorrection"):
        pdf_de(lue, le=timezone.now())
    assert not PdfDeCopie.objects.exists()
    assert (sorted(dossier.rglob("*.pdf")) if dossier.exists() else []) == avant


@pytest.mark.parametrize("panne", ["absente", "coupée", "autre"])
def test_une_page_absente_coupee_ou_changee_refuse_le_pdf_en_la_nommant(transmise, client_de, panne):
    fichier = fichier_de_page(transmise.copie.pages.get().sha256)
    entier = fichier.read_bytes()
    try:
        if panne == "absente":
            fichier.unlink()
        else:
            fichier.write_bytes(entier[:-200] if panne == "coupée" else entier[:-2] + b"\0" + entier[-2:])
        reponse = client_de(transmise.chef).get(f"/copies/{transmise.copie.cle}/copie.pdf")
        assert reponse.status_code == 409
        assert "Page 1 illisible" in reponse.content.decode()
        assert not PdfDeCopie.objects.exists()
    finally:
        fichier.write_bytes(entier)


def test_un_pdf_garde_puis_perdu_est_refait(transmise, client_de):
    pdf = pdf_de(transmise.composition, le=timezone.now())
    default_storage.delete(pdf.nom)
    reponse = client_de(transmise.chef).get(f"/copies/{transmise.copie.cle}/copie.pdf")
    assert b"".join(reponse.streaming_content).startswith(b"%PDF-")


def test_un_disque_plein_se_dit_et_ne_laisse_rien(transmise):
    dossier = Path(default_storage.path("copies"))
    avant = sorted(dossier.rglob("*.pdf")) if dossier.exists() else []
    with disque_plein(4096), pytest.raises(Refus, match="plus assez de place"):
        pdf_de(transmise.composition, le=timezone.now())
    assert (sorted(dossier.rglob("*.pdf")) if dossier.exists() else []) == avant
    assert not PdfDeCopie.objects.exists()


def test_le_pdf_se_dessine_dans_un_lecteur(transmise, tmp_path):
    fichier = tmp_path / "copie.pdf"
    fichier.write_bytes(octets(pdf_de(transmise.composition, le=timezone.now())))
    rendu = subprocess.run(
        ["pdftoppm", "-r", "60", "-png", str(fichier), str(tmp_path / "page")],
        capture_output=True,
        check=True,
    )
    assert rendu.stderr == b""
    assert len(list(tmp_path.glob("page-*.png"))) == 2


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_pages(scene, client_de, django_assert_num_queries):
    def compter(pages):
        decor = scene(pages=pages)
        composition = decor.une_copie_corrigee()
        decor.transmettre(composition)
        client = client_de(decor.chef)
        with django_assert_num_queries(1000, exact=False) as requetes:
            assert client.get(f"/copies/{composition.copie.cle}/").status_code == 200
        return len(requetes)

    assert compter(1) == compter(3)


@pytest.mark.exigence("COR-05")
def test_d_une_double_correction_la_note_finale_sort_sans_un_detail_qui_ne_la_donne_pas(scene):
    decor = scene()
    composition = decor.une_copie_corrigee()
    second = un_lot(decor.epreuve, sujet=decor.lot.sujet, rang=2)
    une_correction(
        composition.copie, second, rang=2, points=("7", "4.5", "3"), appreciation="Des idées, à ordonner."
    )
    decor.transmettre(composition)
    extrait = texte(pdf_de(relire(composition), le=timezone.now()))
    assert "Détail des notes" not in extrait
    assert "Un travail sérieux" in extrait
    assert "Des idées, à ordonner." in extrait
