"""Épreuves in the admin: nothing there makes one without its paramétrage."""

import pytest

from tests.fabriques import un_administrateur, un_coordinateur, une_epreuve


@pytest.mark.django_db
@pytest.mark.exigence("PRE-02", "PAR-03")
def test_l_administration_nomme_les_coordinateurs_et_rien_d_autre(client_de):
    epreuve, client = une_epreuve(), client_de(un_administrateur())
    coordinateur = un_coordinateur(academie=epreuve.academie)
    assert client.get("/administration/santorin/epreuve/add/").status_code == 403
    adresse = f"/administration/santorin/epreuve/{epreuve.pk}/"
    assert client.post(f"{adresse}delete/").status_code == 403
    client.post(f"{adresse}change/", {"coordinateurs": [coordinateur.pk], "nature": "e3c", "code": "X"})
    epreuve.refresh_from_db()
    assert (epreuve.nature, list(epreuve.coordinateurs.all())) == ("ponctuelle", [coordinateur])
