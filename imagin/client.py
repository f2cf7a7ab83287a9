"""Imag'In over HTTP: what `settings.DESTINATAIRES` names for the services faits (IMA-01)."""

from django.conf import settings

from santorin.transmission.destinataires.contrat import EnvoiServicesFaits, ReponseServicesFaits
from santorin.transmission.destinataires.http import Liaison

RACINE = "/imagin/api/v1"


class Imagin:
    """The receiver of services faits at IMAGIN_URL, with the token IMAGIN_JETON."""

    def __init__(self) -> None:
        self._liaison = Liaison(nom="Imag’In", adresse=settings.IMAGIN_URL, jeton=settings.IMAGIN_JETON)

    def envoyer(self, envoi: EnvoiServicesFaits) -> ReponseServicesFaits:
        """Send a batch. Raises a kind of `Echec`."""
        return self._liaison.poster(f"{RACINE}/envois", envoi, ReponseServicesFaits)
