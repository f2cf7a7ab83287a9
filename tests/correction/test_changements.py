"""What the editor sends and receives (COR-01, COR-02, COR-06)."""

import json
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from santorin.copies.actions import noter, verrouiller
from santorin.copies.etats import EtatLot
from santorin.copies.lectures import annotations_courantes
from santorin.copies.models import Annotation, NoteQuestion
from santorin.journal.models import Entree
from tests.correction.decor import envoyer, un_lot_a_corriger
from tests.fabriques import un_chef, un_correcteur, un_correcteur_connecte, un_gestionnaire

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("COR-01", "COR-06")]

COCHE = {"genre": "coche", "x": 0.5, "y": 0.5, "taille": 0.03, "couleur": "rouge"}


def note(sequence, question, points, vue=None):
    return {"acte": "noter", "sequence": sequence, "question": question, "vue": vue, "points": points}


def pose(sequence, page, cle=None, contenu=None):
    return {
        "acte": "poser",
        "sequence": sequence,
        "page": str(page.cle),
        "cle": str(cle or uuid4()),
        "contenu": contenu or COCHE,
    }


@pytest.fixture
def decor():
    return un_lot_a_corriger(2, pages=2, etat=EtatLot.DISTRIBUE)


@pytest.fixture
def client(decor, client_de):
    return client_de(decor.correcteur)


def points(correction):
    return dict(correction.notes.values_list("question__numero", "points"))


def test_un_lot_de_changements_est_garde_une_fois_et_commence_le_lot(decor, client):
    adresse, poste = decor.adresse("changements"), uuid4()
    page = decor.premiere.copie.pages.get(numero=1)
    lot = [
        note(1, "1", "7.25"),
        pose(2, page),
        {"acte": "apprecier", "sequence": 3, "vue": "", "texte": "Travail sérieux."},
    ]
    for _ in range(2):
        recu = envoyer(client, adresse, poste, *lot).json()
        assert (recu["derniere"], recu["notes"], recu["appreciation"]) == (
            3,
            {"1": "7.25"},
            "Travail sérieux.",
        )
        assert (recu["complete"], recu["refuses"]) == (False, [])
    assert points(decor.premiere) == {"1": Decimal("7.25")}
    assert [a.contenu for a in annotations_courantes(decor.premiere, page)] == [COCHE]
    assert Annotation.objects.count() == 1
    assert Entree.objects.filter(acte="copie.noter").count() == 1
    decor.lot.refresh_from_db()
    assert decor.lot.etat == EtatLot.EN_CORRECTION


def test_poser_une_annotation_suffit_a_commencer_le_lot(decor, client):
    envoyer(client, decor.adresse("changements"), uuid4(), pose(1, decor.premiere.copie.pages.first()))
    decor.lot.refresh_from_db()
    assert decor.lot.etat == EtatLot.EN_CORRECTION


def test_une_annotation_retiree_reste_au_registre(decor, client):
    cle, page = uuid4(), decor.premiere.copie.pages.first()
    adresse, poste = decor.adresse("changements"), uuid4()
    envoyer(client, adresse, poste, pose(1, page, cle))
    envoyer(client, adresse, poste, {"acte": "retirer", "sequence": 2, "cle": str(cle)})
    assert annotations_courantes(decor.premiere, page) == []
    assert list(Annotation.objects.values_list("operation", flat=True)) == ["poser", "retirer"]


def test_deux_postes_le_second_apprend_le_conflit_et_rien_n_est_ecrase(decor, client):
    adresse = decor.adresse("changements")
    envoyer(client, adresse, uuid4(), note(1, "1", "3"))
    autre = uuid4()
    recu = envoyer(client, adresse, autre, note(1, "1", "5"), note(2, "2", "4")).json()
    assert recu["notes"] == {"1": "3.00", "2": "4"}
    assert [(r["sequence"], r["conflit"]) for r in recu["refuses"]] == [(1, True)]
    assert points(decor.premiere) == {"1": Decimal(3), "2": Decimal(4)}
    recu = envoyer(client, adresse, autre, note(3, "1", "5", vue="3.00")).json()
    assert (recu["refuses"], recu["notes"]["1"]) == ([], "5")


def test_l_editeur_apprend_que_la_copie_a_change_ailleurs(decor, client):
    adresse, poste = decor.adresse("changements"), uuid4()
    premier = envoyer(client, adresse, poste, note(1, "1", "3")).json()
    question = decor.lot.sujet.questions.get(numero="2")
    noter(
        decor.premiere, points_par_question={question.pk: Decimal(1)}, par=decor.correcteur, le=timezone.now()
    )
    second = envoyer(client, adresse, poste, note(2, "3", "2")).json()
    assert second["avant"] != premier["version"]
    troisieme = envoyer(client, adresse, poste, note(3, "3", "2.5", vue="2")).json()
    assert troisieme["avant"] == second["version"]


def test_un_lot_verrouille_refuse_avec_la_raison(decor, client):
    for correction in decor.corrections:
        notes = {q.pk: Decimal(1) for q in decor.lot.sujet.questions.all()}
        noter(correction, points_par_question=notes, par=decor.correcteur, le=timezone.now())
    verrouiller(decor.lot, par=decor.correcteur, le=timezone.now())
    reponse = envoyer(client, decor.adresse("changements"), uuid4(), note(1, "1", "3", vue="1"))
    assert reponse.status_code == 409
    assert "est verrouillé" in reponse.json()["message"]
    etat = client.get(decor.adresse("etat")).json()
    assert "est verrouillé" in etat["obstacle"]


@pytest.mark.parametrize(
    "corps",
    [
        "",
        "{}",
        "[]",
        '{"poste": "x", "changements": []}',
        json.dumps({"poste": str(uuid4()), "changements": [{"acte": "effacer", "sequence": 1}]}),
        json.dumps({"poste": str(uuid4()), "changements": [note(0, "1", "3")]}),
        json.dumps({"poste": str(uuid4()), "changements": [note(1, "1", "trois")]}),
        json.dumps({"poste": str(uuid4()), "changements": [note(1, "1", "3") | {"par": 3}]}),
        json.dumps({"poste": str(uuid4()), "changements": [note(n, "1", "3") for n in range(1, 202)]}),
        b"\xff\xfe",
    ],
)
def test_ce_qui_n_est_pas_un_lot_de_changements_est_refuse(decor, client, corps):
    reponse = client.post(decor.adresse("changements"), corps, content_type="application/json")
    assert reponse.status_code == 422
    assert reponse.json()["message"].startswith("Envoi mal formé")
    assert not NoteQuestion.objects.exists()


@pytest.mark.parametrize("valeur", ["NaN", "Infinity", "-1", "1e400", "9"])
def test_une_note_impossible_est_refusee(decor, client, valeur):
    recu = envoyer(client, decor.adresse("changements"), uuid4(), note(1, "1", valeur))
    assert recu.status_code in {200, 422}
    assert not NoteQuestion.objects.exists()


def test_le_cout_d_un_envoi_ne_depend_pas_de_ce_que_porte_deja_la_copie(
    decor, client, django_assert_max_num_queries
):
    adresse, poste = decor.adresse("changements"), uuid4()
    page = decor.premiere.copie.pages.first()
    envoyer(client, adresse, poste, note(1, "1", "3"), pose(2, page))
    for debut in (3, 43):
        lot = [pose(debut + rang, page) for rang in range(39)] + [note(debut + 39, "1", "4", vue=None)]
        with django_assert_max_num_queries(22):
            envoyer(client, adresse, poste, *lot)


@pytest.mark.exigence("SEC-02")
def test_un_autre_correcteur_404_un_autre_profil_403(decor, client_de):
    page = decor.premiere.copie.pages.first()
    adresses = [
        decor.adresse(),
        decor.adresse("etat"),
        decor.adresse(f"pages/{page.cle}"),
        decor.adresse("signaler/"),
    ]
    collegue = client_de(un_correcteur_connecte(un_correcteur(decor.lot.epreuve)))
    assert [collegue.get(adresse).status_code for adresse in adresses] == [404] * 4
    assert envoyer(collegue, decor.adresse("changements"), uuid4()).status_code == 404
    for autre in (un_gestionnaire(decor.lot.epreuve.academie), un_chef()):
        client = client_de(autre)
        assert [client.get(adresse).status_code for adresse in adresses] == [403] * 4
        assert envoyer(client, decor.adresse("changements"), uuid4()).status_code == 403


def test_un_lot_pas_encore_distribue_ne_se_voit_pas(client_de):
    decor = un_lot_a_corriger(1)
    type(decor.lot).objects.filter(pk=decor.lot.pk).update(etat=EtatLot.CONSTITUE)
    assert client_de(decor.correcteur).get(decor.adresse()).status_code == 404


def test_la_copie_dit_sa_place_ses_voisines_et_la_prochaine_a_faire(decor, client):
    etat = client.get(decor.adresse("etat")).json()
    autre = str(decor.corrections[1].cle)
    assert (etat["rang"], etat["sur"], etat["restantes"]) == (1, 2, 2)
    assert (etat["suivante"], etat["precedente"], etat["a_faire"]) == (autre, autre, autre)
    assert [q["numero"] for q in etat["questions"]] == ["1", "2", "3"]
    assert etat["questions"][0]["libelle"] == "Question 1"


@pytest.mark.exigence("PAR-02")
def test_le_bareme_anonyme_ne_montre_que_les_numeros(client_de):
    decor = un_lot_a_corriger(1, pages=1, parametrage={"bareme_anonyme": True})
    decor.lot.sujet.questions.update(libelle="Analysez le document 4")
    client = client_de(decor.correcteur)
    etat = client.get(decor.adresse("etat")).json()
    assert [q["libelle"] for q in etat["questions"]] == ["", "", ""]
    for adresse in (decor.adresse(), f"/correction/lots/{decor.lot.cle}/grille/"):
        assert "document 4" not in client.get(adresse).content.decode()


def test_l_ecran_et_l_etat_coutent_autant_de_requetes_pour_une_et_pour_trois_copies(
    client_de, django_assert_num_queries
):
    for nombre in (1, 3):
        decor = un_lot_a_corriger(nombre, pages=nombre)
        client = client_de(decor.correcteur)
        with django_assert_num_queries(13):
            client.get(decor.adresse("etat"))
        with django_assert_num_queries(14):
            client.get(decor.adresse())
        with django_assert_num_queries(7):
            client.get(f"/correction/lots/{decor.lot.cle}/")
