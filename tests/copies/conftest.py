"""A gestionnaire and an instant."""

import pytest
from django.utils import timezone

from tests.fabriques import un_gestionnaire


@pytest.fixture
def gestionnaire(db):
    return un_gestionnaire()


@pytest.fixture
def acte(gestionnaire):
    """Who and when, for any action."""
    return {"par": gestionnaire, "le": timezone.now()}
