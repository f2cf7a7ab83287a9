"""States of a lot, and the passages between them (COR-03, COR-04, CLO-02)."""

from django.db import models

from santorin.etats import Passage


class EtatLot(models.TextChoices):
    """Where a lot stands."""

    CONSTITUE = "constitue", "Constitué"
    DISTRIBUE = "distribue", "Distribué"
    EN_CORRECTION = "en_correction", "En correction"
    VERROUILLE = "verrouille", "Verrouillé"


DISTRIBUER = Passage((EtatLot.CONSTITUE,), EtatLot.DISTRIBUE, "Distribuer le lot")
COMMENCER = Passage((EtatLot.DISTRIBUE,), EtatLot.EN_CORRECTION, "Commencer la correction")
VERROUILLER = Passage((EtatLot.DISTRIBUE, EtatLot.EN_CORRECTION), EtatLot.VERROUILLE, "Verrouiller le lot")
DEVERROUILLER = Passage((EtatLot.VERROUILLE,), EtatLot.EN_CORRECTION, "Déverrouiller le lot")


class Emargement(models.TextChoices):
    """NUM-03: what the attendance sheet says of a candidate."""

    PRESENT = "present", "Présent"
    ABSENT = "absent", "Absent"
    NON_EMARGE = "non_emarge", "Non émargé"
