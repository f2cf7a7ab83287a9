"""What counts in a mark: coefficients, parties, sujets à choix."""

from decimal import Decimal

import pytest

from santorin.copies.actions import noter, verrouiller
from santorin.copies.lectures import detail_des_notes
from santorin.copies.models import Note, Partie, Question
from santorin.copies.regles.concertations import notes_doubles
from santorin.copies.regles.lots import avancements
from santorin.journal.models import Entree
from santorin.refus import Refus
from tests.fabriques import un_lot, un_sujet, une_composition, une_copie, une_correction, une_epreuve

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PRE-02", "COR-03")]


@pytest.fixture
def lot():
    """8 points for everyone, then A (12 points) or B (6 points of coefficient 2) at choice."""
    epreuve = une_epreuve(parametrage={"type_lots": "simple"})
    sujet = un_sujet(epreuve, points=("8",))
    a = Partie.objects.create(sujet=sujet, ordre=1, numero="A", libelle="Dissertation", choix="I")
    b = Partie.objects.create(sujet=sujet, ordre=2, numero="B", choix="I", coefficient=Decimal(2))
    Question.objects.create(sujet=sujet, partie=a, ordre=2, numero="A", points=Decimal(12))
    Question.objects.create(sujet=sujet, partie=b, ordre=3, numero="B.1", points=Decimal(4))
    Question.objects.create(sujet=sujet, partie=b, ordre=4, numero="B.2", points=Decimal(2))
    return un_lot(epreuve, sujet=sujet)


@pytest.fixture
def correction(lot):
    return une_correction(une_copie(une_composition(lot.epreuve)), lot)


def donner(correction, acte, choix=None, **points):
    """Marks by question number (« B_1 » for B.1), and the partie answered."""
    questions = {q.numero: q.pk for q in correction.lot.sujet.questions.all()}
    parties = {p.numero: p for p in correction.lot.sujet.parties.all()}
    noter(
        correction,
        points_par_question={
            questions[n.strip("_").replace("_", ".")]: Decimal(p) for n, p in points.items()
        },
        choix={"I": parties[choix]} if choix else None,
        **acte,
    )


def test_seul_le_sujet_choisi_compte_dans_la_note(lot, correction, acte):
    donner(correction, acte, choix="B", _1="7", A="12", B_1="3", B_2="1")
    assert avancements([lot])[lot.pk].notees == 1
    verrouiller(lot, **acte)
    # 7 + 2 × (3 + 1) out of 8 + 2 × 6, on 20: the twelve points of A do not count.
    assert Note.objects.get().valeur == Decimal("15.00")


def test_sans_choix_la_copie_n_est_pas_corrigee(lot, correction, acte):
    donner(correction, acte, _1="7", A="12", B_1="3", B_2="1")
    assert avancements([lot])[lot.pk].notees == 0
    with pytest.raises(Refus, match="n’est pas entièrement notée"):
        verrouiller(lot, **acte)


def test_une_question_du_sujet_non_choisi_peut_rester_sans_note(lot, correction, acte):
    donner(correction, acte, choix="A", _1="8", A="10")
    assert avancements([lot])[lot.pk].notees == 1
    verrouiller(lot, **acte)
    assert Note.objects.get().valeur == Decimal("18.00")


def test_une_question_du_sujet_choisi_sans_note_manque(lot, correction, acte):
    donner(correction, acte, choix="B", _1="8", A="10", B_1="4")
    assert avancements([lot])[lot.pk].notees == 0


def test_une_partie_d_un_autre_choix_est_refusee(lot, correction, acte):
    autre = Partie.objects.create(sujet=un_sujet(lot.epreuve), ordre=1, numero="A", choix="I")
    with pytest.raises(Refus, match="Le choix I n’a pas de partie A"):
        noter(correction, points_par_question={}, choix={"I": autre}, **acte)
    with pytest.raises(Refus, match="n’a pas de choix J"):
        noter(correction, points_par_question={}, choix={"J": None}, **acte)


def test_le_choix_reste_au_journal(correction, acte):
    donner(correction, acte, choix="A", _1="8")
    donner(correction, acte, choix="B")
    entree = Entree.objects.filter(acte="copie.noter").latest("id")
    assert entree.avant[str(correction.pk)]["choix I"] == "A"
    assert entree.apres[str(correction.pk)]["choix I"] == "B"


@pytest.mark.exigence("COR-05")
def test_deux_corrections_qui_voient_un_autre_choix_gardent_chacune_le_sien(lot, acte):
    copie = une_copie(une_composition(lot.epreuve))
    une = une_correction(copie, lot)
    second = un_lot(lot.epreuve, sujet=lot.sujet, rang=2)
    deux = une_correction(copie, second, rang=2)
    donner(une, acte, choix="A", _1="8", A="6")
    donner(deux, acte, choix="B", _1="8", B_1="4", B_2="2")
    verrouiller(lot, **acte)
    verrouiller(second, **acte)
    (double,) = notes_doubles(lot.epreuve)
    assert (double.premiere, double.seconde) == (Decimal("14.00"), Decimal("20.00"))


def test_le_detail_montre_le_sujet_choisi_et_le_total_de_chaque_partie(lot, correction, acte):
    donner(correction, acte, choix="B", _1="7", B_1="3", B_2="1")
    points = dict(correction.notes.values_list("question", "points"))
    choisies = set(correction.choisies.values_list("partie", flat=True))
    questions = list(lot.sujet.questions.select_related("partie"))
    lignes = detail_des_notes(questions, points, choisies, anonyme=False)
    assert [(ligne.numero, ligne.libelle, ligne.note, ligne.points) for ligne in lignes] == [
        ("1", "Question 1", "7", "8"),
        ("B", "Total de la partie (coefficient 2)", "4", "6"),
        ("B.1", "", "3", "4"),
        ("B.2", "", "1", "2"),
    ]
    assert [ligne.numero for ligne in detail_des_notes(questions, points, set(), anonyme=True)] == [
        "1", "A", "B", "B.1", "B.2",
    ]  # fmt: skip
