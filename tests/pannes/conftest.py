"""A real worker, a real Cyclades and a real Imag'In behind a line that may fail."""

from collections.abc import Iterator

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.bancs.cloture_decor import dresser
from tests.fabriques import une_application
from tests.harnais.mandataire import Mandataire
from tests.harnais.ouvrier import Ouvrier

SECRET = "jeton-des-pannes-sans-valeur-ailleurs"
# Small batches and short patience: many exchanges in little time.
REGLAGES = {
    "ENVOI_TAILLE": "5",
    "ENVOI_DELAI": "2",
    "ENVOI_ATTENTE": "0.05",
    "ENVOI_ESSAIS": "4",
    "ENVOI_REPRISE": "1",
}


@pytest.fixture(scope="module")
def _cyclades(live_server: LiveServer) -> Iterator[Mandataire]:
    mandataire = Mandataire(live_server.url, lambda recue: recue.chemin == "/cyclades/api/v1/envois")
    yield mandataire
    mandataire.arreter()


@pytest.fixture(scope="module")
def _imagin(live_server: LiveServer) -> Iterator[Mandataire]:
    mandataire = Mandataire(live_server.url, lambda recue: recue.chemin == "/imagin/api/v1/envois")
    yield mandataire
    mandataire.arreter()


@pytest.fixture(scope="module")
def _ouvrier_des_pannes(_ouvrier: Ouvrier, _cyclades: Mandataire, _imagin: Mandataire) -> Iterator[Ouvrier]:
    """The suite's worker, with settings of its own while this module lasts."""
    avant = dict(_ouvrier.environnement)
    _ouvrier.kill()
    _ouvrier.environnement |= REGLAGES | {
        "CYCLADES_URL": _cyclades.adresse,
        "IMAGIN_URL": _imagin.adresse,
        "CYCLADES_JETON": SECRET,
        "IMAGIN_JETON": SECRET,
    }
    yield _ouvrier
    _ouvrier.kill()
    _ouvrier.environnement = avant


@pytest.fixture
def mandataire(_cyclades: Mandataire) -> Mandataire:
    """What stands before Cyclades: only the batches of marks are befallen."""
    _cyclades.oublier()
    return _cyclades


@pytest.fixture
def mandataire_imagin(_imagin: Mandataire) -> Mandataire:
    """What stands before Imag'In."""
    _imagin.oublier()
    return _imagin


@pytest.fixture
def ouvrier(
    _ouvrier_des_pannes: Ouvrier,
    mandataire: Mandataire,
    mandataire_imagin: Mandataire,
    transactional_db: None,
) -> Iterator[Ouvrier]:
    """A running worker that reaches Cyclades and Imag'In through them."""
    une_application(secret=SECRET)
    _ouvrier_des_pannes.start()
    yield _ouvrier_des_pannes
    mandataire.attendre_les_retards()
    _ouvrier_des_pannes.suspendre()


@pytest.fixture
def epreuve_a_clore(transactional_db: None):
    """200 candidates, every lot locked, known to Cyclades; and their gestionnaire."""
    return dresser(200, "E51")
