"""Boundaries: 8, 10, 12, 14, 16, 18, and what lies just under; rounding; what is displayed."""

from fractions import Fraction

import pytest

from deliberation.reglement import Issue, decider
from deliberation.reglement.arrondi import Arrondi, Sens
from deliberation.reglement.fiche import centiemes, decimal
from tests.deliberation.reglement.dossiers import (
    AVANT,
    BGT,
    DEPUIS,
    FELICITATIONS,
    avec_politique,
    partout,
    premier,
)

pytestmark = pytest.mark.exigence("DEL-12")
UN_RIEN = Fraction(1, 10**9)
PROCHE = Arrondi(Fraction(1, 100), Sens.PROCHE)
INFERIEUR = Arrondi(Fraction(1, 100), Sens.INFERIEUR)
SUPERIEUR = Arrondi(Fraction(1, 100), Sens.SUPERIEUR)


def moyenne_de(reglement, moyenne, **champs):
    """The decision on exactly that mean; the professional condition is met whenever it matters."""
    professionnelles = {e.code: max(moyenne, Fraction(10)) for e in reglement.epreuves if e.professionnelle}
    autres = [e for e in reglement.epreuves if e.obligatoire and not e.professionnelle]
    manque = sum(
        (moyenne - note) * reglement.epreuve(code).coefficient for code, note in professionnelles.items()
    )
    total = sum(epreuve.coefficient for epreuve in autres)
    notes = partout(reglement, moyenne + manque / total, **professionnelles)
    decision = decider(reglement, premier(notes, **champs))
    assert decision.moyenne == moyenne
    return decision


@pytest.mark.parametrize("reglement", [AVANT, DEPUIS])
@pytest.mark.parametrize(
    ("moyenne", "issue"),
    [
        (Fraction(8) - UN_RIEN, Issue.AJOURNE),
        (Fraction("7.99"), Issue.AJOURNE),
        (Fraction(8), Issue.AUTORISE),
        (Fraction(10) - UN_RIEN, Issue.AUTORISE),
        (Fraction("9.995"), Issue.AUTORISE),
        (Fraction(10), Issue.ADMIS),
    ],
)
def test_bac_pro_8_ouvre_le_controle_et_10_admet_a_un_rien_pres(reglement, moyenne, issue):
    assert moyenne_de(reglement, moyenne).issue is issue


@pytest.mark.parametrize(
    ("moyenne", "certificat"), [(Fraction(8) - UN_RIEN, False), (Fraction(8), True), (Fraction("9.99"), True)]
)
def test_bac_pro_le_certificat_de_fin_d_etudes_commence_a_8(moyenne, certificat):
    decision = decider(DEPUIS, premier(partout(DEPUIS, moyenne)))
    assert decision.issue is Issue.AJOURNE
    assert (decision.certificat is not None) is certificat


@pytest.mark.parametrize(
    ("note", "philosophie", "issue"),
    [
        (8, 8 - UN_RIEN, Issue.AJOURNE),
        (8, 8, Issue.AUTORISE),
        (10, 10 - UN_RIEN, Issue.AUTORISE),
        (10, 10, Issue.ADMIS),
    ],
)
def test_bac_general_les_memes_seuils_sans_condition_professionnelle_ni_certificat(note, philosophie, issue):
    decision = decider(BGT, premier(partout(BGT, note, PHILO=philosophie)))
    assert (decision.issue, decision.moyenne_professionnelle, decision.certificat) == (issue, None, None)


@pytest.mark.parametrize(
    ("moyenne", "mention"),
    [
        (Fraction(12) - UN_RIEN, None),
        (Fraction(12), "Assez bien"),
        (Fraction(14) - UN_RIEN, "Assez bien"),
        (Fraction(14), "Bien"),
        (Fraction(16) - UN_RIEN, "Bien"),
        (Fraction(16), "Très bien"),
        (Fraction(18) - UN_RIEN, "Très bien"),
        (Fraction(20), "Très bien"),
    ],
)
def test_les_mentions_commencent_a_12_14_et_16(moyenne, mention):
    assert decider(DEPUIS, premier(partout(DEPUIS, moyenne))).mention == mention


def test_les_felicitations_commencent_a_18_et_en_2024():
    a_18, dessous = partout(DEPUIS, 18), partout(DEPUIS, 18 - UN_RIEN)
    assert decider(FELICITATIONS, premier(a_18)).mention == "Très bien avec les félicitations du jury"
    assert decider(FELICITATIONS, premier(dessous)).mention == "Très bien"
    assert decider(DEPUIS, premier(a_18)).mention == "Très bien"


@pytest.mark.parametrize(
    ("arrondi", "issue"),
    [(None, Issue.AUTORISE), (INFERIEUR, Issue.AUTORISE), (PROCHE, Issue.ADMIS), (SUPERIEUR, Issue.ADMIS)],
)
def test_9_995_n_admet_que_si_la_politique_arrondit_la_moyenne(arrondi, issue):
    decision = moyenne_de(avec_politique(DEPUIS, moyenne=arrondi), Fraction("9.995"))
    assert decision.issue is issue
    assert decision.affichage == ("10,00" if issue is Issue.ADMIS else "9,99")


def test_la_politique_d_arrondi_vaut_aussi_pour_l_acces_et_le_certificat():
    arrondie = avec_politique(DEPUIS, moyenne=PROCHE)
    assert moyenne_de(arrondie, Fraction("7.995")).issue is Issue.AUTORISE
    assert decider(arrondie, premier(partout(DEPUIS, "7.995"))).certificat is not None
    assert decider(DEPUIS, premier(partout(DEPUIS, "7.995"))).certificat is None


def test_une_politique_de_demi_points_arrondit_chaque_note_et_le_dit():
    demi = avec_politique(DEPUIS, note=Arrondi(Fraction(1, 2), Sens.SUPERIEUR))
    decision = decider(demi, premier(partout(DEPUIS, "9.6")))
    assert decision.moyenne == 10
    assert decision.fiche[0].entrees[0].texte == "9,6, arrondi à 10 × 1,5 = 15 points"


@pytest.mark.parametrize(
    ("sens", "attendues"),
    [(Sens.PROCHE, "10 10,5 10,5"), (Sens.SUPERIEUR, "10 10,5 10,5"), (Sens.INFERIEUR, "10 10 10")],
)
def test_chaque_sens_d_arrondi(sens, attendues):
    arrondi = Arrondi(Fraction(1, 2), sens)
    valeurs = (Fraction(10), Fraction("10.25"), Fraction("10.49"))
    assert " ".join(decimal(arrondi.appliquer(valeur)) for valeur in valeurs) == attendues


@pytest.mark.parametrize(
    ("valeur", "texte", "affichage"),
    [
        (Fraction(10) - UN_RIEN, "9,9999…", "9,99"),
        (Fraction("9.5"), "9,5", "9,50"),
        (Fraction(10), "10", "10,00"),
        (Fraction(565, 56), "10,0892…", "10,08"),
        (Fraction(0), "0", "0,00"),
        (Fraction(-5, 7), "−0,7142…", "−0,72"),
    ],
)
def test_un_nombre_affiche_ne_ment_jamais(valeur, texte, affichage):
    assert (decimal(valeur), centiemes(valeur, INFERIEUR)) == (texte, affichage)


def test_les_points_du_jury_s_ajoutent_aux_points_et_comptent_pour_la_mention():
    decision = moyenne_de(DEPUIS, Fraction("9.5"))
    assert decision.issue is Issue.AUTORISE
    notes = partout(DEPUIS, "9.5")
    assert decider(DEPUIS, premier(notes, points_jury=14)).issue is Issue.ADMIS
    assert decider(DEPUIS, premier(notes, points_jury=13)).moyenne == Fraction(279, 28)
    assert decider(DEPUIS, premier(partout(DEPUIS, "11.5"), points_jury=14)).mention == "Assez bien"
