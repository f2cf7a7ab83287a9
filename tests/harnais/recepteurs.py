"""Where `settings.DESTINATAIRES` points in tests: a fixture puts the receivers of the test in their place."""

from santorin.transmission.destinataires.en_memoire import CycladesEnMemoire, ImaginEnMemoire

CHEMINS = {"notes": f"{__name__}.cyclades", "services_faits": f"{__name__}.imagin"}


def cyclades(*, presse: bool = False) -> CycladesEnMemoire:
    """Replaced by the fixture `cyclades`."""
    raise LookupError("Ce test n'a pas demandé la fixture cyclades.")


def imagin() -> ImaginEnMemoire:
    """Replaced by the fixture `imagin`."""
    raise LookupError("Ce test n'a pas demandé la fixture imagin.")
