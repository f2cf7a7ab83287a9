"""HAR-02: the figures are those of the marks, counted from locked lots, broken down, and kept back where few."""

import random
import statistics
from decimal import Decimal
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmonisation.lectures.copies import Criteres, selection
from harmonisation.lectures.statistiques import avec_repartitions, ensemble, tableau
from harmonisation.lectures.statistiques_formes import feuilleter
from harmonisation.regles.statistiques import EFFECTIF_AFFICHE, Ventilation, masquees, tranches
from santorin.copies.actions import deverrouiller
from santorin.transmission.etats import Retenue
from tests.fabriques import un_correcteur, un_etablissement, un_sujet, une_academie
from tests.harmonisation.decor import un_choix
from tests.harmonisation.decor_statistiques import un_decor

pytestmark = pytest.mark.django_db


def chiffres(resume):
    return tuple(
        round(valeur, 4)
        for valeur in (
            resume.moyenne, resume.ecart_type, resume.minimum, resume.q1, resume.mediane, resume.q3, resume.maximum,
        )
    )  # fmt: skip


def attendus(notes):
    flottants = [float(note) for note in notes]
    q1, mediane, q3 = statistics.quantiles(flottants, n=4, method="inclusive")
    moyenne, ecart_type = statistics.fmean(flottants), statistics.pstdev(flottants)
    return tuple(round(v, 4) for v in (moyenne, ecart_type, min(flottants), q1, mediane, q3, max(flottants)))


@pytest.mark.exigence("HAR-02")
def test_les_chiffres_d_une_petite_epreuve_sont_ceux_du_calcul_a_la_main():
    decor = un_decor()
    decor.lot(["4", "8", "10.5", "12", "15.5"])
    decor.absents(1)
    lu = ensemble(decor.epreuve)
    # Sum 50; deviations -6, -2, 0.5, 2, 5.5: squares 74.5, over 5: 14.9.
    assert chiffres(lu.resume) == (10, 3.8601, 4, 8, 10.5, 12, 15.5)
    assert (lu.comptes.candidats, lu.comptes.absents) == (6, 1)
    assert round(lu.comptes.part_absents, 4) == 16.6667
    nombres = [ligne.nombre for ligne in lu.repartition]
    assert [rang for rang, nombre in enumerate(nombres) if nombre] == [4, 8, 10, 12, 15]
    assert lu.repartition[9].cumul == 40
    assert lu.repartition[-1].cumul == 100


@pytest.mark.exigence("HAR-02")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(notes=st.lists(st.integers(0, 80).map(lambda q: Decimal(q) / 4), min_size=2, max_size=40))
def test_les_chiffres_sont_ceux_du_module_statistics(notes):
    decor = un_decor()
    decor.lot(notes)
    lu = ensemble(decor.epreuve)
    assert chiffres(lu.resume) == attendus(notes)
    assert [ligne.nombre for ligne in lu.repartition] == [
        sum(min(int(note), 19) == rang for note in notes) for rang in range(20)
    ]


@pytest.mark.exigence("HAR-02", "PAR-02")
def test_une_epreuve_notee_sur_quarante_se_lit_sur_l_echelle_montree():
    decor = un_decor(note_sur=40, parametrage={"affichage_note": 20})
    decor.lot(["10", "20", "40"])
    lu = ensemble(decor.epreuve)
    assert (lu.sur, lu.resume.mediane, lu.resume.maximum) == (20, 10, 20)
    assert [rang for rang, ligne in enumerate(lu.repartition) if ligne.nombre] == [5, 10, 19]
    (ligne,) = tableau(decor.epreuve, Ventilation.LOTS).lignes
    assert ligne.resume.minimum == 5


@pytest.mark.exigence("HAR-02", "HAR-03")
def test_un_lot_deverrouille_n_est_plus_compte_et_la_raison_est_dite():
    decor = un_decor()
    decor.lot(["12"] * 3)
    lot = decor.lot(["2"] * 2)
    assert ensemble(decor.epreuve).resume.effectif == 5
    deverrouiller(lot, motif="Nouvelle correction", par=decor.gestionnaire, le=timezone.now())
    lu = ensemble(decor.epreuve)
    assert (lu.resume.effectif, lu.resume.moyenne) == (3, 12)
    assert list(lu.hors_compte) == [(Retenue.LOT_OUVERT, 2)]
    assert lu.non_comptees == 2
    for ventilation in Ventilation:
        lues = tableau(decor.epreuve, ventilation).lignes
        assert sum(ligne.effectif for ligne in lues) == 3 * (2 if ventilation == "questions" else 1)


@pytest.mark.exigence("HAR-02")
def test_sans_lot_verrouille_il_n_y_a_pas_de_chiffres():
    decor = un_decor()
    decor.compositions(2)
    lu = ensemble(decor.epreuve)
    assert lu.resume is None
    assert tableau(decor.epreuve, Ventilation.CORRECTEURS).lignes == []


@pytest.mark.exigence("HAR-02")
def test_chaque_ventilation_a_ses_groupes_et_leurs_chiffres():
    decor = un_decor()
    alea = random.Random(4)
    lieux = [un_etablissement(academie=une_academie(code=code)) for code in ("A14", "A02")]
    correcteurs = [un_correcteur(decor.epreuve, nom=nom) for nom in ("SAPIN", "ÉRABLE")]
    autre = un_sujet(decor.epreuve, points=("10", "10"))
    notes = {}
    for correcteur, sujet in zip(correcteurs, (decor.sujet, autre), strict=True):
        for lieu in lieux:
            siennes = [Decimal(alea.randint(0, 40)) / 2 for _ in range(15)]
            lot = decor.lot(siennes, correcteur=correcteur, etablissement=lieu, sujet=sujet)
            notes[lot.numero, correcteur.pk, sujet.code, lieu.uai, lieu.departement.code] = siennes
    for place, ventilation in enumerate(
        (
            Ventilation.LOTS,
            Ventilation.CORRECTEURS,
            Ventilation.SUJETS,
            Ventilation.ETABLISSEMENTS,
            Ventilation.DEPARTEMENTS,
        )
    ):
        reunies = {}
        for cles, siennes in notes.items():
            reunies.setdefault(cles[place], []).extend(siennes)
        lues = avec_repartitions(tableau(decor.epreuve, ventilation)).lignes
        assert {ligne.nom.cle: chiffres(ligne.resume) for ligne in lues} == {
            cle: attendus(siennes) for cle, siennes in reunies.items()
        }
        for ligne in lues:
            assert list(ligne.repartition) == [
                sum(min(int(note // 2), 9) == rang for note in reunies[ligne.nom.cle]) for rang in range(10)
            ]


@pytest.mark.exigence("HAR-02")
def test_les_questions_sont_en_pourcentage_de_leurs_points():
    decor = un_decor()
    decor.lot(["20", "5"])
    premiere, seconde = tableau(decor.epreuve, Ventilation.QUESTIONS).lignes
    assert (premiere.resume.moyenne, premiere.points_moyens) == (75, 7.5)
    assert (seconde.resume.minimum, seconde.resume.maximum, seconde.points_moyens) == (0, 100, 5)


@pytest.mark.exigence("HAR-02", "HAR-04", "PRE-02")
def test_les_points_du_sujet_qui_n_a_pas_ete_choisi_ne_comptent_ni_ne_se_trouvent():
    decor = un_decor()
    lot = decor.lot(["12", "6"])
    questions = un_choix(decor.sujet)
    for correction, choisie, points in zip(lot.corrections.order_by("ordre"), "AB", (9, 3), strict=True):
        correction.choisies.create(choix="I", partie=questions[choisie].partie)
        for question in questions.values():
            correction.notes.create(question=question, points=points)
    lues = {ligne.nom.cle: ligne for ligne in tableau(decor.epreuve, Ventilation.QUESTIONS).lignes}
    assert [lues[questions[n].pk].effectif for n in "AB"] == [1, 1]
    assert [lues[questions[n].pk].points_moyens for n in "AB"] == [9, 3]
    for choisie, note in zip("AB", ("12", "6"), strict=True):
        criteres = Criteres(question=questions[choisie].pk, question_min=Decimal(1))
        assert [ligne.note for ligne in selection(decor.epreuve, criteres)] == [Decimal(note)]


@pytest.mark.exigence("HAR-02")
def test_un_petit_etablissement_est_masque_et_un_autre_avec_lui():
    decor = un_decor()
    lieux = [un_etablissement(academie=decor.epreuve.academie) for _ in range(3)]
    for lieu, nombre in zip(
        lieux, (EFFECTIF_AFFICHE - 1, EFFECTIF_AFFICHE + 5, EFFECTIF_AFFICHE), strict=True
    ):
        decor.lot(["10"] * nombre, etablissement=lieu)
    decor.absents(2, lieux[0])
    lues = {ligne.nom.cle: ligne for ligne in tableau(decor.epreuve, Ventilation.ETABLISSEMENTS).lignes}
    assert [lues[lieu.uai].masquee for lieu in lieux] == [True, False, True]
    for lieu in (lieux[0], lieux[2]):
        assert (lues[lieu.uai].resume, lues[lieu.uai].comptes) == (None, None)


@pytest.mark.exigence("HAR-02")
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(effectifs=st.dictionaries(st.integers(0, 30), st.integers(0, 40)))
def test_ce_qui_est_masque_ne_se_retrouve_pas_par_difference(effectifs):
    cachees = masquees(Ventilation.ETABLISSEMENTS, effectifs)
    reste = sum(effectifs[groupe] for groupe in cachees)
    assert all(effectifs[groupe] >= EFFECTIF_AFFICHE for groupe in effectifs.keys() - cachees)
    assert reste == 0 or reste >= EFFECTIF_AFFICHE or cachees == effectifs.keys()


@pytest.mark.exigence("HAR-02")
def test_le_tri_et_les_pages_se_suivent_sans_perdre_de_ligne():
    decor = un_decor()
    for note in range(60):
        decor.lot([str(note % 21), str(note % 21)])
    for ordre in ("-moyenne", "libelle", "effectif", "inconnu"):
        entier = tableau(decor.epreuve, Ventilation.LOTS, ordre=ordre)
        premiere = feuilleter(entier.lignes)
        seconde = feuilleter(entier.lignes, apres=premiere.suivant)
        assert [*premiere.lignes, *seconde.lignes] == entier.lignes
        assert (premiere.precedent, seconde.suivant) == (None, None)
        assert feuilleter(entier.lignes, avant=seconde.precedent).lignes == premiere.lignes
    moyennes = [
        ligne.resume.moyenne for ligne in tableau(decor.epreuve, Ventilation.LOTS, ordre="-moyenne").lignes
    ]
    assert moyennes == sorted(moyennes, reverse=True)


@pytest.mark.exigence("HAR-02")
def test_les_tranches_couvrent_l_echelle_sans_trou():
    for note_sur, nombre in ((20, 20), (20, 10), (7, 10), (100, 20)):
        bornes = tranches(note_sur, nombre)
        assert (bornes[0].bas, bornes[-1].haut) == (0, note_sur)
        assert all(a.haut == b.bas for a, b in pairwise(bornes))
