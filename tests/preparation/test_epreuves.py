"""Setting up an épreuve and its barème."""

from datetime import date

import pytest

from santorin.copies.models import Epreuve, Nature
from santorin.journal.models import Entree
from santorin.preparation.actions.epreuves import creer_epreuve
from santorin.preparation.regles.epreuves import epreuve_designee
from santorin.refus import Refus
from tests.fabriques import un_examen, une_academie, une_epreuve, une_session

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
