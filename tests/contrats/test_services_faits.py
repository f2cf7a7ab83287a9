"""The contract of the receivers of services faits (IMA-01, CLO-15): in memory, and over a real HTTP server."""

from datetime import date
from uuid import uuid4

import pytest
from django.utils import timezone

from santorin.transmission.destinataires import (
    EnvoiMalForme,
    EnvoiServicesFaits,
    ServiceFaitEmis,
    StatutServiceFait,
)
from tests.contrats.recepteurs_services_faits import CLE, EnMemoire, ParHttp

ENR, INC, REJ = StatutServiceFait
DU, AU = date(2027, 6, 20), date(2027, 6, 28)


@pytest.fixture(
    params=["en mémoire", pytest.param("par HTTP", marks=pytest.mark.django_db(transaction=True))]
)
def recepteur(request):
    if request.param == "en mémoire":
        return EnMemoire()
    return ParHttp(request.getfixturevalue("live_server").url)


def emis(numero, nombre=40, version=1, du=DU, au=AU):
    return ServiceFaitEmis(numero, nombre, du, au, version, "SAPIN Ambre")


def envoi(*services, identifiant=None):
    return EnvoiServicesFaits(
        envoi=identifiant or uuid4(),
        transmission=uuid4(),
        epreuve=CLE,
        emise_le=timezone.now(),
        services_faits=list(services),
    )


def envoyer(recepteur, *services):
    """Send, and read what was answered: (statut, motif) of each service fait."""
    reponse = recepteur.port.envoyer(envoi(*services))
    return [(accuse.statut, accuse.motif) for accuse in reponse.accuses]


@pytest.mark.exigence("IMA-01")
def test_un_accuse_par_service_fait_dans_l_ordre(recepteur):
    demande = envoi(emis("I3", 3), emis("I1", 1), emis("I2", 2))
    reponse = recepteur.port.envoyer(demande)
    assert reponse.envoi == demande.envoi
    assert [accuse.intervenant for accuse in reponse.accuses] == ["I3", "I1", "I2"]
    assert {accuse.statut for accuse in reponse.accuses} == {ENR}
    assert recepteur.tenus() == {f"I{n}": (n, DU, AU, 1) for n in (1, 2, 3)}


@pytest.mark.exigence("IMA-01")
def test_un_instantane_remplace_le_precedent_et_ne_s_y_ajoute_pas(recepteur):
    envoyer(recepteur, emis("I1", 40))
    assert envoyer(recepteur, emis("I1", 15, 2, au=date(2027, 6, 30))) == [(ENR, None)]
    assert recepteur.tenus() == {"I1": (15, DU, date(2027, 6, 30), 2)}


@pytest.mark.exigence("IMA-01")
def test_zero_copie_est_un_instantane_comme_un_autre(recepteur):
    envoyer(recepteur, emis("I1", 40))
    assert envoyer(recepteur, emis("I1", 0, 2)) == [(ENR, None)]
    assert recepteur.tenus()["I1"][0] == 0
    assert envoyer(recepteur, emis("I1", 40, 1)) == [(REJ, "VERSION_DEPASSEE")]


@pytest.mark.exigence("IMA-01", "CLO-15")
def test_une_version_en_retard_est_rejetee_et_ne_change_rien(recepteur):
    envoyer(recepteur, emis("I1", 55, 9))
    reponse = recepteur.port.envoyer(envoi(emis("I1", 40, 8)))
    assert (reponse.accuses[0].statut, reponse.accuses[0].motif) == (REJ, "VERSION_DEPASSEE")
    assert "version" in reponse.accuses[0].message
    assert recepteur.tenus() == {"I1": (55, DU, AU, 9)}


@pytest.mark.exigence("IMA-01")
def test_la_meme_chose_est_inchangee_et_sa_version_avance(recepteur):
    envoyer(recepteur, emis("I1", 40, 3))
    assert envoyer(recepteur, emis("I1", 40, 3)) == [(INC, None)]
    assert envoyer(recepteur, emis("I1", 40, 5)) == [(INC, None)]
    assert envoyer(recepteur, emis("I1", 41, 4)) == [(REJ, "VERSION_DEPASSEE")]
    assert recepteur.tenus() == {"I1": (40, DU, AU, 5)}


@pytest.mark.exigence("IMA-01")
def test_une_version_ne_sert_pas_deux_fois_a_dire_autre_chose(recepteur):
    envoyer(recepteur, emis("I1", 40, 3))
    assert envoyer(recepteur, emis("I1", 41, 3)) == [(REJ, "VERSION_DEPASSEE")]
    assert recepteur.tenus() == {"I1": (40, DU, AU, 3)}


@pytest.mark.exigence("IMA-01")
def test_une_mauvaise_ligne_est_rejetee_seule(recepteur):
    assert envoyer(recepteur, emis("I1", 40), emis("I2", du=AU, au=DU), emis("I3", 12)) == [
        (ENR, None),
        (REJ, "DATES_INCOHERENTES"),
        (ENR, None),
    ]
    assert set(recepteur.tenus()) == {"I1", "I3"}


@pytest.mark.exigence("IMA-01")
def test_un_intervenant_nomme_deux_fois_vaut_deux_envois(recepteur):
    assert envoyer(recepteur, emis("I1", 40, 2), emis("I1", 42, 3), emis("I1", 41, 1)) == [
        (ENR, None),
        (ENR, None),
        (REJ, "VERSION_DEPASSEE"),
    ]
    assert recepteur.tenus() == {"I1": (42, DU, AU, 3)}


@pytest.mark.exigence("IMA-01", "CLO-15")
def test_le_meme_envoi_recoit_la_meme_reponse_pour_toujours(recepteur):
    demande = envoi(emis("I1", 40))
    premiere = recepteur.port.envoyer(demande)
    envoyer(recepteur, emis("I1", 55, 2))
    assert recepteur.port.envoyer(demande) == premiere
    assert recepteur.tenus()["I1"][0] == 55


@pytest.mark.exigence("IMA-01")
def test_un_identifiant_d_envoi_ne_sert_qu_a_un_contenu(recepteur):
    demande = envoi(emis("I1", 40))
    recepteur.port.envoyer(demande)
    with pytest.raises(EnvoiMalForme, match="autre contenu"):
        recepteur.port.envoyer(envoi(emis("I1", 41), identifiant=demande.envoi))
    assert recepteur.tenus()["I1"][0] == 40


@pytest.mark.exigence("IMA-01")
def test_un_envoi_vide_est_accuse(recepteur):
    assert envoyer(recepteur) == []


@pytest.mark.exigence("IMA-01")
def test_un_grand_envoi_est_pris_en_entier(recepteur):
    accuses = envoyer(recepteur, *(emis(f"I{n:06}", n % 90 + 1) for n in range(5000)))
    assert accuses == [(ENR, None)] * 5000
    assert len(recepteur.tenus()) == 5000
