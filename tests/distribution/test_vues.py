"""The screens of the distribution: their owner, a colleague without the right, a neighbour."""

import pytest

from santorin.copies.models import Correction, Lot
from santorin.distribution.processus import distribution
from tests.fabriques import (
    un_coordinateur,
    un_correcteur,
    un_gestionnaire,
    une_academie,
    une_composition,
    une_epreuve,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_gestionnaire(client_de, gestionnaire):
    return client_de(gestionnaire)


def _distribuer(client, epreuve, sujet, **suite):
    adresse = f"/distribution/epreuves/{epreuve.pk}/"
    page = client.get(f"{adresse}apercu/", {"sujet": sujet.pk, "taille": 5, "graine": 7})
    donnees = {
        "sujet": sujet.pk,
        "taille": 5,
        "graine": 7,
        "empreinte": page.context["apercu"].plan.empreinte,
    }
    return page, client.post(f"{adresse}appliquer/", donnees | suite)


@pytest.mark.exigence("DIS-01")
@pytest.mark.usefixtures("copies", "correcteurs")
def test_l_apercu_ne_change_rien_et_s_applique_tel_quel(client_gestionnaire, epreuve, sujet):
    page, reponse = _distribuer(client_gestionnaire, epreuve, sujet)
    vu = page.context["apercu"]
    assert (vu.copies, vu.tailles, vu.plan.orphelines) == (12, (4, 4), ())
    assert reponse.status_code == 302
    assert Correction.objects.count() == 12
    ecran = client_gestionnaire.get(f"/distribution/epreuves/{epreuve.pk}/").content.decode()
    assert "Aucune copie n’est à distribuer." in ecran
    assert "Lots 1 à 3" in ecran


@pytest.mark.exigence("DIS-01")
@pytest.mark.usefixtures("copies", "correcteurs")
def test_un_apercu_perime_est_refuse(client_gestionnaire, epreuve, sujet):
    _, reponse = _distribuer(client_gestionnaire, epreuve, sujet, empreinte="autre")
    assert reponse.status_code == 409
    assert not Lot.objects.exists()


@pytest.mark.exigence("DIS-01", "ACC-01")
@pytest.mark.usefixtures("copies", "correcteurs")
def test_chaque_ecran_s_ouvre_a_son_gestionnaire_et_a_lui_seul(client_de, gestionnaire, epreuve, sujet):
    _distribuer(client_de(gestionnaire), epreuve, sujet)
    voisin = un_gestionnaire(une_academie(code="15"))
    racine = f"/distribution/epreuves/{epreuve.pk}/"
    for adresse in (
        racine,
        f"{racine}apercu/?sujet={sujet.pk}&taille=5",
        f"/distribution/lots/{Lot.objects.first().pk}/",
    ):
        assert client_de(gestionnaire).get(adresse).status_code == 200
        assert client_de(un_coordinateur(epreuve)).get(adresse).status_code == 403
        assert client_de(voisin).get(adresse).status_code == 404


@pytest.mark.exigence("DIS-01")
@pytest.mark.usefixtures("copies", "correcteurs")
def test_retirer_et_reaffecter_de_l_ecran(client_gestionnaire, epreuve, sujet):
    _distribuer(client_gestionnaire, epreuve, sujet)
    premier, second, *_ = Lot.objects.order_by("numero")
    vide = client_gestionnaire.post(f"/distribution/lots/{premier.pk}/retirer/", {"motif": ""})
    assert vide.context["retrait"].errors["motif"]
    client_gestionnaire.post(f"/distribution/lots/{premier.pk}/retirer/", {"motif": "Erreur"})
    assert not Lot.objects.filter(pk=premier.pk).exists()
    nouveau = un_correcteur(epreuve)
    donnees = {"correcteur": nouveau.pk, "motif": "Grève & congé"}
    # Work already done asks to be confirmed: what was typed is still there, to be sent again.
    Correction.objects.filter(lot=second).update(appreciation="Bien.")
    rendue = client_gestionnaire.post(f"/distribution/lots/{second.pk}/reaffecter/", donnees).content.decode()
    assert "Cochez la confirmation" in rendue
    assert "Grève &amp; congé" in rendue
    assert f'<option value="{nouveau.pk}" selected' in rendue
    assert rendue.count('id="reaffectation-motif"') == rendue.count('id="retrait-motif"') == 1
    for acte in ("reaffecter", "retirer"):
        lue = client_gestionnaire.get(f"/distribution/lots/{second.pk}/{acte}/")
        assert lue.headers["Location"] == f"/distribution/lots/{second.pk}/"
    donnees["confirme"] = "on"
    client_gestionnaire.post(f"/distribution/lots/{second.pk}/reaffecter/", donnees)
    second.refresh_from_db()
    assert second.correcteur == nouveau


@pytest.mark.exigence("ACC-01")
@pytest.mark.parametrize("nombre", [1, 3])
def test_le_tableau_de_bord_coute_le_meme_nombre_de_requetes(gestionnaire, django_assert_num_queries, nombre):
    academie = gestionnaire.habilitations.get().academie
    autres = nombre - len(distribution(gestionnaire))
    for _ in range(autres):
        une_composition(une_epreuve(academie=academie))
    with django_assert_num_queries(4):
        assert len(distribution(gestionnaire)) == nombre
