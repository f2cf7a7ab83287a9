"""Whatever the order and the repetitions of the deliveries, Cyclades ends in the same state (CLO-15)."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cyclades.actions import recevoir
from cyclades.models import Note
from santorin.journal.models import Fil
from tests.fabriques import un_gestionnaire, une_academie, une_application
from tests.fabriques.cyclades import des_codes, des_inscrits, un_envoi, une_note_emise, une_saisie

CANDIDATS = 3
VERSIONS = 4
# By hand beforehand. A hand-entered 0 is set apart: see the last test.
SAISIES = st.sampled_from([None, "15", "AB", "DI"])
VALEURS = st.sampled_from(["0", "7.5", "12", "20", "AB"])


@st.composite
def livraisons(draw):
    """The marks of every version, batches of some of them, and an order in which they arrive, some of them twice."""
    valeurs = {(c, v): draw(VALEURS) for c in range(CANDIDATS) for v in range(1, VERSIONS + 1)}
    lots = draw(
        st.lists(st.lists(st.sampled_from(sorted(valeurs)), min_size=1, max_size=5), min_size=1, max_size=4)
    )
    ordre = draw(st.lists(st.integers(0, len(lots) - 1), max_size=4)) + draw(
        st.permutations(range(len(lots)))
    )
    return valeurs, lots, ordre, [draw(SAISIES) for _ in range(CANDIDATS)]


def etat_apres(envois, saisies, inscrits, application, gestionnaire):
    """What is held after these deliveries; the database goes back to what it was."""
    with transaction.atomic():
        for inscription, saisie in zip(inscrits, saisies, strict=True):
            if saisie:
                code = saisie if saisie.isalpha() else None
                une_saisie(inscription, None if code else saisie, code=code, par=gestionnaire)
        for envoi in envois:
            recevoir(envoi, par=application, le=timezone.now())
        etat = {
            note.inscription_id: (note.valeur, note.code, note.origine, note.version)
            for note in Note.objects.all()
        }
        transaction.set_rollback(True)
    return etat


@pytest.fixture
def scene(db):
    application = une_application(une_academie())[0]
    des_codes()
    return des_inscrits(CANDIDATS), application, un_gestionnaire()


@pytest.mark.exigence("CLO-15", "CYC-01")
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(livraisons())
def test_le_desordre_et_les_repetitions_ne_changent_pas_l_etat_final(scene, tirage):
    valeurs, lots, ordre, saisies = tirage
    inscrits, application, gestionnaire = scene

    def note(candidat, version):
        texte = valeurs[candidat, version]
        code = texte if texte.isalpha() else None
        return une_note_emise(inscrits[candidat], None if code else texte, code=code, version=version)

    envois = [un_envoi(*(note(*cle) for cle in lot)) for lot in lots]
    en_ordre = sorted({cle for lot in lots for cle in lot}, key=lambda cle: cle[1])
    une_fois = [un_envoi(*(note(*cle) for cle in en_ordre))]
    champs = {
        "saisies": saisies,
        "inscrits": inscrits,
        "application": application,
        "gestionnaire": gestionnaire,
    }
    assert etat_apres([envois[rang] for rang in ordre], **champs) == etat_apres(une_fois, **champs)
    assert not Fil.objects.filter(nom__startswith="cyclades:epreuve").exists()


@pytest.mark.exigence("HAR-08")
def test_un_0_saisi_ne_resiste_qu_a_l_ab_qui_arrive_pendant_qu_il_est_en_place(scene):
    """The one case where order tells: the 0 is protected while it is there, not after another mark replaced it."""
    (inscription, *_), application, gestionnaire = scene
    nombre = un_envoi(une_note_emise(inscription, "12", version=1))
    absence = un_envoi(une_note_emise(inscription, code="AB", version=2))
    fins = []
    for envois in ((nombre, absence), (absence, nombre)):
        with transaction.atomic():
            une_saisie(inscription, "0", par=gestionnaire)
            for envoi in envois:
                recevoir(envoi, par=application, le=timezone.now())
            note = Note.objects.get()
            fins.append((note.valeur, note.code, note.origine, note.version))
            transaction.set_rollback(True)
    assert fins == [(None, "AB", "SANTORIN", 2), (Decimal(0), None, "SAISIE", 2)]
