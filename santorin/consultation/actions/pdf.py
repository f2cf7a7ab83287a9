"""Making a copy's PDF when its inputs changed, and telling who took what (EDI-03, TEL-04, SEC-01)."""

import errno
import hashlib
import secrets
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO, FileIO
from typing import Any, Final, NamedTuple

from django.core.files.storage import default_storage
from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.consultation.lectures.edition import Matiere, copie_a_editer, matieres
from santorin.consultation.lectures.marque import Marque, marques
from santorin.consultation.models import PdfDeCopie
from santorin.consultation.regles import RECORRECTION, est_en_recorrection, obstacle_pdf
from santorin.copies.models import Composition, Copie, Note
from santorin.editions.archive import Piece
from santorin.editions.copie import CopieAEditer, PageIllisible, ecrire, empreinte
from santorin.editions.stockage import ecriture
from santorin.journal.actions import journaliser
from santorin.refus import Refus, exiger

PLEIN: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# The longest that making and storing one PDF may take: a file changed later was touched by somebody else.
ECRITURE: Final = timedelta(minutes=2)


class StockagePlein(Refus):
    """No room is left for what was asked; nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__(
            "Il n’y a plus assez de place sur le serveur. Rien n’a été gardé\u00a0: "
            "prévenez l’exploitant, puis recommencez."
        )


def pdf_de(
    composition: Composition,
    *,
    le: datetime,
    marque: Marque | None = None,
    matiere: Matiere | None = None,
    refaire: bool = False,
) -> PdfDeCopie:
    """EDI-03, TEL-04: the stored PDF of a transmitted copy, made again only when its inputs changed.

    While the copy is marked again, the PDF of the last transmission is kept as it is. `marque` was read before
    `matiere`; `refaire` makes the PDF whatever is stored. Raises `Refus` when there is none to give, or naming the page
    that cannot be read, `StockagePlein` when there is no room for it.
    """
    marque = marque or marques([composition.pk])[composition.pk]
    ancien: PdfDeCopie | None = getattr(composition.copie, "pdf", None)
    note = composition.note
    exiger(obstacle_pdf(note, pages=marque.pages, garde=ancien, detruite_le=composition.copie.detruite_le))
    if ancien and est_en_recorrection(note):
        return ancien
    if ancien and not refaire and ancien.marque == marque.valeur:
        return _reconnaitre(ancien, marque, note)
    copie = copie_a_editer(composition, matiere or matieres([composition])[composition.pk])
    if ancien and not refaire and ancien.empreinte == empreinte(copie):
        return _reconnaitre(ancien, marque, note)
    return _faire(copie, composition, marque, le)


def _reconnaitre(ancien: PdfDeCopie, marque: Marque, note: Note) -> PdfDeCopie:
    """TEL-04: the stored PDF is also what this transmission shows."""
    if (ancien.marque, ancien.version) != (marque.valeur, note.version_acquittee):
        ancien.marque, ancien.version = marque.valeur, note.version_acquittee
        PdfDeCopie.objects.filter(pk=ancien.pk).update(marque=ancien.marque, version=ancien.version)
    return ancien


def _faire(copie: CopieAEditer, composition: Composition, marque: Marque, le: datetime) -> PdfDeCopie:
    sortie = BytesIO()
    try:
        bilan = ecrire(copie, sortie)
    except PageIllisible as illisible:
        raise Refus(
            f"{illisible} Le PDF n’est pas fait\u00a0: signalez-le au service des examens."
        ) from illisible
    fait = PdfDeCopie(marque=marque.valeur, empreinte=bilan.empreinte, taille=bilan.octets, fait_le=le)
    return _ranger(fait, composition.copie, sortie)


def _ranger(pdf: PdfDeCopie, copie: Copie, contenu: BytesIO) -> PdfDeCopie:
    """Store the file whole, then let its row replace the former one: what has a row is always a whole file.

    TEL-04: a lot given back while the PDF was being made may have let a marking in progress into it: it is thrown away.
    """
    octets = contenu.getbuffer()
    pdf.sha256, pdf.crc32 = hashlib.sha256(octets).hexdigest(), zlib.crc32(octets)
    del octets
    nom = f"copies/{pdf.empreinte[:2]}/{pdf.empreinte}-{secrets.token_hex(8)}.pdf"
    try:
        with ecriture(nom) as fichier:
            fichier.write(contenu.getbuffer())
    except OSError as erreur:
        if erreur.errno in PLEIN:
            raise StockagePlein from erreur
        raise
    pdf.nom = nom
    with transaction.atomic():
        if Copie.objects.select_for_update().get(pk=copie.pk).detruite_le:
            default_storage.delete(nom)
            raise Refus("Cette copie vient d’être détruite, à l’issue de sa durée de conservation.")
        note = Note.objects.get(composition=copie.composition_id)
        if est_en_recorrection(note):
            default_storage.delete(nom)
            raise Refus(RECORRECTION)
        pdf.version = note.version_acquittee
        ancien = PdfDeCopie.objects.filter(copie=copie).first()
        pdf.copie, pdf.pk = copie, ancien.pk if ancien else None
        pdf.save()
        if ancien:
            transaction.on_commit(partial(default_storage.delete, ancien.nom), robust=True)
    return pdf


class PdfRange(NamedTuple):
    """A stored PDF as its row tells it, without the row."""

    nom: str
    taille: int
    sha256: str
    crc32: int
    fait_le: datetime
    marque: str
    version: int


def range_de(pdf: PdfDeCopie) -> PdfRange:
    """What its row tells."""
    return PdfRange(pdf.nom, pdf.taille, pdf.sha256, pdf.crc32, pdf.fait_le, pdf.marque, pdf.version)


def piece_de(pdf: PdfRange, *, racine: str | None) -> Piece:
    """The stored PDF for an archive; `racine` is the storage's folder on the disk, if it has one.

    It is known by heart if its file was not touched after it was made, else it is read again.
    """
    if racine is None:
        ailleurs: Callable[[], Any] = partial(default_storage.open, pdf.nom)
        return Piece(ailleurs, pdf.taille, pdf.crc32, pdf.sha256)
    ecrit_avant = pdf.fait_le.timestamp() + ECRITURE.total_seconds()
    return Piece(lambda: FileIO(f"{racine}/{pdf.nom}"), pdf.taille, pdf.crc32, pdf.sha256, ecrit_avant)


@transaction.atomic
def noter_telechargement(
    composition: Composition, pdf: PdfDeCopie, *, par: Utilisateur, le: datetime
) -> None:
    """SEC-01: the journal keeps who took which copy, and its bytes' SHA-256."""
    journaliser(
        "copie.telecharger",
        fil=f"copie:{composition.copie.pk}",
        objet=f"{composition.candidat.identifiant} – {composition.epreuve}",
        par=par,
        le=le,
        apres={"sha256": pdf.sha256, "octets": pdf.taille},
    )


@transaction.atomic
def noter_consultation(composition: Composition, *, par: Utilisateur, le: datetime) -> None:
    """SEC-01: the journal keeps who looked at which copy."""
    journaliser(
        "copie.consulter",
        fil=f"copie:{composition.copie.pk}",
        objet=f"{composition.candidat.identifiant} – {composition.epreuve}",
        par=par,
        le=le,
    )
