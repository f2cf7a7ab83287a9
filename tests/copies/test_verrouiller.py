"""Locking and unlocking lots, and the marks that settle with them."""

import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from santorin.copies import actions
from santorin.copies.etats import Emargement, EtatLot
from santorin.copies.models import Note
from santorin.copies.regles.lots import Avancement, avancements
from santorin.journal.models import Entree
from santorin.refus import DejaFait, Refus
from tests.fabriques import (
    un_gestionnaire,
    un_lot,
    un_lot_corrige,
    un_sujet,
    une_composition,
    une_copie,
    une_correction,
    une_epreuve,
)

pytestmark = pytest.mark.django_db


def _note(lot):
    return Note.objects.get(composition__copie__corrections__lot=lot)


@pytest.mark.exigence("COR-03")
def test_verrouiller_un_lot_corrige_arrete_ses_notes(acte):
    lot = un_lot_corrige(une_epreuve(), "12.5", "20", "0")
    rendues = actions.verrouiller(lot, **acte)
    assert lot.etat == EtatLot.VERROUILLE
    assert (lot.verrouille_par, lot.verrouille_le) == (acte["par"], acte["le"])
    notes = Note.objects.order_by("composition_id")
    assert [str(note) for note in notes] == ["12,5", "20", "0"]
    assert {(n.arretee, n.version, n.version_acquittee, n.arretee_par) for n in notes} == {
        (True, 1, 0, acte["par"])
    }
    assert [note.valeur for note in rendues] == [Decimal("12.50"), Decimal(20), Decimal(0)]


@pytest.mark.exigence("COR-03")
def test_un_lot_avec_une_copie_inachevee_ne_se_verrouille_pas(acte):
    epreuve = une_epreuve()
    lot = un_lot_corrige(epreuve, "12", "13")
    une_correction(une_copie(une_composition(epreuve)), lot, points=("8",))
    with pytest.raises(Refus, match="1 copie sur 3 n’est pas entièrement notée"):
        actions.verrouiller(lot, **acte)
    lot.refresh_from_db()
    assert lot.etat == EtatLot.EN_CORRECTION
    assert not Note.objects.exists()
    assert not Entree.objects.filter(acte="lot.verrouiller").exists()


@pytest.mark.exigence("COR-03", "PAR-02")
def test_une_appreciation_obligatoire_manquante_empeche_de_verrouiller(acte):
    epreuve = une_epreuve(parametrage={"appreciation": True})
    lot = un_lot_corrige(epreuve, "12", "13")
    with pytest.raises(Refus, match="2 copies n’ont pas d’appréciation"):
        actions.verrouiller(lot, **acte)
    for correction in lot.corrections.all():
        actions.noter(correction, points_par_question={}, appreciation="Copie soignée.", **acte)
    actions.verrouiller(lot, **acte)
    assert Note.objects.count() == 2


@pytest.mark.exigence("COR-03")
@pytest.mark.parametrize(
    ("etat", "raison"),
    [(EtatLot.VERROUILLE, "déjà verrouillé"), (EtatLot.CONSTITUE, "pas encore distribué")],
)
def test_un_lot_dans_un_autre_etat_ne_se_verrouille_pas(acte, etat, raison):
    lot = un_lot_corrige(une_epreuve(), "12", etat=etat)
    with pytest.raises(Refus, match=raison):
        actions.verrouiller(lot, **acte)


@pytest.mark.exigence("COR-03")
def test_un_lot_vide_ou_sans_bareme_ne_se_verrouille_pas(acte):
    epreuve = une_epreuve()
    vide = un_lot(epreuve)
    with pytest.raises(Refus, match="aucune copie"):
        actions.verrouiller(vide, **acte)
    sans_bareme = un_lot(epreuve, sujet=un_sujet(epreuve, points=()))
    une_correction(une_copie(une_composition(epreuve)), sans_bareme)
    with pytest.raises(Refus, match="n’a pas de barème"):
        actions.verrouiller(sans_bareme, **acte)


@pytest.mark.exigence("COR-03")
@pytest.mark.parametrize(
    ("points", "bareme", "note_sur", "attendue"),
    [
        (("10", "9.5"), ("20", "20"), 20, "9.75"),
        (("1",), ("3",), 20, "6.67"),
        (("2",), ("3",), 20, "13.33"),
        (("1.25",), ("80",), 20, "0.31"),
        (("0.5",), ("80",), 20, "0.13"),  # 0.125 exactly: half a hundredth goes up
        (("1.5",), ("80",), 20, "0.38"),  # 0.375 exactly
        (("40",), ("60",), 60, "40.00"),
    ],
)
def test_la_note_est_ramenee_a_l_echelle_et_arrondie_au_centieme_superieur(
    acte, points, bareme, note_sur, attendue
):
    epreuve = une_epreuve(note_sur=note_sur)
    lot = un_lot(epreuve, sujet=un_sujet(epreuve, points=bareme))
    une_correction(une_copie(une_composition(epreuve)), lot, points=points)
    actions.verrouiller(lot, **acte)
    assert _note(lot).valeur == Decimal(attendue)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    quarts=st.lists(st.integers(0, 40), min_size=1, max_size=4),
    sur=st.integers(1, 100),
)
@pytest.mark.exigence("COR-03")
def test_la_note_calculee_en_sql_est_celle_de_l_arithmetique_exacte(acte, quarts, sur):
    epreuve = une_epreuve(note_sur=sur)
    points = [Decimal(q) / 4 for q in quarts]
    lot = un_lot(epreuve, sujet=un_sujet(epreuve, points=["10"] * len(points)))
    une_correction(une_copie(une_composition(epreuve)), lot, points=points)
    actions.verrouiller(lot, **acte)
    numerateur, denominateur = sum(quarts) * sur * 100, 40 * len(quarts)
    centiemes = (2 * numerateur + denominateur) // (2 * denominateur)
    assert _note(lot).valeur == Decimal(centiemes) / 100


@pytest.mark.exigence("COR-04", "CLO-11")
def test_deverrouiller_puis_verrouiller_sans_rien_changer_ne_fait_pas_de_note_nouvelle(acte):
    lot = un_lot_corrige(une_epreuve(), "12")
    actions.verrouiller(lot, **acte)
    Note.objects.update(version_acquittee=1)
    actions.deverrouiller(lot, motif="Copie mal numérisée", **acte)
    assert _note(lot).arretee is False
    actions.verrouiller(lot, **acte)
    note = _note(lot)
    assert (note.arretee, note.version) == (True, 1)
    assert not Note.objects.a_transmettre().exists()


@pytest.mark.exigence("COR-04", "CLO-11", "HAR-12")
def test_recorriger_apres_transmission_donne_une_version_de_plus(acte):
    lot = un_lot_corrige(une_epreuve(), "12")
    actions.verrouiller(lot, **acte)
    Note.objects.update(version_acquittee=1)
    actions.deverrouiller(lot, motif="Seconde correction", **acte)
    assert lot.etat == EtatLot.EN_CORRECTION
    assert lot.verrouille_le is None
    question = lot.sujet.questions.get(numero="1")
    actions.noter(lot.corrections.get(), points_par_question={question.pk: Decimal(6)}, **acte)
    actions.verrouiller(lot, **acte)
    note = _note(lot)
    assert (note.valeur, note.version, note.version_acquittee) == (Decimal(10), 2, 1)
    assert Note.objects.a_transmettre().get() == note


@pytest.mark.exigence("COR-04")
@pytest.mark.parametrize("motif", ["", "   "])
def test_deverrouiller_demande_un_motif(acte, motif):
    lot = un_lot_corrige(une_epreuve(), "12")
    actions.verrouiller(lot, **acte)
    with pytest.raises(Refus, match="motif"):
        actions.deverrouiller(lot, motif=motif, **acte)
    assert _note(lot).arretee


@pytest.mark.exigence("COR-04")
def test_un_lot_non_verrouille_ne_se_deverrouille_pas(acte):
    with pytest.raises(Refus, match="n’est pas verrouillé"):
        actions.deverrouiller(un_lot(une_epreuve()), motif="Erreur", **acte)


@pytest.mark.exigence("COR-05", "PAR-02")
def test_une_double_correction_n_arrete_la_note_que_d_accord(acte):
    epreuve = une_epreuve(parametrage={"type_lots": "double"})
    premier = un_lot_corrige(epreuve, "12")
    copie = premier.corrections.get().copie
    second = un_lot(epreuve, rang=2)
    une_correction(copie, second, rang=2, points=("8", "5", "0"))
    actions.verrouiller(premier, **acte)
    assert not Note.objects.exists()
    actions.verrouiller(second, **acte)
    assert not Note.objects.exists()
    actions.deverrouiller(second, motif="Concertation", **acte)
    question = second.sujet.questions.get(numero="2")
    actions.noter(second.corrections.get(), points_par_question={question.pk: Decimal(4)}, **acte)
    actions.verrouiller(second, **acte)
    assert Note.objects.get().valeur == Decimal(12)
    actions.deverrouiller(premier, motif="Relecture", **acte)
    assert Note.objects.get().arretee is False


@pytest.mark.exigence("NUM-03", "COR-03")
def test_un_absent_confirme_garde_ab_quand_son_lot_est_verrouille(acte):
    lot = un_lot_corrige(une_epreuve(), "12", pages=1)
    composition = lot.corrections.get().copie.composition
    actions.emarger([composition], Emargement.ABSENT, confirme=True, **acte)
    actions.verrouiller(lot, **acte)
    assert str(Note.objects.get()) == "AB"
    actions.emarger([composition], Emargement.PRESENT, **acte)
    note = Note.objects.get()
    assert (str(note), note.version, note.arretee) == ("12", 2, True)


@pytest.mark.exigence("SEC-01", "COR-03", "COR-04")
def test_verrouiller_et_deverrouiller_sont_au_journal_avec_les_notes(acte):
    lot = un_lot_corrige(une_epreuve(), "12.5")
    actions.verrouiller(lot, **acte)
    actions.deverrouiller(lot, motif="Erreur de barème", **acte)
    deverrouillage, verrouillage = Entree.objects.filter(fil=f"lot:{lot.pk}")
    assert (verrouillage.acte, deverrouillage.acte) == ("lot.verrouiller", "lot.deverrouiller")
    assert verrouillage.apres["notes"][0]["note"] == "12.50"
    assert deverrouillage.motif == "Erreur de barème"


@pytest.mark.exigence("COR-03")
def test_l_avancement_de_plusieurs_lots_se_lit_en_une_requete(django_assert_num_queries):
    epreuve = une_epreuve()
    lots = [un_lot_corrige(epreuve, "12", "13"), un_lot_corrige(epreuve, "9"), un_lot(epreuve)]
    une_correction(une_copie(une_composition(epreuve)), lots[1], points=("8", "7"))
    with django_assert_num_queries(1):
        lus = avancements(lots)
    assert lus == {
        lots[0].pk: Avancement(copies=2, notees=2, sans_appreciation=2, corrigees=2),
        lots[1].pk: Avancement(copies=2, notees=1, sans_appreciation=2, corrigees=1),
    }


@pytest.mark.exigence("COR-03")
def test_verrouiller_coute_autant_de_requetes_pour_un_et_pour_trois(acte, django_assert_num_queries):
    for totaux in (("12",), ("12", "13", "14")):
        lot = un_lot_corrige(une_epreuve(), *totaux)
        with django_assert_num_queries(15):
            actions.verrouiller(lot, **acte)


@pytest.mark.exigence("COR-03")
@pytest.mark.django_db(transaction=True)
def test_deux_clics_simultanes_ne_verrouillent_qu_une_fois():
    lot = un_lot_corrige(une_epreuve(), "12")
    gestionnaire, issues = un_gestionnaire(), []

    def verrouiller():
        try:
            actions.verrouiller(lot, par=gestionnaire, le=timezone.now())
            issues.append("fait")
        except (Refus, DejaFait) as refus:
            issues.append(refus.message)
        finally:
            connection.close()

    fils = [threading.Thread(target=verrouiller) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert sorted(issues) == ["Ce lot est déjà verrouillé.", "fait"]
    assert Note.objects.get().version == 1
