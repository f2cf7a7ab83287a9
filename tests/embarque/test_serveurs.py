"""The embedded servers: they keep their data, and survive the death of their owner."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
import redis

from santorin.embarque import DossierOccupe, demarrer, effacer_abandonnes

PROPRIETAIRE = """
import sys, time
from pathlib import Path
from santorin.embarque import demarrer
adresses = demarrer(Path(sys.argv[1]), durable=False).adresses
print(adresses.base, adresses.redis, flush=True)
time.sleep(600)
"""


def _proprietaire(dossier: Path) -> tuple[subprocess.Popen[str], str, str]:
    """Another process that owns the servers of `dossier`, and their addresses."""
    processus = subprocess.Popen(
        [sys.executable, "-c", PROPRIETAIRE, str(dossier)], stdout=subprocess.PIPE, text=True
    )
    assert processus.stdout is not None
    base, courtier = processus.stdout.readline().split()
    return processus, base, courtier


def _tuer(processus: subprocess.Popen[str]) -> None:
    processus.kill()
    processus.wait()
    assert processus.stdout is not None
    processus.stdout.close()


def _repond(adresse: str) -> bool:
    try:
        psycopg.connect(adresse, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@pytest.fixture(scope="module")
def dossier():
    # Not in /tmp: as root, PostgreSQL runs as another account, which pytest keeps out of there.
    chemin = Path(tempfile.mkdtemp(dir=os.environ["DOSSIER_VARIABLE"]))
    yield chemin
    shutil.rmtree(chemin)


def test_les_donnees_restent_d_un_demarrage_a_l_autre(dossier):
    with demarrer(dossier) as serveurs:
        with psycopg.connect(serveurs.adresses.base) as connexion:
            connexion.execute("CREATE TABLE temoin AS SELECT 42 AS valeur")
        redis.Redis.from_url(serveurs.adresses.redis).set("temoin", "42")
    debut = time.monotonic()
    with demarrer(dossier) as serveurs:
        duree = time.monotonic() - debut
        with psycopg.connect(serveurs.adresses.base) as connexion:
            assert connexion.execute("SELECT valeur FROM temoin").fetchone() == (42,)
        assert redis.Redis.from_url(serveurs.adresses.redis).get("temoin") == b"42"
    assert duree < 5


def test_les_serveurs_arretes_ne_repondent_plus(dossier):
    with demarrer(dossier) as serveurs:
        adresses = serveurs.adresses
        assert _repond(adresses.base)
    assert not _repond(adresses.base)
    with pytest.raises(redis.ConnectionError):
        redis.Redis.from_url(adresses.redis).ping()


def test_l_application_n_est_pas_superutilisateur_et_sans_mot_de_passe_on_n_entre_pas(dossier):
    with demarrer(dossier, redis=False) as serveurs:
        adresse = serveurs.adresses.base
        with psycopg.connect(adresse) as connexion:
            assert connexion.execute("SHOW is_superuser").fetchone() == ("off",)
        secret = (dossier / "motdepasse").read_text()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(adresse.replace(secret, "faux"))
    assert (dossier / "motdepasse").stat().st_mode & 0o077 == 0


def test_seuls_les_serveurs_demandes_demarrent(dossier):
    with demarrer(dossier, postgresql=False) as serveurs:
        assert serveurs.adresses.base is None
        assert list(serveurs.adresses.environnement()) == ["REDIS_URL"]


def test_un_dossier_n_a_qu_un_proprietaire(dossier):
    with demarrer(dossier, postgresql=False), pytest.raises(DossierOccupe, match="déjà"):
        demarrer(dossier)


def test_le_proprietaire_tue_net_laisse_un_dossier_utilisable(dossier):
    processus, base, courtier = _proprietaire(dossier)
    _tuer(processus)
    assert _repond(base)
    with demarrer(dossier) as serveurs:
        assert _repond(serveurs.adresses.base)
        assert not _repond(base)
        with pytest.raises(redis.ConnectionError):
            redis.Redis.from_url(courtier).ping()


def test_les_serveurs_tues_net_laissent_un_dossier_utilisable(dossier):
    with demarrer(dossier) as serveurs:
        with psycopg.connect(serveurs.adresses.base) as connexion:
            connexion.execute("CREATE TABLE garde AS SELECT 7 AS valeur")
        fiche = (dossier / "postgresql" / "postmaster.pid").read_text().splitlines()
        os.kill(int(fiche[0]), signal.SIGKILL)
    with demarrer(dossier) as serveurs, psycopg.connect(serveurs.adresses.base) as connexion:
        assert connexion.execute("SELECT valeur FROM garde").fetchone() == (7,)


def test_un_numero_de_processus_recycle_n_est_pas_tue(dossier):
    with demarrer(dossier, redis=False):
        pass
    with subprocess.Popen(["sleep", "600"]) as innocent:
        fiche = f"{innocent.pid}\n{dossier / 'postgresql'}\n0\n5432\n\n\n\nready\n"
        (dossier / "postgresql" / "postmaster.pid").write_text(fiche)
        (dossier / "postgresql.pid").write_text(str(innocent.pid))
        with demarrer(dossier, redis=False) as serveurs:
            assert _repond(serveurs.adresses.base)
        assert innocent.poll() is None
        innocent.kill()


def test_l_echec_du_demarrage_est_dit_avec_le_journal_et_libere_le_dossier(dossier):
    with demarrer(dossier, redis=False):
        pass
    version = dossier / "postgresql" / "PG_VERSION"
    contenu = version.read_text()
    version.write_text("9.1\n")
    with pytest.raises(RuntimeError, match=r"9\.1"):
        demarrer(dossier)
    version.write_text(contenu)
    with demarrer(dossier, redis=False) as serveurs:
        assert _repond(serveurs.adresses.base)


def test_les_dossiers_abandonnes_sont_effaces_avec_leurs_serveurs(dossier):
    racine = dossier / "essais"
    processus, base, _ = _proprietaire(racine / "abandonne")
    with demarrer(racine / "vivant", postgresql=False) as serveurs:
        _tuer(processus)
        assert _repond(base)
        effacer_abandonnes(racine)
        assert redis.Redis.from_url(serveurs.adresses.redis).ping()
    assert not _repond(base)
    assert [chemin.name for chemin in racine.iterdir()] == ["vivant"]


def test_un_dossier_referme_aux_autres_comptes_reste_utilisable(dossier):
    dossier.chmod(0o700)
    with demarrer(dossier, redis=False) as serveurs:
        assert _repond(serveurs.adresses.base)
