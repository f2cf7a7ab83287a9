"""The project's settings, serving the obvious way of tests.bancs.cloture_naive instead of the project's addresses."""

from santorin.settings import *  # noqa: F403, TID251

ROOT_URLCONF = "tests.bancs.cloture_naive"
