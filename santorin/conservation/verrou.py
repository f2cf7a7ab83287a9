"""A hold and a destruction never cross: whoever places a hold waits for the batch being destroyed (SEC-03)."""

from typing import Final

from django.db import connection

# A number of ours among PostgreSQL's advisory locks.
_CLE: Final = 7_303_031


def partager() -> None:
    """Until the end of the transaction: holds placed meanwhile wait. Batches do not wait for each other."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_CLE])


def exclure() -> None:
    """Until the end of the transaction: nothing is destroyed, and what follows sees this transaction's rows."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(%s)", [_CLE])
