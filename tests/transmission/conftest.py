"""The receivers kept in memory, in the place of the real ones."""

import pytest

from santorin.transmission.destinataires.en_memoire import CycladesEnMemoire, ImaginEnMemoire
from tests.harnais import recepteurs


@pytest.fixture
def cyclades(settings, monkeypatch):
    settings.DESTINATAIRES = recepteurs.CHEMINS
    memoire = CycladesEnMemoire()
    monkeypatch.setattr(recepteurs, "cyclades", lambda **_: memoire)
    return memoire


@pytest.fixture
def imagin(settings, monkeypatch):
    settings.DESTINATAIRES = recepteurs.CHEMINS
    memoire = ImaginEnMemoire()
    monkeypatch.setattr(recepteurs, "imagin", lambda: memoire)
    return memoire
