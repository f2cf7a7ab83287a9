"""Pupils written, all of them, or the valid ones when that was asked for (PRE-04)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import IO, Final

from django.db import transaction
from django.utils import timezone

from cyclades.importation.bee import lire_bee
from cyclades.importation.hors_bee import lire_hors_bee
from cyclades.importation.lecture import EleveLu, Faute
from cyclades.models import Eleve, SourceEleve
from santorin.comptes.models import Utilisateur
from santorin.editions.tableur import Cellule, ecrire_csv
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu

PIECE: Final = "eleves"
RAPPORT: Final = "Lignes refusées.csv"
PAR_VAGUE: Final = 2000
FAUTES_DITES: Final = 200
MIS_A_JOUR: Final = (
    "nom",
    "nom_usage",
    "prenoms",
    "date_naissance",
    "division",
    "formation",
    "source",
    "importe_le",
)
LECTEURS: Final = {SourceEleve.BEE: lire_bee, SourceEleve.HORS_BEE: lire_hors_bee}


def importer_eleves(compte_rendu: CompteRendu) -> None:
    """PRE-04: the job: read the whole file, tell every bad line, then write. Idempotent.

    Raises `Refus` for an unreadable file, and when a line is bad and valid ones alone were not asked for.
    """
    uai, le = str(compte_rendu.parametres["uai"]), timezone.now()
    source = SourceEleve(compte_rendu.parametres["source"])
    with compte_rendu.piece(PIECE) as fichier:
        lus, fautes = _controler(fichier, source, uai, le, compte_rendu)
        if fautes and not compte_rendu.parametres.get("valides_seulement"):
            raise Refus(f"Rien n'a été importé : {compter(fautes, 'ligne fautive,lignes fautives')}.")
        bons = (lu for lu in juger(fichier, source, uai, le) if isinstance(lu, EleveLu))
        nombre = ecrire_eleves(
            _suivre(bons, lus, compte_rendu), uai=uai, source=source, par=compte_rendu.par, le=le
        )
    compte_rendu.noter(f"{compter(nombre, 'élève importé,élèves importés')} pour {uai}.")
    if partis := Eleve.objects.filter(uai=uai, source=source, importe_le__lt=le).count():
        reste = compter(partis, "élève d’un import précédent n’est,élèves d’un import précédent ne sont")
        suite = "il reste" if partis == 1 else "ils restent"
        compte_rendu.alerter(f"{reste} pas dans ce fichier\u00a0: {suite} dans la liste.")


def juger(fichier: IO[bytes], source: SourceEleve, uai: str, le: datetime) -> Iterator[EleveLu | Faute]:
    """PRE-04: the pupils of the file, or what is wrong: the first line about somebody is kept, another is a fault."""
    vus: set[str] = set()
    for lu in LECTEURS[source](fichier, uai):
        if isinstance(lu, Faute):
            yield lu
        elif lu.ine in vus:
            yield Faute(lu.ou, (f"l’INE {lu.ine} est déjà plus haut dans le fichier",))
        elif lu.date_naissance >= timezone.localdate(le):
            yield Faute(lu.ou, ("la date de naissance est dans le futur",))
        else:
            vus.add(lu.ine)
            yield lu


def _controler(
    fichier: IO[bytes], source: SourceEleve, uai: str, le: datetime, compte_rendu: CompteRendu
) -> tuple[int, int]:
    """Read once without writing: how many pupils, how many faults. All faults in a CSV, the first ones in the report."""
    lus = fautes = 0
    for lu in juger(fichier, source, uai, le):
        if isinstance(lu, EleveLu):
            lus += 1
            continue
        fautes += 1
        if fautes <= FAUTES_DITES:
            compte_rendu.signaler(str(lu))
    if fautes:
        compte_rendu.joindre_flux(RAPPORT, "text/csv", ecrire_csv(_rapport(juger(fichier, source, uai, le))))
    if fautes > FAUTES_DITES:
        autres = compter(fautes - FAUTES_DITES, "autre ligne fautive,autres lignes fautives")
        compte_rendu.signaler(f"Et {autres}\u00a0: lisez «\u00a0{RAPPORT}\u00a0», qui les dit toutes.")
    compte_rendu.noter(f"{compter(lus, 'élève lu,élèves lus')} dans le fichier.")
    return lus, fautes


def _rapport(lus: Iterable[EleveLu | Faute]) -> Iterator[Sequence[Cellule]]:
    yield "où", "raison"
    yield from ((lu.ou, raison) for lu in lus if isinstance(lu, Faute) for raison in lu.raisons)


def _suivre(eleves: Iterable[EleveLu], total: int, compte_rendu: CompteRendu) -> Iterator[EleveLu]:
    """The same, told as they go."""
    for rang, eleve in enumerate(eleves):
        if rang % PAR_VAGUE == 0:
            compte_rendu.avancer(rang, total)
        yield eleve
    compte_rendu.avancer(total, total)


@transaction.atomic
def ecrire_eleves(
    eleves: Iterable[EleveLu], *, uai: str, source: SourceEleve, par: Utilisateur | None, le: datetime
) -> int:
    """PRE-04: create the pupils, or bring them up to date; how many. In memory that does not grow with them."""
    nombre, suite = 0, iter(eleves)
    while vague := list(islice(suite, PAR_VAGUE)):
        _ecrire(vague, uai, source, le)
        nombre += len(vague)
    journaliser(
        "cyclades.importer-eleves", fil=f"cyclades:eleves:{uai}", objet=uai, par=par, le=le,
        apres={"eleves": nombre, "source": source},
    )  # fmt: skip
    return nombre


def _ecrire(vague: Sequence[EleveLu], uai: str, source: SourceEleve, le: datetime) -> None:
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
            for lu in vague
        ),
        update_conflicts=True,
        unique_fields=("uai", "ine"),
        update_fields=MIS_A_JOUR,
    )
