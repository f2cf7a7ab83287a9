"""States of a liasse (a file of scans), anomalies of its pages and what became of them (NUM-01, NUM-02)."""

from django.db import models

from santorin.etats import Passage


class EtatLiasse(models.TextChoices):
    """Where a liasse stands."""

    ENVOI = "envoi", "Envoi en cours"
    LECTURE = "lecture", "Lecture en cours"
    CONTROLE = "controle", "À contrôler"
    ACCEPTEE = "acceptee", "Acceptée"
    REFUSEE = "refusee", "Refusée"


LIRE = Passage((EtatLiasse.ENVOI,), EtatLiasse.LECTURE, "Lire la liasse")
PRESENTER = Passage((EtatLiasse.LECTURE,), EtatLiasse.CONTROLE, "Présenter la liasse au contrôle")
ACCEPTER = Passage((EtatLiasse.CONTROLE,), EtatLiasse.ACCEPTEE, "Accepter la liasse")
REFUSER = Passage((EtatLiasse.CONTROLE,), EtatLiasse.REFUSEE, "Refuser la liasse")
ABANDONNER = Passage((EtatLiasse.ENVOI, EtatLiasse.LECTURE), EtatLiasse.REFUSEE, "Abandonner la liasse")


class Anomalie(models.TextChoices):
    """NUM-01: why a page was not filed."""

    NON_LUE = "non_lue", "Code non lu"
    MULTIPLE = "multiple", "Plusieurs codes sur la page"
    BLANCHE = "blanche", "Page blanche sans code"
    IDENTITE = "identite", "Fiche d’identité"
    ETRANGERE = "etrangere", "Page d’une autre épreuve"
    INCONNUE = "inconnue", "Candidat inconnu"
    DOUBLON = "doublon", "Page en double"
    ABSENT = "absent", "Copie d’un absent"
    VERROUILLEE = "verrouillee", "Copie dans un lot verrouillé"
    SANS_IMAGE = "sans_image", "Image illisible"


class Sort(models.TextChoices):
    """What became of a scanned page; empty as long as an anomaly waits."""

    CLASSEE = "classee", "Classée"
    DEJA = "deja", "Déjà reçue"
    ECARTEE = "ecartee", "Écartée"
