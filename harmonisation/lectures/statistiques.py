"""The statistics of the correction, read for screens, files and the API (HAR-02)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from django.db.models import Count, QuerySet

from harmonisation.lectures.statistiques_formes import Comptes, Ensemble, Ligne, Tableau, TrancheComptee
from harmonisation.lectures.statistiques_noms import noms
from harmonisation.lectures.statistiques_resumes import (
    CENT,
    ENSEMBLE,
    PEU_DE_GROUPES,
    Resume,
    lignes,
    repartir,
    repartitions,
    resumes,
)
from harmonisation.regles.statistiques import (
    GEOGRAPHIQUES,
    TRANCHES,
    TRANCHES_REDUITES,
    Cle,
    Notes,
    Ventilation,
    masquees,
    tranches,
)
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Composition, Epreuve, Nature, Note
from santorin.referentiel.valeur import ABSENT
from santorin.transmission.lectures.retenues import comptes_des_retenues
from santorin.transmission.regles import Portee

ORDRES: Final = ("libelle", "effectif", "moyenne", "mediane", "ecart_type", "q1", "q3", "part_absents")


def epreuves_consultables(utilisateur: Utilisateur) -> QuerySet[Epreuve]:
    """HAR-02: the harmonised épreuves of which this coordinateur reads the statistics."""
    siennes = Epreuve.objects.pour(utilisateur, Droit.CONSULTER_STATISTIQUES).filter(nature=Nature.HARMONISEE)
    return siennes.select_related("session", "examen", "academie", "parametrage")


def facteur_de(epreuve: Epreuve) -> Decimal:
    """PAR-02: from the épreuve's scale to the one shown to people."""
    return Decimal(epreuve.parametrage.affichage_note) / epreuve.note_sur


def ensemble(epreuve: Epreuve, notes: Notes = Notes.CORRECTION) -> Ensemble:
    """HAR-02: the épreuve's figures, and whom they leave out."""
    lues, sur = lignes(epreuve, notes=notes), epreuve.parametrage.affichage_note
    resume = resumes(lues).get(ENSEMBLE)
    nombres = repartir(resume, sur=epreuve.note_sur, tranches=TRANCHES) if resume else [0] * TRANCHES
    comptes = _comptes(epreuve)
    manquent = comptes.candidats - comptes.absents > (resume.effectif if resume else 0)
    return Ensemble(
        epreuve=epreuve,
        sur=sur,
        comptes=comptes,
        resume=resume.fois(facteur_de(epreuve)) if resume else None,
        repartition=_compter(nombres, sur),
        hors_compte=comptes_des_retenues(Portee(epreuve), totale=True) if manquent else (),
    )


def tableau(
    epreuve: Epreuve, ventilation: Ventilation, *, notes: Notes = Notes.CORRECTION, ordre: str = ""
) -> Tableau:
    """HAR-02: every group of a breakdown, in order, without distributions."""
    lues = lignes(epreuve, ventilation, notes)
    trouves = resumes(lues, ventilation)
    en_points = ventilation != Ventilation.QUESTIONS
    facteur, sur = (
        (facteur_de(epreuve), epreuve.parametrage.affichage_note) if en_points else (Decimal(1), CENT)
    )
    comptes = _comptes_par_lieu(epreuve, ventilation, {cle: r.effectif for cle, r in trouves.items()})
    lignes_lues = _lignes(epreuve, ventilation, {cle: r.fois(facteur) for cle, r in trouves.items()}, comptes)
    retenu = ordre if ordre.removeprefix("-") in ORDRES else _ordre_usuel(ventilation)
    return Tableau(
        epreuve=epreuve,
        ventilation=ventilation,
        notes=notes,
        sur=sur,
        lignes=_trier(lignes_lues, retenu),
        tranches=tranches(sur, TRANCHES_REDUITES),
        moyenne=_moyenne(trouves.values()) * float(facteur) if trouves and en_points else None,
        ordre=retenu,
    )


def _moyenne(lus: Collection[Resume]) -> float:
    """The mean of all groups together."""
    return sum(resume.moyenne * resume.effectif for resume in lus) / sum(resume.effectif for resume in lus)


def avec_repartitions(lu: Tableau) -> Tableau:
    """HAR-02: the same rows, with the distribution of those that are not kept back."""
    sur = CENT if lu.en_pourcentage else lu.epreuve.note_sur
    montres = {ligne.nom.cle: ligne.resume for ligne in lu.lignes if ligne.resume is not None}
    if lu.ventilation in PEU_DE_GROUPES:
        nombres = {
            cle: repartir(resume, sur=sur, tranches=TRANCHES_REDUITES) for cle, resume in montres.items()
        }
    else:
        lues = lignes(lu.epreuve, lu.ventilation, lu.notes)
        nombres = repartitions(lues, montres, sur=sur, tranches=TRANCHES_REDUITES)
    return replace(
        lu, lignes=[replace(ligne, repartition=nombres.get(ligne.nom.cle, ())) for ligne in lu.lignes]
    )


def _lignes(
    epreuve: Epreuve,
    ventilation: Ventilation,
    trouves: Mapping[Cle, Resume],
    comptes: Mapping[Cle, Comptes],
) -> list[Ligne]:
    effectifs = {cle: trouves[cle].effectif if cle in trouves else 0 for cle in {*trouves, *comptes}}
    tues = masquees(ventilation, effectifs)
    return [
        Ligne(
            nom=nom,
            effectif=effectifs[nom.cle],
            resume=None if nom.cle in tues else trouves.get(nom.cle),
            masquee=nom.cle in tues,
            comptes=None if nom.cle in tues else comptes.get(nom.cle),
        )
        for nom in noms(epreuve, ventilation, effectifs)
    ]


def _ordre_usuel(ventilation: Ventilation) -> str:
    return "libelle" if ventilation in {Ventilation.SUJETS, Ventilation.QUESTIONS} else "mediane"


def _trier(lues: Sequence[Ligne], ordre: str) -> list[Ligne]:
    """In order, those that say nothing of the figure last whichever way; equals stay in the order of names."""
    champ = ordre.removeprefix("-")
    valeur = _valeur(champ)
    connues = [ligne for ligne in lues if valeur(ligne) is not None]
    inconnues = [ligne for ligne in lues if valeur(ligne) is None]
    return sorted(connues, key=valeur, reverse=ordre.startswith("-")) + inconnues  # type: ignore[arg-type]


def _valeur(champ: str) -> Callable[[Ligne], float | None]:
    match champ:
        case "libelle":
            return lambda ligne: ligne.nom.rang
        case "effectif":
            return lambda ligne: ligne.effectif
        case "part_absents":
            return lambda ligne: ligne.comptes.part_absents if ligne.comptes else None
        case _:
            return lambda ligne: getattr(ligne.resume, champ) if ligne.resume else None


def _compter(nombres: Sequence[int], sur: int) -> list[TrancheComptee]:
    total, cumul, comptees = sum(nombres), 0, []
    for tranche, nombre in zip(tranches(sur, len(nombres)), nombres, strict=True):
        cumul += nombre
        part, jusqu_ici = ((n * 100 / total if total else 0.0) for n in (nombre, cumul))
        comptees.append(TrancheComptee(tranche, nombre, part, jusqu_ici))
    return comptees


def _comptes(epreuve: Epreuve) -> Comptes:
    candidats = Composition.objects.filter(epreuve=epreuve).count()
    return Comptes(candidats, _absences(epreuve).count())


def _absences(epreuve: Epreuve) -> QuerySet[Note]:
    """CLO-09: the AB of those émargés absents; few, and found by the index of marks."""
    return Note.objects.filter(epreuve=epreuve, valeur=None, code=ABSENT, arretee=True)


def _comptes_par_lieu(
    epreuve: Epreuve, ventilation: Ventilation, effectifs: Mapping[Cle, int]
) -> dict[Cle, Comptes]:
    """Candidates and absents of each établissement or département; nothing for another breakdown.

    Where nobody is missing, candidates are the copies counted (`effectifs`) and the absents: they are not read again.
    """
    if ventilation not in GEOGRAPHIQUES:
        return {}
    chemin = "candidat__etablissement__uai"
    if ventilation == Ventilation.DEPARTEMENTS:
        chemin = "candidat__etablissement__departement__code"
    absences = _absences(epreuve).order_by().values_list(f"composition__{chemin}")
    absents: dict[Cle, int] = dict(absences.annotate(nombre=Count("pk")))
    comptes = _comptes(epreuve)
    if comptes.candidats == comptes.absents + sum(effectifs.values()):
        return {
            lieu: Comptes(effectifs.get(lieu, 0) + absents.get(lieu, 0), absents.get(lieu, 0))
            for lieu in {*effectifs, *absents}
        }
    candidats = Composition.objects.filter(epreuve=epreuve).order_by().values_list(chemin)
    return {
        lieu: Comptes(nombre, absents.get(lieu, 0)) for lieu, nombre in candidats.annotate(nombre=Count("pk"))
    }
