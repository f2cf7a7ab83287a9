"""The contract of the receivers of marks (CYC-01, HAR-08, CLO-10, CLO-11, CLO-15)."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import msgspec
import pytest
from django.utils import timezone

from santorin.transmission.destinataires import (
    EnPlace,
    EnvoiMalForme,
    EnvoiNotes,
    EpreuvePubliee,
    MotifNote,
    NoteEmise,
    Origine,
    StatutNote,
)
from tests.contrats.recepteurs import CLE, INCONNUE

ENR, INC, CONS, REJ = StatutNote.ENREGISTREE, StatutNote.INCHANGEE, StatutNote.CONSERVEE, StatutNote.REJETEE
SAISIE, SANTORIN = Origine.SAISIE, Origine.SANTORIN


def lue(texte):
    """« 12.5 » or « AB » as a value and a code."""
    return (None, texte) if texte.isalpha() else (Decimal(texte), None)


def emise(candidat, texte, version=1):
    return NoteEmise(*candidat, *lue(texte), version)


def envoi(*notes, epreuve=CLE, protege=True):
    return EnvoiNotes(
        envoi=uuid4(),
        transmission=uuid4(),
        epreuve=epreuve,
        emise_le=timezone.now(),
        notes=list(notes),
        protege=protege,
    )


def envoyer(recepteur, *notes, **champs):
    """Send, and read what was answered: (statut, motif) of each mark."""
    reponse = recepteur.port.envoyer(envoi(*notes, **champs))
    return [(accuse.statut, accuse.motif) for accuse in reponse.accuses]


def tenues(recepteur, **champs):
    """What is held: by candidate, (value or code, origin, version)."""
    page = recepteur.port.detenues(CLE, **champs)
    assert page.suivant is None
    return {
        (note.candidat, note.inscription): (
            note.code if note.valeur is None else note.valeur,
            note.origine,
            note.version,
        )
        for note in page.notes
    }


@pytest.mark.exigence("HAR-08", "CLO-10", "CYC-01")
@pytest.mark.parametrize(
    ("en_place", "arrive", "attendu", "ensuite"),
    [
        (None, "12.5", (ENR, None), (Decimal("12.5"), SANTORIN)),
        (None, "AB", (ENR, None), ("AB", SANTORIN)),
        (("saisie", "15"), "12.5", (ENR, None), (Decimal("12.5"), SANTORIN)),
        (("saisie", "AB"), "12.5", (ENR, None), (Decimal("12.5"), SANTORIN)),
        (("saisie", "DI"), "12.5", (CONS, MotifNote.DI_SAISIE_EN_PLACE), ("DI", SAISIE)),
        (("saisie", "DI"), "0", (CONS, MotifNote.DI_SAISIE_EN_PLACE), ("DI", SAISIE)),
        (("saisie", "DI"), "AB", (CONS, MotifNote.DI_SAISIE_EN_PLACE), ("DI", SAISIE)),
        (("saisie", "0"), "AB", (CONS, MotifNote.ZERO_SAISI_EN_PLACE), (Decimal(0), SAISIE)),
        (("saisie", "0"), "12.5", (ENR, None), (Decimal("12.5"), SANTORIN)),
        (("saisie", "0"), "0", (ENR, None), (Decimal(0), SANTORIN)),
        (("saisie", "12.5"), "12.50", (ENR, None), (Decimal("12.5"), SANTORIN)),
        (("saisie", "15"), "AB", (ENR, None), ("AB", SANTORIN)),
        (("santorin", "12.5"), "12.50", (INC, None), (Decimal("12.5"), SANTORIN)),
        (("santorin", "12.5"), "13", (ENR, None), (Decimal(13), SANTORIN)),
        (("santorin", "0"), "AB", (ENR, None), ("AB", SANTORIN)),
        (("santorin", "AB"), "0", (ENR, None), (Decimal(0), SANTORIN)),
        (("santorin", "DI"), "12.5", (ENR, None), (Decimal("12.5"), SANTORIN)),
    ],
)
def test_la_table_de_fusion_ligne_par_ligne(recepteur, en_place, arrive, attendu, ensuite):
    (candidat,) = recepteur.inscrire()
    if en_place and en_place[0] == "saisie":
        valeur, code = lue(en_place[1])
        recepteur.saisir(candidat, valeur, code)
    elif en_place:
        envoyer(recepteur, emise(candidat, en_place[1]))
    reponse = recepteur.port.envoyer(envoi(emise(candidat, arrive, version=2)))
    (accuse,) = reponse.accuses
    assert (accuse.statut, accuse.motif) == attendu
    assert tenues(recepteur) == {candidat: (*ensuite, 2)}
    valeur, code = (None, ensuite[0]) if isinstance(ensuite[0], str) else (ensuite[0], None)
    assert accuse.en_place == EnPlace(valeur, code, ensuite[1])
    assert accuse.message or attendu[0] in (INC, ENR)


@pytest.mark.exigence("HAR-08")
@pytest.mark.parametrize(("saisie", "arrive"), [("DI", "12.5"), ("DI", "AB"), ("0", "AB")])
def test_un_envoi_qui_ne_protege_pas_ecrase_les_exceptions(recepteur, saisie, arrive):
    (candidat,) = recepteur.inscrire()
    recepteur.saisir(candidat, *lue(saisie))
    assert envoyer(recepteur, emise(candidat, arrive), protege=False) == [(ENR, None)]
    valeur, code = lue(arrive)
    assert tenues(recepteur) == {candidat: (code or valeur, SANTORIN, 1)}


@pytest.mark.exigence("CLO-15", "CYC-01")
def test_le_meme_envoi_recoit_toujours_la_meme_reponse_et_ne_change_rien(recepteur):
    (candidat,) = recepteur.inscrire()
    premier = envoi(emise(candidat, "12.5"))
    reponse = recepteur.port.envoyer(premier)
    recepteur.saisir(candidat, "15")
    envoyer(recepteur, emise(candidat, "14", version=2))
    recepteur.saisir(candidat, "16")
    assert recepteur.port.envoyer(premier) == reponse
    assert tenues(recepteur) == {candidat: (Decimal(16), SAISIE, 2)}


@pytest.mark.exigence("CLO-15")
def test_une_version_en_retard_est_rejetee_sans_effet(recepteur):
    (candidat,) = recepteur.inscrire()
    envoyer(recepteur, emise(candidat, "14", version=3))
    assert envoyer(recepteur, emise(candidat, "12", version=2)) == [(REJ, MotifNote.VERSION_DEPASSEE)]
    assert tenues(recepteur) == {candidat: (Decimal(14), SANTORIN, 3)}


@pytest.mark.exigence("CLO-15")
def test_la_meme_version_dans_un_autre_envoi_ne_change_rien_meme_apres_une_saisie(recepteur):
    (candidat,) = recepteur.inscrire()
    envoyer(recepteur, emise(candidat, "14", version=3))
    recepteur.saisir(candidat, "16")
    assert envoyer(recepteur, emise(candidat, "14", version=3)) == [(INC, None)]
    assert tenues(recepteur) == {candidat: (Decimal(16), SAISIE, 3)}


@pytest.mark.exigence("CLO-15", "HAR-08")
def test_une_note_conservee_retient_la_version_recue(recepteur):
    (candidat,) = recepteur.inscrire()
    recepteur.saisir(candidat, None, "DI")
    assert envoyer(recepteur, emise(candidat, "12", version=5)) == [(CONS, MotifNote.DI_SAISIE_EN_PLACE)]
    recepteur.saisir(candidat, "9")
    assert envoyer(recepteur, emise(candidat, "11", version=4)) == [(REJ, MotifNote.VERSION_DEPASSEE)]
    assert tenues(recepteur) == {candidat: (Decimal(9), SAISIE, 5)}


@pytest.mark.exigence("CLO-06", "CYC-01")
def test_une_mauvaise_note_ne_fait_pas_couler_l_envoi_et_les_accuses_gardent_l_ordre(recepteur):
    premier, deuxieme = recepteur.inscrire(2)
    (ailleurs,) = recepteur.inscrire(epreuve="E52")
    reponse = recepteur.port.envoyer(
        envoi(
            emise(deuxieme, "20"),
            emise(("01999999999", "001"), "12"),
            emise(ailleurs, "12"),
            emise(premier, "20.01"),
        )
    )
    assert [(a.candidat, a.inscription, a.statut, a.motif) for a in reponse.accuses] == [
        (*deuxieme, ENR, None),
        ("01999999999", "001", REJ, MotifNote.CANDIDAT_INCONNU),
        (*ailleurs, REJ, MotifNote.EPREUVE_NON_INSCRITE),
        (*premier, REJ, MotifNote.VALEUR_HORS_BAREME),
    ]
    assert all(accuse.message for accuse in reponse.accuses[1:])
    assert [accuse.en_place for accuse in reponse.accuses[1:]] == [None, None, None]
    assert tenues(recepteur) == {deuxieme: (Decimal(20), SANTORIN, 1)}


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize("valeur", ["-1", "20.01", "12.345", "1E+4000", "1E-4000", "0.000001"])
def test_une_valeur_hors_du_bareme_est_rejetee(recepteur, valeur):
    (candidat,) = recepteur.inscrire()
    note = NoteEmise(*candidat, Decimal(valeur), None, 1)
    assert envoyer(recepteur, note) == [(REJ, MotifNote.VALEUR_HORS_BAREME)]
    assert tenues(recepteur) == {}


@pytest.mark.exigence("CLO-15")
def test_un_candidat_deux_fois_dans_un_envoi_est_traite_comme_deux_livraisons(recepteur):
    (candidat,) = recepteur.inscrire()
    assert envoyer(
        recepteur,
        emise(candidat, "12", version=1),
        emise(candidat, "14", version=3),
        emise(candidat, "13", version=2),
        emise(candidat, "14", version=3),
    ) == [(ENR, None), (ENR, None), (REJ, MotifNote.VERSION_DEPASSEE), (INC, None)]
    assert tenues(recepteur) == {candidat: (Decimal(14), SANTORIN, 3)}


@pytest.mark.exigence("CLO-07")
def test_apres_la_publication_rien_n_est_pris_mais_un_envoi_deja_repondu_l_est_encore(recepteur):
    premier, deuxieme = recepteur.inscrire(2)
    deja = envoi(emise(premier, "12"))
    reponse = recepteur.port.envoyer(deja)
    le = recepteur.publier()
    with pytest.raises(EpreuvePubliee) as refus:
        recepteur.port.envoyer(envoi(emise(deuxieme, "13")))
    assert refus.value.publiee_le == le
    assert "publiées" in refus.value.message
    assert recepteur.port.envoyer(deja) == reponse
    assert recepteur.port.detenues(CLE).publiee_le == le
    assert tenues(recepteur) == {premier: (Decimal(12), SANTORIN, 1)}


@pytest.mark.exigence("CYC-01")
@pytest.mark.parametrize(
    ("valeur", "code"),
    [(Decimal(12), "AB"), (None, None), (Decimal("NaN"), None), (Decimal("Infinity"), None)],
)
def test_une_note_qui_n_en_est_pas_une_fait_refuser_tout_l_envoi(recepteur, valeur, code):
    premier, deuxieme = recepteur.inscrire(2)
    with pytest.raises(EnvoiMalForme) as refus:
        envoyer(recepteur, emise(premier, "12"), NoteEmise(*deuxieme, valeur, code, 1))
    assert "notes[1]" in refus.value.message
    assert tenues(recepteur) == {}


@pytest.mark.exigence("CYC-01")
def test_un_envoi_de_plus_de_5000_notes_est_refuse(recepteur):
    (candidat,) = recepteur.inscrire()
    with pytest.raises(EnvoiMalForme):
        envoyer(recepteur, *[emise(candidat, "12", version) for version in range(1, 5002)])
    assert tenues(recepteur) == {}


@pytest.mark.exigence("CLO-15")
def test_un_identifiant_d_envoi_ne_sert_qu_une_fois(recepteur):
    (candidat,) = recepteur.inscrire()
    premier = envoi(emise(candidat, "12"))
    recepteur.port.envoyer(premier)
    with pytest.raises(EnvoiMalForme, match="déjà servi"):
        recepteur.port.envoyer(msgspec.structs.replace(premier, notes=[emise(candidat, "13", 2)]))
    assert tenues(recepteur) == {candidat: (Decimal(12), SANTORIN, 1)}


@pytest.mark.exigence("CLO-15")
def test_un_envoi_vide_est_repondu(recepteur):
    recepteur.inscrire()
    assert envoyer(recepteur) == []


@pytest.mark.exigence("CLO-11")
def test_cyclades_dit_ce_qui_a_change_depuis_un_instant(recepteur):
    premier, deuxieme = recepteur.inscrire(2)
    envoyer(recepteur, emise(premier, "12"), emise(deuxieme, "13"))
    instant = recepteur.port.detenues(CLE).instant
    assert tenues(recepteur, modifiees_depuis=instant) == {}
    recepteur.saisir(deuxieme, "15")
    assert tenues(recepteur, modifiees_depuis=instant) == {deuxieme: (Decimal(15), SAISIE, 1)}
    assert len(tenues(recepteur, modifiees_depuis=instant - timedelta(hours=1))) == 2


@pytest.mark.exigence("CLO-11")
def test_une_version_retenue_sans_changer_la_note_n_est_pas_un_changement(recepteur):
    (candidat,) = recepteur.inscrire()
    envoyer(recepteur, emise(candidat, "12"))
    instant = recepteur.port.detenues(CLE).instant
    assert envoyer(recepteur, emise(candidat, "12", version=2)) == [(INC, None)]
    assert tenues(recepteur, modifiees_depuis=instant) == {}


@pytest.mark.exigence("CLO-14")
def test_une_epreuve_que_cyclades_ne_connait_pas_ne_detient_rien(recepteur):
    page = recepteur.port.detenues(INCONNUE)
    assert (page.notes, page.suivant, page.publiee_le) == ([], None, None)


@pytest.mark.exigence("CYC-01")
def test_une_epreuve_inconnue_refuse_chaque_note(recepteur):
    (candidat,) = recepteur.inscrire()
    assert envoyer(recepteur, emise(candidat, "12"), epreuve=INCONNUE) == [
        (REJ, MotifNote.EPREUVE_NON_INSCRITE)
    ]
