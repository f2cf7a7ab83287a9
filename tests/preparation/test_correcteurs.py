"""The markers called for an épreuve, by screen and by file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from santorin.copies.models import Correcteur
from santorin.journal.models import Entree
from tests.fabriques import (
    un_coordinateur,
    un_correcteur,
    un_gestionnaire,
    un_lot,
    un_utilisateur,
    une_academie,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PRE-02")]
UN = {"numero": "I000001", "nom": "LAVANDE", "prenoms": "Alexandre", "uai": "", "divisions": "", "compte": ""}


@pytest.fixture
def client_gestionnaire(client_de, gestionnaire):
    return client_de(gestionnaire)


@pytest.fixture
def adresse(epreuve, etablissement):
    return f"/preparation/epreuves/{epreuve.pk}/correcteurs/"


def _fichier(*lignes):
    entete = "numero;nom;prenoms;uai;divisions"
    return {"fichier": SimpleUploadedFile("correcteurs.csv", "\n".join([entete, *lignes]).encode())}


def test_appeler_un_correcteur_avec_son_etablissement_ses_divisions_et_son_compte(
    client_gestionnaire, adresse, epreuve, etablissement
):
    compte = un_utilisateur("correcteur", username="alavande")
    donnees = UN | {"uai": "0350059Z", "divisions": "TCOM1, TCOM2", "compte": "alavande"}
    assert client_gestionnaire.post(adresse, donnees).status_code == 302
    correcteur = epreuve.correcteurs.get()
    assert (correcteur.etablissement, correcteur.divisions) == (etablissement, ["TCOM1", "TCOM2"])
    assert correcteur.utilisateur == compte
    assert "TCOM1, TCOM2" in client_gestionnaire.get(adresse).content.decode()


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [({"uai": "0350020G"}, "n’est pas connu"), ({"compte": "inconnu"}, "n’est pas celui d’un correcteur")],
)
def test_un_etablissement_ou_un_compte_inconnu_est_refuse(client_gestionnaire, adresse, champs, phrase):
    reponse = client_gestionnaire.post(adresse, UN | champs)
    texte = reponse.content.decode()
    assert phrase in texte
    assert all(f'value="{valeur}"' in texte for valeur in champs.values())
    assert not Correcteur.objects.exists()


def test_un_uai_mal_forme_se_dit_sur_son_champ(client_gestionnaire, adresse):
    page = client_gestionnaire.post(adresse, UN | {"uai": "0350059A"})
    assert page.context["form"].errors["uai"]


def test_un_fichier_s_enregistre_en_entier_et_se_renvoie_sans_effet(client_gestionnaire, adresse, epreuve):
    lignes = ("I000001;LAVANDE;Alexandre;0350059Z;TCOM1", "I000002;SAPIN;Ambre;;")
    for _ in range(2):
        assert client_gestionnaire.post(adresse, _fichier(*lignes)).status_code == 302
    assert list(epreuve.correcteurs.values_list("numero", "divisions")) == [
        ("I000001", ["TCOM1"]),
        ("I000002", []),
    ]


@pytest.mark.exigence("DIS-01")
def test_un_fichier_qui_ne_dit_pas_l_etablissement_ne_l_efface_pas(
    client_gestionnaire, adresse, epreuve, etablissement
):
    client_gestionnaire.post(adresse, UN | {"uai": "0350059Z", "divisions": "TCOM1"})
    assert client_gestionnaire.post(adresse, _fichier("I000001;LAVANDE;Alex;;")).status_code == 302
    correcteur = epreuve.correcteurs.get()
    assert (correcteur.prenoms, correcteur.etablissement, correcteur.divisions) == (
        "Alex",
        etablissement,
        ["TCOM1"],
    )
    client_gestionnaire.post(adresse, _fichier("I000001;LAVANDE;Alex;;TCOM2, TCOM3"))
    assert epreuve.correcteurs.get().divisions == ["TCOM2", "TCOM3"]


@pytest.mark.exigence("DIS-01")
def test_l_ecran_d_un_correcteur_efface_ce_qu_on_y_vide(client_gestionnaire, adresse, epreuve):
    un_utilisateur("correcteur", username="alavande")
    client_gestionnaire.post(
        adresse, UN | {"uai": "0350059Z", "divisions": "TCOM1, TCOM2", "compte": "alavande"}
    )
    correcteur = epreuve.correcteurs.get()
    sien = f"{adresse}{correcteur.pk}/"
    assert f'href="{sien}"' in client_gestionnaire.get(adresse).content.decode()
    ecran = client_gestionnaire.get(sien).content.decode()
    assert all(f'value="{connu}"' in ecran for connu in ("0350059Z", "TCOM1, TCOM2", "alavande"))
    lot = un_lot(epreuve, correcteur=correcteur)
    vide = UN | {"numero": "AUTRE", "nom": "OLIVIER"}
    assert "sans compte, il ne les verrait plus" in client_gestionnaire.post(sien, vide).content.decode()
    lot.delete()
    assert client_gestionnaire.post(sien, vide | {"uai": "0350020G"}).status_code == 200
    assert client_gestionnaire.post(sien, vide).headers["Location"] == adresse
    correcteur = epreuve.correcteurs.get()
    assert (correcteur.numero, correcteur.nom, correcteur.etablissement) == ("I000001", "OLIVIER", None)
    assert (correcteur.divisions, correcteur.utilisateur) == ([], None)
    entree = Entree.objects.get(acte="correcteur.modifier")
    assert (entree.avant["uai"], entree.apres["uai"]) == ("0350059Z", "")


def test_un_fichier_fautif_dit_ses_lignes_et_n_enregistre_rien(client_gestionnaire, adresse):
    page = client_gestionnaire.post(
        adresse, _fichier("I000001;LAVANDE;Alexandre;;", ";SAPIN;Ambre;0350059A;")
    )
    texte = page.content.decode()
    assert "Ligne 3, numero" in texte
    assert "Ligne 3, uai" in texte
    assert "autres anomalies" not in texte
    longue = client_gestionnaire.post(adresse, _fichier(*[";SAPIN;Ambre;;"] * 13)).content.decode()
    assert "Et 3\u00a0autres anomalies." in longue
    assert not Correcteur.objects.exists()


def test_un_correcteur_qui_a_des_lots_ne_se_retire_pas(client_gestionnaire, adresse, epreuve):
    avec, sans = un_correcteur(epreuve), un_correcteur(epreuve)
    un_lot(epreuve, correcteur=avec)
    assert client_gestionnaire.post(f"{adresse}{avec.pk}/retirer/").status_code == 409
    assert client_gestionnaire.post(f"{adresse}{sans.pk}/retirer/").status_code == 302
    assert list(epreuve.correcteurs.all()) == [avec]


def test_sans_le_droit_403_chez_le_voisin_404(client_de, adresse, epreuve):
    sien = f"{adresse}{un_correcteur(epreuve).pk}/"
    ailleurs = f"{adresse}{un_correcteur().pk}/"
    for page in (adresse, sien):
        assert client_de(un_coordinateur(epreuve)).get(page).status_code == 403
        assert client_de(un_gestionnaire(une_academie(code="15"))).get(page).status_code == 404
    assert client_de(un_gestionnaire(epreuve.academie)).get(ailleurs).status_code == 404
