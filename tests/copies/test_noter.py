"""Marks of questions."""

from decimal import Decimal

import pytest

from santorin.copies import actions
from santorin.copies.etats import EtatLot
from santorin.copies.models import NoteQuestion
from santorin.journal.models import Entree
from santorin.refus import Refus
from tests.fabriques import (
    un_lot,
    un_lot_corrige,
    un_sujet,
    une_composition,
    une_copie,
    une_correction,
    une_epreuve,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("COR-03")]


@pytest.fixture
def correction(db):
    epreuve = une_epreuve()
    return une_correction(une_copie(une_composition(epreuve)), un_lot(epreuve, etat=EtatLot.DISTRIBUE))


def _question(correction, numero="1"):
    return correction.lot.sujet.questions.get(numero=numero)


def _points(correction):
    return dict(correction.notes.values_list("question__numero", "points"))


def test_noter_enregistre_les_points_et_commence_le_lot(correction, acte):
    points = {_question(correction).pk: Decimal("7.25"), _question(correction, "2").pk: Decimal(0)}
    actions.noter(correction, points_par_question=points, appreciation=" Travail sérieux. ", **acte)
    correction.refresh_from_db()
    assert _points(correction) == {"1": Decimal("7.25"), "2": Decimal(0)}
    assert correction.appreciation == "Travail sérieux."
    assert correction.lot.etat == EtatLot.EN_CORRECTION


def test_une_note_effacee_disparait_les_autres_restent(correction, acte):
    premiere, deuxieme = _question(correction).pk, _question(correction, "2").pk
    actions.noter(
        correction,
        points_par_question={premiere: Decimal(1), deuxieme: Decimal(2)},
        appreciation="Bien",
        **acte,
    )
    actions.noter(correction, points_par_question={premiere: None}, **acte)
    correction.refresh_from_db()
    assert _points(correction) == {"2": Decimal(2)}
    assert correction.appreciation == "Bien"


@pytest.mark.parametrize(
    ("points", "raison"),
    [
        ("8.25", "8,25 dépasse le maximum, 8"),
        ("7.3", "7,3 n’est pas un multiple de 0,25"),
        ("-0.25", "positif ou nul"),
        ("NaN", "positif ou nul"),
        ("Infinity", "positif ou nul"),
    ],
)
def test_des_points_hors_bareme_sont_refuses(correction, acte, points, raison):
    with pytest.raises(Refus, match=raison):
        actions.noter(correction, points_par_question={_question(correction).pk: Decimal(points)}, **acte)
    assert not NoteQuestion.objects.exists()


def test_une_question_d_un_autre_sujet_est_refusee(correction, acte):
    autre = un_sujet(correction.lot.epreuve).questions.first()
    with pytest.raises(Refus, match="n’appartient pas au barème"):
        actions.noter(correction, points_par_question={autre.pk: Decimal(1)}, **acte)


def test_une_appreciation_demesuree_est_refusee(correction, acte):
    with pytest.raises(Refus, match="4000 caractères"):
        actions.noter(correction, points_par_question={}, appreciation="é" * 4001, **acte)


@pytest.mark.parametrize(
    ("etat", "raison"), [(EtatLot.VERROUILLE, "est verrouillé"), (EtatLot.CONSTITUE, "pas encore distribué")]
)
def test_un_lot_verrouille_ou_non_distribue_ne_se_note_pas(acte, etat, raison):
    lot = un_lot_corrige(une_epreuve(), "12", etat=etat)
    correction = lot.corrections.get()
    with pytest.raises(Refus, match=raison):
        actions.noter(correction, points_par_question={_question(correction).pk: Decimal(1)}, **acte)
    assert _points(correction)["1"] == Decimal(8)


def test_plusieurs_copies_se_notent_ensemble_ou_pas_du_tout(correction, acte):
    autre = une_correction(une_copie(une_composition(correction.lot.epreuve)), correction.lot)
    question = _question(correction).pk
    with pytest.raises(Refus):
        actions.noter_lot(
            correction.lot,
            [
                actions.Notation(correction, {question: Decimal(3)}),
                actions.Notation(autre, {question: Decimal(9)}),
            ],
            **acte,
        )
    assert not NoteQuestion.objects.exists()
    etrangere = une_correction(
        une_copie(une_composition(correction.lot.epreuve)), un_lot(correction.lot.epreuve)
    )
    with pytest.raises(Refus, match="pas dans ce lot"):
        actions.noter_lot(correction.lot, [actions.Notation(etrangere, {question: Decimal(3)})], **acte)


@pytest.mark.exigence("SEC-01")
def test_seuls_les_changements_sont_au_journal_avec_avant_et_apres(correction, acte):
    question = _question(correction).pk
    for _ in range(2):
        actions.noter(correction, points_par_question={question: Decimal(3)}, **acte)
    actions.noter(correction, points_par_question={question: Decimal(4)}, **acte)
    seconde, premiere = Entree.objects.filter(acte="copie.noter")
    cle = str(correction.pk)
    assert premiere.avant == {cle: {"appreciation": ""}}
    assert premiere.apres == {cle: {"appreciation": "", "1": "3.00"}}
    assert seconde.avant == premiere.apres
    assert seconde.apres == {cle: {"appreciation": "", "1": "4.00"}}


def test_noter_coute_autant_de_requetes_pour_une_copie_et_pour_trois(acte, django_assert_num_queries):
    for totaux in (("12",), ("12", "13", "14")):
        lot = un_lot_corrige(une_epreuve(), *totaux)
        question = lot.sujet.questions.get(numero="3").pk
        notations = [actions.Notation(c, {question: Decimal(1)}, "Vu") for c in lot.corrections.all()]
        with django_assert_num_queries(12):
            actions.noter_lot(lot, notations, **acte)
