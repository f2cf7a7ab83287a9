"""The strict harness and the fixtures every test may ask for."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import redis
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.core.cache import cache
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.models.signals import post_migrate  # noqa: TID251 - Django's own are silenced
from django.template import Engine
from django.test import Client
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from santorin.comptes.models import Utilisateur
from santorin.comptes.regles import CLE_DE_SESSION, SecondFacteur
from tests.harnais import modele, prises
from tests.harnais.gabarits import ValeurAbsente
from tests.harnais.ouvrier import Ouvrier, adresse_de_la_base
from tests.harnais.vidage import sql_de_vidage

ClientDe = Callable[[Utilisateur], Client]


def pytest_configure() -> None:
    """Test settings that no environment variable carries."""
    # Accounts by the hundred: hashing is tested where it matters, not paid for everywhere.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    # Each client of a test makes its own handler: listing every static file for each was a third of the suite.
    settings.WHITENOISE_AUTOREFRESH = True
    # Made again each time a test empties the base; nothing reads them, rights are the project's own (DRO-01).
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)
    DatabaseOperations.sql_flush = sql_de_vidage  # type: ignore[method-assign, assignment]
    # What a property costs depends on what else the machine does: no test is timed.
    hypothesis.settings.register_profile(
        "sans_chronometre", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("sans_chronometre")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """This process's base is a copy of the one that the first process migrated."""
    if nom := os.environ.get("BASE_MODELE"):
        with django_db_blocker.unblock():
            modele.preparer(nom)
        connection.settings_dict["TEST"]["TEMPLATE"] = nom


@pytest.fixture(scope="session", autouse=True)
def _reseau_ferme() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        prises.fermer(monkeypatch)
        yield


@pytest.fixture(autouse=True)
def _gabarits_stricts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not request.node.get_closest_marker("gabarits_tolerants"):
        monkeypatch.setattr(Engine.get_default(), "string_if_invalid", ValeurAbsente())


@pytest.fixture
def client_de() -> ClientDe:
    """`client_de(utilisateur)`: a web client on which this person has logged in."""

    def connecter(utilisateur: Utilisateur) -> Client:
        client = Client()
        client.force_login(utilisateur, backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[CLE_DE_SESSION] = SecondFacteur.INUTILE
        session.save()
        return client

    return connecter


@pytest.fixture(scope="session")
def _ouvrier(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, live_server: LiveServer
) -> Iterator[Ouvrier]:
    with django_db_blocker.unblock():
        base = adresse_de_la_base(connection.settings_dict)
    nom = os.environ.get("PYTEST_XDIST_WORKER", "seul")
    ouvrier = Ouvrier(
        {
            "DATABASE_URL": base,
            "SITE_URL": live_server.url,
            "CYCLADES_URL": live_server.url,
            "IMAGIN_URL": live_server.url,
        },
        Path(settings.DOSSIER_VARIABLE) / f"ouvrier-{nom}.log",
    )
    yield ouvrier
    ouvrier.stop()


@pytest.fixture
def serveur_celery(_ouvrier: Ouvrier, transactional_db: None) -> Iterator[Ouvrier]:
    """A running worker on this test's database; it reaches Cyclades and Imag'In at `live_server`.

    Started once and frozen between the tests that use it.
    """
    _ouvrier.start()
    yield _ouvrier
    _ouvrier.suspendre()


@pytest.fixture(scope="session")
def _redis() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL)


@pytest.fixture(autouse=True)
def _cache_vide(_redis: redis.Redis) -> Iterator[None]:
    """What a test puts into the cache does not reach the next one; the worker's queue stays."""
    yield
    for cle in _redis.scan_iter(cache.make_key("*")):
        _redis.delete(cle)
