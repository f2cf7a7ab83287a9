"""Épreuves, candidates, lots and copies."""

import hashlib
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image, ImageDraw

from santorin.copies.etats import EtatLot
from santorin.copies.fichiers import nom_de_stockage
from santorin.copies.models import (
    Candidat,
    Composition,
    Copie,
    Correcteur,
    Correction,
    Epreuve,
    Lot,
    Nature,
    NoteQuestion,
    Page,
    Parametrage,
    Question,
    Sujet,
)
from tests.fabriques.comptes import un_correcteur_connecte
from tests.fabriques.referentiel import un_etablissement, un_examen, une_academie, une_session
from tests.fabriques.suite import suivant


def une_epreuve(nature=Nature.PONCTUELLE, *, academie=None, parametrage=None, **champs):
    """An épreuve with its paramétrage."""
    champs.setdefault("code", f"E{suivant()}")
    champs.setdefault("libelle", "Économie-gestion")
    champs.setdefault("date", date(2027, 6, 16))
    champs.setdefault("session", une_session())
    champs.setdefault("examen", un_examen())
    epreuve = Epreuve.objects.create(nature=nature, academie=academie or une_academie(), **champs)
    # PAR-03: an E3C leaves nothing out.
    fige = {"export_annotations": True} if nature == Nature.E3C else {}
    Parametrage.objects.create(epreuve=epreuve, **(parametrage or {}) | fige)
    return epreuve


def un_sujet(epreuve, *, points=("8", "7", "5"), **champs):
    """A subject with a barème of 20 points in three questions."""
    champs.setdefault("code", f"S{suivant()}")
    champs.setdefault("libelle", "Sujet national")
    sujet = Sujet.objects.create(epreuve=epreuve, **champs)
    Question.objects.bulk_create(
        Question(sujet=sujet, ordre=rang, numero=str(rang), libelle=f"Question {rang}", points=Decimal(p))
        for rang, p in enumerate(points, start=1)
    )
    return sujet


def un_candidat(*, etablissement=None, **champs):
    """GUYLESTE Fazia, with a number of her own."""
    champs.setdefault("numero", f"01{suivant():09}")
    champs.setdefault("inscription", "002")
    champs.setdefault("nom", "GUYLESTE")
    champs.setdefault("prenoms", "Fazia")
    champs.setdefault("date_naissance", date(2009, 1, 1))
    champs.setdefault("division", "TCOM1")
    return Candidat.objects.create(etablissement=etablissement or un_etablissement(), **champs)


def une_composition(epreuve, *, candidat=None, emargement="present", etablissement=None, **champs):
    """A candidate who signed as present."""
    candidat = candidat or un_candidat(
        etablissement=etablissement or un_etablissement(academie=epreuve.academie)
    )
    return Composition.objects.create(epreuve=epreuve, candidat=candidat, emargement=emargement, **champs)


def un_correcteur(epreuve=None, **champs):
    """A marker, called for the épreuve when one is given."""
    champs.setdefault("numero", f"I{suivant():06}")
    champs.setdefault("nom", "SAPIN")
    champs.setdefault("prenoms", "Ambre")
    correcteur = Correcteur.objects.create(**champs)
    if epreuve:
        correcteur.epreuves.add(epreuve)
    return correcteur


def un_lot(epreuve, *, sujet=None, correcteur=None, etat=EtatLot.EN_CORRECTION, **champs):
    """A lot being marked."""
    champs.setdefault("numero", suivant())
    if etat == EtatLot.VERROUILLE:
        correcteur = correcteur or un_correcteur(epreuve)
        champs.setdefault("verrouille_le", timezone.now())
        champs.setdefault("verrouille_par", correcteur.utilisateur or un_correcteur_connecte(correcteur))
    lot = Lot(
        epreuve=epreuve,
        sujet=sujet or epreuve.sujets.first() or un_sujet(epreuve),
        correcteur=None if etat == EtatLot.CONSTITUE else correcteur or un_correcteur(epreuve),
        etat=etat,
        **champs,
    )
    lot.save()
    return lot


def une_copie(composition, **champs):
    """The script of a sitting, without pages."""
    return Copie.objects.create(composition=composition, **champs)


def octets_de_page(texte="page", *, largeur=620, hauteur=877):
    """A small JPEG on which something is drawn."""
    image = Image.new("L", (largeur, hauteur), 250)
    ImageDraw.Draw(image).text((40, 40), texte, fill=20)
    sortie = BytesIO()
    image.save(sortie, "JPEG", quality=80, dpi=(75, 75))
    return sortie.getvalue()


def fichier_de_page(sha256):
    """Where the JPEG of a page lies on the disk."""
    return Path(default_storage.path(nom_de_stockage(sha256)))


def une_page(copie, numero=1, *, octets=None, **champs):
    """A stored page."""
    octets = octets or octets_de_page(f"copie {copie.pk} page {numero}")
    sha256 = hashlib.sha256(octets).hexdigest()
    chemin = f"pages/{sha256[:2]}/{sha256[2:4]}/{sha256}.jpg"
    if not default_storage.exists(chemin):
        default_storage.save(chemin, ContentFile(octets))
    with Image.open(BytesIO(octets)) as image:
        largeur, hauteur = image.size
    champs.setdefault("numerisee_le", timezone.now())
    return Page.objects.create(
        copie=copie,
        numero=numero,
        sha256=sha256,
        taille=len(octets),
        largeur=largeur,
        hauteur=hauteur,
        **champs,
    )


def une_correction(copie, lot, *, points=None, **champs):
    """A marking; `points` gives the mark of each question in order."""
    champs.setdefault("ordre", suivant())
    correction = Correction.objects.create(copie=copie, lot=lot, **champs)
    for question, valeur in zip(lot.sujet.questions.all(), points or (), strict=False):
        NoteQuestion.objects.create(correction=correction, question=question, points=Decimal(valeur))
    return correction


def un_lot_corrige(epreuve, *totaux, etablissement=None, pages=0, **champs):
    """A lot whose copies are all marked, one per total out of 20 given (« 12.5 »), ready to be locked."""
    lot = un_lot(epreuve, **champs)
    for total in totaux:
        composition = une_composition(epreuve, etablissement=etablissement)
        copie = une_copie(composition)
        for numero in range(1, pages + 1):
            une_page(copie, numero)
        une_correction(copie, lot, points=_repartir(lot, Decimal(total)))
    return lot


def _repartir(lot, total):
    """Split a total over the questions, each within its points."""
    parts = []
    for question in lot.sujet.questions.all():
        part = min(question.points, total)
        parts.append(part)
        total -= part
    return parts
