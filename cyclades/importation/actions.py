"""Pupils written, all of them, or the valid ones when that was asked for (PRE-04)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import IO

from django.db import transaction
from django.utils import timezone

from cyclades.importation.bee import lire_bee
from cyclades.importation.hors_bee import lire_hors_bee
from cyclades.importation.lecture import EleveLu, Faute
from cyclades.models import Eleve, SourceEleve
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu

PIECE = "eleves"
PAR_VAGUE = 2000
MIS_A_JOUR = (
    "nom",
    "nom_usage",
    "prenoms",
    "date_naissance",
    "division",
    "formation",
    "source",
    "importe_le",
)
LECTEURS = {SourceEleve.BEE: lire_bee, SourceEleve.HORS_BEE: lire_hors_bee}


def importer_eleves(compte_rendu: CompteRendu) -> None:
    """PRE-04: the job: read the whole file, tell every bad line, then write. Idempotent.

    Raises `Refus` for an unreadable file, and when a line is bad and valid ones alone were not asked for.
    """
    uai = str(compte_rendu.parametres["uai"])
    source = SourceEleve(compte_rendu.parametres["source"])
    with compte_rendu.piece(PIECE) as fichier:
        fautes = _controler(fichier, source, uai, compte_rendu)
        if fautes and not compte_rendu.parametres.get("valides_seulement"):
            raise Refus(f"Rien n'a été importé : {compter(fautes, 'ligne fautive,lignes fautives')}.")
        nombre = ecrire_eleves(
            (lu for lu in LECTEURS[source](fichier, uai) if isinstance(lu, EleveLu)),
            uai=uai, source=source, par=compte_rendu.par, le=timezone.now(),
        )  # fmt: skip
    compte_rendu.noter(f"{compter(nombre, 'élève importé,élèves importés')} pour {uai}.")


def _controler(fichier: IO[bytes], source: SourceEleve, uai: str, compte_rendu: CompteRendu) -> int:
    """Read once without writing: every fault told, duplicates included."""
    vus: set[str] = set()
    fautes = 0
    for lu in LECTEURS[source](fichier, uai):
        if isinstance(lu, EleveLu) and lu.ine not in vus:
            vus.add(lu.ine)
            continue
        faute = (
            lu
            if isinstance(lu, Faute)
            else Faute(f"INE {lu.ine}", ("cet INE est deux fois dans le fichier",))
        )
        fautes += 1
        compte_rendu.signaler(str(faute))
    compte_rendu.noter(f"{compter(len(vus), 'élève lu,élèves lus')} dans le fichier.")
    return fautes


@transaction.atomic
def ecrire_eleves(
    eleves: Iterable[EleveLu], *, uai: str, source: SourceEleve, par: Utilisateur | None, le: datetime
) -> int:
    """PRE-04: create the pupils, or bring them up to date; how many. In memory that does not grow with them."""
    nombre, suite = 0, iter(eleves)
    while vague := list(islice(suite, PAR_VAGUE)):
        nombre += _ecrire(vague, uai, source, le)
    journaliser(
        "cyclades.importer-eleves", fil=f"cyclades:eleves:{uai}", objet=uai, par=par, le=le,
        apres={"eleves": nombre, "source": source},
    )  # fmt: skip
    return nombre


def _ecrire(vague: Sequence[EleveLu], uai: str, source: SourceEleve, le: datetime) -> int:
    par_ine = {lu.ine: lu for lu in vague}
    Eleve.objects.bulk_create(
        (
            Eleve(
                uai=uai,
                ine=lu.ine,
                nom=lu.nom,
                nom_usage=lu.nom_usage,
                prenoms=lu.prenoms,
                date_naissance=lu.date_naissance,
                division=lu.division,
                formation=lu.formation,
                source=source,
                importe_le=le,
            )
            for lu in par_ine.values()
        ),
        update_conflicts=True,
        unique_fields=("uai", "ine"),
        update_fields=MIS_A_JOUR,
    )
    return len(par_ine)
