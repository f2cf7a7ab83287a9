"""The real worker: it works, dies, comes back, and keeps still when it is frozen."""

import time

import pytest

from santorin.celery import application

TACHE = "santorin.traitements.tasks.reprendre_orphelins"


def _demander(combien: int) -> None:
    for _ in range(combien):
        application.send_task(TACHE)


def _faites(ouvrier) -> int:
    return ouvrier.journal.read_text().count("succeeded")


def test_l_ouvrier_fait_ce_qu_on_lui_demande(serveur_celery):
    avant = _faites(serveur_celery)
    _demander(3)
    serveur_celery.attendre_le_repos()
    assert _faites(serveur_celery) >= avant + 3


def test_l_ouvrier_tue_ne_fait_plus_rien_et_revient(serveur_celery):
    serveur_celery.kill()
    assert not serveur_celery.vivant
    _demander(1)
    with pytest.raises(TimeoutError):
        serveur_celery.attendre_le_repos(delai=0.5)
    serveur_celery.restart()
    serveur_celery.attendre_le_repos()


def test_l_ouvrier_arrete_proprement_revient(serveur_celery):
    serveur_celery.stop()
    assert not serveur_celery.vivant
    serveur_celery.start()
    _demander(1)
    serveur_celery.attendre_le_repos()


def test_l_ouvrier_suspendu_ne_touche_a_rien(serveur_celery):
    serveur_celery.suspendre()
    assert serveur_celery.vivant
    avant = _faites(serveur_celery)
    _demander(1)
    time.sleep(3)  # longer than the clock's own period
    assert _faites(serveur_celery) == avant
    serveur_celery.start()
    time.sleep(0.5)
    serveur_celery.attendre_le_repos()
    assert _faites(serveur_celery) > avant
