"""Files that no row names any more: what killed workers and replaced PDFs left in the storage (SEC-01, TRA-02).

Scanned pages are never among them: a page that nobody names is a question for people, not for a broom.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction

from santorin.consultation.models import PdfDeCopie
from santorin.copies.models import Page
from santorin.journal.actions import journaliser
from santorin.numerisation.models import PageLue
from santorin.traitements.models import Document

DELAI: Final = timedelta(days=1)
PAQUET: Final = 500


@dataclass(frozen=True, slots=True)
class Orphelin:
    """A file that nothing names: its name in the storage and its size in bytes."""

    nom: str
    octets: int


def orphelins(*, le: datetime, delai: timedelta = DELAI) -> Iterator[Orphelin]:
    """The PDFs, documents and thumbnails that no row names, older than `delai`: a job may be writing the others."""
    for dossier, connus in _CONNUS.items():
        noms = _fichiers(dossier)
        while paquet := list(islice(noms, PAQUET)):
            nommes = connus(paquet)
            for nom in paquet:
                if nom not in nommes and _date(nom) < le - delai:
                    yield Orphelin(nom, default_storage.size(nom))


def nommes(noms: Collection[str]) -> set[str]:
    """SEC-03: of these files, those that a row still names: by their folder, pages by their SHA-256."""
    trouves: set[str] = set()
    for dossier, connus in (_CONNUS | {"pages": _pages}).items():
        siens = [nom for nom in noms if nom.startswith(f"{dossier}/")]
        trouves |= connus(siens) if siens else set()
    return trouves


def supprimer(perdus: Collection[Orphelin], *, le: datetime) -> None:
    """SEC-01: delete these files; the journal keeps their names."""
    with transaction.atomic():
        journaliser(
            "fichiers.balayer",
            fil="fichiers",
            objet=f"{len(perdus)} fichiers sans ligne",
            par=None,
            le=le,
            apres={perdu.nom: perdu.octets for perdu in perdus},
        )
    for perdu in perdus:
        default_storage.delete(perdu.nom)


def _fichiers(dossier: str) -> Iterator[str]:
    """Every file under a folder, deepest first."""
    try:
        dossiers, noms = default_storage.listdir(dossier)
    except FileNotFoundError:
        return
    for sous_dossier in sorted(dossiers):
        yield from _fichiers(f"{dossier}/{sous_dossier}")
    yield from (f"{dossier}/{nom}" for nom in sorted(noms))


def _date(nom: str) -> datetime:
    return default_storage.get_modified_time(nom)


def _pdfs(noms: Collection[str]) -> set[str]:
    return set(PdfDeCopie.objects.filter(nom__in=noms).values_list("nom", flat=True))


def _documents(noms: Collection[str]) -> set[str]:
    return set(Document.objects.filter(fichier__in=noms).values_list("fichier", flat=True))


def _pages(noms: Collection[str]) -> set[str]:
    """A page is « folder/folder/SHA-256.extension », of a copy or of a liasse."""
    par_nom = {nom: nom.rpartition("/")[2].partition(".")[0] for nom in noms}
    trouvees: set[str] = set()
    for modele in (Page, PageLue):
        lues = modele.objects.filter(sha256__in=par_nom.values())
        trouvees |= set(lues.values_list("sha256", flat=True))
    return {nom for nom, sha256 in par_nom.items() if sha256 in trouvees}


def _vignettes(noms: Collection[str]) -> set[str]:
    """A thumbnail is « folder/SHA-256-rotation.jpg » of a page that exists."""
    par_nom = {nom: nom.rpartition("/")[2].partition("-")[0] for nom in noms}
    pages = set(Page.objects.filter(sha256__in=par_nom.values()).values_list("sha256", flat=True))
    return {nom for nom, sha256 in par_nom.items() if sha256 in pages}


_CONNUS: Final[dict[str, Callable[[Collection[str]], set[str]]]] = {
    "copies": _pdfs,
    "documents": _documents,
    "vignettes": _vignettes,
}
