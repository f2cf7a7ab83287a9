"""Setting up an épreuve and its barème."""

from datetime import date
from decimal import Decimal

import pytest

from santorin.copies.models import Epreuve, Nature, Sujet
from santorin.journal.models import Entree
from santorin.preparation.actions.epreuves import creer_epreuve, ecrire_sujet, retirer_sujet
from santorin.preparation.regles.epreuves import QuestionLue, bareme_en_texte, epreuve_designee, lire_bareme
from santorin.refus import Refus
from tests.fabriques import un_examen, un_lot, un_sujet, une_academie, une_epreuve, une_session

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PRE-02")]


def _une_nouvelle(**champs):
    champs = {"code": "E11", "nature": Nature.PONCTUELLE, "academie": une_academie()} | champs
    return Epreuve(
        session=une_session(), examen=un_examen(), libelle="Économie-droit", date=date(2027, 6, 16), **champs
    )


@pytest.mark.exigence("PAR-02", "PAR-03")
def test_une_epreuve_nait_avec_son_parametrage(acte):
    assert creer_epreuve(_une_nouvelle(), **acte).parametrage.export_annotations is False
    e3c = creer_epreuve(_une_nouvelle(code="E12", nature=Nature.E3C), **acte)
    assert e3c.parametrage.export_annotations is True
    assert Entree.objects.filter(acte="epreuve.creer").count() == 2


def test_une_epreuve_ne_se_cree_pas_deux_fois(acte):
    creer_epreuve(_une_nouvelle(), **acte)
    with pytest.raises(Refus, match="L’épreuve E11 existe déjà"):
        creer_epreuve(_une_nouvelle(), **acte)
    creer_epreuve(_une_nouvelle(academie=une_academie(code="A25")), **acte)


def test_un_bareme_se_lit_ligne_par_ligne():
    assert lire_bareme('1;Marge;4;0,5\n\n2.a;2\n3;Rédaction "longue";1.5;0,75') == [
        QuestionLue("1", "Marge", Decimal(4), Decimal("0.5")),
        QuestionLue("2.a", "", Decimal(2), Decimal("0.25")),
        QuestionLue("3", 'Rédaction "longue"', Decimal("1.5"), Decimal("0.75")),
    ]


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("", "Le barème est vide"),
        ("1", "Ligne 1\u00a0: il faut «"),
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
    ],
)
def test_une_mauvaise_ligne_de_bareme_est_dite(texte, raison):
    with pytest.raises(ValueError, match=raison):
        lire_bareme(texte)


def test_un_sujet_s_ecrit_se_remplace_et_se_retire(acte):
    epreuve = une_epreuve()
    sujet = ecrire_sujet(epreuve, code="S1", libelle="Sujet A", questions=lire_bareme("1;4\n2;6"), **acte)
    texte = "1;Marge;12;0,5\n2;Rédaction;8;1"
    suite = {"libelle": "Sujet B", "questions": lire_bareme(texte)}
    with pytest.raises(Refus, match="Le sujet S1 existe déjà"):
        ecrire_sujet(epreuve, code="S1", **suite, **acte)
    remplace = ecrire_sujet(epreuve, code="S2", ancien=sujet, **suite, **acte)
    assert (remplace, remplace.code) == (sujet, "S2")
    assert (remplace.libelle, bareme_en_texte(remplace)) == ("Sujet B", texte)
    retirer_sujet(remplace, **acte)
    assert not Sujet.objects.exists()
    actes = Entree.objects.order_by("id").values_list("acte", flat=True)
    assert list(actes) == ["sujet.ecrire", "sujet.ecrire", "sujet.retirer"]


def test_un_sujet_distribue_ne_change_plus(acte):
    epreuve = une_epreuve()
    sujet = un_sujet(epreuve)
    un_lot(epreuve, sujet=sujet)
    with pytest.raises(Refus, match="déjà réparties en 1\u00a0lot"):
        ecrire_sujet(epreuve, code="S", libelle="x", questions=lire_bareme("1;4"), ancien=sujet, **acte)
    with pytest.raises(Refus, match="déjà réparties"):
        retirer_sujet(sujet, **acte)
    assert sujet.questions.count() == 3


def test_une_epreuve_se_designe_par_ses_cles():
    rennes = une_epreuve(code="E51")
    assert epreuve_designee("2027-06/BCP/E51") == rennes
    versailles = une_epreuve(code="E51", academie=une_academie(code="A25"))
    assert epreuve_designee("2027-06/BCP/E51/A25") == versailles
    for designation, raison in (
        ("2027-06/BCP/E51", "Plusieurs académies"),
        ("2027-06/BCP/E99", "Aucune épreuve"),
        ("E51", "se désigne par"),
    ):
        with pytest.raises(Refus, match=raison):
            epreuve_designee(designation)
