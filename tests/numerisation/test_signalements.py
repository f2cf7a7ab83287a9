"""Copies flagged by their markers: seen, answered once, given back."""

import pytest
from django.utils import timezone

from santorin.copies.models import Avis, Signalement
from tests.fabriques import (
    un_coordinateur,
    un_correcteur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_lot,
    une_academie,
    une_composition,
    une_copie,
    une_correction,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("COR-07")]


@pytest.fixture
def signalement(epreuve):
    correcteur = un_correcteur(epreuve)
    utilisateur = un_correcteur_connecte(correcteur)
    correction = une_correction(une_copie(une_composition(epreuve)), un_lot(epreuve, correcteur=correcteur))
    return Signalement.objects.create(
        correction=correction, page=2, defaut="illisible", signale_le=timezone.now(), signale_par=utilisateur
    )


def test_un_signalement_se_voit_se_traite_une_fois_et_le_correcteur_le_sait(
    client_de, gestionnaire, epreuve, signalement
):
    client = client_de(gestionnaire)
    liste, reponse = (
        f"/numerisation/epreuves/{epreuve.pk}/signalements/",
        f"/numerisation/signalements/{signalement.pk}/repondre/",
    )
    assert "Page illisible ou floue (page 2)" in client.get(liste).content.decode()
    assert client.post(reponse, {"reponse": "Page numérisée à nouveau"}).status_code == 302
    assert client.post(reponse, {"reponse": "Encore"}).status_code == 409
    avis = Avis.objects.get()
    assert (avis.destinataire, "numérisée à nouveau" in avis.texte) == (signalement.signale_par, True)
    assert "Aucune copie signalée" in client.get(liste).content.decode()


def test_sans_le_droit_403_chez_le_voisin_404(client_de, epreuve, signalement):
    adresses = (
        ("get", f"/numerisation/epreuves/{epreuve.pk}/signalements/"),
        ("post", f"/numerisation/signalements/{signalement.pk}/repondre/"),
    )
    for methode, adresse in adresses:
        assert getattr(client_de(un_coordinateur(epreuve)), methode)(adresse).status_code == 403
        assert (
            getattr(client_de(un_gestionnaire(une_academie(code="15"))), methode)(adresse).status_code == 404
        )
