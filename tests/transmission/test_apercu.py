"""CLO-13: the preview says exactly what the run then does."""

from decimal import Decimal

import pytest

from santorin.transmission.destinataires.en_memoire import Panne
from santorin.transmission.etats import Issue, Raison, Retenue
from santorin.transmission.lectures.apercu import apercu
from santorin.transmission.models import Envoi
from tests.transmission.scene import numeros, une_scene

pytestmark = pytest.mark.django_db


def lignes(vu):
    return {(ligne.candidat, ligne.inscription): ligne.issue for ligne in vu.lignes}


@pytest.mark.exigence("CLO-13")
def test_l_apercu_dit_ce_qui_partirait_ce_qui_serait_remplace_et_ce_qui_serait_garde(cyclades, imagin):
    scene = une_scene()
    deja = scene.lot("1", "2")
    recorrigee, changee = scene.compositions(deja)
    scene.cloturer()
    scene.recorriger(deja, "3", "2")
    cyclades.saisir(scene.cle, numeros(changee), valeur=Decimal(20))
    lot = scene.lot("4", "5", "6")
    nouvelle, saisie, dispensee = scene.compositions(lot)
    cyclades.saisir(scene.cle, numeros(saisie), valeur=Decimal(12))
    cyclades.saisir(scene.cle, numeros(dispensee), code="DI")
    zero = scene.absent()
    cyclades.saisir(scene.cle, numeros(zero), valeur=Decimal(0))
    vu = apercu(scene.portee, cyclades)
    assert lignes(vu) == {
        numeros(recorrigee): Issue.REMPLACEE,
        numeros(changee): Issue.ECRASEE,
        numeros(nouvelle): Issue.NOUVELLE,
        numeros(saisie): Issue.ECRASEE,
        numeros(dispensee): Issue.DI_PROTEGEE,
        numeros(zero): Issue.ZERO_PROTEGE,
    }
    assert (vu.totale, vu.notes, vu.silence) == (True, 6, None)
    assert dict(vu.issues)[Issue.ECRASEE] == 2
    (ecrasee,) = [ligne for ligne in vu.lignes if (ligne.candidat, ligne.inscription) == numeros(changee)]
    assert (str(ecrasee.note), str(ecrasee.tenue), ecrasee.raison) == ("2", "20", Raison.CYCLADES)


@pytest.mark.exigence("CLO-13", "HAR-07")
def test_l_apercu_dit_qui_est_retenu_et_pourquoi(cyclades, imagin):
    scene = une_scene()
    scene.lot("1")
    scene.lot("2", "3", verrouille=False)
    scene.absent()
    scene.non_emarge()
    vu = apercu(scene.portee, cyclades)
    assert not vu.totale
    assert vu.retenues == [(Retenue.LOT_OUVERT, 2), (Retenue.NON_EMARGE, 1), (Retenue.ABSENCE, 1)]


@pytest.mark.exigence("CLO-13")
def test_l_apercu_n_a_aucun_effet(cyclades, imagin):
    scene = une_scene()
    scene.lot("1")
    assert apercu(scene.portee, cyclades) == apercu(scene.portee, cyclades)
    assert not cyclades.recus
    assert not Envoi.objects.exists()


@pytest.mark.exigence("CLO-13")
def test_si_cyclades_ne_repond_pas_l_apercu_le_dit_et_montre_la_part_de_santorin(cyclades, imagin):
    scene = une_scene()
    scene.lot("1")
    cyclades.ligne.panne = Panne.AVANT
    vu = apercu(scene.portee, cyclades)
    assert "ne répond pas" in vu.silence
    assert vu.issues == [(Issue.NOUVELLE, 1)]


@pytest.mark.exigence("CLO-13")
def test_l_apercu_se_lit_page_par_page_et_par_cas(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot(*["10"] * 5)
    cyclades.saisir(scene.cle, numeros(scene.compositions(lot)[0]), valeur=Decimal(3))
    lues, apres = [], 0
    while apres is not None:
        page = apercu(scene.portee, cyclades, apres=apres, taille=2)
        assert page.notes == 5
        lues += page.lignes
        apres = page.suivant
    assert len({ligne.candidat for ligne in lues}) == len(lues) == 5
    (seule,) = apercu(scene.portee, cyclades, issue=Issue.ECRASEE).lignes
    assert seule.saisie_a_la_main
