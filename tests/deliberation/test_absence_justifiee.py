"""HAR-08, DEL-12: a 0 typed by hand in Cyclades is a justified absence; the calculation and the jury say so."""

from decimal import Decimal

import pytest
from django.utils import timezone

from cyclades.actions import saisir
from cyclades.models import Inscription
from deliberation.lectures.salle import salle
from deliberation.proposition import reglement_du, supposer
from santorin.referentiel.valeur import Valeur
from tests.deliberation.decor import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("HAR-08", "DEL-12", "DEL-13")]


def lu(scene):
    return next(lu for lu in salle(scene.jury()).lignes if lu.dossier.candidature.nom == "GUYLESTE")


def saisir_a_la_main(scene, nombre):
    inscription = Inscription.objects.select_related("note").get(
        candidature__nom="GUYLESTE", epreuve__code="U51"
    )
    saisir(
        inscription,
        valeur=Valeur(nombre=Decimal(nombre)),
        motif="Certificat médical",
        vue=inscription.note.modifiee_le,
        par=scene.dec,
        le=timezone.now(),
    )


def test_un_zero_saisi_a_la_main_est_une_absence_justifiee_dite_au_jury():
    scene = Scene()
    saisir_a_la_main(scene, 0)
    [note] = [note for note in lu(scene).notes if note.cle == "U51"]
    assert (note.absence_justifiee, note.provenance) == (True, "Saisie à la main, absence justifiée")
    texte = str(lu(scene).decision.fiche)
    assert "absence justifiée" in texte


def test_une_autre_note_saisie_a_la_main_n_en_est_pas_une():
    scene = Scene()
    saisir_a_la_main(scene, 5)
    [note] = [note for note in lu(scene).notes if note.cle == "U51"]
    assert (note.absence_justifiee, note.provenance) == (False, "Saisie à la main")


def test_une_note_supposee_a_sa_place_n_en_est_plus_une():
    scene = Scene()
    saisir_a_la_main(scene, 0)
    suppose = supposer(lu(scene), reglement_du(scene.jury()), {"U51": Valeur(nombre=Decimal(12))})
    assert suppose.anomalie == ""
    assert "absence justifiée" not in str(suppose.decision.fiche)
