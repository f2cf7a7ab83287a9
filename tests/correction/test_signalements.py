"""Badly scanned copies, flagged by their marker (COR-07), and what a marker is told (COR-04)."""

import pytest
from django.utils import timezone

from santorin.comptes.droits import Droit
from santorin.copies.actions import deverrouiller, resoudre, signaler, verrouiller
from santorin.copies.models import Avis, Defaut, Signalement
from santorin.correction.processus import correction as tuiles
from santorin.refus import Refus
from tests.correction.decor import un_lot_a_corriger
from tests.fabriques import (
    un_correcteur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_lot_corrige,
    une_academie,
    une_epreuve,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("COR-07")]


@pytest.fixture
def decor():
    return un_lot_a_corriger(2, pages=2, numero=4)


@pytest.fixture
def acte(decor):
    return {"par": decor.correcteur, "le": timezone.now()}


def test_une_copie_signalee_quitte_les_copies_a_faire(client_de, decor):
    client = client_de(decor.correcteur)
    reponse = client.post(
        decor.adresse("signaler/"), {"defaut": "illisible", "page": "2", "precision": "floue"}, follow=True
    )
    assert reponse.redirect_chain == [(f"/correction/lots/{decor.lot.cle}/", 302)]
    signalement = Signalement.objects.get()
    assert (signalement.page, signalement.defaut, signalement.precision) == (2, "illisible", "floue")
    lot = f"/correction/lots/{decor.lot.cle}/"
    assert [x.correction for x in client.get(f"{lot}?etat=a_faire").context["lignes"]] == [
        decor.corrections[1]
    ]
    assert [x.correction for x in client.get(f"{lot}?etat=signalee").context["lignes"]] == [decor.premiere]
    etat = client.get(decor.adresse("etat", rang=1)).json()
    assert (etat["restantes"], etat["a_faire"]) == (1, None)
    assert client.get(decor.adresse("etat")).json()["signalement"] == "Page illisible ou floue (page 2)"


def test_signaler_deux_fois_ou_une_page_absente_est_refuse(decor, acte):
    with pytest.raises(Refus, match="pas de page 3"):
        signaler(decor.premiere, defaut=Defaut.ILLISIBLE, page=3, **acte)
    signaler(decor.premiere, defaut=Defaut.ILLISIBLE, **acte)
    with pytest.raises(Refus, match="déjà signalée"):
        signaler(decor.premiere, defaut=Defaut.AUTRE, **acte)


def test_la_page_signalee_est_celle_que_le_correcteur_voit_quand_une_page_manque(client_de, decor):
    """A copy whose page 1 was never handed in: what the marker sees as page 1 bears the number 2."""
    decor.premiere.copie.pages.filter(numero=1).delete()
    client = client_de(decor.correcteur)
    fautive = {"defaut": "illisible", "page": "2", "precision": "Le bas est coupé"}
    refus = client.post(decor.adresse("signaler/"), fautive).content.decode()
    assert "Cette copie n’a pas de page 2." in refus
    assert "Le bas est coupé</textarea>" in refus
    client.post(decor.adresse("signaler/"), {"defaut": "illisible", "page": "1"})
    assert Signalement.objects.get().page == 2
    assert client.get(decor.adresse("etat")).json()["signalement"] == "Page illisible ou floue (page 1)"


def test_un_lot_ne_se_verrouille_pas_avec_une_copie_signalee(client_de, acte):
    epreuve = une_epreuve()
    correcteur = un_correcteur(epreuve)
    client = client_de(un_correcteur_connecte(correcteur))
    lot = un_lot_corrige(epreuve, "12", "13", correcteur=correcteur)
    signalement = signaler(lot.corrections.first(), defaut=Defaut.MANQUANTE, **acte)
    adresse = f"/correction/lots/{lot.cle}/verrouiller/"
    assert "1 copie signalée attend la numérisation." in client.get(adresse).content.decode()
    with pytest.raises(Refus, match="1 copie signalée attend la numérisation"):
        verrouiller(lot, **acte)
    resoudre(signalement, **acte)
    verrouiller(lot, **acte)
    with pytest.raises(Refus, match="est verrouillé"):
        signaler(lot.corrections.first(), defaut=Defaut.AUTRE, **acte)


def test_resoudre_rend_la_copie_et_previent_son_correcteur(client_de, decor, acte):
    signalement = signaler(decor.premiere, defaut=Defaut.ILLISIBLE, **acte)
    gestionnaire = un_gestionnaire(decor.lot.epreuve.academie)
    resoudre(signalement, reponse="page 2 refaite", par=gestionnaire, le=timezone.now())
    avis = Avis.objects.get()
    assert avis.destinataire == decor.correcteur
    assert avis.texte.endswith("peut être corrigée\u00a0: page 2 refaite")
    assert client_de(decor.correcteur).get(decor.adresse("etat")).json()["signalement"] == ""
    with pytest.raises(Refus, match="déjà résolu"):
        resoudre(signalement, par=gestionnaire, le=timezone.now())


def test_la_numerisation_ne_voit_que_les_signalements_de_son_academie(decor, acte):
    signaler(decor.premiere, defaut=Defaut.ILLISIBLE, **acte)
    ici = un_gestionnaire(decor.lot.epreuve.academie)
    ailleurs = un_gestionnaire(une_academie(code="A25"))
    assert Signalement.objects.ouverts().pour(ici, Droit.NUMERISER).count() == 1
    assert not Signalement.objects.ouverts().pour(ailleurs, Droit.NUMERISER).exists()


@pytest.mark.exigence("COR-04", "ACC-01")
def test_l_avis_reste_sur_le_tableau_de_bord_jusqu_a_ce_qu_il_soit_lu(client_de, acte):
    epreuve = une_epreuve()
    correcteur = un_correcteur(epreuve)
    utilisateur = un_correcteur_connecte(correcteur)
    lot = un_lot_corrige(epreuve, "12", correcteur=correcteur, numero=7)
    verrouiller(lot, **acte)
    deverrouiller(lot, motif="Copie de GUYLESTE à revoir", message="Revoyez la question 2.", **acte)
    texte = "Le lot 7 est déverrouillé et à corriger de nouveau\u00a0: Revoyez la question 2."
    client = client_de(utilisateur)
    for _ in range(2):
        (groupe,) = tuiles(utilisateur)
        assert [t.titre for t in groupe.tuiles] == ["Avis à lire", "Correction"]
        assert groupe.tuiles[0].description == texte
        assert texte in client.get("/correction/mes-lots/").content.decode()
    avis = Avis.objects.get()
    collegue = client_de(un_correcteur_connecte(un_correcteur(epreuve)))
    assert collegue.post(f"/correction/avis/{avis.pk}/lu/").status_code == 404
    client.post(f"/correction/avis/{avis.pk}/lu/")
    assert [t.titre for t in tuiles(utilisateur)[0].tuiles] == ["Correction"]
