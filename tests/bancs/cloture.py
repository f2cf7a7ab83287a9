"""Closing an épreuve over HTTP against a real gunicorn: 30,000 and 300,000 marks (performance.md §6).

Run: `python -m tests.bancs.cloture`. Exit code 1 when a limit is passed. Cyclades, Imag'In and the worker are
processes of this machine, and share its cores and its PostgreSQL.
"""

import sys

import django
from django.utils.module_loading import import_string

if __name__ == "__main__":
    django.setup()
    sys.exit(import_string("tests.bancs.cloture_mesures.main")(sys.argv[1:]))
