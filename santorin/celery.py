"""The worker's application: `celery -A santorin worker`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "santorin.settings")

application = Celery("santorin")
application.config_from_object("django.conf:settings", namespace="CELERY")
application.autodiscover_tasks(
    [
        "santorin.traitements",
        "santorin.preparation",
        "santorin.numerisation",
        "santorin.distribution",
        "santorin.correction",
        "santorin.consultation",
        "santorin.cloture",
        "santorin.conservation",
        "harmonisation",
        "telechargement",
        "deliberation",
        "resultats",
        "cyclades.importation",
    ]
)
