"""Codes, positions, missing marks, optional épreuves."""

from dataclasses import replace
from fractions import Fraction

import pytest

from deliberation.reglement import (
    Cle,
    Dossier,
    DossierInvalide,
    EffetCode,
    Issue,
    NoteEpreuve,
    Position,
    decider,
)
from tests.deliberation.reglement.dossiers import (
    AVANT,
    BGT,
    CFG,
    DEPUIS,
    EXEMPLE,
    notes_de,
    partout,
    premier,
    second,
)

pytestmark = pytest.mark.exigence("DEL-12", "CYC-02")


def benefice(code, valeur):
    return NoteEpreuve(code, valeur, Position.BENEFICE)


def dispense(code):
    return NoteEpreuve(code, position=Position.DISPENSE)


def test_une_absence_compte_0_dans_la_moyenne_et_bloque_au_bac_pro():
    decision = decider(DEPUIS, premier(partout(DEPUIS, 14, U34="AB")))
    assert (decision.moyenne, decision.issue) == (Fraction(14 * 27, 28), Issue.NON_DELIVRABLE)
    assert decision.libelle == "Diplôme non délivrable"
    empechement = next(etape for etape in decision.fiche if etape.cle is Cle.ABSENCE)
    assert empechement.resultat == "Économie-gestion"


def test_un_zero_et_une_absence_ne_sont_pas_la_meme_chose():
    absent = decider(DEPUIS, premier(partout(DEPUIS, 14, U34="AB")))
    zero = decider(DEPUIS, premier(partout(DEPUIS, 14, U34=0)))
    assert absent.moyenne == zero.moyenne
    assert (absent.issue, zero.issue) == (Issue.NON_DELIVRABLE, Issue.ADMIS)


@pytest.mark.parametrize("hors", ["DI", dispense("U34")])
def test_une_dispense_sort_de_la_moyenne_avec_son_coefficient(hors):
    decision = decider(DEPUIS, premier(partout(DEPUIS, 12, U34=hors)))
    assert (decision.coefficients, decision.moyenne, decision.mention) == (27, 12, "Assez bien")


def test_l_effet_d_un_code_est_une_donnee_du_referentiel():
    effets = (EffetCode("AB", "absent", compte_zero=True),)
    indulgent = DEPUIS.avec_effets(effets, version="BCP-25510-2022.1+DEC")
    decision = decider(indulgent, premier(partout(DEPUIS, 14, U34="AB")))
    assert (decision.issue, decision.version) == (Issue.ADMIS, "BCP-25510-2022.1+DEC")
    with pytest.raises(ValueError, match="pas les deux"):
        EffetCode("XX", "impossible", compte_zero=True, hors_moyenne=True)


def test_un_code_sans_effet_connu_suspend_la_decision_et_alerte():
    decision = decider(DEPUIS, premier(partout(DEPUIS, 14, U34="ZZ")))
    assert (decision.issue, decision.moyenne) == (Issue.EN_ATTENTE, None)
    assert [manquante.cle for manquante in decision.manquantes] == ["U34"]
    assert decision.alertes == ("Économie-gestion\u00a0: ce règlement ne donne pas l'effet du code ZZ.",)


def test_une_note_manquante_suspend_la_decision_et_nomme_chaque_epreuve():
    notes = tuple(note for note in partout(DEPUIS, 12, U11=NoteEpreuve("U11")) if note.epreuve != "U7")
    decision = decider(DEPUIS, premier(notes))
    assert (decision.issue, decision.affichage, decision.points) == (Issue.EN_ATTENTE, "", None)
    assert [m.libelle for m in decision.manquantes] == ["Mathématiques", "Éducation physique et sportive"]


@pytest.mark.parametrize(
    ("reglement", "attendues"),
    [
        (
            AVANT,
            [
                "Epreuve de contrôle : épr. Scientifique et Technique",
                "Epreuve de contrôle : épr. Français et Histoire Géographie",
            ],
        ),
        (
            DEPUIS,
            ["Epreuve de contrôle : première sous-épreuve", "Epreuve de contrôle : seconde sous-épreuve"],
        ),
    ],
)
@pytest.mark.exigence("DEL-01")
def test_les_notes_de_controle_manquantes_sont_nommees_comme_dans_le_document(reglement, attendues):
    decision = decider(reglement, second(notes_de(EXEMPLE)))
    assert decision.issue is Issue.EN_ATTENTE
    assert [manquante.libelle for manquante in decision.manquantes] == attendues


def test_une_note_de_controle_manquante_se_nomme_par_la_discipline_choisie():
    decision = decider(DEPUIS, second(notes_de(EXEMPLE), ("a", "U12", None), ("b", None, 12)))
    assert [manquante.libelle for manquante in decision.manquantes] == [
        "Epreuve de contrôle : Physique-chimie",
        "Epreuve de contrôle : seconde sous-épreuve (choix non saisi)",
    ]


def test_un_benefice_compte_avec_son_coefficient_et_garde_la_mention_au_bac_pro():
    decision = decider(DEPUIS, premier(partout(DEPUIS, 12, U51=benefice("U51", 14))))
    assert decision.moyenne == Fraction(12 * 28 + 5, 28)
    assert (decision.mention, decision.alertes) == ("Assez bien", ())


def test_un_benefice_trop_bas_est_signale_au_jury():
    decision = decider(DEPUIS, premier(partout(DEPUIS, 12, U51=benefice("U51", 9))))
    assert decision.alertes == ("Français\u00a0: bénéfice de 9, inférieur à 10.",)


@pytest.mark.parametrize(
    "autres", [{"PHILO": benefice("PHILO", 15)}, {"LVB": dispense("LVB")}, {"LVB": "DI"}]
)
def test_bac_general_un_benefice_ou_une_dispense_prive_de_mention(autres):
    decision = decider(BGT, premier(partout(BGT, 15, **autres)))
    assert (decision.issue, decision.mention) == (Issue.ADMIS, None)


@pytest.mark.parametrize("eps", ["DI", dispense("EPS")])
def test_bac_general_une_dispense_d_eps_laisse_la_mention(eps):
    decision = decider(BGT, premier(partout(BGT, 15, EPS=eps)))
    assert (decision.coefficients, decision.mention) == (94, "Bien")


def test_l_etalement_donne_sans_decision_finale_et_une_moyenne_indicative():
    reporte = NoteEpreuve("PHILO", position=Position.REPORTE)
    decision = decider(BGT, premier(partout(BGT, 15, PHILO=reporte)))
    assert (decision.issue, decision.libelle) == (Issue.SANS_DECISION_FINALE, "Sans décision finale")
    assert (decision.moyenne, decision.mention) == (15, None)


@pytest.mark.parametrize(("note", "points"), [(8, 0), (10, 0), ("10.5", "0.5"), (13, 3)])
def test_seuls_les_points_au_dessus_de_10_d_une_facultative_comptent(note, points):
    decision = decider(DEPUIS, premier(partout(DEPUIS, 12, UF1=note)))
    assert (decision.points, decision.coefficients) == (12 * 28 + Fraction(points), 28)


@pytest.mark.parametrize("absente", ["AB", "DI"])
def test_une_absence_a_une_facultative_ne_change_rien(absente):
    decision = decider(DEPUIS, premier(partout(DEPUIS, 12, UF1=absente)))
    assert (decision.points, decision.issue) == (12 * 28, Issue.ADMIS)


def test_une_facultative_inscrite_et_sans_note_manque():
    decision = decider(DEPUIS, premier(partout(DEPUIS, 12, UF1=NoteEpreuve("UF1"))))
    assert [manquante.cle for manquante in decision.manquantes] == ["UF1"]


@pytest.mark.parametrize(("note", "ecart"), [(14, 8), (10, 0), (7, -6), ("AB", -20)])
def test_l_ecart_a_10_du_chef_d_oeuvre_s_ajoute_ou_se_retranche_deux_fois(note, ecart):
    decision = decider(DEPUIS, premier(partout(DEPUIS, 12, UCO=note)))
    assert (decision.points, decision.coefficients) == (12 * 28 + ecart, 28)


def test_une_option_du_bac_general_entre_dans_la_moyenne_avec_son_coefficient():
    decision = decider(BGT, premier(partout(BGT, 12, OPT_1=18)))
    assert (decision.points, decision.coefficients) == (1236, 102)


def test_le_controle_continu_du_bac_general_s_arrondit_au_dixieme_superieur():
    decision = decider(BGT, premier(partout(BGT, 12, HG="12.31")))
    assert decision.points == 1200 + Fraction("0.4") * 6


def test_une_note_du_bac_general_qui_n_est_pas_un_point_entier_est_signalee_sans_etre_changee():
    decision = decider(BGT, premier(partout(BGT, 12, PHILO="12.5")))
    assert decision.points == 1204
    assert decision.alertes == ("Philosophie\u00a0: 12,5 n'est pas un multiple de 1.",)


def test_une_note_sous_la_note_eliminatoire_elimine():
    epreuves = tuple(
        replace(e, eliminatoire_sous=Fraction(5)) if e.code == "U2" else e for e in DEPUIS.epreuves
    )
    severe = replace(DEPUIS, epreuves=epreuves)
    assert decider(severe, premier(partout(DEPUIS, 15, U2="4.99"))).issue is Issue.ELIMINE
    assert decider(severe, premier(partout(DEPUIS, 15, U2=5))).issue is Issue.ADMIS


def test_sans_aucune_note_a_compter_rien_n_est_decide():
    decision = decider(DEPUIS, premier(partout(DEPUIS, "DI")))
    assert (decision.issue, decision.moyenne, decision.affichage) == (Issue.EN_ATTENTE, None, "")


@pytest.mark.parametrize(
    ("reglement", "notes", "phrase"),
    [
        (DEPUIS, {"U99": 12}, "U99 n'est pas une épreuve"),
        (DEPUIS, {"U34": "20.5"}, "hors du barème"),
        (DEPUIS, {"U34": -1}, "hors du barème"),
        (CFG, {"D2": 15}, "n'est pas une des valeurs admises"),
        (CFG, {"D2": benefice("D2", 25)}, "la position « Bénéfice » n'existe pas"),
    ],
)
def test_un_dossier_qui_contredit_le_reglement_est_refuse_en_mots(reglement, notes, phrase):
    with pytest.raises(DossierInvalide, match=phrase):
        decider(reglement, premier(notes_de(notes)))


def test_une_epreuve_deux_fois_est_refusee():
    with pytest.raises(DossierInvalide, match="U34 figure plusieurs fois"):
        decider(DEPUIS, premier((*partout(DEPUIS, 12), NoteEpreuve("U34", 13))))


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"valeur": 12, "position": Position.DISPENSE}, "dispense et note"),
        ({"valeur": 12, "position": Position.REPORTE}, "étalement et note"),
        ({"valeur": "AB", "position": Position.BENEFICE}, "un bénéfice est une note"),
        ({"valeur": 3, "absence_justifiee": True}, "un 0 saisi"),
    ],
)
def test_une_note_qui_se_contredit_est_refusee_en_mots(champs, phrase):
    with pytest.raises(DossierInvalide, match=phrase):
        NoteEpreuve("U34", **champs)


def test_les_points_du_jury_ne_se_retranchent_pas():
    with pytest.raises(DossierInvalide, match="ne se retranchent pas"):
        Dossier((), points_jury=-1)


@pytest.mark.parametrize("valeur", [12.5, True])
def test_un_flottant_est_refuse(valeur):
    with pytest.raises(TypeError):
        NoteEpreuve("U34", valeur)
    with pytest.raises(TypeError):
        Dossier((), points_jury=valeur)
