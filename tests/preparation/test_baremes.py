"""Barèmes: parties, coefficients, sujets à choix; what is refused, and why."""

import io
from decimal import Decimal

import pytest

from santorin.copies.actions import noter
from santorin.copies.models import Avis, Correction, Sujet
from santorin.journal.models import Entree
from santorin.preparation.actions.sujets import ecrire_sujet, retirer_sujet
from santorin.preparation.regles.baremes import QuestionLue, bareme_de
from santorin.preparation.regles.lignes_de_bareme import (
    TITRES,
    bareme_en_texte,
    lignes_de,
    lire_bareme,
    lire_fichier,
)
from santorin.refus import Refus
from tests.fabriques import (
    un_correcteur,
    un_correcteur_connecte,
    un_lot,
    un_lot_corrige,
    un_sujet,
    une_composition,
    une_copie,
    une_correction,
    une_epreuve,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PRE-02")]

PARTIES = "A;Synthèse;;;0,8\nA.1;Lire;12;0,5\nA.2;Écrire;8;0,5;2\nB;Version;5,6;0,1\n3;Soin;2"
CHOIX = "1;Questions;8;0,25\nA;Dissertation;12;0,5;1;I\nB;Commentaire;;;1;I\nB.1;Plan;4;0,5\nB.2;Texte;8;0,5"


def test_un_bareme_se_lit_ligne_par_ligne():
    assert lire_bareme('1;Marge;4;0,5\n\n2.a;2\n3;Rédaction "longue";1.5;0,75').questions == (
        QuestionLue("1", "Marge", Decimal(4), Decimal("0.5")),
        QuestionLue("2.a", "", Decimal(2), Decimal("0.25")),
        QuestionLue("3", 'Rédaction "longue"', Decimal("1.5"), Decimal("0.75")),
    )


def test_les_coefficients_et_les_parties_font_le_total():
    bareme = lire_bareme(PARTIES)
    assert [(p.numero, p.coefficient) for p in bareme.parties] == [("A", Decimal("0.8"))]
    assert [q.partie for q in bareme.questions] == ["A", "A", "", ""]
    # 0,8 × (12 + 2 × 8) + 5,6 + 2
    assert bareme.total == Decimal(30)


def test_d_un_choix_un_seul_sujet_compte_dans_le_total():
    bareme = lire_bareme(CHOIX)
    assert bareme.total == 20
    assert [p.numero for p in bareme.alternatives["I"]] == ["A", "B"]
    assert [q.partie for q in bareme.questions] == ["", "A", "B", "B"]


@pytest.mark.parametrize("texte", [PARTIES, CHOIX, "1;Marge;4;0,5"])
def test_un_bareme_enregistre_se_relit_par_texte_et_par_csv(acte, texte):
    sujet = ecrire_sujet(
        une_epreuve(), code="S1", libelle="Sujet", bareme=lire_bareme(texte), ramener=True, **acte
    )
    lu = bareme_de(sujet)
    assert lu == lire_bareme(texte)
    assert lire_bareme(bareme_en_texte(lu)) == lu
    fichier = io.BytesIO("\n".join(";".join(ligne) for ligne in (TITRES, *lignes_de(lu))).encode())
    assert lire_fichier(fichier) == (lu, [])


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("", "Le barème est vide"),
        ("1", "Ligne 1\u00a0: il faut «"),
        ("1;a;2;1;1;I;x", "Ligne 1\u00a0: il faut «"),
        ("1;2\n1;3", "Ligne 2\u00a0: la question 1 est déjà"),
        ("1;Marge;0", "de plus de 0 à 1000"),
        ("1;Marge;1001", "de plus de 0 à 1000"),
        ("1;Marge;quatre", "nombre de points"),
        ("1;Marge;4;0", "multiple du pas"),
        ("1;Marge;4;0,3", "multiple du pas"),
        ("1;Marge;4;8", "multiple du pas"),
        ("1;Marge;1;0,001", "multiple du pas"),
        ("1;Marge;200;100", "multiple du pas"),
        (";Marge;4", "vide"),
        ("1;" + "x" * 201 + ";4", "200 caractères"),
        ("\n".join(f"{rang};1" for rang in range(201)), "Plus de 200 questions"),
        ("1;Marge;4;1;0", "coefficient va de 0,01 à 100"),
        ("1;Marge;4;1;0,001", "coefficient va de 0,01 à 100"),
        ("A;Synthèse;\n1;4", "La partie A n’a aucune question"),
        ("A;Synthèse;\nA.1;Lire;\nA.1.1;4", "deux niveaux au plus"),
        ("A;;;;1;I\nA.1;;4;1;1;J", "sur la ligne de la partie"),
        ("A;;4;1;1;I\nA.1;;4", "A a déjà ses points"),
        ("A;;4;1;1;I\n2;16", "Choix I\u00a0: A est seul"),
        ("A;;4;1;1;I\nB;;5;1;1;I", "n’ont pas le même total \\(A vaut 4, B vaut 5\\)"),
        ("A;;\nA.1;;4\n2;;4\nA.2;;4", "questions de la partie A ne se suivent pas"),
    ],
)
def test_une_mauvaise_ligne_de_bareme_est_dite(texte, raison):
    with pytest.raises(ValueError, match=raison):
        lire_bareme(texte)


def test_un_fichier_dit_la_ligne_de_chaque_faute():
    lu, anomalies = lire_fichier(
        io.BytesIO("numero;points;pas\n1;quatre;1\n2;8;0,5\n3;8;0,3\n".encode("cp1252"))
    )
    assert [q.numero for q in lu.questions] == ["2"]
    assert [str(a) for a in anomalies] == [
        "Ligne 2\u00a0: il faut un nombre de points, par exemple 7,5",
        "Ligne 4\u00a0: le nombre de points est un multiple du pas, par exemple 4 points par pas de 0,5",
    ]
    assert [str(a) for a in lire_fichier(io.BytesIO(b"titre\n1\n"))[1]] == [
        "Ligne 1\u00a0: colonnes absentes\u00a0: numero, points"
    ]


def test_un_sujet_s_ecrit_se_remplace_et_se_retire(acte):
    epreuve = une_epreuve()
    sujet = ecrire_sujet(epreuve, code="S1", libelle="Sujet A", bareme=lire_bareme("1;4\n2;16"), **acte)
    premiere = sujet.questions.get(numero="1")
    texte = "2;Rédaction;8;1\n1;Marge;12;0,5"
    suite = {"libelle": "Sujet B", "bareme": lire_bareme(texte)}
    with pytest.raises(Refus, match="Le sujet S1 existe déjà"):
        ecrire_sujet(epreuve, code="S1", **suite, **acte)
    remplace = ecrire_sujet(epreuve, code="S2", ancien=sujet, **suite, **acte)
    assert (remplace, remplace.code) == (sujet, "S2")
    assert (remplace.libelle, bareme_en_texte(bareme_de(remplace))) == ("Sujet B", texte)
    assert sujet.questions.get(numero="1") == premiere
    retirer_sujet(remplace, **acte)
    assert not Sujet.objects.exists()
    actes = Entree.objects.order_by("id").values_list("acte", flat=True)
    assert list(actes) == ["sujet.ecrire", "sujet.ecrire", "sujet.retirer"]


def test_un_total_qui_n_est_pas_celui_de_l_epreuve_se_confirme(acte):
    epreuve = une_epreuve(note_sur=20)
    demande = {"code": "S", "libelle": "x", "bareme": lire_bareme("1;19")} | acte
    with pytest.raises(Refus, match="totalise 19 points alors que l’épreuve est notée sur 20"):
        ecrire_sujet(epreuve, **demande)
    assert not epreuve.sujets.exists()
    sujet = ecrire_sujet(epreuve, ramener=True, **demande)
    # What is not touched is not asked for again.
    ecrire_sujet(epreuve, ancien=sujet, **demande | {"libelle": "y"})


def test_un_bareme_reparti_change_tant_qu_aucune_copie_n_est_notee(acte):
    epreuve = une_epreuve()
    sujet = un_sujet(epreuve)
    un_lot(epreuve, sujet=sujet)
    ecrire_sujet(epreuve, code="S", libelle="x", bareme=lire_bareme("1;20"), ancien=sujet, **acte)
    assert sujet.questions.count() == 1
    with pytest.raises(Refus, match="déjà réparties en 1\u00a0lot"):
        retirer_sujet(sujet, **acte)


@pytest.mark.exigence("COR-06")
def test_un_bareme_qui_change_se_dit_a_chaque_correcteur_et_a_son_editeur(acte):
    epreuve = une_epreuve()
    sujet, correcteur = un_sujet(epreuve), un_correcteur(epreuve)
    connecte = un_correcteur_connecte(correcteur)
    for _ in range(2):
        une_correction(
            une_copie(une_composition(epreuve)), un_lot(epreuve, sujet=sujet, correcteur=correcteur)
        )
    un_lot(epreuve, sujet=sujet)  # its marker has no account
    suite = {"code": "S1", "libelle": "x", "ancien": sujet} | acte
    ecrire_sujet(epreuve, bareme=lire_bareme("1;Marge;8\n2;;7\n3;;5"), **suite)
    assert not Avis.objects.exists()
    ecrire_sujet(epreuve, bareme=lire_bareme("1;Marge;4\n2;;11\n3;;5"), **suite)
    (avis,) = Avis.objects.all()
    assert avis.destinataire == connecte
    assert avis.texte == "Le barème du sujet S1 a changé\u00a0: notez avec le nouveau."
    assert set(Correction.objects.values_list("version", flat=True)) == {1}


def test_un_sujet_donne_a_un_candidat_ne_se_retire_pas(acte):
    epreuve = une_epreuve()
    sujet = un_sujet(epreuve)
    une_composition(epreuve, sujet=sujet)
    with pytest.raises(Refus, match="donné à 1\u00a0candidat"):
        retirer_sujet(sujet, **acte)


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("1;;9;0,25\n2;;6;0,25\n3;;5;0,25", "question 1, question 2"),
        ("1;;8;0,25\n2;;7;0,25\n4;;5;0,25", "question 3, question 4"),
        ("1;;8;0,5\n2;;7;0,25\n3;;5;0,25", "changerait\u00a0: question 1"),
        ("1;;8;0,25\n2;;7;0,25;2\n3;;5;0,25", "question 2"),
    ],
)
def test_des_copies_notees_interdisent_ce_qui_changerait_leur_note(acte, texte, raison):
    epreuve = une_epreuve()
    lot = un_lot_corrige(epreuve, "12")
    with pytest.raises(Refus, match=raison):
        ecrire_sujet(
            epreuve, code="S", libelle="x", bareme=lire_bareme(texte), ancien=lot.sujet, ramener=True, **acte
        )
    assert [str(q.points) for q in lot.sujet.questions.all()] == ["8.00", "7.00", "5.00"]


def test_des_copies_notees_laissent_changer_les_libelles_l_ordre_et_affiner_le_pas(acte):
    epreuve = une_epreuve()
    lot = un_lot_corrige(epreuve, "12")
    avant = dict(lot.corrections.get().notes.values_list("question__numero", "points"))
    texte = "3;Soin;5;0,25\n1;Marge;8;0,05\n2;Texte;7;0,25"
    ecrire_sujet(epreuve, code="S", libelle="x", bareme=lire_bareme(texte), ancien=lot.sujet, **acte)
    assert bareme_en_texte(bareme_de(lot.sujet)) == texte
    assert dict(lot.corrections.get().notes.values_list("question__numero", "points")) == avant
    question = lot.sujet.questions.get(numero="1")
    noter(lot.corrections.get(), points_par_question={question.pk: Decimal("7.05")}, **acte)
