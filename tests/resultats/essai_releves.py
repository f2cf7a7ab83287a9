"""Transcripts for the tests: real results, a real generation, real PDFs."""

from datetime import timedelta

from django.utils import timezone

from resultats.actions.generation import generer
from resultats.actions.releves import publier
from resultats.lectures.proclamation import Cadre
from resultats.models import NatureService
from santorin.traitements.compte_rendu import CompteRendu
from tests.fabriques import un_chef, un_etablissement, un_gestionnaire
from tests.fabriques.resultats import des_resultats, un_resultat, un_service


class Ecole:
    """A school, its head, its gestionnaire, and pupils with a proclaimed result each."""

    def __init__(self, nombre=3, **champs):
        self.etablissement = un_etablissement()
        self.academie = self.etablissement.academie
        self.chef = un_chef(self.etablissement)
        self.gestionnaire = un_gestionnaire(self.academie)
        self.resultats = des_resultats(nombre, etablissement=self.etablissement, **champs)
        self.candidatures = [resultat.candidature for resultat in self.resultats]
        premiere = self.candidatures[0]
        self.cadre = Cadre(premiere.examen, premiere.session, self.academie)

    def generer(self):
        """Run the job, in memory."""
        compte_rendu = CompteRendu(par=self.gestionnaire)
        return generer(self.cadre, par=self.gestionnaire, le=timezone.now(), compte_rendu=compte_rendu)

    def publier(self, dans=timedelta(0)):
        """A run, published from now, or for later."""
        generation = self.generer()
        le = timezone.now()
        publier(generation, disponible_le=le + dans, par=self.gestionnaire, le=le)
        return generation

    def changer(self, candidature, **champs):
        """Another version of the result."""
        return un_resultat(candidature, **champs)

    def ouvrir(self, nature=NatureService.ETABLISSEMENTS, **champs):
        """Open a service of this frame."""
        cadre = self.cadre
        return un_service(
            nature, academie=cadre.academie, examen=cadre.examen, session=cadre.session, **champs
        )
