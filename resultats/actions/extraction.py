"""Marks that leave for a spreadsheet: journaled, at once or by a job (RES-02)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.text import slugify

from resultats.actions.contenus import retenir
from resultats.lectures.extraction import Demande, Extraction, champs_de
from resultats.lectures.ouvertures import service_de
from resultats.lectures.perimetres import perimetre_de
from resultats.models import NatureService
from resultats.regles.ouvertures import obstacle_extraction
from santorin.comptes.models import Utilisateur
from santorin.editions.classeur import TYPE_MIME as XLSX
from santorin.editions.classeur import ecrire_xlsx
from santorin.editions.tableur import ecrire_csv
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import Refus, exiger
from santorin.traitements.compte_rendu import CompteRendu

CSV = "text/csv; charset=utf-8"
TYPES = {"csv": CSV, "xlsx": XLSX}
# Beyond, a page would wait too long: a job does it.
AU_PLUS_TOUT_DE_SUITE = 2000


def extraire(
    extraction: Extraction, *, forme: str, par: Utilisateur | None, le: datetime
) -> tuple[str, Iterator[bytes]]:
    """RES-02: the file's name and its bytes, piece by piece, in memory that does not grow.

    Raises `Refus` while the extraction service is closed. The act is journaled before the first byte.
    """
    autoriser(extraction, forme=forme, par=par, le=le)
    lignes = extraction.lignes()
    octets = ecrire_csv(lignes) if forme == "csv" else ecrire_xlsx(lignes, titre="Notes")
    return nom_du_fichier(extraction, forme), octets


def autoriser(extraction: Extraction, *, forme: str, par: Utilisateur | None, le: datetime) -> None:
    """RES-02, SEC-01: tell the journal what leaves. Raises `Refus` while the extraction service is closed."""
    perimetre = extraction.perimetre
    exiger(obstacle_extraction(service_de(perimetre.cadre, NatureService.EXTRACTION), le))
    journaliser(
        "resultats.extraire",
        fil=perimetre.cadre.fil,
        objet=f"{perimetre.etablissement} – {perimetre.cadre}",
        par=par,
        le=le,
        apres={
            "format": forme,
            "donnees": champs_de(extraction.demande),
            "criteres": [[critere.libelle, critere.valeur] for critere in extraction.criteres],
        },
    )


def nom_du_fichier(extraction: Extraction, forme: str) -> str:
    """« notes_CFG_2018-06_0783546F.csv »."""
    perimetre = extraction.perimetre
    morceaux = (perimetre.cadre.examen.code, perimetre.cadre.session.code, perimetre.etablissement.uai)
    return f"notes_{'_'.join(slugify(m).upper() for m in morceaux)}.{forme}"


def extraire_par_traitement(compte_rendu: CompteRendu, *, le: datetime) -> None:
    """RES-02: the same for a big school, as a document of the job. Raises `Refus` as `extraire`."""
    parametres, par = compte_rendu.parametres, compte_rendu.par
    perimetre = (
        perimetre_de(par, parametres["uai"], parametres["examen"], parametres["session"]) if par else None
    )
    if perimetre is None:
        raise Refus("Cet établissement n’est plus dans votre périmètre.")
    extraction = Extraction(perimetre, Demande.depuis(parametres["demande"]))
    total = extraction.nombre()
    compte_rendu.avancer(0, total)
    forme = str(parametres["forme"])
    nom, octets = extraire(extraction, forme=forme, par=par, le=le)
    retenir(compte_rendu, extraction.resultats().order_by().values_list("pk", flat=True))
    compte_rendu.joindre_flux(nom, TYPES[forme], octets)
    compte_rendu.noter(f"{compter(total, 'candidat')}.")
    compte_rendu.avancer(total, total)
