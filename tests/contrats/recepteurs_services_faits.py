"""The receivers of services faits as the contract tests drive them: the contract's port, and what people do there."""

from imagin.client import Imagin
from imagin.models import Origine, ServiceFait
from santorin.transmission.destinataires import CleEpreuve
from santorin.transmission.destinataires.en_memoire import ImaginEnMemoire
from tests.fabriques import un_examen, une_academie, une_application, une_session

CLE = CleEpreuve("2027-06", "BCP", "E51", "A14")


class EnMemoire:
    """The receiver that other tests are given."""

    def __init__(self):
        self.port = ImaginEnMemoire()

    def tenus(self):
        """What is held of Santorin's: (copies, first day, last day, version) by marker."""
        return {
            numero: (tenu.nombre_de_copies, tenu.du, tenu.au, tenu.version)
            for (_, numero), tenu in self.port.services_faits.items()
        }


class ParHttp:
    """The real client, the real server, its database."""

    def __init__(self, adresse):
        une_session(), un_examen()
        _, secret = une_application(une_academie())
        self.port = Imagin(adresse=adresse, jeton=secret)

    def tenus(self):
        lignes = ServiceFait.objects.filter(origine=Origine.SANTORIN).select_related("intervenant")
        return {
            ligne.intervenant.numero: (ligne.nombre_de_copies, ligne.du, ligne.au, ligne.version)
            for ligne in lignes
        }
