"""The screens of lots: the gestionnaire's and the marker's."""

import re
from decimal import Decimal

import pytest
from django.utils import timezone

from santorin.copies.actions import noter, verrouiller
from santorin.copies.etats import EtatLot
from santorin.copies.models import Note
from santorin.correction.processus import correction
from santorin.journal.models import Entree
from tests.fabriques import (
    un_chef,
    un_correcteur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_lot,
    un_lot_corrige,
    un_sujet,
    une_academie,
    une_composition,
    une_copie,
    une_correction,
    une_epreuve,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def epreuve(db):
    return une_epreuve()


@pytest.fixture
def gestionnaire(epreuve):
    return un_gestionnaire(epreuve.academie)


@pytest.fixture
def correcteur(epreuve):
    return un_correcteur(epreuve)


@pytest.fixture
def utilisateur(correcteur):
    return un_correcteur_connecte(correcteur)


@pytest.mark.exigence("COR-03")
def test_la_note_montree_est_celle_qui_sera_arretee_au_demi_centieme_pres(
    client_de, epreuve, correcteur, utilisateur
):
    lot = un_lot(epreuve, sujet=un_sujet(epreuve, points=("40",)), correcteur=correcteur)
    for points in ("24.25", "24.75"):
        une_correction(une_copie(une_composition(epreuve)), lot, points=(points,))
    bilan = client_de(utilisateur).get(f"/correction/lots/{lot.cle}/verrouiller/")
    verrouiller(lot, par=utilisateur, le=timezone.now())
    arretees = sorted(Note.objects.values_list("valeur", flat=True))
    assert arretees == [Decimal("12.13"), Decimal("12.38")]
    assert sorted(ligne.note for ligne in bilan.context["lignes"]) == arretees
    assert all(ecrite in bilan.content.decode() for ecrite in ("12,13", "12,38"))


@pytest.mark.exigence("COR-03", "COR-04")
def test_la_liste_dit_l_etat_le_correcteur_et_l_avancement(client_de, gestionnaire, epreuve, correcteur):
    lot = un_lot_corrige(epreuve, "12", "13", correcteur=correcteur, numero=1)
    une_correction(une_copie(une_composition(epreuve)), lot)
    verrouille = un_lot_corrige(epreuve, "15", numero=2)
    verrouiller(verrouille, par=gestionnaire, le=timezone.now())
    un_lot(epreuve, etat=EtatLot.CONSTITUE, numero=3)
    un_lot(une_epreuve())
    page = client_de(gestionnaire).get(f"/correction/epreuves/{epreuve.pk}/lots/")
    assert [(x.lot.numero, x.progression, x.est_verrouille) for x in page.context["lignes"]] == [
        (1, "2 sur 3", False),
        (2, "1 sur 1", True),
        (3, "0 sur 0", False),
    ]
    texte = page.content.decode()
    assert "SAPIN Ambre" in texte
    assert texte.count("/deverrouiller/") == 1
    filtree = client_de(gestionnaire).get(f"/correction/epreuves/{epreuve.pk}/lots/?etat=verrouille")
    assert [x.lot for x in filtree.context["lignes"]] == [verrouille]


@pytest.mark.exigence("COR-04")
def test_les_listes_coutent_autant_de_requetes_pour_un_et_pour_trois_lots(
    client_de, gestionnaire, epreuve, correcteur, django_assert_num_queries
):
    gestion, marqueur = client_de(gestionnaire), client_de(un_correcteur_connecte(correcteur))
    un_lot_corrige(epreuve, "12", correcteur=correcteur)
    for _ in range(2):
        with django_assert_num_queries(7):
            gestion.get(f"/correction/epreuves/{epreuve.pk}/lots/")
        with django_assert_num_queries(8):
            marqueur.get("/correction/mes-lots/")
        un_lot_corrige(epreuve, "12", "13", correcteur=correcteur)
        un_lot_corrige(epreuve, "9", correcteur=correcteur)


@pytest.mark.exigence("COR-04", "HAR-12")
def test_deverrouiller_demande_un_motif_et_le_garde(client_de, gestionnaire, epreuve):
    lot = un_lot_corrige(epreuve, "12")
    verrouiller(lot, par=gestionnaire, le=timezone.now())
    Note.objects.update(version_acquittee=1)
    client, adresse = client_de(gestionnaire), f"/correction/lots/{lot.pk}/deverrouiller/"
    ecran = client.get(adresse).content.decode()
    assert "Déverrouiller le lot" in ecran
    assert "pas de compte ouvert" in ecran
    un_correcteur_connecte(lot.correcteur)
    assert "pas de compte ouvert" not in client.get(adresse).content.decode()
    assert "obligatoire" in client.post(adresse, {"motif": " "}).content.decode()
    reponse = client.post(adresse, {"motif": "Page 3 illisible"}, follow=True)
    assert reponse.redirect_chain == [(f"/correction/epreuves/{epreuve.pk}/lots/", 302)]
    lot.refresh_from_db()
    assert lot.etat == EtatLot.EN_CORRECTION
    assert Note.objects.get().arretee is False
    assert Entree.objects.get(acte="lot.deverrouiller").motif == "Page 3 illisible"
    encore = client.post(adresse, {"motif": "Encore une fois"}).content.decode()
    assert "Ce lot n’est pas verrouillé." in encore
    assert "Encore une fois</textarea>" in encore


@pytest.mark.exigence("COR-03")
def test_le_correcteur_voit_ses_lots_et_verrouille_celui_qui_est_fini(
    client_de, utilisateur, epreuve, correcteur
):
    fini = un_lot_corrige(epreuve, "12", "13", correcteur=correcteur, numero=1)
    commence = un_lot_corrige(epreuve, "9", correcteur=correcteur, numero=2)
    une_correction(une_copie(une_composition(epreuve)), commence)
    un_lot(epreuve, numero=3)
    client = client_de(utilisateur)
    page = client.get("/correction/mes-lots/")
    assert [(x.lot, x.obstacle) for x in page.context["lignes"]] == [
        (fini, None),
        (commence, "1 copie sur 2 n’est pas entièrement notée."),
    ]
    assert "1 copie sur 2 n’est pas entièrement notée." in page.content.decode()
    assert client.post(f"/correction/lots/{commence.cle}/verrouiller/").status_code == 409
    adresse = f"/correction/lots/{fini.cle}/verrouiller/"
    reponse = client.post(adresse, {"bilan": _bilan(client, adresse)}, follow=True)
    assert [str(m) for m in reponse.context["messages"]] == ["Lot 1 verrouillé\u00a0: 2\u00a0notes arrêtées."]
    fini.refresh_from_db()
    assert (fini.etat, fini.verrouille_par) == (EtatLot.VERROUILLE, utilisateur)
    assert [x.lot for x in reponse.context["lignes"]] == [commence, fini]


def _bilan(client, adresse):
    """The digest that the page sends with the lock."""
    (bilan,) = re.findall(r'name="bilan" value="(\w+)"', client.get(adresse).content.decode())
    return bilan


@pytest.mark.exigence("COR-03", "COR-06")
def test_un_lot_change_depuis_son_bilan_n_est_pas_verrouille_sans_etre_relu(
    client_de, utilisateur, epreuve, correcteur
):
    lot = un_lot_corrige(epreuve, "12", "13", correcteur=correcteur)
    client, adresse = client_de(utilisateur), f"/correction/lots/{lot.cle}/verrouiller/"
    vu = _bilan(client, adresse)
    correction, question = lot.corrections.first(), lot.sujet.questions.first()
    noter(correction, points_par_question={question.pk: Decimal(0)}, par=utilisateur, le=timezone.now())
    refusee = client.post(
        adresse, {"bilan": vu}, headers={"Referer": f"http://testserver{adresse}"}, follow=True
    )
    assert "Ce lot a changé depuis ce bilan" in refusee.content.decode()
    assert refusee.redirect_chain == [(f"http://testserver{adresse}", 302)]
    assert client.post(adresse).status_code == 409
    lot.refresh_from_db()
    assert lot.etat == EtatLot.EN_CORRECTION
    client.post(adresse, {"bilan": _bilan(client, adresse)})
    lot.refresh_from_db()
    assert lot.etat == EtatLot.VERROUILLE


@pytest.mark.exigence("COR-02")
def test_la_page_du_correcteur_ne_dit_rien_des_candidats(client_de, utilisateur, epreuve, correcteur):
    lot = un_lot_corrige(epreuve, "12", correcteur=correcteur)
    candidat = lot.corrections.get().copie.composition.candidat
    texte = client_de(utilisateur).get("/correction/mes-lots/").content.decode()
    for secret in (
        candidat.nom,
        candidat.prenoms,
        candidat.numero,
        candidat.division,
        candidat.etablissement.uai,
        candidat.etablissement.nom,
        lot.corrections.get().copie.composition.anonymat,
    ):
        assert secret
        assert secret not in texte
    assert f"Lot {lot.numero}" in texte


@pytest.mark.exigence("COR-03", "COR-04", "SEC-02")
def test_hors_du_profil_403_et_hors_du_perimetre_404(
    client_de, gestionnaire, utilisateur, epreuve, correcteur
):
    lot = un_lot_corrige(epreuve, "12", correcteur=correcteur)
    liste, deverrouiller = (
        f"/correction/epreuves/{epreuve.pk}/lots/",
        f"/correction/lots/{lot.pk}/deverrouiller/",
    )
    verrouiller_adresse = f"/correction/lots/{lot.cle}/verrouiller/"
    for client, adresses in (
        (client_de(utilisateur), [("get", liste), ("get", deverrouiller), ("post", deverrouiller)]),
        (client_de(gestionnaire), [("get", "/correction/mes-lots/"), ("post", verrouiller_adresse)]),
        (
            client_de(un_chef()),
            [("get", liste), ("get", "/correction/mes-lots/"), ("post", verrouiller_adresse)],
        ),
    ):
        assert [getattr(client, methode)(adresse).status_code for methode, adresse in adresses] == [
            403
        ] * len(adresses)
    voisin = client_de(un_gestionnaire(une_academie(code="A25")))
    assert [voisin.get(liste).status_code, voisin.get(deverrouiller).status_code] == [404, 404]
    collegue = client_de(un_correcteur_connecte(un_correcteur(epreuve)))
    assert collegue.post(verrouiller_adresse).status_code == 404
    lot.refresh_from_db()
    assert lot.etat == EtatLot.EN_CORRECTION


@pytest.mark.exigence("ACC-01", "COR-03")
def test_les_tuiles_de_la_correction(
    gestionnaire, utilisateur, epreuve, correcteur, django_assert_num_queries
):
    (vide,) = correction(gestionnaire)
    assert vide.tuiles[0].obstacle == "Les copies ne sont pas encore réparties en lots."
    (sans_lot,) = correction(utilisateur)
    assert sans_lot.tuiles[0].obstacle == "Aucun lot ne vous est encore distribué."
    lot = un_lot_corrige(epreuve, "12", correcteur=correcteur)
    un_lot(epreuve, correcteur=correcteur)
    verrouiller(lot, par=utilisateur, le=timezone.now())
    for personne in (gestionnaire, utilisateur):
        (groupe,) = correction(personne)
        assert groupe.tuiles[0].obstacle is None
        assert groupe.tuiles[0].indicateurs == (("Lots", "2"), ("Verrouillés", "1"))
    for nombre in (1, 3):
        with django_assert_num_queries(2):
            assert len(correction(gestionnaire)) == nombre
        une_epreuve()
        une_epreuve()
    assert correction(un_chef()) == []
