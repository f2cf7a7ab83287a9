"""Attendance, sujets and suspicions by file; a sujet given by hand."""

import html
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from santorin.copies.actions import verrouiller
from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Note
from santorin.journal.models import Entree
from santorin.preparation.actions.emargements import importer_emargements
from santorin.preparation.regles.emargements import EmargementLu
from tests.fabriques import (
    un_chef,
    un_gestionnaire,
    un_lot,
    un_lot_corrige,
    un_sujet,
    une_academie,
    une_composition,
    une_copie,
    une_correction,
    une_page,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("NUM-03")]


@pytest.fixture
def compositions(epreuve):
    return [une_composition(epreuve, emargement="non_emarge") for _ in range(3)]


@pytest.fixture
def envoyer(client_de, gestionnaire, epreuve):
    """`envoyer("1;present", …)`: the answer to a file whose lines begin with the rank of a candidate."""
    client = client_de(gestionnaire)

    def envoyer(compositions, *lignes, entete="emargement", **champs):
        texte = [f"numero_candidat;inscription;{entete}"]
        for ligne in lignes:
            rang, _, suite = ligne.partition(";")
            candidat = compositions[int(rang)].candidat
            texte.append(f"{candidat.numero};{candidat.inscription};{suite}")
        fichier = SimpleUploadedFile("emargement.csv", "\r\n".join(texte).encode("cp1252"))
        adresse = f"/preparation/epreuves/{epreuve.pk}/candidats/fichier/"
        return client.post(adresse, {"fichier": fichier, **champs})

    return envoyer


def etats(compositions):
    return [Composition.objects.get(pk=c.pk).emargement for c in compositions]


def test_un_fichier_emarge_toute_l_epreuve_et_le_meme_ne_change_plus_rien(envoyer, compositions):
    for _ in range(2):
        assert envoyer(compositions, "0;Présent", "1;A", "2;").status_code == 302
        assert etats(compositions) == ["present", "absent", "non_emarge"]
    assert Note.objects.get().code == "AB"
    assert Entree.objects.filter(acte="candidat.emarger").count() == 2


def test_un_fichier_donne_aussi_les_presomptions_avec_leur_motif(envoyer, compositions):
    entete = "emargement;presomption"
    assert envoyer(compositions, "0;P;Antisèche trouvée", "1;P;", entete=entete).status_code == 302
    presumes = Composition.objects.filter(fraude_presumee=True)
    assert [(c.pk, c.fraude_motif) for c in presumes] == [(compositions[0].pk, "Antisèche trouvée")]


def test_chaque_faute_est_dite_avec_sa_ligne_et_sa_colonne_et_rien_n_est_enregistre(
    envoyer, compositions, epreuve
):
    une_page(une_copie(compositions[1]))
    ailleurs = [*compositions, une_composition(epreuve)]
    Composition.objects.filter(pk=ailleurs[3].pk).delete()
    un_sujet(epreuve, code="S1")
    page = envoyer(ailleurs, "0;peut-être;", "1;absent;", "2;P;S9", "2;P;", "3;P;", entete="emargement;sujet")
    texte = page.content.decode()
    # A line that cannot be read is told first, alone: the others are judged once the file can be read whole.
    assert "Ligne 2, colonne «\u00a0emargement\u00a0»\u00a0: il faut Présent, Absent ou Non émargé." in texte
    texte = envoyer(
        ailleurs, "1;absent;", "2;P;S9", "2;P;", "3;P;", entete="emargement;sujet"
    ).content.decode()
    for faute in (
        "Ligne 2, colonne «\u00a0emargement\u00a0»\u00a0: une copie est numérisée",
        "Ligne 3, colonne «\u00a0sujet\u00a0»\u00a0: l’épreuve n’a pas ce sujet.",
        "Ligne 4, colonne «\u00a0numero_candidat\u00a0»\u00a0: ce candidat est déjà à la ligne 3.",
        "Ligne 5, colonne «\u00a0numero_candidat\u00a0»\u00a0: ce candidat n’est pas inscrit à l’épreuve.",
    ):
        assert faute in texte
    assert etats(compositions) == ["non_emarge"] * 3


def test_un_absent_numerise_se_confirme(envoyer, compositions):
    une_page(une_copie(compositions[0]))
    assert envoyer(compositions, "0;absent").status_code == 200
    assert envoyer(compositions, "0;absent", confirme="on").status_code == 302
    assert etats(compositions)[0] == "absent"


@pytest.mark.exigence("DIS-01")
def test_le_sujet_recu_se_donne_par_fichier_et_en_cochant(
    envoyer, compositions, epreuve, client_de, gestionnaire
):
    s1, s2 = un_sujet(epreuve, code="S1"), un_sujet(epreuve, code="S2")
    assert envoyer(compositions, "0;S1", "1;S2", entete="sujet").status_code == 302
    assert [c.sujet for c in Composition.objects.order_by("pk")] == [s1, s2, None]
    client = client_de(gestionnaire)
    adresse = f"/preparation/epreuves/{epreuve.pk}/candidats/"
    assert "Enregistrer le sujet" in client.get(adresse).content.decode()
    donnees = {"composition": [compositions[1].pk, compositions[2].pk], "sujet": s1.pk}
    assert client.post(f"{adresse}sujets/", donnees).status_code == 302
    assert set(Composition.objects.values_list("sujet", flat=True)) == {s1.pk}
    assert Entree.objects.filter(acte="candidat.donner_sujet").count() == 3
    assert client.post(f"{adresse}sujets/", {"sujet": s1.pk}).status_code == 409


@pytest.mark.exigence("DIS-01")
def test_le_sujet_d_une_copie_repartie_ne_change_plus(
    envoyer, compositions, epreuve, client_de, gestionnaire
):
    s1, s2 = un_sujet(epreuve, code="S1"), un_sujet(epreuve, code="S2")
    une_correction(une_copie(compositions[0]), un_lot(epreuve, sujet=s1))
    assert (
        "déjà dans un lot d’un autre sujet" in envoyer(compositions, "0;S2", entete="sujet").content.decode()
    )
    adresse = f"/preparation/epreuves/{epreuve.pk}/candidats/sujets/"
    reponse = client_de(gestionnaire).post(adresse, {"composition": compositions[0].pk, "sujet": s2.pk})
    assert reponse.status_code == 409
    assert envoyer(compositions, "0;S1", entete="sujet").status_code == 302


@pytest.mark.parametrize(("qui", "statut"), [("chef", 403), ("voisin", 404), ("gestionnaire", 200)])
def test_le_fichier_n_est_recu_que_de_son_gestionnaire(client_de, epreuve, gestionnaire, qui, statut):
    personnes = {
        "chef": lambda: un_chef(une_composition(epreuve).candidat.etablissement),
        "voisin": lambda: un_gestionnaire(une_academie(code="A25")),
        "gestionnaire": lambda: gestionnaire,
    }
    client = client_de(personnes[qui]())
    assert client.get(f"/preparation/epreuves/{epreuve.pk}/candidats/fichier/").status_code == statut
    if statut != 200:
        assert client.post(f"/preparation/epreuves/{epreuve.pk}/candidats/sujets/").status_code == statut


@pytest.mark.parametrize(
    ("octets", "faute"),
    [
        (b"", "vide"),
        (b"PK\x03\x04 classeur", "classeur de tableur"),
        ("numero_candidat;inscription;emargement\n".encode("utf-16"), "UTF-16"),
        (b"numero_candidat,inscription,emargement\n1,2,P\n", "point-virgule"),
        (b"numero_candidat\tinscription\temargement\n1\t2\tP\n", "point-virgule"),
        (
            b"numero_candidat;inscription;emargement\n{un};P\n{deux};\x00\n",
            "Ligne 3\u00a0: caractère illisible",
        ),
        (
            b"numero_candidat;inscription;emargement\n{un};P\n{un};A\n",
            "Ligne 3, colonne «\u00a0numero_candidat",
        ),
        (b"numero_candidat;inscription;emargement\n{un};P\n01999999999;001;P\n", "pas inscrit à l’épreuve"),
        (b"numero_candidat;inscription;emargement\n{un};P\n{deux};=HYPERLINK(A1)\n", "Ligne 3, colonne"),
        (
            b"numero_candidat;inscription;emargement\n{un};P\n{deux};P;x;y\n",
            "Ligne 3\u00a0: 5 colonnes au lieu de 3",
        ),
        (b"inscription;emargement\n001;P\n", "colonne absente"),
        (b"numero_candidat;inscription;emargement\n", "aucune ligne"),
        (b"numero_candidat;inscription;presomption\n{un};" + b"x" * 1001 + b"\n", "plus de 1000 caractères"),
        ("numero_candidat;inscription;presomption\n{un};é".encode() + b" \xe9\n", "mélange deux codages"),
        (
            b"numero_candidat;inscription;emargement\n{un};P\n" + b"{un};P\n" * 1200,
            "plus de lignes que l’épreuve",
        ),
        (b"numero_candidat;inscription;emargement\n" + b";" * 21_000_000, "dépasse 20\u00a0Mo"),
    ],
    ids=range(16),
)
def test_un_fichier_hostile_est_refuse_avec_sa_ligne_et_rien_n_est_a_moitie_fait(
    client_de, epreuve, compositions, octets, faute
):
    for nom, composition in zip((b"{un}", b"{deux}"), compositions, strict=False):
        candidat = composition.candidat
        octets = octets.replace(nom, f"{candidat.numero};{candidat.inscription}".encode())
    fichier = SimpleUploadedFile("emargement.csv", octets)
    adresse = f"/preparation/epreuves/{epreuve.pk}/candidats/fichier/"
    page = client_de(un_gestionnaire(epreuve.academie)).post(adresse, {"fichier": fichier})
    assert page.status_code == 200
    assert faute in html.unescape(page.content.decode())
    assert etats(compositions) == ["non_emarge"] * 3
    assert not Entree.objects.filter(acte__startswith="candidat.").exists()


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252"])
def test_une_formule_dans_un_motif_reste_un_texte(client_de, gestionnaire, epreuve, compositions, codage):
    candidat = compositions[0].candidat
    texte = (
        f"numero_candidat;inscription;presomption\r\n{candidat.numero};{candidat.inscription};=1+1 été\r\n"
    )
    fichier = SimpleUploadedFile("emargement.csv", texte.encode(codage))
    adresse = f"/preparation/epreuves/{epreuve.pk}/candidats/fichier/"
    assert client_de(gestionnaire).post(adresse, {"fichier": fichier}).status_code == 302
    assert Composition.objects.get(fraude_presumee=True).fraude_motif == "=1+1 été"


@pytest.mark.exigence("COR-03")
@pytest.mark.django_db(transaction=True)
def test_un_lot_se_verrouille_pendant_qu_un_fichier_d_emargement_s_enregistre(epreuve, acte):
    attendue = une_composition(epreuve, emargement="non_emarge")
    lot = un_lot_corrige(epreuve, "12")
    candidat = attendue.candidat
    lus = [EmargementLu(2, (candidat.numero, candidat.inscription), Emargement.PRESENT)]
    notes = []

    def verrouiller_le_lot():
        try:
            with connection.cursor() as curseur:
                curseur.execute("SET lock_timeout = '3s'")
            notes.extend(verrouiller(lot, **acte))
        finally:
            connection.close()

    with transaction.atomic():
        importer_emargements(epreuve, lus, **acte)
        fil = threading.Thread(target=verrouiller_le_lot)
        fil.start()
        fil.join()
    assert [note.arretee for note in notes] == [True]
