"""A harmonised épreuve, locked lots with scanned copies, and its coordinateur."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import uuid4

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from harmonisation.actions import harmoniser, intervenir
from harmonisation.models import CopieHarmonisable, Operation, Portee, RegleDeMasse
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Correction, Nature
from santorin.correction.echanges import Changements, Noter, Poser
from tests.fabriques import un_coordinateur, un_correcteur, un_correcteur_connecte
from tests.transmission.scene import Scene, une_scene

DESACCORDS = """
(SELECT 'source', copie_id, note, harmonisee, lot, correcteur_nom, sujet, etablissement, departement, signalee
 FROM harmonisation_source
 EXCEPT SELECT 'source', copie_id, note, harmonisee, lot, correcteur_nom, sujet, etablissement, departement, signalee
 FROM harmonisation_copieharmonisable)
UNION ALL
(SELECT 'liste', copie_id, note, harmonisee, lot, correcteur_nom, sujet, etablissement, departement, signalee
 FROM harmonisation_copieharmonisable
 EXCEPT SELECT 'liste', copie_id, note, harmonisee, lot, correcteur_nom, sujet, etablissement, departement, signalee
 FROM harmonisation_source)
"""


@dataclass
class Decor:
    """What a test of the harmonisation needs; marks are given out of 20."""

    scene: Scene
    coordinateur: Utilisateur

    @property
    def epreuve(self):
        return self.scene.epreuve

    def lot(self, *totaux, verrouille=True, **champs):
        """A lot marked by somebody who has an account."""
        if "correcteur" not in champs:
            champs["correcteur"] = un_correcteur(self.epreuve)
            un_correcteur_connecte(champs["correcteur"])
        return self.scene.lot(*totaux, verrouille=verrouille, **champs)

    def corrections(self, lot):
        return list(Correction.objects.filter(lot=lot).select_related("lot", "copie").order_by("ordre"))

    def ligne(self, correction):
        """The copy's row in the list, or None."""
        return CopieHarmonisable.objects.filter(cle=correction.cle).first()

    def notes(self):
        """The marks of the list, in the order of the copies."""
        return list(CopieHarmonisable.objects.order_by("copie").values_list("note", flat=True))

    def intervenir(self, correction, motif="Question 2 mal lue", *, par=None):
        return intervenir(correction, motif=motif, par=par or self.coordinateur, le=timezone.now())

    def noter(self, intervention, question, vue, points, *, sequence=1, poste=None, par=None):
        """One mark changed in the coordinateur's editor."""
        changement = Noter(sequence, question, Decimal(vue), None if points is None else Decimal(points))
        return self.envoyer(intervention, changement, poste=poste, par=par)

    def envoyer(self, intervention, *changements, poste=None, par=None):
        recus = Changements(poste or uuid4(), list(changements))
        return harmoniser(intervention, recus=recus, par=par or self.coordinateur, le=timezone.now())

    def adresse(self, nom, *arguments):
        return reverse(f"harmonisation:{nom}", args=[self.epreuve.pk, *arguments])


def un_decor(**champs):
    """A harmonised épreuve of 20 points (8, 7 and 5), and its coordinateur."""
    scene = une_scene(nature=Nature.HARMONISEE, **champs)
    return Decor(scene, un_coordinateur(scene.epreuve))


def un_choix(sujet, *, points=12):
    """Two alternatives « A » and « B » of one choix, a question each: the questions by the number of their partie."""
    questions = {}
    for ordre, numero in enumerate("AB", start=sujet.questions.count() + 1):
        partie = sujet.parties.create(ordre=ordre, numero=numero, choix="I")
        questions[numero] = sujet.questions.create(ordre=ordre, numero=numero, points=points, partie=partie)
    return questions


def une_coche(page, sequence=1):
    """A tick put on a page."""
    contenu = {"genre": "coche", "x": 0.5, "y": 0.5, "taille": 0.03, "couleur": "rouge"}
    return Poser(sequence, page.cle, uuid4(), contenu)


def une_regle(epreuve, **champs):
    """« +1 », on the whole épreuve unless told otherwise; not saved."""
    champs.setdefault("portee", Portee.EPREUVE)
    champs.setdefault("operation", Operation.AJOUTER)
    defauts = {
        "coefficient": 1,
        "constante": 1 if champs["operation"] == Operation.AJOUTER else 0,
        "minimum": 0,
        "maximum": 20,
        "ecart_maximal": 20,
        "pas": "0.25",
    }
    nombres = {nom: Decimal(str(champs.pop(nom, valeur))) for nom, valeur in defauts.items()}
    champs.setdefault("motif", "Barème national révisé")
    return RegleDeMasse(epreuve=epreuve, **champs, **nombres)


def desaccords():
    """What the list says otherwise than its sources."""
    with connection.cursor() as curseur:
        curseur.execute(DESACCORDS)
        return curseur.fetchall()
