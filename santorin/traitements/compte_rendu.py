"""What a job tells while it works, and how it ends otherwise than well (TRA-01)."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any, BinaryIO

from django.core.files import File

from santorin.comptes.models import Utilisateur
from santorin.editions.empreinte import Empreinte, verser
from santorin.traitements.models import Niveau, Traitement


class Interruption(Exception):
    """The job must stop now: cancelled by a person, or taken up by another worker."""


class Suspension(Exception):
    """The job cannot go on for now; it takes itself up again after `delai`."""

    def __init__(self, message: str, *, delai: timedelta) -> None:
        super().__init__(message)
        self.message = message
        self.delai = delai


class CompteRendu:
    """The report of a job, kept in memory: what commands and tests of actions use; `traitement` is None there."""

    traitement: Traitement | None = None

    def __init__(self, *, par: Utilisateur | None, parametres: Mapping[str, Any] | None = None) -> None:
        self.par = par
        self.parametres: Mapping[str, Any] = parametres or {}
        self.lignes: list[tuple[Niveau, str]] = []
        self.fait = 0
        self.total = 0

    def noter(self, texte: str, niveau: Niveau = Niveau.INFO) -> None:
        """Add a line; it survives a rollback of what the job was doing."""
        self.lignes.append((niveau, texte))

    def alerter(self, texte: str) -> None:
        """Add a line that somebody should read."""
        self.noter(texte, Niveau.ALERTE)

    def signaler(self, texte: str) -> None:
        """Add a line about something that was not done: the job ends « avec des anomalies »."""
        self.noter(texte, Niveau.ERREUR)

    def avancer(self, fait: int, total: int | None = None) -> None:
        """Tell how far the work is, out of `total` when that is known.

        Raises `Interruption` when the job was cancelled or given to another worker.
        """
        self.fait = fait
        if total is not None:
            self.total = total

    def joindre(self, nom: str, type_mime: str, contenu: "File[bytes]") -> None:
        """Attach a finished document."""
        self.noter(f"Document produit : {nom}")

    def joindre_flux(self, nom: str, type_mime: str, morceaux: Iterator[bytes]) -> None:
        """Attach a document written as it is made; it is shown once whole. What making it raises leaves nothing."""
        self.joindre_ecrit(nom, type_mime, partial(verser, morceaux))

    def joindre_ecrit(self, nom: str, type_mime: str, ecrire: Callable[[BinaryIO], Empreinte]) -> None:
        """Attach a document that `ecrire` writes to a file; it is shown once whole. What is raised leaves nothing."""
        with tempfile.TemporaryFile() as fichier:
            ecrire(fichier)
        self.noter(f"Document produit : {nom}")

    def piece(self, nom: str) -> "File[bytes]":
        """The document of that name given with the request. Raises `KeyError` when there is none."""
        raise KeyError(nom)
