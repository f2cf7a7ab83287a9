"""What sends: the engine that the clôture and the validation of the harmonisation call."""

from santorin.transmission.actions.rapprochement import rapprocher
from santorin.transmission.actions.transmission import (
    rapprocher_a_la_demande,
    renvoyer_services_faits,
    transmettre,
)

__all__ = ["rapprocher", "rapprocher_a_la_demande", "renvoyer_services_faits", "transmettre"]
