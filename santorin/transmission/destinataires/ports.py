"""The two receivers as the engine sees them, and how an exchange fails (CYC-03, IMA-01)."""

from datetime import datetime
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from santorin.transmission.destinataires.contrat import (
    CleEpreuve,
    EnvoiNotes,
    EnvoiServicesFaits,
    PageNotes,
    ReponseNotes,
    ReponseServicesFaits,
)


class Echec(Exception):
    """An exchange that did not go through; its text is a French sentence for the compte rendu."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NeRepondPas(Echec):
    """No usable answer after every attempt: nothing is known of what the receiver recorded."""


class AccesRefuse(Echec):
    """Bad or out-of-perimeter credentials."""


class EnvoiMalForme(Echec):
    """The receiver could not read the batch; nothing of it was recorded."""


class EpreuvePubliee(Echec):
    """The épreuve is published: no mark is taken any more (CLO-07)."""

    def __init__(self, message: str, *, publiee_le: datetime) -> None:
        super().__init__(message)
        self.publiee_le = publiee_le


class DestinataireNotes(Protocol):
    """Cyclades, wherever it is."""

    def envoyer(self, envoi: EnvoiNotes) -> ReponseNotes:
        """Send a batch. Raises a kind of `Echec`."""
        ...

    def detenues(
        self, epreuve: CleEpreuve, *, modifiees_depuis: datetime | None = None, apres: str | None = None
    ) -> PageNotes:
        """A page of the marks held, those changed since an instant if one is given. Raises a kind of `Echec`."""
        ...


class DestinataireServicesFaits(Protocol):
    """Imag'In, wherever it is."""

    def envoyer(self, envoi: EnvoiServicesFaits) -> ReponseServicesFaits:
        """Send a batch. Raises a kind of `Echec`."""
        ...


def destinataire_notes(*, presse: bool = False) -> DestinataireNotes:
    """The receiver of marks that the settings name (CYC-03); `presse`: one short attempt, somebody waits."""
    return cast(DestinataireNotes, import_string(settings.DESTINATAIRES["notes"])(presse=presse))


def destinataire_services_faits() -> DestinataireServicesFaits:
    """The receiver of services faits that the settings name."""
    return cast(DestinataireServicesFaits, import_string(settings.DESTINATAIRES["services_faits"])())
