"""An épreuve to close, and the acts of people on it, in few words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import deverrouiller, emarger, noter_lot, verrouiller
from santorin.copies.actions.corrections import Notation
from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Correction, Epreuve, Lot, Note
from santorin.traitements.compte_rendu import CompteRendu
from santorin.transmission.actions import transmettre
from santorin.transmission.etats import Acte
from santorin.transmission.regles import Portee, cle_de
from tests.fabriques import un_gestionnaire, un_lot_corrige, une_composition, une_epreuve


@dataclass
class Scene:
    """One épreuve and its gestionnaire."""

    epreuve: Epreuve
    gestionnaire: Utilisateur

    @property
    def cle(self):
        return cle_de(self.epreuve)

    @property
    def portee(self):
        return Portee(Epreuve.objects.get(pk=self.epreuve.pk))

    def lot(self, *totaux, verrouille=True, **champs):
        """A lot whose copies have these marks, locked unless told otherwise."""
        lot = un_lot_corrige(self.epreuve, *totaux, **champs)
        if verrouille:
            self.verrouiller(lot)
        return lot

    def absent(self, **champs):
        """A candidate émargé absent."""
        composition = une_composition(self.epreuve, emargement=Emargement.NON_EMARGE, **champs)
        emarger([composition], Emargement.ABSENT, par=self.gestionnaire, le=timezone.now())
        return composition

    def non_emarge(self, **champs):
        """A candidate whose attendance is not known."""
        return une_composition(self.epreuve, emargement=Emargement.NON_EMARGE, **champs)

    def verrouiller(self, lot):
        verrouiller(Lot.objects.get(pk=lot.pk), par=self.gestionnaire, le=timezone.now())

    def deverrouiller(self, lot):
        deverrouiller(
            Lot.objects.get(pk=lot.pk), motif="Nouvelle correction", par=self.gestionnaire, le=timezone.now()
        )

    def recorriger(self, lot, *totaux):
        """Unlock, give these marks to its copies in order, lock again."""
        self.deverrouiller(lot)
        self.noter(lot, *totaux)
        self.verrouiller(lot)

    def noter(self, lot, *totaux):
        corrections = Correction.objects.filter(lot=lot).order_by("ordre")
        notations = [
            Notation(correction, repartir(lot, Decimal(total)))
            for correction, total in zip(corrections, totaux, strict=True)
        ]
        noter_lot(Lot.objects.get(pk=lot.pk), notations, par=self.gestionnaire, le=timezone.now())

    def compositions(self, lot):
        """The sittings of a lot, in its order."""
        siennes = Composition.objects.filter(copie__corrections__lot=lot).select_related("candidat")
        return list(siennes.order_by("copie__corrections__ordre"))

    def compositions_toutes(self):
        """Every sitting of the épreuve."""
        return list(self.epreuve.compositions.select_related("candidat").order_by("pk"))

    def cloturer(self, *, portee=None, acte=Acte.CLOTURE, compte_rendu=None, par=None):
        """Run the engine here, with a compte rendu in memory; return the run and the compte rendu."""
        compte_rendu = compte_rendu or CompteRendu(par=self.gestionnaire)
        transmission = transmettre(
            portee or self.portee, acte=acte, par=par or self.gestionnaire, compte_rendu=compte_rendu
        )
        return transmission, compte_rendu


def une_scene(**champs):
    """A ponctual épreuve with its gestionnaire."""
    epreuve = une_epreuve(**champs)
    return Scene(epreuve, un_gestionnaire(epreuve.academie))


def numeros(composition):
    """What the other systems call the candidate."""
    return composition.candidat.numero, composition.candidat.inscription


def repartir(lot, total):
    """A total over the questions of the barème, each within its points."""
    parts = {}
    for question in lot.sujet.questions.all():
        parts[question.pk] = min(question.points, total)
        total -= parts[question.pk]
    return parts


def detenue(cyclades, scene, composition):
    """« 12.50 », « AB » or None: what Cyclades holds of a candidate."""
    tenue = cyclades.epreuve(scene.cle).notes.get(numeros(composition))
    if tenue is None:
        return None
    return tenue[0].code or str(tenue[0].valeur)


def envoyees(transmission):
    """What a run sent: {(numéro, inscription): (note, raison)}."""
    lignes = {}
    for envoi in transmission.envois.all():
        for ligne in envoi.notes.all():
            lignes[ligne.candidat, ligne.inscription] = (ligne.code or str(ligne.valeur), ligne.raison)
    return lignes


def note_de(composition):
    return Note.objects.get(composition=composition)
