"""Attendance, AB and suspicion of fraud."""

import pytest
from django.db import IntegrityError

from santorin.copies import actions
from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Note
from santorin.journal.models import Entree
from santorin.refus import Refus
from tests.fabriques import un_lot_corrige, une_composition, une_copie, une_epreuve, une_page

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("NUM-03")]


@pytest.mark.exigence("CLO-09")
def test_un_absent_recoit_ab_arrete(acte):
    composition = une_composition(une_epreuve(), emargement="non_emarge")
    assert actions.emarger([composition], Emargement.ABSENT, **acte) == actions.Bilan(1)
    note = Note.objects.get(composition=composition)
    assert (str(note), note.arretee, note.version) == ("AB", True, 1)
    composition.refresh_from_db()
    assert composition.emargement == Emargement.ABSENT


@pytest.mark.exigence("CLO-11")
def test_un_absent_qui_redevient_present_perd_ab_sans_que_la_version_recule(acte):
    composition = une_composition(une_epreuve(), emargement="non_emarge")
    actions.emarger([composition], Emargement.ABSENT, **acte)
    Note.objects.update(version_acquittee=1)
    bilan = actions.emarger([composition], Emargement.PRESENT, **acte)
    assert bilan == actions.Bilan(1, absences_transmises=1)
    note = Note.objects.get(composition=composition)
    assert (note.arretee, note.version, note.version_acquittee) == (False, 1, 1)
    assert not Note.objects.arretees().exists()
    assert not Note.objects.a_transmettre().exists()


@pytest.mark.exigence("CLO-11")
def test_absent_a_nouveau_ab_deja_acquitte_ne_repart_pas(acte):
    composition = une_composition(une_epreuve())
    for etat in (Emargement.ABSENT, Emargement.NON_EMARGE, Emargement.ABSENT):
        actions.emarger([composition], etat, **acte)
        Note.objects.update(version_acquittee=1)
    note = Note.objects.get()
    assert (note.arretee, note.version) == (True, 1)
    assert not Note.objects.a_transmettre().exists()


@pytest.mark.exigence("CLO-11")
def test_la_note_du_lot_verrouille_revient_avec_une_version_nouvelle(acte):
    lot = un_lot_corrige(une_epreuve(), "14", pages=1)
    composition = lot.corrections.get().copie.composition
    actions.verrouiller(lot, **acte)
    versions = []
    for etat in (Emargement.ABSENT, Emargement.PRESENT):
        actions.emarger([composition], etat, confirme=True, **acte)
        versions.append((str(Note.objects.get()), Note.objects.get().version))
    assert versions == [("AB", 2), ("14", 3)]


def test_un_absent_dont_la_copie_est_numerisee_demande_confirmation(acte):
    composition = une_composition(une_epreuve())
    une_page(une_copie(composition))
    with pytest.raises(Refus, match="Copie numérisée pour GUYLESTE Fazia"):
        actions.emarger([composition], Emargement.ABSENT, **acte)
    composition.refresh_from_db()
    assert composition.emargement == Emargement.PRESENT
    actions.emarger([composition], Emargement.ABSENT, confirme=True, **acte)
    assert str(Note.objects.get()) == "AB"


def test_une_copie_sans_page_n_empeche_pas_de_declarer_absent(acte):
    composition = une_composition(une_epreuve())
    une_copie(composition)
    assert actions.emarger([composition], Emargement.ABSENT, **acte).changes == 1


def test_les_candidats_de_deux_epreuves_ne_s_emargent_pas_ensemble(acte):
    compositions = [une_composition(une_epreuve()), une_composition(une_epreuve())]
    with pytest.raises(Refus, match="une seule épreuve"):
        actions.emarger(compositions, Emargement.ABSENT, **acte)


def test_emarger_sans_rien_changer_ne_laisse_pas_de_trace(acte):
    composition = une_composition(une_epreuve())
    assert actions.emarger([composition], Emargement.PRESENT, **acte) == actions.Bilan(0)
    assert not Entree.objects.exists()


@pytest.mark.exigence("PAR-02")
def test_l_emargement_en_masse_declare_absents_ceux_sans_copie(acte):
    epreuve = une_epreuve(parametrage={"emargement_en_masse": True})
    sans_copie = [une_composition(epreuve, emargement="non_emarge") for _ in range(3)]
    avec_copie = une_composition(epreuve, emargement="non_emarge")
    une_page(une_copie(avec_copie))
    present = une_composition(epreuve)
    assert actions.emarger_en_masse(epreuve, **acte).changes == 3
    assert set(Composition.objects.absents()) == set(sans_copie)
    assert Note.objects.absences().count() == 3
    for composition, etat in ((avec_copie, Emargement.NON_EMARGE), (present, Emargement.PRESENT)):
        composition.refresh_from_db()
        assert composition.emargement == etat


@pytest.mark.exigence("PAR-02")
def test_l_emargement_en_masse_suit_le_parametrage(acte):
    epreuve = une_epreuve()
    une_composition(epreuve, emargement="non_emarge")
    with pytest.raises(Refus, match="ne permet pas l’émargement en masse"):
        actions.emarger_en_masse(epreuve, **acte)
    complete = une_epreuve(parametrage={"emargement_en_masse": True})
    with pytest.raises(Refus, match="déjà émargés"):
        actions.emarger_en_masse(complete, **acte)


@pytest.mark.exigence("PAR-02")
def test_emarger_coute_autant_de_requetes_pour_un_et_pour_trois(acte, django_assert_num_queries):
    for nombre in (1, 3):
        epreuve = une_epreuve()
        compositions = [une_composition(epreuve) for _ in range(nombre)]
        with django_assert_num_queries(11):
            actions.emarger(compositions, Emargement.ABSENT, **acte)


def test_une_presomption_de_fraude_a_un_motif_et_se_leve_avec_un_motif(acte):
    composition = une_composition(une_epreuve())
    with pytest.raises(Refus, match="motif"):
        actions.presumer_fraude(composition, motif=" ", **acte)
    actions.presumer_fraude(composition, motif="Téléphone allumé sur la table", **acte)
    composition.refresh_from_db()
    assert (composition.fraude_presumee, composition.fraude_motif) == (True, "Téléphone allumé sur la table")
    with pytest.raises(Refus, match="fait déjà l’objet"):
        actions.presumer_fraude(composition, motif="Antisèche", **acte)
    with pytest.raises(Refus, match="motif"):
        actions.lever_presomption(composition, motif="", **acte)
    actions.lever_presomption(composition, motif="Erreur de place", **acte)
    composition.refresh_from_db()
    assert (composition.fraude_presumee, composition.fraude_motif) == (False, "")
    with pytest.raises(Refus, match="ne fait pas l’objet"):
        actions.lever_presomption(composition, motif="Erreur", **acte)


@pytest.mark.exigence("SEC-01")
def test_l_emargement_et_la_fraude_sont_au_journal(acte):
    composition = une_composition(une_epreuve())
    actions.emarger([composition], Emargement.ABSENT, **acte)
    actions.presumer_fraude(composition, motif="Antisèche", **acte)
    fraude, emargement = Entree.objects.filter(fil=f"epreuve:{composition.epreuve_id}")
    assert emargement.avant == {str(composition.pk): "present"}
    assert emargement.apres["notes"][0]["note"] == "AB"
    assert (fraude.acte, fraude.motif) == ("candidat.presumer_fraude", "Antisèche")


def test_la_base_refuse_une_fraude_sans_motif():
    with pytest.raises(IntegrityError):
        une_composition(une_epreuve(), fraude_presumee=True)
