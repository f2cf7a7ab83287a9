"""Emptying the base after a test that committed: only the tables that were written.

Django truncates every table, which makes some five hundred files anew; deleting a test's few rows takes milliseconds.
"""

from collections.abc import Sequence
from typing import Any, Final

from django.core.management.color import Style
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

# Beyond this many bytes a table is truncated: rows that were deleted stay in it until somebody vacuums.
GRANDE: Final = 1 << 20
ECRITES: Final = """
    SELECT relname, pg_relation_size(oid) > %s FROM pg_class
    WHERE relkind = 'r' AND relname = ANY (%s) AND pg_relation_size(oid) > 0 AND pg_table_is_visible(oid)
"""
_tout_tronquer: Final = DatabaseOperations.sql_flush


def triggers_retenables() -> bool:
    """Whether this role may write without the triggers: on a server whose base is thrown away."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        return bool(curseur.fetchone() == (True,))


def sql_de_vidage(self: DatabaseOperations, style: Style, tables: Sequence[str], **options: Any) -> list[str]:
    """`sql_flush` of PostgreSQL; Django's own where sequences restart or triggers may not be held back."""
    if options.get("reset_sequences") or not triggers_retenables():
        return _tout_tronquer(self, style, tables, **options)
    with self.connection.cursor() as curseur:
        curseur.execute(ECRITES, [GRANDE, list(tables)])
        ecrites = [(self.quote_name(nom), grande) for nom, grande in curseur.fetchall()]
    # Neither foreign keys nor the guards of what is only added to see these deletions, as they saw no TRUNCATE.
    ordres = ["SET LOCAL session_replication_role = replica"]
    ordres += [f"DELETE FROM {nom}" for nom, grande in ecrites if not grande]  # noqa: S608 - names of tables, quoted
    return ordres + [f"TRUNCATE {nom} CASCADE" for nom, grande in ecrites if grande]
