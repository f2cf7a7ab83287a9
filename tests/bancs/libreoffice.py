"""Files of marks and of services faits, opened by LibreOffice and read back cell by cell.

Run: `python -m tests.bancs.libreoffice`. The other side is what was written: figures stay figures, dates stay dates,
texts stay texts, nothing is computed. The CSV is opened as a double click does on a French desk.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "santorin.settings")
django.setup()

import openpyxl  # noqa: E402 - the settings come first
from django.db import transaction  # noqa: E402

from imagin.lectures.epreuve import Criteres  # noqa: E402
from imagin.lectures.tableur import lignes_csv  # noqa: E402
from resultats.lectures.extraction import TOUS, Demande, Extraction  # noqa: E402
from resultats.lectures.perimetres import Perimetre  # noqa: E402
from santorin.editions.classeur import ecrire_xlsx  # noqa: E402
from santorin.editions.tableur import Cellule, ecrire_csv  # noqa: E402
from tests.fabriques.resultats import des_resultats  # noqa: E402
from tests.imagin.decor import deposer, ligne_santorin, un_emis, un_tarif  # noqa: E402
from tests.resultats.buc import Buc  # noqa: E402

# Separator, quote, UTF-8, first line, columns guessed, French, texts in quotes guessed too, special numbers read.
OUVRIR_CSV = "CSV:59,34,76,1,,1036,false,true"
PIEGES = (
    {"nom": "=1+1", "prenoms": "+33 1", "division": "3E1", "ine": "012345678AB"},
    {"nom": 'O’NEILL; « "DIT" »', "prenoms": "Łucja\nŒdipe", "division": "3-1", "ine": "123456789EE"},
    {"nom": "@SOMME(A1)", "prenoms": "-2", "division": "0301", "ine": ""},
)


def relire(
    soffice: str, dossier: Path, nom: str, octets: Iterable[bytes], *options: str
) -> list[list[object]]:
    """What LibreOffice holds once it has opened the file: it saves it as a workbook, which is read."""
    (dossier / nom).write_bytes(b"".join(octets))
    profil = f"-env:UserInstallation={(dossier / 'profil').as_uri()}"
    ordre = [soffice, profil, "--headless", *options, "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    sortie = dossier / "relu"
    subprocess.run(
        [*ordre, "--outdir", str(sortie), str(dossier / nom)], check=True, capture_output=True, timeout=120
    )
    feuille = openpyxl.load_workbook(sortie / Path(nom).with_suffix(".xlsx").name).active
    lignes = list(feuille.iter_rows())
    calculees = [cellule.coordinate for ligne in lignes for cellule in ligne if cellule.data_type == "f"]
    if calculees:
        sys.exit(f"{nom} : LibreOffice calcule {', '.join(calculees)}")
    return [[cellule.value for cellule in ligne] for ligne in lignes]


def est_egale(ecrite: Cellule, lue: object, *, apostrophe: bool) -> bool:
    """Whether the cell says what was written, by its own kind."""
    if ecrite is None or ecrite == "":
        return lue is None
    if isinstance(ecrite, date):
        return isinstance(lue, datetime) and lue.date() == ecrite
    if isinstance(ecrite, int | Decimal):
        return isinstance(lue, int | float) and abs(float(ecrite) - lue) < 1e-9
    return (
        lue == ecrite
        or (apostrophe and lue == f"'{ecrite}")
        or (
            # A figure that a text holds whole (« 301 ») says the same.
            isinstance(lue, int | float) and str(lue) == ecrite
        )
    )


def comparer(
    nom: str, ecrites: Sequence[Sequence[Cellule]], lues: list[list[object]], *, apostrophe: bool
) -> int:
    """How many cells differ, each one printed."""
    ecarts = [
        (rang, colonne, ecrite, lue)
        for rang, (ligne, relue) in enumerate(zip(ecrites, lues, strict=True))
        for colonne, (ecrite, lue) in enumerate(zip(ligne, relue, strict=True))
        if not est_egale(ecrite, lue, apostrophe=apostrophe)
    ]
    cellules = sum(map(len, ecrites))
    print(f"{nom} : {len(ecrites)} lignes, {cellules} cellules, {len(ecarts)} écarts")
    for ecart in ecarts:
        print(f"  ligne {ecart[0]}, colonne {ecart[1]} : écrit {ecart[2]!r}, lu {ecart[3]!r}")
    return len(ecarts)


def verifier(soffice: str, dossier: Path) -> int:
    """The CFG of the document with three traps, then Imag'In's list."""
    buc = Buc()
    for piege in PIEGES:
        des_resultats(
            1,
            etablissement=buc.college,
            session="2018-06",
            examen="CFG",
            affichage="12,50",
            mention="Bien",
            **piege,
        )
    demande = Demande(identification=True, ine=True, naissance=True, liste_rouge=TOUS)
    notes = list(Extraction(Perimetre(buc.college, buc.cadre), demande).lignes())
    deposer(un_emis("I000001", 40), un_emis("0000012", 10, nom="=LAVANDE()"))
    un_tarif(montant="5.00")
    services = list(lignes_csv(ligne_santorin().epreuve, Criteres()))
    debut = time.perf_counter()
    ecarts = 0
    for nom, lignes in (("notes.csv", notes), ("services_faits.csv", services)):
        lues = relire(soffice, dossier, nom, ecrire_csv(lignes), f"--infilter={OUVRIR_CSV}")
        ecarts += comparer(nom, lignes, lues, apostrophe=True)
    lues = relire(soffice, dossier, "notes.xlsx", ecrire_xlsx(notes, titre="Notes"))
    ecarts += comparer("notes.xlsx", notes, lues, apostrophe=False)
    print(f"LibreOffice : {time.perf_counter() - debut:.1f} s")
    return ecarts


if __name__ == "__main__":
    programme = shutil.which("soffice")
    if programme is None:
        sys.exit("soffice est absent : .ci/paquets bancs l’installe (libreoffice-calc-nogui).")
    with tempfile.TemporaryDirectory() as travail, transaction.atomic():
        manques = verifier(programme, Path(travail))
        transaction.set_rollback(True)
    sys.exit(1 if manques else 0)
