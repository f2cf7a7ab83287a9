"""Every worked example of the specification, with its exact numbers, and those of public pages."""

from fractions import Fraction

import pytest

from deliberation.reglement import Groupe, Issue, NoteEpreuve, decider
from deliberation.reglement.arrondi import Arrondi, Sens
from tests.deliberation.reglement.dossiers import (
    AVANT,
    BGT,
    CFG,
    COVID,
    DEPUIS,
    EXEMPLE,
    avec_politique,
    notes_de,
    partout,
    premier,
    second,
)

pytestmark = pytest.mark.exigence("DEL-12", "DEL-13")
# 10 to the pratique professionnelle opens the épreuve de contrôle; the français pays for it.
MOYENNE_9_20 = partout(AVANT, "9.2", U31=10, U32=10, U33=10, U51=6)
MOYENNE_8_40 = partout(AVANT, "8.4", U31=10, U32=10, U33=10, U51="5.2", U52="5.2")


def test_bac_pro_jusqu_en_2021_moyenne_9_20_et_controle_11_donnent_10_10_admis_sans_mention():
    decision = decider(AVANT, second(MOYENNE_9_20, ("a", None, 11), ("b", None, 11)))
    assert decision.moyenne_premier_groupe == Fraction("9.2")
    assert (decision.issue, decision.moyenne, decision.affichage) == (Issue.ADMIS, Fraction("10.1"), "10,10")
    assert (decision.groupe, decision.mention, decision.certificat) == (Groupe.SECOND, None, None)


def test_bac_pro_jusqu_en_2021_moyenne_8_40_et_controle_11_5_donnent_9_95_ajourne_avec_certificat():
    decision = decider(AVANT, second(MOYENNE_8_40, ("a", None, 10), ("b", None, 13)))
    assert decision.moyenne_premier_groupe == Fraction("8.4")
    assert (decision.issue, decision.moyenne, decision.affichage) == (Issue.AJOURNE, Fraction("9.95"), "9,95")
    assert decision.certificat == "certificat de fin d'études professionnelles secondaires"


def test_bac_pro_depuis_2022_les_oraux_meilleurs_donnent_282_5_sur_28_admis_sans_mention():
    decision = decider(DEPUIS, second(notes_de(EXEMPLE), ("a", "U11", 12), ("b", "U51", 10)))
    assert (decision.moyenne_premier_groupe, decision.moyenne_professionnelle) == (
        Fraction(266, 28),
        Fraction("10.4"),
    )
    assert (decision.points, decision.coefficients) == (Fraction("282.5"), 28)
    assert (decision.issue, decision.moyenne, decision.mention) == (Issue.ADMIS, Fraction("282.5") / 28, None)


def test_bac_pro_depuis_2022_un_oral_plus_bas_laisse_la_premiere_note_275_sur_28_ajourne():
    decision = decider(DEPUIS, second(notes_de(EXEMPLE), ("a", "U11", 12), ("b", "U51", 5)))
    assert (decision.points, decision.issue, decision.affichage) == (275, Issue.AJOURNE, "9,82")
    assert decision.moyenne == Fraction(275, 28)


def test_bac_pro_depuis_2022_9_99_aux_epreuves_professionnelles_ferme_le_controle():
    notes = partout(DEPUIS, "9.01", U2="9.99", U31="9.99", U32="9.99", U33="9.99")
    decision = decider(DEPUIS, premier(notes))
    assert (decision.moyenne, decision.moyenne_professionnelle) == (Fraction("9.5"), Fraction("9.99"))
    assert decision.issue is Issue.AJOURNE


@pytest.mark.parametrize("reglement", [AVANT, COVID, DEPUIS])
def test_bac_pro_une_absence_non_justifiee_empeche_le_diplome_malgre_15_ailleurs(reglement):
    decision = decider(reglement, premier(partout(reglement, 15, U34="AB")))
    assert decision.issue is Issue.NON_DELIVRABLE
    assert (decision.mention, decision.certificat) == (None, None)


def test_bac_pro_une_absence_justifiee_compte_0_et_10_2_admet():
    justifiee = NoteEpreuve("U34", 0, absence_justifiee=True)
    decision = decider(DEPUIS, premier(partout(DEPUIS, "10.5", U34=justifiee, U41="11.55")))
    assert (decision.issue, decision.moyenne) == (Issue.ADMIS, Fraction("10.2"))
    assert not decision.remplacement


@pytest.mark.parametrize(("valeur", "issue"), [("10.2", Issue.AUTORISE), (8, Issue.AJOURNE)])
def test_bac_pro_une_absence_justifiee_sans_le_diplome_ouvre_la_session_de_remplacement(valeur, issue):
    justifiee = NoteEpreuve("U34", 0, absence_justifiee=True)
    decision = decider(DEPUIS, premier(partout(DEPUIS, valeur, U34=justifiee)))
    assert (decision.issue, decision.remplacement) == (issue, True)


def test_bac_general_une_absence_compte_0_et_n_elimine_pas():
    decision = decider(BGT, premier(partout(BGT, 15, EMC="AB")))
    assert (decision.issue, decision.moyenne) == (Issue.ADMIS, Fraction(15 * 98, 100))
    assert decision.mention == "Bien"


@pytest.mark.parametrize(
    ("oral", "issue", "libelle"), [(45, Issue.ADMIS, "Admis"), (44, Issue.AJOURNE, "Refusé")]
)
def test_cfg_155_points_et_un_oral_de_45_admettent_de_44_non(oral, issue, libelle):
    composantes = [epreuve.code for epreuve in CFG.epreuves if epreuve.code != "ORAL"]
    points = dict(zip(composantes, (25, 25, 25, 20, 20, 20, 10, 10), strict=True))
    decision = decider(CFG, premier(notes_de(points | {"ORAL": oral})))
    assert (decision.points, decision.issue, decision.libelle) == (155 + oral, issue, libelle)
    assert (decision.moyenne, decision.mention) == (None, None)


@pytest.mark.parametrize(
    ("arrondi", "mention"),
    [
        (None, None),
        (Arrondi(Fraction(1, 100), Sens.INFERIEUR), None),
        (Arrondi(Fraction(1, 100), Sens.PROCHE), "Assez bien"),
        (Arrondi(Fraction(1, 100), Sens.SUPERIEUR), "Assez bien"),
    ],
)
def test_mention_a_11_995_la_politique_d_arrondi_decide(arrondi, mention):
    decision = decider(avec_politique(DEPUIS, mention=arrondi), premier(partout(DEPUIS, "11.995")))
    assert (decision.moyenne, decision.mention) == (Fraction("11.995"), mention)


def test_session_2021_les_deux_meilleures_notes_remplacent_les_deux_autres():
    # Public example: français 14, PSE 12, économie 11, histoire-géographie 8 → 14, 12 and twice 47/3,5 = 13,43.
    notes = partout(COVID, 10, U51=14, U35=12, U34=11, U52=8)
    decision = decider(COVID, premier(notes))
    assert decision.points == 21 * 10 + 14 * Fraction("2.5") + 12 + Fraction(94, 7) * Fraction("3.5")
    sans_la_regle = decider(AVANT, premier(notes))
    assert sans_la_regle.points == 21 * 10 + 14 * Fraction("2.5") + 12 + 11 + 8 * Fraction("2.5")
