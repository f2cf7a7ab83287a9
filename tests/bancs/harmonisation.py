"""The list of copies to harmonise and the preview of a rule, on 1,000,000 copies (performance.md §5).

Run: `python -m tests.bancs.harmonisation`. Exit code 1 when a limit is passed: database 60 ms, page 150 ms, for any
filter with any sort, on the first and the 1,000th page.
"""

import sys

import django
from django.utils.module_loading import import_string

if __name__ == "__main__":
    django.setup()
    sys.exit(import_string("tests.bancs.harmonisation_mesures.main")(sys.argv[1:]))
