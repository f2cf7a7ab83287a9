"""Embedded PostgreSQL and Redis, for the demonstration and the tests.

Both servers come from Python wheels (requirements/demo.txt): a machine that has Python has
everything. Production never imports this package.
"""

from santorin.embarque.serveurs import (
    Adresses,
    DossierOccupe,
    Serveurs,
    demarrer,
    effacer_abandonnes,
)

__all__ = ["Adresses", "DossierOccupe", "Serveurs", "demarrer", "effacer_abandonnes"]
