"""Each contract test runs once per receiver."""

import pytest

from tests.contrats.recepteurs import EnMemoire, ParHttp

PAR_HTTP = pytest.param("http", marks=pytest.mark.django_db(transaction=True))


@pytest.fixture(params=["memoire", PAR_HTTP])
def recepteur(request):
    if request.param == "memoire":
        return EnMemoire()
    return ParHttp(request.getfixturevalue("live_server").url)
