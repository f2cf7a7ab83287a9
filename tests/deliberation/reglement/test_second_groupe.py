"""The second group: access, what it replaces, what it never does."""

from dataclasses import replace
from fractions import Fraction

import pytest

from deliberation.reglement import (
    Cle,
    DossierInvalide,
    Groupe,
    Issue,
    NoteEpreuve,
    Position,
    decider,
    reglement_de,
)
from tests.deliberation.reglement.dossiers import (
    AVANT,
    BGT,
    CFG,
    COVID,
    DEPUIS,
    EXEMPLE,
    notes_de,
    partout,
    premier,
    second,
)

pytestmark = pytest.mark.exigence("DEL-12")
ORAUX = (("a", "U11", 12), ("b", "U51", 10))
PRATIQUE_A_10 = {"U31": 10, "U32": 10, "U33": 10}


def dispense(code):
    return NoteEpreuve(code, position=Position.DISPENSE)


def test_jusqu_en_2021_seule_la_pratique_professionnelle_ouvre_le_controle():
    notes = partout(AVANT, "9.5", U2=2, U51=20, **PRATIQUE_A_10)
    decision = decider(AVANT, premier(notes))
    assert (decision.issue, decision.moyenne_professionnelle) == (Issue.AUTORISE, 10)
    basse = decider(AVANT, premier(partout(AVANT, "9.5", U2=12, U33=9)))
    assert (basse.issue, basse.moyenne_professionnelle) == (Issue.AJOURNE, Fraction("9.35"))


def test_depuis_2022_toutes_les_epreuves_professionnelles_comptent_pour_l_acces():
    notes = partout(DEPUIS, "9.5", U2=2, U51=20, **PRATIQUE_A_10)
    decision = decider(DEPUIS, premier(notes))
    assert decision.moyenne_professionnelle == Fraction(10 * 10 + 2 * 4, 14)
    assert decision.issue is Issue.AJOURNE


@pytest.mark.parametrize("reglement", [AVANT, DEPUIS])
def test_l_economie_et_la_pse_ne_comptent_pas_comme_professionnelles(reglement):
    notes = partout(reglement, 9, U34=20, U35=20)
    assert decider(reglement, premier(notes)).moyenne_professionnelle == 9


@pytest.mark.parametrize("reglement", [AVANT, DEPUIS])
def test_une_dispense_de_toutes_les_epreuves_professionnelles_ouvre_le_controle(reglement):
    dispenses = {e.code: dispense(e.code) for e in reglement.epreuves if e.professionnelle}
    decision = decider(reglement, premier(partout(reglement, 9, **dispenses)))
    assert (decision.issue, decision.moyenne_professionnelle) == (Issue.AUTORISE, None)


def test_une_lecture_large_des_epreuves_professionnelles_se_change_dans_les_donnees():
    larges = {"U41", "U6", "U7"}
    epreuves = tuple(
        replace(e, professionnelle=e.professionnelle or e.code in larges) for e in DEPUIS.epreuves
    )
    notes = partout(DEPUIS, "9.5", U2=10, U41=2, **PRATIQUE_A_10)
    assert decider(DEPUIS, premier(notes)).issue is Issue.AUTORISE
    assert decider(replace(DEPUIS, epreuves=epreuves), premier(notes)).issue is Issue.AJOURNE


def test_la_note_du_controle_est_la_moyenne_de_ses_deux_parties_jusqu_en_2021():
    notes = partout(AVANT, 9, **PRATIQUE_A_10)
    moyenne = Fraction(9 * 28 + 10, 28)
    decision = decider(AVANT, second(notes, ("a", None, 4), ("b", None, 18)))
    assert decision.moyenne == (moyenne + 11) / 2
    assert (decision.points, decision.coefficients) == (moyenne + 11, 2)


def test_jusqu_en_2021_un_controle_plus_bas_que_la_moyenne_la_baisse():
    notes = partout(AVANT, "9.9", **PRATIQUE_A_10)
    decision = decider(AVANT, second(notes, ("a", None, 8), ("b", None, 8)))
    assert (decision.issue, decision.moyenne < 9) == (Issue.AJOURNE, True)
    assert decision.certificat is not None


@pytest.mark.parametrize("reglement", [AVANT, DEPUIS])
def test_un_candidat_admis_au_premier_groupe_n_est_pas_touche_par_le_second(reglement):
    decision = decider(reglement, second(partout(reglement, 13)))
    assert (decision.issue, decision.groupe, decision.mention) == (
        Issue.ADMIS,
        Groupe.PREMIER,
        "Assez bien",
    )


def test_une_moyenne_de_12_apres_le_second_groupe_ne_donne_pas_de_mention():
    bac_pro = decider(AVANT, second(partout(AVANT, "9.5", **PRATIQUE_A_10), ("a", None, 18), ("b", None, 18)))
    bac_general = decider(BGT, second(partout(BGT, 9), ("oral", "SPE1", 20), ("oral", "SPE2", 20)))
    for decision in (bac_pro, bac_general):
        assert decision.moyenne > 12
        assert (decision.issue, decision.groupe, decision.mention) == (Issue.ADMIS, Groupe.SECOND, None)


def test_un_candidat_que_le_premier_groupe_ajourne_le_reste_malgre_des_notes_de_controle():
    decision = decider(DEPUIS, second(partout(DEPUIS, 7), *ORAUX))
    assert (decision.issue, decision.groupe, decision.moyenne) == (Issue.AJOURNE, Groupe.PREMIER, 7)


@pytest.mark.parametrize("absent", ["AB", 0])
def test_depuis_2022_une_absence_a_l_oral_laisse_la_premiere_note(absent):
    decision = decider(DEPUIS, second(notes_de(EXEMPLE), ("a", "U11", 12), ("b", "U51", absent)))
    assert (decision.points, decision.issue) == (275, Issue.AJOURNE)


def test_un_candidat_absent_a_tout_le_controle_n_a_rien_a_choisir():
    decision = decider(DEPUIS, second(notes_de(EXEMPLE), ("a", None, "AB"), ("b", None, "AB")))
    assert (decision.manquantes, decision.issue, decision.points) == ((), Issue.AJOURNE, 266)
    controle = next(etape for etape in decision.fiche if etape.cle is Cle.CONTROLE)
    assert controle.resultat == "aucune épreuve repassée"


def test_jusqu_en_2021_une_absence_au_controle_compte_0():
    notes = partout(AVANT, "9.9", **PRATIQUE_A_10)
    absent = decider(AVANT, second(notes, ("a", None, 20), ("b", None, "AB")))
    zero = decider(AVANT, second(notes, ("a", None, 20), ("b", None, 0)))
    assert (absent.moyenne, absent.issue) == (zero.moyenne, zero.issue)
    assert absent.issue is Issue.AJOURNE


def test_une_absence_au_controle_bloque_si_le_reglement_le_dit():
    severe = replace(DEPUIS, second_groupe=replace(DEPUIS.second_groupe, absence_bloque=True))
    notes = notes_de(EXEMPLE | {"U12": "13.6"})
    oraux = (("a", "U11", 12), ("b", "U51", "AB"))
    assert decider(DEPUIS, second(notes, *oraux)).issue is Issue.ADMIS
    decision = decider(severe, second(notes, *oraux))
    assert decision.issue is Issue.NON_DELIVRABLE
    assert "absence" in [etape.cle for etape in decision.fiche]


def test_un_candidat_dispense_de_toutes_les_disciplines_d_une_partie_n_y_doit_rien():
    notes = notes_de(EXEMPLE | {"U51": dispense("U51"), "U52": dispense("U52")})
    decision = decider(DEPUIS, second(notes, ("a", "U11", 20)))
    assert (decision.manquantes, decision.coefficients) == ((), 23)
    assert decision.issue is Issue.ADMIS


def test_on_ne_repasse_pas_une_epreuve_dont_on_est_dispense():
    notes = notes_de(EXEMPLE | {"U51": dispense("U51")})
    with pytest.raises(DossierInvalide, match="Français : dispense et note de contrôle"):
        decider(DEPUIS, second(notes, *ORAUX))


@pytest.mark.parametrize(
    ("oraux", "phrase"),
    [
        ((("a", "U51", 12),), "U51 ne peut pas être choisie"),
        ((("a", "U41", 12),), "U41 ne peut pas être choisie"),
        ((("c", "U11", 12),), "c n'est pas une partie"),
        ((("a", "U11", 12), ("a", "U12", 12)), "première sous-épreuve : 1 au plus"),
        ((("a", "U11", 21),), "hors du barème"),
    ],
)
def test_un_choix_que_le_reglement_n_ouvre_pas_est_refuse(oraux, phrase):
    with pytest.raises(DossierInvalide, match=phrase):
        decider(DEPUIS, second(notes_de(EXEMPLE), *oraux))


def test_les_disciplines_que_l_on_peut_choisir_sont_celles_de_la_specialite():
    assert [e.code for e in DEPUIS.choix("a")] == ["U11", "U12", "U34", "U35"]
    assert [e.code for e in DEPUIS.choix("b")] == ["U51", "U52"]


def test_un_point_du_jury_au_second_groupe_vaut_un_point_du_calcul():
    notes = notes_de(EXEMPLE)
    oraux = (("a", "U11", 12), ("b", "U51", 5))
    decision = decider(DEPUIS, second(notes, *oraux, points_jury_controle=5))
    assert (decision.points, decision.issue) == (280, Issue.ADMIS)
    avant = partout(AVANT, "9.2", U51=6, **PRATIQUE_A_10)
    trop_peu = (("a", None, 10), ("b", None, 10))
    assert decider(AVANT, second(avant, *trop_peu)).moyenne == Fraction("9.6")
    aide = decider(AVANT, second(avant, *trop_peu, points_jury_controle=Fraction("0.8")))
    assert (aide.moyenne, aide.issue) == (10, Issue.ADMIS)


def test_bac_general_deux_oraux_au_plus_et_le_meilleur_garde():
    notes = partout(BGT, 9)
    un = decider(BGT, second(notes, ("oral", "SPE1", 16)))
    assert (un.points, un.issue, un.mention) == (900 + 7 * 16, Issue.ADMIS, None)
    deux = decider(BGT, second(notes, ("oral", "SPE1", 13), ("oral", "PHILO", 5)))
    assert (deux.points, deux.issue) == (964, Issue.AJOURNE)
    with pytest.raises(DossierInvalide, match="2 au plus"):
        decider(BGT, second(notes, *(("oral", code, 12) for code in ("SPE1", "SPE2", "PHILO"))))
    with pytest.raises(DossierInvalide, match="figure plusieurs fois"):
        decider(BGT, second(notes, ("oral", "PHILO", 12), ("oral", "PHILO", 12)))


def test_bac_general_un_zero_pour_absence_se_rattrape_a_l_oral():
    notes = partout(BGT, 10, PHILO="AB")
    decision = decider(BGT, second(notes, ("oral", "PHILO", 10)))
    assert (decision.moyenne_premier_groupe, decision.moyenne) == (Fraction("9.2"), 10)
    assert decision.issue is Issue.ADMIS


def test_bac_general_sans_aucun_oral_il_manque_le_second_groupe():
    decision = decider(BGT, second(partout(BGT, 9)))
    assert [m.libelle for m in decision.manquantes] == ["Second groupe : épreuves orales de contrôle"]
    assert decision.moyenne_premier_groupe == 9


def test_le_cfg_n_a_pas_de_second_groupe():
    with pytest.raises(DossierInvalide, match="pas de second groupe"):
        decider(CFG, second(partout(CFG, 30, ORAL=0), ("a", None, 12)))


def test_session_2021_les_quatre_notes_ecrites_sont_celles_de_la_specialite():
    assert COVID.meilleures_notes.epreuves == ("U51", "U52", "U35", "U34")
    assert reglement_de("BCP", "2021-06", "31202").meilleures_notes.epreuves == ("U51", "U52", "U35", "U11")


def test_session_2021_le_choix_entre_notes_egales_est_celui_qui_sert_le_candidat():
    # PSE 12 (coefficient 1) rather than histoire-géographie 12 (2,5): français 14 then weighs more.
    covid = {"U51": 14, "U52": 12, "U35": 12, "U34": 8}
    notes = partout(COVID, 10, **covid)
    moyenne = Fraction(14 * 5 + 12 * 2, 7)
    assert decider(COVID, premier(notes)).points == 21 * 10 + moyenne * 7


def test_session_2021_monter_une_note_peut_baisser_la_moyenne_et_c_est_le_texte():
    avant = decider(COVID, premier(partout(COVID, 10, U51=14, U35=12, U34=11, U52=8)))
    apres = decider(COVID, premier(partout(COVID, 10, U51=14, U35=12, U34=11, U52="12.5")))
    assert apres.moyenne < avant.moyenne


def test_session_2021_un_benefice_n_est_pas_une_note_ponctuelle():
    garde = NoteEpreuve("U51", 18, Position.BENEFICE)
    decision = decider(COVID, premier(partout(COVID, 10, U51=garde, U52=12, U35=12, U34=8)))
    assert decision.points == 21 * 10 + 18 * Fraction("2.5") + 12 * Fraction("4.5")


def test_session_2021_deux_notes_ponctuelles_restent_telles_quelles_sans_etape():
    gardes = {code: NoteEpreuve(code, 11, Position.BENEFICE) for code in ("U35", "U34")}
    decision = decider(COVID, premier(partout(COVID, 10, U51=14, U52=8, **gardes)))
    assert decision.points == 21 * 10 + 22 * Fraction("2.5") + 22
    assert Cle.MEILLEURES_NOTES not in {etape.cle for etape in decision.fiche}
