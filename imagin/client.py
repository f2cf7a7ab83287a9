"""Imag'In, wherever it is: the client of the contract (IMA-01)."""

from django.conf import settings

from santorin.transmission.destinataires import EnvoiServicesFaits, NeRepondPas, ReponseServicesFaits
from santorin.transmission.destinataires.http import Liaison

CHEMIN = "/imagin/api/v1"


class Imagin:
    """The receiver of services faits at an address of the settings, this same deployment by default.

    One instance keeps its connections alive and may be used by several threads.
    """

    def __init__(self, *, adresse: str | None = None, jeton: str | None = None) -> None:
        self._liaison = Liaison(
            nom="Imag’In",
            adresse=settings.IMAGIN_URL if adresse is None else adresse,
            jeton=settings.IMAGIN_JETON if jeton is None else jeton,
        )

    def envoyer(self, envoi: EnvoiServicesFaits) -> ReponseServicesFaits:
        """Send a batch, as many times as needed: it is recorded once (IMA-01). Raises a kind of `Echec`.

        An answer that does not acknowledge exactly what was sent is no answer.
        """
        reponse = self._liaison.poster(f"{CHEMIN}/envois", envoi, ReponseServicesFaits)
        envoyes = [service.intervenant for service in envoi.services_faits]
        acquittes = [accuse.intervenant for accuse in reponse.accuses]
        if reponse.envoi != envoi.envoi or acquittes != envoyes:
            raise NeRepondPas("Imag’In ne répond pas : sa réponse n’est pas celle de cet envoi.")
        return reponse
