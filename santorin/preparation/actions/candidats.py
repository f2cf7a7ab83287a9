"""Checking and importing a file of candidates (PRE-01)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, Final

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Candidat, Composition, Epreuve
from santorin.editions.empreinte import empreinte_de
from santorin.editions.tableur import ecrire_csv
from santorin.journal.actions import journaliser
from santorin.preparation.bilans import Bilan, lignes_du_rapport
from santorin.preparation.regles.rapprochement import PAQUET, Controle, LigneControlee, Resultat, par_paquets
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu

ANOMALIES_CITEES: Final = 50
_CLE: Final = ["numero", "inscription"]
_CHAMPS: Final = [
    "nom",
    "nom_usage",
    "prenoms",
    "date_naissance",
    "ine",
    "etablissement",
    "division",
    "specialite",
    "liste_rouge",
    "recherche",
]


def controler_candidats(
    fichier: BinaryIO, *, epreuve: Epreuve, rapport: BinaryIO, compte_rendu: CompteRendu
) -> Bilan:
    """PRE-01: judge every line, write nothing but the report (CSV, into `rapport`)."""
    controle, bilan = Controle(epreuve), Bilan()
    lignes = bilan.compter(_suivre(controle.controler(fichier), compte_rendu))
    rapport.writelines(ecrire_csv(lignes_du_rapport(lignes)))
    _completer(bilan, controle)
    _raconter(bilan, compte_rendu)
    return bilan


@transaction.atomic
def importer_candidats(
    fichier: BinaryIO,
    *,
    epreuve: Epreuve,
    valides_seulement: bool,
    rapport: BinaryIO,
    compte_rendu: CompteRendu,
    par: Utilisateur,
    le: datetime,
) -> Bilan:
    """PRE-01: create and correct the candidates of the file, and register them for the épreuve.

    All the lines or none, unless `valides_seulement`; the same file again changes nothing. The report is written into
    `rapport` in every case. Raises `Refus` when a line is bad, or when none is good.
    """
    controle, bilan = Controle(epreuve), Bilan()
    lignes = bilan.compter(_suivre(_ecrire(controle.controler(fichier), epreuve), compte_rendu))
    rapport.writelines(ecrire_csv(lignes_du_rapport(lignes)))
    _completer(bilan, controle)
    _raconter(bilan, compte_rendu)
    _exiger_importable(bilan, valides_seulement=valides_seulement)
    _, sha256 = empreinte_de(fichier)
    journaliser(
        "candidats.importer",
        fil=f"epreuve:{epreuve.pk}",
        objet=str(epreuve),
        par=par,
        le=le,
        apres={"sha256": sha256, **{cle: n for cle, n in bilan.en_json().items() if isinstance(n, int)}},
    )
    return bilan


def _suivre(lignes: Iterable[LigneControlee], compte_rendu: CompteRendu) -> Iterator[LigneControlee]:
    for rang, ligne in enumerate(lignes, start=1):
        if rang % 500 == 0:
            compte_rendu.avancer(rang)
        yield ligne


def _ecrire(lignes: Iterable[LigneControlee], epreuve: Epreuve) -> Iterator[LigneControlee]:
    """Let the lines through once the base holds them, packet by packet."""
    for paquet in par_paquets(lignes, PAQUET):
        _ecrire_candidats(paquet)
        _inscrire(paquet, epreuve)
        yield from paquet


def _ecrire_candidats(paquet: Sequence[LigneControlee]) -> None:
    candidats = [
        ligne.candidat
        for ligne in paquet
        if ligne.candidat is not None and ligne.resultat in (Resultat.CREE, Resultat.MODIFIE)
    ]
    for candidat in candidats:
        candidat.recherche = candidat.texte()
    Candidat.objects.bulk_create(candidats, update_conflicts=True, unique_fields=_CLE, update_fields=_CHAMPS)


def _inscrire(paquet: Sequence[LigneControlee], epreuve: Epreuve) -> None:
    Composition.objects.bulk_create(
        [
            Composition(epreuve=epreuve, candidat=ligne.candidat)
            for ligne in paquet
            if ligne.candidat is not None and ligne.resultat != Resultat.INCHANGE
        ],
        ignore_conflicts=True,
    )


def _completer(bilan: Bilan, controle: Controle) -> None:
    bilan.ignorees = controle.ignorees
    bilan.absents = controle.absents_du_fichier()


def _raconter(bilan: Bilan, compte_rendu: CompteRendu) -> None:
    """The compte rendu's lines: figures, what was left out, the first faults."""
    compte_rendu.avancer(bilan.lignes, bilan.lignes)
    compte_rendu.noter(
        f"{compter(bilan.lignes, 'ligne lue,lignes lues')}\u00a0: "
        f"{compter(bilan.crees, 'candidat nouveau,candidats nouveaux')}, "
        f"{compter(bilan.modifies, 'modifié')}, {compter(bilan.inscrits, 'nouvel inscrit,nouveaux inscrits')}, "
        f"{compter(bilan.inchanges, 'inchangé')}, {compter(bilan.refuses, 'refusé')}."
    )
    if bilan.ignorees:
        compte_rendu.alerter(f"Colonnes non utilisées\u00a0: {', '.join(bilan.ignorees)}.")
    if bilan.absents and not bilan.refuses:
        compte_rendu.alerter(
            f"Candidats de l’épreuve absents de ce fichier, qui restent inscrits\u00a0: {bilan.absents}."
        )
    for anomalie in bilan.anomalies[:ANOMALIES_CITEES]:
        lieu = f"Ligne {anomalie['ligne']}" + (f", {anomalie['colonne']}" if anomalie["colonne"] else "")
        compte_rendu.signaler(f"{lieu}\u00a0: {anomalie['raison']}.")
    if bilan.refuses > ANOMALIES_CITEES:
        compte_rendu.signaler("La suite des anomalies est dans le rapport.")


def _exiger_importable(bilan: Bilan, *, valides_seulement: bool) -> None:
    if bilan.illisible:
        raise Refus("Le fichier ne peut pas être lu en entier\u00a0: rien n’est importé.")
    if bilan.refuses and not valides_seulement:
        raise Refus(
            f"Rien n’est importé\u00a0: {compter(bilan.refuses, 'ligne refusée,lignes refusées')}, voir le rapport."
        )
    if not bilan.valides:
        raise Refus("Rien n’est importé\u00a0: aucune ligne n’est valide.")
