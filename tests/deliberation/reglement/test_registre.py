"""Finding the règlement of an examination, a session, a spécialité; the coherence of each one's data."""

from fractions import Fraction

import pytest

from deliberation.reglement import ReglementInconnu, reglement_de, reglements

pytestmark = pytest.mark.exigence("DEL-12", "DEL-13")


@pytest.mark.parametrize(
    ("examen", "session", "specialite", "version"),
    [
        ("BCP", "2018-06", "25510", "BCP-25510-2018.1"),
        ("BCP", "2019-06", "31202", "BCP-31202-2018.1"),
        ("BCP", "2021-06", "31210", "BCP-31210-2021.1"),
        ("BCP", "2021-09", "25510", "BCP-25510-2021.1"),
        ("BCP", "2022-06", "25510", "BCP-25510-2022.1"),
        ("BCP", "2027-06", "31202", "BCP-31202-2022.1"),
        ("BGT", "2023-06", "BCG", "BGT-BCG-2023.1"),
        ("BGT", "2026-06", "BTN", "BGT-BTN-2023.1"),
        ("BGT", "2027-06", "BCG", "BGT-BCG-2027.1"),
        ("CFG", "2018-06", "SCO", "CFG-SCO-2017.1"),
    ],
)
def test_le_reglement_suit_l_examen_la_session_et_la_specialite(examen, session, specialite, version):
    reglement = reglement_de(examen, session, specialite)
    assert (reglement.version, reglement.session, reglement.annee) == (version, session, int(session[:4]))


@pytest.mark.parametrize(
    ("examen", "session", "specialite", "phrase"),
    [
        ("BTS", "2024-06", None, "Aucun règlement pour l'examen BTS"),
        ("BCP", "2024-06", "99999", "aucun règlement pour la spécialité 99999"),
        ("BCP", "2024-06", None, "la spécialité est nécessaire"),
        ("BCP", "2020-06", "25510", "la session 2020 a eu des règles propres"),
        ("BCP", "2012-06", "25510", "sessions connues : 2018 à 2019, 2021, depuis 2022"),
        ("BGT", "2022-06", "BCG", "autres coefficients"),
        ("CFG", "juin 2024", "SCO", "n'est pas une session"),
        ("CFG", "2024-13", "SCO", "n'est pas une session"),
    ],
)
def test_sans_reglement_rien_n_est_calcule_et_la_phrase_dit_pourquoi(examen, session, specialite, phrase):
    with pytest.raises(ReglementInconnu, match=phrase):
        reglement_de(examen, session, specialite)


def test_aucune_session_n_a_deux_reglements_et_aucune_version_deux_fois():
    versions = [reglement.version for reglement in reglements()]
    assert len(set(versions)) == len(versions)
    for annee in range(2015, 2035):
        couverts = [(r.examen, r.specialite) for r in reglements() if r.couvre(annee)]
        assert len(set(couverts)) == len(couverts)


@pytest.mark.parametrize("reglement", reglements(), ids=lambda reglement: reglement.version)
def test_les_donnees_de_chaque_reglement_se_tiennent(reglement):
    codes = [epreuve.code for epreuve in reglement.epreuves]
    assert len(set(codes)) == len(codes)
    parties = (
        {partie.code for partie in reglement.second_groupe.parties} if reglement.second_groupe else set()
    )
    for epreuve in reglement.epreuves:
        assert epreuve.coefficient > 0
        assert epreuve.ect is None or epreuve.ect in parties
        assert epreuve.ect is None or (epreuve.obligatoire and epreuve.bareme == 20)
        assert epreuve.ect is None or not epreuve.professionnelle
    for partie in parties:
        assert reglement.choix(partie)


@pytest.mark.parametrize(
    ("examen", "specialite", "session", "total"),
    [
        ("BCP", "25510", "2023-06", 28),
        ("BCP", "31202", "2023-06", 29),
        ("BGT", "BCG", "2024-06", 100),
        ("BGT", "BCG", "2027-06", 100),
        ("BGT", "BTN", "2024-06", 100),
        ("BGT", "BTN", "2027-06", 100),
    ],
)
def test_le_total_des_coefficients_obligatoires(examen, specialite, session, total):
    reglement = reglement_de(examen, session, specialite)
    assert sum(epreuve.coefficient for epreuve in reglement.epreuves if epreuve.obligatoire) == total


@pytest.mark.parametrize("session", ["2019-06", "2023-06"])
@pytest.mark.parametrize("specialite", ["25510", "31202", "31210"])
def test_bac_pro_les_unites_generales_ont_les_coefficients_de_l_arrete(specialite, session):
    reglement = reglement_de("BCP", session, specialite)
    coefficients = {epreuve.libelle: epreuve.coefficient for epreuve in reglement.epreuves}
    assert coefficients["Français"] == Fraction("2.5")
    assert coefficients["Histoire-géographie et enseignement moral et civique"] == Fraction("2.5")
    assert coefficients["Mathématiques"] == (Fraction("1.5") if specialite == "25510" else 1)
    assert coefficients["Langue vivante A"] == 2
    seuls = ("Prévention-santé-environnement", "Arts appliqués et cultures artistiques")
    assert {coefficients[libelle] for libelle in (*seuls, "Éducation physique et sportive")} == {1}
