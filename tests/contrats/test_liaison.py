"""The HTTP line, against a server that fails in every way a network does (CLO-15, CYC-03)."""

import logging
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import msgspec
import pytest

from santorin.transmission.destinataires import (
    AccesRefuse,
    Echec,
    EnvoiMalForme,
    EpreuvePubliee,
    NeRepondPas,
    http,
)
from santorin.transmission.destinataires.http import Liaison, attente_demandee
from tests.contrats.serveur_fautif import Reponse, ServeurFautif

JETON = "secret-que-personne-ne-doit-lire"
BON = Reponse(corps=b'{"fait": 1}')


class Fait(msgspec.Struct):
    fait: int


@pytest.fixture
def serveur():
    serveur = ServeurFautif()
    yield serveur
    serveur.arreter()


@pytest.fixture
def liaison(serveur, settings):
    settings.ENVOI_ESSAIS, settings.ENVOI_ATTENTE, settings.ENVOI_DELAI = 3, 0.01, 0.5
    return Liaison(nom="Cyclades", adresse=serveur.adresse, jeton=JETON)


def poster(liaison, corps=None):
    return liaison.poster("/envois", corps or Fait(0), Fait)


@pytest.mark.exigence("CYC-03")
def test_la_connexion_reste_ouverte_et_le_jeton_part_dans_l_en_tete(liaison, serveur):
    serveur.jouer(BON)
    for _ in range(5):
        assert poster(liaison) == Fait(1)
    assert serveur.connexions == 1
    assert {entetes["Authorization"] for _, _, entetes, _ in serveur.recues} == {f"Bearer {JETON}"}


def test_un_gros_corps_part_comprime_et_un_petit_tel_quel(liaison, serveur):
    class Gros(msgspec.Struct):
        texte: str

    serveur.jouer(BON)
    poster(liaison, Gros("é" * 5000))
    poster(liaison, Gros("é"))
    (_, _, gros, corps), (_, _, petit, _) = serveur.recues
    assert (gros["Content-Encoding"], "Content-Encoding" in petit) == ("gzip", False)
    assert int(gros["Content-Length"]) < 200
    assert msgspec.json.decode(corps) == {"texte": "é" * 5000}


@pytest.mark.exigence("CLO-15")
@pytest.mark.parametrize(
    "panne",
    [
        Reponse(500),
        Reponse(502, b"<html>"),
        Reponse(503),
        Reponse(429),
        Reponse(coupe=True),
        Reponse(corps=b"<html>portail captif</html>"),
        Reponse(corps=b'{"fait": "pas un nombre"}'),
        Reponse(corps=b'{"fait": 1', tronque=True),
        Reponse(corps=b"pas du gzip", entetes={"Content-Encoding": "gzip"}),
    ],
    ids=["500", "502", "503", "429", "coupure", "page", "forme", "tronquee", "gzip"],
)
def test_une_panne_passagere_est_reessayee(liaison, serveur, panne):
    serveur.jouer(panne, panne, BON)
    assert poster(liaison) == Fait(1)
    assert len(serveur.recues) == 3


@pytest.mark.exigence("CLO-15")
@pytest.mark.parametrize(
    ("panne", "raison"),
    [
        (Reponse(500), "son serveur est en erreur (500)."),
        (Reponse(429), "il reçoit trop de demandes et fait attendre."),
        (Reponse(coupe=True), "la liaison a été coupée."),
        (Reponse(corps=b"<html>"), "sa réponse est illisible."),
        (Reponse(corps=b'{"fait": 1}', lenteur=0.2), "aucune réponse dans le délai."),
    ],
)
def test_les_essais_epuises_disent_pourquoi(liaison, serveur, panne, raison):
    serveur.jouer(panne)
    with pytest.raises(NeRepondPas) as echec:
        poster(liaison)
    assert echec.value.message == f"Cyclades ne répond pas\xa0: {raison}"
    assert len(serveur.recues) == 3


@pytest.mark.exigence("CLO-15")
def test_un_serveur_eteint_ne_repond_pas(liaison, serveur):
    serveur.arreter()
    with pytest.raises(NeRepondPas, match="la connexion ne s’établit pas"):
        poster(liaison)


@pytest.mark.exigence("CLO-15")
def test_l_attente_demandee_est_respectee(liaison, serveur):
    serveur.jouer(Reponse(503, entetes={"Retry-After": "1"}), BON)
    assert poster(liaison) == Fait(1)
    premier, second = serveur.instants
    assert second - premier >= 1


@pytest.mark.exigence("CLO-15")
def test_une_attente_trop_longue_fait_renoncer_aussitot(liaison, serveur):
    serveur.jouer(Reponse(503, entetes={"Retry-After": "3600"}))
    with pytest.raises(NeRepondPas):
        poster(liaison)
    assert len(serveur.recues) == 1


def test_retry_after_se_lit_en_secondes_ou_en_date():
    maintenant = datetime(2027, 6, 24, 10, tzinfo=UTC)
    date = format_datetime(maintenant + timedelta(seconds=40), usegmt=True)
    lus = [attente_demandee(texte, maintenant) for texte in ("7", date, "", "bientôt", "-5", "٣")]
    assert lus == [7, 40, None, None, None, None]
    assert attente_demandee(format_datetime(maintenant - timedelta(days=1)), maintenant) == 0


@pytest.mark.exigence("CLO-15")
def test_le_circuit_s_ouvre_puis_un_seul_essai_le_referme(liaison, serveur, monkeypatch):
    serveur.jouer(Reponse(500))
    with pytest.raises(NeRepondPas):
        poster(liaison)
    with pytest.raises(NeRepondPas, match=r"en erreur \(500\)"):
        poster(liaison)
    assert len(serveur.recues) == 3
    monkeypatch.setattr(http, "REPOS", 0)
    liaison._circuit._jusqu_a = 0
    serveur.jouer(BON)
    assert poster(liaison) == Fait(1)
    assert poster(liaison) == Fait(1)


@pytest.mark.exigence("CLO-07", "CLO-06")
@pytest.mark.parametrize(
    ("reponse", "echec", "dit"),
    [
        (Reponse(401, b'{"detail": "x"}'), AccesRefuse, "jeton inconnu"),
        (Reponse(403, '{"message": "l’académie A10 est hors du périmètre."}'.encode()), AccesRefuse, "A10"),
        (
            Reponse(409, b'{"motif": "EPREUVE_PUBLIEE", "publiee_le": "2027-07-06T08:00:00+02:00"}'),
            EpreuvePubliee,
            "publiées",
        ),
        (
            Reponse(422, b'{"message": "un nombre est attendu.", "lieu": "$.notes[3].valeur"}'),
            EnvoiMalForme,
            r"\$\.notes\[3\]\.valeur",
        ),
        (Reponse(413, b""), EnvoiMalForme, "413"),
        (Reponse(404, b"<html>"), NeRepondPas, "404"),
        (Reponse(302, b"", {"Location": "http://127.0.0.1/ailleurs"}), NeRepondPas, "302"),
    ],
)
def test_un_refus_n_est_pas_reessaye_et_dit_sa_raison(liaison, serveur, reponse, echec, dit):
    serveur.jouer(reponse)
    with pytest.raises(echec, match=dit) as leve:
        poster(liaison)
    assert type(leve.value) is echec
    assert len(serveur.recues) == 1
    if isinstance(leve.value, EpreuvePubliee):
        assert leve.value.publiee_le == datetime(2027, 7, 6, 6, tzinfo=UTC)


@pytest.mark.exigence("SEC-02")
def test_le_jeton_n_apparait_ni_dans_les_messages_ni_dans_les_journaux(liaison, serveur, caplog):
    caplog.set_level(logging.DEBUG)
    traces = [repr(liaison), repr(vars(liaison)), repr(liaison._client.headers)]
    for reponse in (Reponse(500), Reponse(403), Reponse(coupe=True)):
        serveur.jouer(reponse)
        liaison._circuit.fermer()
        with pytest.raises(Echec) as echec:
            poster(liaison)
        traces += [echec.value.message, repr(echec.value), repr(echec.value.__cause__)]
    assert len(caplog.records) > 0
    assert JETON not in "".join(traces) + caplog.text


@pytest.mark.parametrize("jeton", ["", "deux mots", "accentué", "retour\nligne"])
def test_un_jeton_absent_ou_illisible_est_dit_avant_tout_envoi(serveur, jeton):
    liaison = Liaison(nom="Cyclades", adresse=serveur.adresse, jeton=jeton)
    with pytest.raises(AccesRefuse, match="Aucun jeton lisible"):
        poster(liaison)
    assert serveur.recues == []


@pytest.mark.exigence("CLO-15")
def test_deux_envois_en_meme_temps_ont_chacun_leur_reponse(liaison, serveur):
    serveur.jouer(BON)
    issues = Counter()

    def envoyer():
        for _ in range(20):
            issues[poster(liaison).fait] += 1

    fils = [threading.Thread(target=envoyer) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert issues == {1: 40}
    assert serveur.connexions <= 2


def test_une_reponse_demesuree_n_est_pas_lue_jusqu_au_bout(liaison, serveur, monkeypatch):
    monkeypatch.setattr(http, "REPONSE_MAXIMALE", 1000)
    serveur.jouer(Reponse(corps=b'"' + b"x" * 5000 + b'"'))
    with pytest.raises(NeRepondPas, match="illisible"):
        poster(liaison)
