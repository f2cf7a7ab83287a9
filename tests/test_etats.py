"""DEL-11: states change by one conditional UPDATE: of two people who click at once, one wins."""

import threading

import pytest
from django.db import connection

from santorin.copies.etats import COMMENCER, EtatLot
from santorin.etats import passer
from santorin.refus import DejaFait
from tests.fabriques import un_lot, une_epreuve


@pytest.mark.django_db
def test_un_passage_change_l_etat_et_les_champs_ensemble():
    lot = un_lot(une_epreuve(), etat=EtatLot.DISTRIBUE)
    passer(lot, COMMENCER, numero=7)
    assert (lot.etat, lot.numero) == (EtatLot.EN_CORRECTION, 7)


@pytest.mark.django_db
def test_hors_de_son_etat_le_passage_est_refuse_en_francais():
    lot = un_lot(une_epreuve(), etat=EtatLot.CONSTITUE)
    with pytest.raises(DejaFait, match="« Commencer la correction »"):
        passer(lot, COMMENCER)


@pytest.mark.django_db(transaction=True)
def test_de_deux_clics_simultanes_un_seul_passe():
    lot = un_lot(une_epreuve(), etat=EtatLot.DISTRIBUE)
    depart, issues = threading.Barrier(4), []

    def cliquer():
        depart.wait()
        try:
            passer(type(lot).objects.get(pk=lot.pk), COMMENCER)
            issues.append("passé")
        except DejaFait:
            issues.append("refusé")
        connection.close()

    fils = [threading.Thread(target=cliquer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["passé", "refusé", "refusé", "refusé"]
