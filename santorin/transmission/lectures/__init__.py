"""What screens and jobs read of transmissions."""

from santorin.transmission.lectures.bilan import (
    Bilan,
    ServicesFaits,
    bilan_de,
    bilans,
    services_faits_de,
    situation_de,
    situations_de,
    transmissions_de,
)

__all__ = [
    "Bilan",
    "ServicesFaits",
    "bilan_de",
    "bilans",
    "services_faits_de",
    "situation_de",
    "situations_de",
    "transmissions_de",
]
