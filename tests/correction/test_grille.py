"""The grid of a lot, the library of stamps, the lot to be read off line (COR-01, COR-06)."""

import csv
import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.utils import timezone
from pypdf import PdfReader

from santorin.copies.actions import noter
from santorin.copies.models import NoteQuestion
from santorin.correction.models import Remarque
from santorin.traitements.models import Traitement
from tests.correction.decor import un_lot_a_corriger
from tests.correction.test_anonymat import archives
from tests.fabriques import un_chef, un_correcteur, un_correcteur_connecte, un_gestionnaire, une_page

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("COR-01")]


@pytest.fixture
def decor():
    return un_lot_a_corriger(2, pages=2, numero=5)


@pytest.fixture
def client(decor, client_de):
    return client_de(decor.correcteur)


@pytest.fixture
def adresse(decor):
    return f"/correction/lots/{decor.lot.cle}/grille/"


def case(decor, rang, question):
    return f"{decor.corrections[rang].cle.hex}-{decor.lot.sujet.questions.get(numero=str(question)).pk}"


def points(decor):
    return {
        (correction, numero): valeur
        for correction, numero, valeur in NoteQuestion.objects.values_list(
            "correction__cle", "question__numero", "points"
        )
    }


def test_la_grille_enregistre_ce_qui_a_change(decor, client, adresse):
    page = client.get(adresse).content.decode()
    assert page.count('class="fr-input ed-case"') == 6
    saisies = {case(decor, 0, 1): "7,25", case(decor, 0, 2): "", case(decor, 1, 3): "5"}
    reponse = client.post(adresse, saisies, follow=True)
    assert [str(m) for m in reponse.context["messages"]] == [
        "Grille enregistrée\u00a0: 2\u00a0copies modifiées."
    ]
    un, deux = (c.cle for c in decor.corrections)
    assert points(decor) == {(un, "1"): Decimal("7.25"), (deux, "3"): Decimal(5)}
    effacee = {case(decor, 0, 1): "", f"vue-{case(decor, 0, 1)}": "7,25"}
    client.post(adresse, effacee)
    assert points(decor) == {(deux, "3"): Decimal(5)}


def test_une_erreur_ne_perd_rien_de_ce_qui_est_tape(decor, client, adresse):
    saisies = {case(decor, 0, 1): "9", case(decor, 0, 2): "6,5", case(decor, 1, 1): "huit"}
    page = client.post(adresse, saisies).content.decode()
    assert 'value="9"' in page
    assert 'value="6,5"' in page
    assert 'value="huit"' in page
    assert "9 dépasse le maximum, 8" in page
    assert "« huit »" in page.replace("\u00a0", " ")
    assert points(decor) == {}


@pytest.mark.exigence("COR-06")
def test_une_note_changee_ailleurs_entre_temps_n_est_pas_ecrasee(decor, client, adresse):
    question = decor.lot.sujet.questions.get(numero="1")
    noter(
        decor.premiere, points_par_question={question.pk: Decimal(3)}, par=decor.correcteur, le=timezone.now()
    )
    saisies = {case(decor, 0, 1): "5", f"vue-{case(decor, 0, 1)}": "", case(decor, 0, 2): "4"}
    page = client.post(adresse, saisies).content.decode()
    assert "une note a été modifiée ailleurs" in page
    assert points(decor) == {(decor.premiere.cle, "1"): Decimal(3)}
    assert f'name="vue-{case(decor, 0, 1)}" value="3"' in page
    assert "Enregistré ailleurs\u00a0: 3. Enregistrer mettra votre saisie à la place." in page
    client.post(adresse, saisies | {f"vue-{case(decor, 0, 1)}": "3"})
    assert points(decor)[decor.premiere.cle, "1"] == 5


@pytest.mark.exigence("COR-06")
def test_corriger_une_erreur_n_efface_pas_ce_qui_a_ete_note_ailleurs(decor, client, adresse):
    deuxieme = decor.lot.sujet.questions.get(numero="2")
    noter(
        decor.premiere, points_par_question={deuxieme.pk: Decimal(3)}, par=decor.correcteur, le=timezone.now()
    )
    vides = {case(decor, 0, question): "" for question in (1, 2, 3)}
    vues = {f"vue-{nom}": "" for nom in vides}
    reponse = client.post(adresse, vides | vues | {case(decor, 0, 1): "huit"})
    montrees = {case.nom: case for case in reponse.context["lignes"][0].cases}
    renvoyees = {nom: c.saisie for nom, c in montrees.items()} | {case(decor, 0, 1): "8"}
    client.post(adresse, renvoyees | {f"vue-{nom}": c.vue_ecrite for nom, c in montrees.items()})
    assert points(decor) == {
        (decor.premiere.cle, "1"): Decimal(8),
        (decor.premiere.cle, "2"): Decimal(3),
    }


@pytest.mark.exigence("PRE-02", "COR-06")
def test_une_grille_affichee_avant_un_changement_de_bareme_se_relit(decor, client, adresse):
    (vu,) = re.findall(r'name="bareme" value="(\w+)"', client.get(adresse).content.decode())
    decor.lot.sujet.questions.filter(numero="1").update(points=16)
    saisies = {case(decor, 0, 1): "8", f"vue-{case(decor, 0, 1)}": ""}
    for fautives in ({}, {case(decor, 0, 2): "huit"}):
        page = client.post(adresse, saisies | fautives | {"bareme": vu})
        texte = page.content.decode()
        assert "Le barème a changé depuis l’affichage de la grille" in texte
        assert f'value="8" aria-label="{decor.premiere.nom_anonyme}, question 1, sur 16"' in texte
    assert points(decor) == {}
    client.post(adresse, saisies | {"bareme": page.context["bareme"]})
    assert points(decor) == {(decor.premiere.cle, "1"): Decimal(8)}


def test_la_grille_coute_autant_de_requetes_pour_une_et_pour_trois_copies(
    client_de, django_assert_num_queries
):
    for nombre in (1, 3):
        decor = un_lot_a_corriger(nombre)
        client = client_de(decor.correcteur)
        with django_assert_num_queries(8):
            client.get(f"/correction/lots/{decor.lot.cle}/grille/")


@pytest.mark.exigence("SEC-02")
def test_le_lot_d_un_autre_404_un_autre_profil_403(decor, client_de):
    lot = f"/correction/lots/{decor.lot.cle}/"
    adresses = [lot, f"{lot}grille/", f"{lot}verrouiller/"]
    collegue = client_de(un_correcteur_connecte(un_correcteur(decor.lot.epreuve)))
    assert [collegue.get(a).status_code for a in adresses] == [404] * 3
    assert collegue.post(f"{lot}telecharger/").status_code == 404
    for autre in (un_chef(), un_gestionnaire(decor.lot.epreuve.academie)):
        client = client_de(autre)
        assert [client.get(a).status_code for a in adresses] == [403] * 3
        assert client.post(f"{lot}telecharger/").status_code == 403


def test_les_remarques_sont_a_soi(decor, client, client_de):
    client.post("/correction/remarques/", {"texte": "Hors sujet", "valeur": "−1", "couleur": "bleu"})
    remarque = Remarque.objects.get()
    assert (remarque.utilisateur, remarque.valeur) == (decor.correcteur, "−1")
    double = client.post("/correction/remarques/", {"texte": "Hors sujet", "valeur": "−1", "couleur": "vert"})
    assert "Vous avez déjà cette remarque." in double.content.decode()
    client.post(
        f"/correction/remarques/{remarque.pk}/", {"texte": "Hors sujet.", "valeur": "", "couleur": "bleu"}
    )
    remarque.refresh_from_db()
    assert str(remarque) == "Hors sujet."
    assert "Hors sujet." in client.get(decor.adresse()).content.decode()
    # The way back to the copy one was marking, kept from act to act; never to the copy of somebody else.
    suite, retour = f"?copie={decor.premiere.cle}", f'href="{decor.adresse()}"'
    assert f"/correction/remarques/{suite}" in client.get(decor.adresse()).content.decode()
    liste = client.get(f"/correction/remarques/{suite}").content.decode()
    assert retour in liste
    assert f"/correction/remarques/{remarque.pk}/{suite}" in liste
    ajoutee = {"texte": "Juste", "valeur": "", "couleur": "vert"}
    reponse = client.post(f"/correction/remarques/{suite}", ajoutee, follow=True)
    assert retour in reponse.content.decode()
    Remarque.objects.filter(texte="Juste").delete()
    collegue = client_de(un_correcteur_connecte(un_correcteur()))
    assert retour not in collegue.get(f"/correction/remarques/{suite}").content.decode()
    assert collegue.get("/correction/remarques/?copie=x").status_code == 200
    assert "Hors sujet" not in collegue.get("/correction/remarques/").content.decode()
    assert collegue.get(f"/correction/remarques/{remarque.pk}/").status_code == 404
    assert collegue.post(f"/correction/remarques/{remarque.pk}/supprimer/").status_code == 404
    client.post(f"/correction/remarques/{remarque.pk}/supprimer/")
    assert not Remarque.objects.exists()


@pytest.mark.exigence("COR-02")
def test_le_lot_hors_ligne_est_un_zip_de_pdf_et_une_feuille_de_notes(decor):
    une_page(decor.premiere.copie, 3)
    ((nom, octets),) = archives(decor.lot, "zip", decor.correcteur)
    assert nom == "lot-5.zip"
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        noms = archive.namelist()
        noms_attendus = [c.nom_anonyme.lower().replace(" ", "-") for c in decor.corrections]
        assert noms == [f"001-{noms_attendus[0]}.pdf", f"002-{noms_attendus[1]}.pdf", "notes.csv"]
        assert len(PdfReader(io.BytesIO(archive.read(noms[0]))).pages) == 4
        assert {fiche.date_time for fiche in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        feuille = list(csv.reader(archive.read("notes.csv").decode("utf-8-sig").splitlines(), delimiter=";"))
    assert feuille[0] == ["Rang", "Copie", "Question 1 (sur 8)", "Question 2 (sur 7)", "Question 3 (sur 5)"]
    assert [ligne[1] for ligne in feuille[1:]] == [c.nom_anonyme for c in decor.corrections]


def test_le_lot_hors_ligne_en_un_seul_pdf(decor):
    ((nom, octets),) = archives(decor.lot, "pdf", decor.correcteur)
    lecteur = PdfReader(io.BytesIO(octets))
    assert (nom, len(lecteur.pages)) == ("lot-5.pdf", 6)
    assert [str(signet.title)[:10] for signet in lecteur.outline] == ["001-copie-", "002-copie-"]


@pytest.mark.exigence("TRA-01")
@pytest.mark.django_db(transaction=True)
def test_le_lot_se_telecharge_par_un_traitement_a_soi(decor, client, client_de, serveur_celery):
    reponse = client.post(f"/correction/lots/{decor.lot.cle}/telecharger/", {"forme": "pdf"})
    traitement = Traitement.objects.get()
    serveur_celery.attendre_le_repos()
    document = traitement.documents.get()
    assert (document.nom, document.type) == ("lot-5.pdf", "application/pdf")
    assert client.get(reponse["Location"]).status_code == 200
    collegue = client_de(un_correcteur_connecte(un_correcteur(decor.lot.epreuve)))
    assert collegue.get(reponse["Location"]).status_code == 404
