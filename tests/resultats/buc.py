"""The collège of the document, its chef and its gestionnaire, with the CFG of June 2018 proclaimed."""

from django.utils import timezone

from demonstration.resultats import UAI, faire_resultats
from resultats.lectures.listes import affiches
from tests.fabriques import un_chef, un_etablissement, un_gestionnaire, une_academie

DU_DOCUMENT = (
    "ANTHRACITE THOMAS", "ARGENT CARINE", "BLANC HUGO PHILIPPE PIERRE", "BRUN ALEXIS", "CARMIN JULIEN PIERRE",
    "FUSCHIA JULIEN CLÉMENT", "GREEN JOHN", "IVOIRE CHLOE EMILIE", "LAVANDE ALEXANDRE", "ROSE BONBON LUDIVINE",
    "ROUGE ARTHUR", "VERT POMME CLÉMENT ALAN", "VERT SAPIN AMBRE",
)  # fmt: skip


class Buc:
    """The frame and the people."""

    def __init__(self):
        self.academie = une_academie(code="A25", nom="Versailles")
        self.college = un_etablissement(
            academie=self.academie, uai=UAI, nom="CLG FRANCO ALLEMAND", ville="BUC"
        )
        self.gestionnaire = un_gestionnaire(self.academie)
        self.chef = un_chef(self.college)
        self.cadre = faire_resultats(
            [self.college], {"gestionnaire.versailles": self.gestionnaire}, le=timezone.now()
        )

    def liste(self):
        """The lines of the list to post."""
        return [
            (f"{resultat.candidature.nom} {resultat.candidature.prenoms}".upper(), resultat.libelle)
            for resultat in affiches(self.cadre, UAI)
        ]
