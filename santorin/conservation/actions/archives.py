"""The sample of copies handed over to the archives, with its manifest (SEC-03)."""

import hashlib
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from django.core.files.storage import default_storage
from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.conservation.models import CopieArchivee
from santorin.consultation.actions import pdf_de
from santorin.consultation.lectures.edition import RELATIONS
from santorin.copies.models import Composition
from santorin.editions.archive import nom_sur
from santorin.editions.tableur import ecrire_csv
from santorin.journal.actions import journaliser
from santorin.refus import Refus

MANIFESTE: Final = "MANIFESTE.csv"
_TITRES: Final = ("Fichier", "Session", "Examen", "Épreuve", "Académie", "Octets", "SHA-256")


def verser(dossier: Path, *, par: Utilisateur, le: datetime) -> int:
    """SEC-03: write the drawn copies and their manifest in this empty folder; how many. They are then destroyed in turn.

    Nothing is marked as handed over before every file is there and re-read. Raises `Refus` when the folder is not empty.
    """
    dossier.mkdir(parents=True, exist_ok=True)
    if any(dossier.iterdir()):
        raise Refus(f"Le dossier {dossier} n’est pas vide\u00a0: donnez-en un autre.")
    attendues = list(CopieArchivee.objects.filter(versee_le=None).order_by("pk").values_list("pk", flat=True))
    lignes = list(_ecrire(dossier, attendues, le))
    (dossier / MANIFESTE).write_bytes(b"".join(ecrire_csv([_TITRES, *lignes])))
    with transaction.atomic():
        CopieArchivee.objects.filter(pk__in=attendues).update(versee_le=le)
        journaliser(
            "conservation.verser",
            fil="conservation",
            objet=f"{len(attendues)} copies de l’échantillon d’archives",
            par=par,
            le=le,
            apres={"manifeste": hashlib.sha256((dossier / MANIFESTE).read_bytes()).hexdigest()},
        )
    return len(attendues)


def _ecrire(dossier: Path, cles: list[int], le: datetime) -> Iterator[tuple[str, ...]]:
    compositions = Composition.objects.filter(copie__in=cles).select_related(
        *RELATIONS, "copie__pdf", "epreuve__academie"
    )
    for composition in compositions.order_by("pk").iterator(chunk_size=100):
        pdf = pdf_de(composition, le=le)
        epreuve = composition.epreuve
        nom = nom_sur(f"{epreuve.session.code}_{epreuve.code}_{composition.anonymat}") + ".pdf"
        with default_storage.open(pdf.nom) as source, (dossier / nom).open("xb") as cible:
            shutil.copyfileobj(source, cible)
        ecrit = (dossier / nom).read_bytes()
        if hashlib.sha256(ecrit).hexdigest() != pdf.sha256:
            raise Refus(f"{nom} est abîmé\u00a0: rien n’est versé.")
        yield (
            nom,
            epreuve.session.code,
            epreuve.examen.code,
            epreuve.code,
            str(epreuve.academie),
            str(len(ecrit)),
            pdf.sha256,
        )
