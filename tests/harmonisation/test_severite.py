"""HAR-02: a severe marker is found, chance is not taken for severity, words stay within what figures prove."""

import random

import pytest

from harmonisation.severite import EFFECTIF_MINIMAL, TAUX_ANNONCE, Groupe, ecarts

COPIES, CORRECTEURS = 80, 25


def groupe(correcteur, notes, sujet=1):
    return Groupe(correcteur, sujet, len(notes), sum(notes), sum(note**2 for note in notes))


def epreuve(alea, *, severite=None, correcteurs=CORRECTEURS, copies=COPIES, sujets=1):
    """Random copies of mean 10 and standard deviation 3.5, marked in random lots; bounded and by half points."""
    groupes = []
    for correcteur in range(correcteurs):
        for sujet in range(sujets):
            biais = (severite or {}).get(correcteur, 0)
            bruts = (alea.gauss(10 + sujet * 2, 3.5) + biais for _ in range(copies // sujets))
            groupes.append(
                groupe(correcteur, [min(20, max(0, round(note * 2) / 2)) for note in bruts], sujet)
            )
    return groupes


def signales(groupes):
    return {ecart.correcteur for ecart in ecarts(groupes) if ecart.signale}


@pytest.mark.exigence("HAR-02")
def test_un_correcteur_plus_severe_de_un_point_et_demi_est_trouve():
    trouves = [signales(epreuve(random.Random(graine), severite={7: -1.5})) for graine in range(40)]
    part = sum(7 in trouve for trouve in trouves) / len(trouves)
    assert part >= 0.7
    assert sum(len(trouve - {7}) for trouve in trouves) <= 4


@pytest.mark.exigence("HAR-02")
def test_sans_correcteur_severe_les_signalements_restent_sous_le_taux_annonce(record_property):
    faux = sum(bool(signales(epreuve(random.Random(1000 + graine)))) for graine in range(200))
    record_property("faux signalements sur 200 épreuves", faux)
    assert faux / 200 <= TAUX_ANNONCE


@pytest.mark.exigence("HAR-02")
def test_des_sujets_de_difficulte_differente_ne_font_pas_un_correcteur_severe():
    alea = random.Random(5)
    facile = [groupe(c, [alea.gauss(13, 3) for _ in range(60)], sujet=1) for c in range(6)]
    difficile = [groupe(c, [alea.gauss(8, 3) for _ in range(60)], sujet=2) for c in range(6, 12)]
    assert signales(facile + difficile) == set()


@pytest.mark.exigence("HAR-02")
def test_un_correcteur_severe_ne_fait_pas_passer_les_autres_pour_indulgents():
    alea = random.Random(3)
    assert signales(epreuve(alea, severite={0: -4}, correcteurs=4)) == {0}


@pytest.mark.exigence("HAR-02")
def test_deux_correcteurs_opposes_sont_trouves_tous_les_deux():
    assert signales(epreuve(random.Random(11), severite={2: -2.5, 9: 2.5})) == {2, 9}


@pytest.mark.exigence("HAR-02")
def test_en_dessous_de_l_effectif_minimal_rien_n_est_signale():
    alea = random.Random(1)
    peu = groupe(99, [0.0] * (EFFECTIF_MINIMAL - 1), sujet=0)
    lus = {ecart.correcteur: ecart for ecart in ecarts([*epreuve(alea), peu])}
    assert (lus[99].suffisant, lus[99].signale) == (False, False)


@pytest.mark.exigence("HAR-02")
def test_l_estimation_retenue_est_ramenee_vers_zero_sans_changer_de_sens():
    for ecart in ecarts(epreuve(random.Random(8), severite={7: -1.5})):
        assert abs(ecart.retenu) <= abs(ecart.ecart)
        assert ecart.retenu * ecart.ecart >= 0
        assert ecart.bas <= ecart.ecart <= ecart.haut


@pytest.mark.exigence("HAR-02")
def test_l_intervalle_contient_le_vrai_ecart_comme_annonce():
    dedans = total = 0
    for graine in range(60):
        for ecart in ecarts(epreuve(random.Random(graine))):
            total += 1
            dedans += ecart.bas <= 0 <= ecart.haut
    assert 0.93 <= dedans / total <= 0.97


@pytest.mark.exigence("HAR-02")
def test_un_correcteur_seul_ne_se_compare_a_personne():
    assert ecarts([groupe(1, [10.0] * 40)]) == []
    assert ecarts([]) == []


@pytest.mark.exigence("HAR-02")
def test_des_notes_toutes_egales_ne_signalent_personne():
    assert signales([groupe(c, [10.0] * 40) for c in range(5)]) == set()
