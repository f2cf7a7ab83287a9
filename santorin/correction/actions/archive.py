"""A lot to be read off line: anonymous PDFs, with the marker's own annotations, and a sheet for the marks (COR-02)."""

import hashlib
import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, Final, cast

from django.core.files import File
from pypdf import PdfWriter

from santorin.copies.fichiers import ouvrir
from santorin.copies.lectures import annotations_par_page, detail_des_notes
from santorin.copies.models import Lot, Page
from santorin.copies.regles.bareme import alternatives
from santorin.correction.lectures.lots import LigneCopie, copies_du_lot
from santorin.editions.copie import (
    TOUS_LES_EXPORTS,
    CopieAEditer,
    PageScannee,
    Recapitulatif,
    depuis_json,
    ecrire,
)
from santorin.editions.copie.sans_metadonnees import sans_metadonnees
from santorin.editions.tableur import ecrire_csv
from santorin.referentiel.valeur import Valeur
from santorin.traitements.compte_rendu import CompteRendu

# No file says when it was made.
SANS_DATE: Final = (1980, 1, 1, 0, 0, 0)


def faire_archive(lot: Lot, *, forme: str, compte_rendu: CompteRendu) -> None:
    """COR-01, COR-02: join the lot to the report, as one « zip » of PDFs or one « pdf » to print.

    `lot` comes with its sujet and its épreuve's paramétrage. Raises `PageIllisible` for a page that is missing.
    """
    lignes = copies_du_lot(lot)
    compte_rendu.avancer(0, len(lignes))
    ecrire_forme = _ecrire_pdf if forme == "pdf" else _ecrire_zip
    with tempfile.TemporaryFile() as sortie:
        ecrire_forme(lot, lignes, cast(IO[bytes], sortie), compte_rendu)
        sortie.seek(0)
        nom = f"lot-{lot.numero}.{forme}"
        compte_rendu.joindre(nom, f"application/{forme}", File(sortie, name=nom))


def _ecrire_zip(lot: Lot, lignes: Sequence[LigneCopie], sortie: IO[bytes], compte_rendu: CompteRendu) -> None:
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_STORED) as archive:
        for nom, octets in _copies(lot, lignes, compte_rendu):
            archive.writestr(zipfile.ZipInfo(f"{nom}.pdf", SANS_DATE), octets)
        archive.writestr(zipfile.ZipInfo("notes.csv", SANS_DATE), b"".join(ecrire_csv(_feuille(lot, lignes))))


def _ecrire_pdf(lot: Lot, lignes: Sequence[LigneCopie], sortie: IO[bytes], compte_rendu: CompteRendu) -> None:
    with PdfWriter() as ensemble:
        for nom, octets in _copies(lot, lignes, compte_rendu):
            ensemble.append(io.BytesIO(octets), outline_item=nom, import_outline=False)
        ensemble.metadata = {"/Title": f"Lot {lot.numero}"}
        ensemble.write(sortie)


def _copies(lot: Lot, lignes: Sequence[LigneCopie], compte_rendu: CompteRendu) -> Iterator[tuple[str, bytes]]:
    """Each copy that was scanned: its file's name, and its PDF."""
    for fait, ligne in enumerate(lignes, start=1):
        pages = _pages(ligne)
        nom = f"{ligne.rang:03d}-{ligne.correction.nom_anonyme.replace(' ', '-').lower()}"
        if pages:
            tampon = io.BytesIO()
            ecrire(CopieAEditer(pages, _recapitulatif(lot, ligne), TOUS_LES_EXPORTS), tampon)
            yield nom, tampon.getvalue()
        else:
            compte_rendu.alerter(f"{ligne.correction.nom_anonyme}\u00a0: aucune page numérisée.")
        compte_rendu.avancer(fait)


def _pages(ligne: LigneCopie) -> tuple[PageScannee, ...]:
    """The copy's pages without their metadata: their digest too is that of what the marker receives."""
    pages = list(Page.objects.filter(copie=ligne.correction.copie_id, remplacee_le=None).order_by("numero"))
    posees = annotations_par_page(ligne.correction, pages=pages)
    lues = []
    for page in pages:
        with ouvrir(page.sha256, page.type_mime) as fichier:
            octets = sans_metadonnees(fichier.read())
        annotations = tuple(depuis_json(a.contenu) for a in posees.get(page.pk, []))
        empreinte = hashlib.sha256(octets).hexdigest()
        lues.append(
            PageScannee(
                partial(io.BytesIO, octets), empreinte, page.largeur, page.hauteur, page.rotation, annotations
            )
        )
    return tuple(lues)


def _recapitulatif(lot: Lot, ligne: LigneCopie) -> Recapitulatif:
    epreuve = lot.epreuve
    notes = dict(ligne.correction.notes.values_list("question", "points"))
    return Recapitulatif(
        epreuve=f"{epreuve.libelle} – {ligne.correction.nom_anonyme}, {ligne.rang} du lot {lot.numero}",
        code_epreuve=epreuve.code,
        session=str(epreuve.session),
        examen=str(epreuve.examen),
        note=str(Valeur(nombre=ligne.note)) if ligne.note is not None else "",
        sur=str(epreuve.parametrage.affichage_note) if ligne.note is not None else "",
        detail=detail_des_notes(
            lot.sujet.questions.select_related("partie").order_by("ordre"),
            notes,
            set(ligne.correction.choisies.values_list("partie", flat=True)),
            anonyme=epreuve.parametrage.bareme_anonyme,
        ),
        appreciation=ligne.correction.appreciation,
    )


def _feuille(lot: Lot, lignes: Sequence[LigneCopie]) -> Iterator[list[str]]:
    """One line per copy, one column per question: what is filled off line, then entered in the grid."""
    questions = list(lot.sujet.questions.select_related("partie").order_by("ordre"))
    choix = list(alternatives(questions))
    yield [
        "Rang",
        "Copie",
        *(f"Sujet au choix {nom}" for nom in choix),
        *(f"Question {q.numero} (sur {Valeur(nombre=q.points)})" for q in questions),
    ]
    for ligne in lignes:
        notes = dict(ligne.correction.notes.values_list("question", "points"))
        ecrites = [str(Valeur(nombre=notes[q.pk])) if q.pk in notes else "" for q in questions]
        choisies = dict(ligne.correction.choisies.values_list("choix", "partie__numero"))
        faits = [choisies.get(nom, "") for nom in choix]
        yield [str(ligne.rang), ligne.correction.nom_anonyme, *faits, *ecrites]
