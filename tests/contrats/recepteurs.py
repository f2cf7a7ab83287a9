"""The receivers of marks as the contract tests drive them: the contract's port, and what people do at the other end."""

from decimal import Decimal

from django.utils import timezone

from cyclades.actions import publier
from cyclades.client import Cyclades
from cyclades.models import Epreuve, Inscription, Note
from santorin.referentiel.models import Academie
from santorin.transmission.destinataires import CleEpreuve
from santorin.transmission.destinataires.en_memoire import CycladesEnMemoire
from tests.fabriques.comptes import un_gestionnaire, une_application
from tests.fabriques.cyclades import des_codes, des_inscrits, une_saisie
from tests.fabriques.referentiel import un_examen, une_academie, une_session

CLE = CleEpreuve("2027-06", "BCP", "E51", "A14")
INCONNUE = CleEpreuve("2027-06", "BCP", "E99", "A14")


class EnMemoire:
    """The receiver that other tests are given."""

    def __init__(self):
        self.port = CycladesEnMemoire()
        self.port.inscrire(INCONNUE, ())  # else every candidate is registered for it
        self._suivant = 0

    def inscrire(self, nombre=1, epreuve="E51"):
        """Register that many candidates; their keys."""
        premier, self._suivant = self._suivant, self._suivant + nombre
        candidats = [(f"01{numero:09}", "002") for numero in range(premier, self._suivant)]
        self.port.inscrire(CleEpreuve("2027-06", "BCP", epreuve, "A14"), candidats)
        return candidats

    def saisir(self, candidat, valeur=None, code=None):
        """Enter a mark by hand."""
        self.port.saisir(CLE, candidat, valeur=None if valeur is None else Decimal(valeur), code=code)

    def publier(self):
        """Publish the épreuve; when."""
        le = timezone.now()
        self.port.publier(CLE, le)
        return le


class ParHttp:
    """The real client, the real server, its database."""

    def __init__(self, adresse):
        une_session(), un_examen(), des_codes()
        _, secret = une_application(une_academie())
        self.gestionnaire = un_gestionnaire(une_academie())
        self.port = Cyclades(adresse=adresse, jeton=secret)

    def inscrire(self, nombre=1, epreuve="E51"):
        inscrits = des_inscrits(nombre, epreuve)
        return [(i.candidature.numero, i.candidature.inscription) for i in inscrits]

    def saisir(self, candidat, valeur=None, code=None):
        inscription = Inscription.objects.select_related("candidature").get(
            candidature__numero=candidat[0], epreuve__code="E51"
        )
        une_saisie(inscription, valeur, code=code, par=self.gestionnaire)

    def publier(self):
        le = timezone.now()
        academie = Academie.objects.get(code="A14")
        if not Note.objects.exists():
            self.saisir(self.inscrire()[0], "10")
        publier(Epreuve.objects.get(code="E51"), academie=academie, par=self.gestionnaire, le=le)
        return le
