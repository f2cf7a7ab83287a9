"""The statistics of the correction, read for screens, files and the API (HAR-02)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from django.db.models import Count, Q, QuerySet

from harmonisation.lectures.statistiques_formes import Comptes, Ensemble, Ligne, Tableau, TrancheComptee
from harmonisation.lectures.statistiques_noms import noms
from harmonisation.lectures.statistiques_resumes import (
    CENT,
    ENSEMBLE,
    Resume,
    lignes,
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
from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Epreuve, Nature
from santorin.transmission.lectures.retenues import comptes_des_retenues
from santorin.transmission.regles import Portee

PAR_PAGE: Final = 50
ORDRES: Final = ("libelle", "effectif", "moyenne", "mediane", "ecart_type", "q1", "q3", "part_absents")
ABSENTS: Final = Count("pk", filter=Q(emargement=Emargement.ABSENT))


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
    nombres = repartitions(lues, [ENSEMBLE], sur=epreuve.note_sur, tranches=TRANCHES)[ENSEMBLE]
    return Ensemble(
        epreuve=epreuve,
        sur=sur,
        comptes=_comptes(epreuve),
        resume=resume.fois(facteur_de(epreuve)) if resume else None,
        repartition=_compter(nombres, sur),
        hors_compte=comptes_des_retenues(Portee(epreuve), totale=True),
    )


def tableau(
    epreuve: Epreuve, ventilation: Ventilation, *, notes: Notes = Notes.CORRECTION, ordre: str = ""
) -> Tableau:
    """HAR-02: every group of a breakdown, in order, without distributions."""
    lues = lignes(epreuve, ventilation, notes)
    trouves = resumes(lues)
    en_points = ventilation != Ventilation.QUESTIONS
    facteur, sur = (
        (facteur_de(epreuve), epreuve.parametrage.affichage_note) if en_points else (Decimal(1), CENT)
    )
    comptes = _comptes_par_lieu(epreuve, ventilation)
    lignes_lues = _lignes(epreuve, ventilation, {cle: r.fois(facteur) for cle, r in trouves.items()}, comptes)
    general = resumes(lignes(epreuve, notes=notes)).get(ENSEMBLE)
    retenu = ordre if ordre.removeprefix("-") in ORDRES else _ordre_usuel(ventilation)
    return Tableau(
        epreuve=epreuve,
        ventilation=ventilation,
        notes=notes,
        sur=sur,
        lignes=_trier(lignes_lues, retenu),
        nombre=len(lignes_lues),
        tranches=tranches(sur, TRANCHES_REDUITES),
        ensemble=general.fois(facteur) if general and en_points else None,
        ordre=retenu,
    )


def page(entier: Tableau, *, apres: int | None = None, avant: int | None = None) -> Tableau:
    """The rows after, or before, a place in the table, with the distribution of each."""
    debut = apres if apres is not None else max((avant or 0) - PAR_PAGE, 0)
    return avec_repartitions(
        replace(entier, lignes=entier.lignes[debut : debut + PAR_PAGE], debut=min(debut, entier.nombre))
    )


def avec_repartitions(lu: Tableau) -> Tableau:
    """HAR-02: the same rows, with the distribution of those that are not kept back."""
    sur = CENT if lu.en_pourcentage else lu.epreuve.note_sur
    montrees = [ligne.nom.cle for ligne in lu.lignes if ligne.resume is not None]
    nombres = repartitions(
        lignes(lu.epreuve, lu.ventilation, lu.notes), montrees, sur=sur, tranches=TRANCHES_REDUITES
    )
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
    comptes = Composition.objects.filter(epreuve=epreuve).aggregate(candidats=Count("pk"), absents=ABSENTS)
    return Comptes(**comptes)


def _comptes_par_lieu(epreuve: Epreuve, ventilation: Ventilation) -> dict[Cle, Comptes]:
    """Candidates and absents of each établissement or département; nothing for another breakdown."""
    if ventilation not in GEOGRAPHIQUES:
        return {}
    chemin = "candidat__etablissement__uai"
    if ventilation == Ventilation.DEPARTEMENTS:
        chemin = "candidat__etablissement__departement__code"
    lieux = Composition.objects.filter(epreuve=epreuve).order_by().values_list(chemin)
    return {
        lieu: Comptes(candidats, absents)
        for lieu, candidats, absents in lieux.annotate(candidats=Count("pk"), absents=ABSENTS)
    }
