"""Cyclades, wherever it is: the client of the contract (CYC-03)."""

from datetime import datetime
from urllib.parse import quote

from django.conf import settings

from santorin.transmission.destinataires import (
    CleEpreuve,
    EnvoiNotes,
    NeRepondPas,
    PageNotes,
    ReponseNotes,
)
from santorin.transmission.destinataires.http import Liaison

CHEMIN = "/cyclades/api/v1"


class Cyclades:
    """The receiver of marks at an address of the settings, this same deployment by default (CYC-03).

    One instance keeps its connections alive and may be used by several threads. `presse`: see `Liaison`.
    """

    def __init__(self, *, adresse: str | None = None, jeton: str | None = None, presse: bool = False) -> None:
        self._liaison = Liaison(
            nom="Cyclades",
            adresse=settings.CYCLADES_URL if adresse is None else adresse,
            jeton=settings.CYCLADES_JETON if jeton is None else jeton,
            presse=presse,
        )

    def envoyer(self, envoi: EnvoiNotes) -> ReponseNotes:
        """Send a batch, as many times as needed: it is recorded once (CLO-15). Raises a kind of `Echec`.

        An answer that does not acknowledge exactly what was sent is no answer.
        """
        reponse = self._liaison.poster(f"{CHEMIN}/envois", envoi, ReponseNotes)
        envoyees = [(note.candidat, note.inscription) for note in envoi.notes]
        acquittees = [(accuse.candidat, accuse.inscription) for accuse in reponse.accuses]
        if reponse.envoi != envoi.envoi or acquittees != envoyees:
            raise NeRepondPas("Cyclades ne répond pas : sa réponse n’est pas celle de cet envoi.")
        return reponse

    def detenues(
        self, epreuve: CleEpreuve, *, modifiees_depuis: datetime | None = None, apres: str | None = None
    ) -> PageNotes:
        """A page of the marks held, those changed since an instant if one is given. Raises a kind of `Echec`."""
        cle = "/".join(quote(part, safe="") for part in (epreuve.session, epreuve.examen, epreuve.code))
        parametres = {
            "apres": apres,
            "modifiees_depuis": modifiees_depuis.isoformat() if modifiees_depuis else None,
            "academie": epreuve.academie,
        }
        dits = {nom: valeur for nom, valeur in parametres.items() if valeur is not None}
        return self._liaison.lire(f"{CHEMIN}/epreuves/{cle}/notes", dits, PageNotes)
