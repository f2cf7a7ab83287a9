"""The engine, with receivers kept in memory: what leaves, what is answered, what stays."""

import pytest

from tests.transmission.scene import detenue, envoyees, numeros, une_scene

pytestmark = pytest.mark.django_db


@pytest.mark.exigence("CLO-04")
def test_une_cloture_envoie_les_notes_et_les_services_faits(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5", "7")
    transmission, compte_rendu = scene.cloturer()
    premier, second = scene.compositions(lot)
    assert envoyees(transmission) == {
        numeros(premier): ("12.50", "nouvelle"),
        numeros(second): ("7.00", "nouvelle"),
    }
    assert [detenue(cyclades, scene, c) for c in (premier, second)] == ["12.50", "7.00"]
    (service,) = imagin.services_faits.values()
    assert (service.intervenant, service.nombre_de_copies) == (lot.correcteur.numero, 2)
    print(compte_rendu.lignes)
    assert transmission.terminee_le
