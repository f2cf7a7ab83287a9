"""The mark of a copy changes with everything its PDF is made from, and with nothing else (EDI-03, TEL-04, PAR-02)."""

from decimal import Decimal

import pytest
from django.db.models import F
from django.utils import timezone

from santorin.consultation.lectures.marque import marques
from santorin.copies.models import (
    Annotation,
    Candidat,
    Correction,
    Epreuve,
    Note,
    NoteQuestion,
    Page,
    Parametrage,
    Question,
)
from santorin.referentiel.models import Etablissement, Examen, Session
from tests.consultation.conftest import ENCRE, annoter

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("EDI-03", "TEL-04", "PAR-02")]

CE_QUI_COMPTE = {
    "nature": lambda: Epreuve.objects.update(nature="concours"),
    "note sur": lambda: Epreuve.objects.update(note_sur=40),
    "libellé de l’épreuve": lambda: Epreuve.objects.update(libelle="Autre épreuve"),
    "code de l’épreuve": lambda: Epreuve.objects.update(code="E99"),
    "session": lambda: Session.objects.update(libelle="Autre session"),
    "examen": lambda: Examen.objects.update(libelle="Autre examen"),
    "annotations exportées": lambda: Parametrage.objects.update(export_annotations=False),
    "détail exporté": lambda: Parametrage.objects.update(export_detail_notes=False),
    "appréciation exportée": lambda: Parametrage.objects.update(export_appreciation=False),
    "échelle": lambda: Parametrage.objects.update(affichage_note=10),
    "barème anonyme": lambda: Parametrage.objects.update(bareme_anonyme=True),
    "nom": lambda: Candidat.objects.update(nom="LAVANDE"),
    "prénoms": lambda: Candidat.objects.update(prenoms="Alexandre"),
    "numéro": lambda: Candidat.objects.update(numero="01950022359"),
    "division": lambda: Candidat.objects.update(division="TCOM9"),
    "établissement": lambda: Etablissement.objects.update(nom="Lycée des Tilleuls"),
    "note": lambda: Note.objects.update(valeur=Decimal("7.5"), version=F("version") + 1),
    "appréciation": lambda: Correction.objects.update(appreciation="Autre chose."),
    "points": lambda: NoteQuestion.objects.update(points=Decimal(1)),
    "libellé d’une question": lambda: Question.objects.update(libelle="Autre question"),
    "coefficient": lambda: Question.objects.update(coefficient=3),
    "rotation": lambda: Page.objects.update(rotation=90),
    "image": lambda: Page.objects.update(sha256="ab" * 32),
    "page remplacée": lambda: Page.objects.update(remplacee_le=timezone.now()),
    "annotations": lambda: Annotation.objects.all().delete(),
}


@pytest.mark.parametrize("quoi", CE_QUI_COMPTE)
def test_la_marque_change_avec(transmise, quoi):
    cle = transmise.composition.pk
    avant = marques([cle])[cle]
    assert CE_QUI_COMPTE[quoi]()
    assert marques([cle])[cle].valeur != avant.valeur


def test_une_annotation_de_plus_change_la_marque(transmise):
    cle, correction = transmise.composition.pk, transmise.copie.corrections.get()
    avant = marques([cle])[cle]
    Annotation.objects.filter(correction=correction).delete()
    annoter(correction, transmise.copie.pages.get(), ENCRE, transmise.gestionnaire)
    assert marques([cle])[cle].valeur != avant.valeur


def test_ce_que_le_pdf_ne_montre_pas_ne_change_rien(transmise):
    cle = transmise.composition.pk
    avant = marques([cle])[cle]
    Epreuve.objects.update(publiee_le=timezone.now())
    Candidat.objects.update(date_naissance=F("date_naissance"))
    assert marques([cle])[cle] == avant
    assert avant.pages == 1
