"""What is allowed of jobs and of what they made (SEC-02)."""

from collections.abc import Callable

from django.conf import settings
from django.utils.module_loading import import_string

from santorin.comptes.models import Utilisateur
from santorin.traitements.models import Document

Controle = Callable[[Document, Utilisateur], str | None]


def obstacle_document(document: Document, utilisateur: Utilisateur) -> str | None:
    """SEC-02: why a document can no longer be given, in the words of the process that made it, or None."""
    chemin = settings.CONTROLES_DE_DOCUMENTS.get(document.traitement.tache)
    if chemin is None:
        return None
    controle: Controle = import_string(chemin)
    return controle(document, utilisateur)
