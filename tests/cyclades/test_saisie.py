"""Marks entered by hand and published (CYC-02, CLO-07, CLO-10)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cyclades import regles
from cyclades.actions import publier, recevoir, saisir
from cyclades.models import EnvoiRecu, Inscription, Note, NoteAnterieure, Publication
from santorin.journal.models import Entree
from santorin.referentiel.valeur import Valeur
from santorin.refus import DejaFait, Refus
from tests.fabriques import un_gestionnaire, une_academie, une_application
from tests.fabriques.cyclades import (
    des_codes,
    un_envoi,
    un_inscrit,
    une_note_emise,
    une_saisie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def gestionnaire():
    des_codes()
    return un_gestionnaire()


@pytest.mark.exigence("CYC-02", "SEC-01")
def test_une_note_saisie_est_detenue_avec_son_auteur_et_son_motif(gestionnaire):
    inscription = un_inscrit()
    une_saisie(inscription, "12.5", par=gestionnaire, motif="copie retrouvée")
    note = Note.objects.get()
    assert (note.valeur, note.code, note.origine, note.version) == (Decimal("12.5"), None, "SAISIE", 0)
    assert (note.motif, note.modifiee_par) == ("copie retrouvée", gestionnaire)
    entree = Entree.objects.get(acte="cyclades.saisir")
    assert (entree.avant, entree.apres, entree.motif) == (
        None,
        {"note": "12,5", "origine": "SAISIE"},
        "copie retrouvée",
    )


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize(
    ("valeur", "code"),
    [("20.5", None), ("-1", None), ("12.25", None), ("12.505", None), (None, "XX"), (None, "ABS")],
)
def test_une_note_hors_du_bareme_ou_d_un_code_inconnu_est_refusee(gestionnaire, valeur, code):
    inscription = un_inscrit(pas=Decimal("0.5"))
    with pytest.raises(Refus):
        une_saisie(inscription, valeur, code=code, par=gestionnaire)
    assert not Note.objects.exists()


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize(
    ("valeur", "code"), [("0", None), ("20", None), ("0.5", None), (None, "AB"), (None, "DI")]
)
def test_les_bornes_et_les_codes_de_l_examen_sont_admis(gestionnaire, valeur, code):
    inscription = un_inscrit(pas=Decimal("0.5"))
    une_saisie(inscription, valeur, code=code, par=gestionnaire)
    assert Note.objects.get().donnee == Valeur(None if valeur is None else Decimal(valeur), code)


@pytest.mark.exigence("CYC-02")
def test_les_codes_sont_ceux_de_l_examen_et_de_la_session():
    inscription = un_inscrit()
    with pytest.raises(Refus, match="DI"):
        une_saisie(inscription, code="DI", par=un_gestionnaire())


@pytest.mark.exigence("CYC-02")
def test_qui_n_a_pas_vu_la_derniere_note_ne_l_ecrase_pas(gestionnaire):
    inscription = un_inscrit()
    champs = {"valeur": Valeur(Decimal(12)), "motif": "oubli", "par": gestionnaire, "le": timezone.now()}
    saisir(inscription, vue=None, **champs)
    with pytest.raises(DejaFait):
        saisir(inscription, vue=None, **champs | {"valeur": Valeur(Decimal(13))})
    vieille = Note.objects.get().modifiee_le - timedelta(seconds=1)
    with pytest.raises(DejaFait):
        saisir(inscription, vue=vieille, **champs | {"valeur": Valeur(Decimal(13))})
    assert Note.objects.get().valeur == 12


@pytest.mark.exigence("CYC-02")
def test_saisir_la_note_en_place_est_refuse(gestionnaire):
    inscription = un_inscrit()
    application = une_application(une_academie())[0]
    recevoir(un_envoi(une_note_emise(inscription, "12.50")), par=application, le=timezone.now())
    with pytest.raises(Refus, match="déjà la note"):
        une_saisie(inscription, "12.5", par=gestionnaire)


@pytest.mark.exigence("CYC-02")
def test_qui_est_dispense_de_l_epreuve_n_y_a_pas_de_note(gestionnaire):
    with pytest.raises(Refus):
        une_saisie(un_inscrit(position="dispense"), "12", par=gestionnaire)


@pytest.mark.exigence("CLO-07", "CYC-02")
def test_apres_la_publication_plus_rien_ne_se_saisit(gestionnaire):
    inscription = un_inscrit()
    une_saisie(inscription, "12", par=gestionnaire)
    publier(inscription.epreuve, academie=inscription.academie, par=gestionnaire, le=timezone.now())
    with pytest.raises(Refus, match="publiées"):
        une_saisie(inscription, "13", par=gestionnaire)
    entree = Entree.objects.get(acte="cyclades.publier")
    assert entree.apres == {
        "inscrits": 1, "santorin": 0, "saisies": 1, "calculees": 0, "benefices": 0, "manquantes": 0,
    }  # fmt: skip


@pytest.mark.exigence("CYC-02")
def test_on_ne_publie_ni_sans_note_ni_deux_fois(gestionnaire):
    inscription = un_inscrit()
    champs = {"academie": inscription.academie, "par": gestionnaire, "le": timezone.now()}
    with pytest.raises(Refus, match="aucune note"):
        publier(inscription.epreuve, **champs)
    une_saisie(inscription, "12", par=gestionnaire)
    publier(inscription.epreuve, **champs)
    with pytest.raises(Refus, match="publiées dans Cyclades depuis le"):
        publier(inscription.epreuve, **champs)
    assert Publication.objects.count() == 1


@pytest.mark.parametrize(
    ("texte", "lue"),
    [
        ("12", Valeur(Decimal(12))),
        (" 12,50 ", Valeur(Decimal("12.5"))),
        ("0", Valeur(Decimal(0))),
        (".5", Valeur(Decimal("0.5"))),
        ("ab", Valeur(code="AB")),
        ("Di ", Valeur(code="DI")),
    ],
)
def test_une_note_se_lit_comme_on_la_tape(texte, lue):
    assert regles.lire_valeur(texte) == lue


@pytest.mark.parametrize(
    "texte",
    ["", " ", "-1", "+3", "1e3", "12,5,5", "12 5", "ABSENT", "A1", "NaN1", "é", "½", "٣", "12/20", "."],
)
def test_ce_qui_n_est_ni_nombre_ni_code_est_refuse(texte):
    with pytest.raises(Refus):
        regles.lire_valeur(texte)


def test_les_vagues_separent_les_doublons_en_gardant_l_ordre():
    assert regles.vagues(["a", "b", "a", "c", "a", "b"]) == [[0, 1, 3], [2, 5], [4]]
    assert regles.vagues([]) == []


@pytest.mark.exigence("CYC-01", "SEC-01")
@pytest.mark.parametrize("verbe", ["modifier", "supprimer"])
def test_ni_l_historique_ni_les_reponses_donnees_ne_se_modifient(gestionnaire, verbe):
    inscription = un_inscrit()
    application = une_application(une_academie())[0]
    recevoir(un_envoi(une_note_emise(inscription, "12")), par=application, le=timezone.now())
    une_saisie(inscription, "13", par=gestionnaire)
    for lignes, champs in (
        (NoteAnterieure.objects.all(), {"valeur": 1}),
        (EnvoiRecu.objects.all(), {"nombre": 9}),
    ):
        with pytest.raises(IntegrityError, match="ne se modifie pas"), transaction.atomic():
            lignes.update(**champs) if verbe == "modifier" else lignes.delete()


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize(
    "champs",
    [
        {"valeur": Decimal(12), "code": "AB"},
        {"valeur": None, "code": None},
        {"valeur": Decimal(-1)},
        {"origine": "SAISIE", "motif": ""},
        {"origine": "SANTORIN", "motif": "", "version": 0},
    ],
)
def test_la_base_refuse_une_note_qui_n_en_est_pas_une(gestionnaire, champs):
    inscription = un_inscrit()
    bonne = {"valeur": Decimal(12), "origine": "SAISIE", "motif": "essai", "modifiee_le": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(
            inscription=inscription, epreuve=inscription.epreuve, modifiee_par=gestionnaire, **bonne | champs
        )


@pytest.mark.exigence("CYC-01")
def test_la_base_refuse_une_note_d_une_autre_epreuve_que_son_inscription(gestionnaire):
    inscription, autre = un_inscrit(), un_inscrit("E52")
    une_saisie(inscription, "12", par=gestionnaire)
    with pytest.raises(IntegrityError), transaction.atomic():
        forcer(Note.objects.all(), epreuve=autre.epreuve)


@pytest.mark.exigence("CYC-01")
def test_la_base_refuse_une_inscription_d_une_autre_academie_que_sa_candidature():
    un_inscrit()
    ailleurs = une_academie(code="A10")
    with pytest.raises(IntegrityError), transaction.atomic():
        forcer(Inscription.objects.all(), academie=ailleurs)


def forcer(lignes, **champs):
    """Change rows behind the program's back, and have the database check now what it checks at the commit."""
    lignes.update(**champs)
    with transaction.get_connection().cursor() as curseur:
        curseur.execute("SET CONSTRAINTS ALL IMMEDIATE")
