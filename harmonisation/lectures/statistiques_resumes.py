"""The figures of marks, group by group, computed by PostgreSQL: one query whatever the number of groups (HAR-02)."""

from bisect import bisect
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate, groupby
from math import fsum, sqrt
from operator import itemgetter, mul
from typing import Any

from django.db import connection
from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Round

from harmonisation.models import CopieHarmonisable, Harmonisee
from harmonisation.regles.statistiques import Cle, Notes, Ventilation
from santorin.copies.etats import EtatLot
from santorin.copies.models import Correction, Epreuve, Intervention, NoteQuestion, Partie, TypeLots
from santorin.copies.regles.bareme import obtenus, points_comptes, total
from santorin.copies.regles.concertations import RANGS

CENT = 100  # a question's marks are read as a percentage of its points
ENSEMBLE = 0  # the only group, when nothing is broken down

RESUMER = """
SELECT groupe, count(*), avg(valeur::float8), stddev_pop(valeur::float8), min(valeur), max(valeur),
       percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY valeur::float8)
FROM ({lignes}) AS lignes(groupe, valeur) GROUP BY groupe
"""
# A few big groups: how many times each mark was given is soon counted, and says the rest without sorting anything.
RECENSER = """
SELECT groupe, valeur, count(*) FROM ({lignes}) AS lignes(groupe, valeur) GROUP BY groupe, valeur ORDER BY groupe, valeur
"""
REPARTIR = """
SELECT groupe, least(width_bucket(valeur::float8, 0, %s, %s), %s), count(*)
FROM ({lignes}) AS lignes(groupe, valeur) WHERE groupe = ANY(%s) GROUP BY 1, 2
"""
SOMMER = """
SELECT groupe, count(*), sum(valeur::float8), sum(valeur::float8 ^ 2)
FROM ({lignes}) AS lignes(groupe, valeur) GROUP BY groupe
"""
CHAMPS = {
    Ventilation.CORRECTEURS: "correcteur",
    Ventilation.LOTS: "lot",
    Ventilation.SUJETS: "sujet",
    Ventilation.ETABLISSEMENTS: "etablissement",
    Ventilation.DEPARTEMENTS: "departement",
}
PEU_DE_GROUPES = frozenset({None, Ventilation.SUJETS, Ventilation.QUESTIONS, Ventilation.DEPARTEMENTS})
CHANGEES = (Harmonisee.UNITE, Harmonisee.REGLE, Harmonisee.LES_DEUX)
Lignes = QuerySet[Any, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Resume:
    """The marks of one group: how many, mean, standard deviation (of these marks, not of a sample), quartiles.

    `recensees`: how many times each mark was given, on the scale it was read on, where that was read.
    """

    effectif: int
    moyenne: float
    ecart_type: float
    minimum: float
    q1: float
    mediane: float
    q3: float
    maximum: float
    recensees: Sequence[tuple[Decimal, int]] = ()

    def fois(self, facteur: Decimal) -> "Resume":
        """The same on another scale."""
        f = float(facteur)
        return replace(
            self,
            moyenne=self.moyenne * f,
            ecart_type=self.ecart_type * f,
            minimum=self.minimum * f,
            q1=self.q1 * f,
            mediane=self.mediane * f,
            q3=self.q3 * f,
            maximum=self.maximum * f,
        )


@dataclass(frozen=True, slots=True)
class Somme:
    """Count, sum and sum of squares of the marks of one group."""

    effectif: int
    somme: float
    carres: float


def lignes(
    epreuve: Epreuve, ventilation: Ventilation | None = None, notes: Notes = Notes.CORRECTION
) -> Lignes:
    """HAR-02: (group, mark) of each copy of a locked lot; of each marking, where that is what the group made.

    Marks are on the épreuve's scale; a question's are in percent of its points. Groups are named by UAI, code, number
    of lot, or primary key (marker, question).
    """
    if ventilation == Ventilation.QUESTIONS:
        return _questions(epreuve)
    par_correction = {Ventilation.CORRECTEURS, Ventilation.LOTS}
    if ventilation in par_correction and epreuve.parametrage.type_lots == TypeLots.DOUBLE:
        return _corrections(epreuve, CHAMPS[ventilation])
    groupe = Value(ENSEMBLE, IntegerField()) if ventilation is None else F(CHAMPS[ventilation])
    copies = CopieHarmonisable.objects.filter(epreuve=epreuve).order_by()
    note = F("note") if notes == Notes.FINALES or not est_harmonisee(epreuve) else _du_correcteur()
    return copies.values_list(groupe, note)


def est_harmonisee(epreuve: Epreuve) -> bool:
    """HAR-02: whether a mark of the épreuve is no longer its marker's."""
    return CopieHarmonisable.objects.filter(epreuve=epreuve, harmonisee__in=CHANGEES).exists()


def resumes(lues: Lignes, ventilation: Ventilation | None = None) -> dict[Cle, Resume]:
    """HAR-02: the figures of each group of this breakdown."""
    if ventilation in PEU_DE_GROUPES:
        recensement = groupby(_lire(RECENSER, lues), key=itemgetter(0))
        return {
            groupe: _resumer([(valeur, nombre) for _, valeur, nombre in siennes])
            for groupe, siennes in recensement
        }
    trouves = {}
    for groupe, effectif, moyenne, ecart_type, minimum, maximum, quartiles in _lire(RESUMER, lues):
        q1, mediane, q3 = quartiles
        trouves[groupe] = Resume(
            effectif, moyenne, ecart_type, float(minimum), q1, mediane, q3, float(maximum)
        )
    return trouves


def _resumer(recensees: Sequence[tuple[Decimal, int]]) -> Resume:
    """The figures of marks given so many times each, in ascending order."""
    valeurs = [float(valeur) for valeur, _ in recensees]
    nombres = [nombre for _, nombre in recensees]
    rangs = list(accumulate(nombres))
    effectif = rangs[-1]
    moyenne = fsum(map(mul, valeurs, nombres)) / effectif
    variance = fsum((valeur - moyenne) ** 2 * nombre for valeur, nombre in zip(valeurs, nombres, strict=True))

    def au_rang(rang: float) -> float:
        """The mark at this place, or between the two around it."""
        bas = int(rang)
        avant, apres = (valeurs[bisect(rangs, place)] for place in (bas, min(bas + 1, effectif - 1)))
        return avant + (rang - bas) * (apres - avant)

    q1, mediane, q3 = (au_rang((effectif - 1) * quart / 4) for quart in (1, 2, 3))
    ecart_type = sqrt(variance / effectif)
    return Resume(effectif, moyenne, ecart_type, valeurs[0], q1, mediane, q3, valeurs[-1], recensees)


def repartir(resume: Resume, *, sur: int, tranches: int) -> list[int]:
    """HAR-02: how many of these marks fall in each of the equal intervals from 0 to `sur`."""
    nombres = [0] * tranches
    for valeur, nombre in resume.recensees:
        nombres[min(int(valeur * tranches / sur), tranches - 1)] += nombre
    return nombres


def repartitions(lues: Lignes, groupes: Collection[Cle], *, sur: int, tranches: int) -> dict[Cle, list[int]]:
    """HAR-02: how many marks of each of these groups fall in each of the equal intervals from 0 to `sur`."""
    nombres = {groupe: [0] * tranches for groupe in groupes}
    for groupe, rang, nombre in _lire(
        REPARTIR, lues, avant=(sur, tranches, tranches), apres=(list(groupes),)
    ):
        nombres[groupe][rang - 1] += nombre
    return nombres


def sommes(lues: Lignes) -> Mapping[Cle, Somme]:
    """HAR-02: what the model of severity is made of."""
    return {
        groupe: Somme(effectif, float(somme), float(carres))
        for groupe, effectif, somme, carres in _lire(SOMMER, lues)
    }


def _lire(
    requete: str, lues: Lignes, *, avant: tuple[Any, ...] = (), apres: tuple[Any, ...] = ()
) -> list[tuple[Any, ...]]:
    """Run an aggregate over the rows of a queryset; `avant` and `apres` are its own parameters, around theirs."""
    interieur, parametres = lues.query.sql_with_params()
    with connection.cursor() as curseur:
        curseur.execute(requete.format(lignes=interieur), (*avant, *parametres, *apres))
        return list(curseur.fetchall())


def _du_correcteur() -> Case:
    """HAR-05, HAR-13: the mark as the marker gave it, whatever was done to it since."""
    return Case(
        When(harmonisee__in=(Harmonisee.UNITE, Harmonisee.LES_DEUX), then=_avant_l_intervention()),
        When(harmonisee=Harmonisee.REGLE, then=F("note") - F("copie__ajustement__valeur")),
        default=F("note"),
        output_field=DecimalField(),
    )


def _avant_l_intervention() -> Subquery:
    """The mark that the first intervention found, without what rules had added to it by then."""
    interventions = Intervention.objects.en_vigueur().filter(correction__copie=OuterRef("copie"))
    trouvee = interventions.order_by("pk").annotate(donnee=F("note_avant") - F("ajustement_avant"))
    return Subquery(trouvee.values("donnee")[:1], output_field=DecimalField())


def _corrections(epreuve: Epreuve, champ: str) -> Lignes:
    """COR-05: of copies marked twice, each marker's own mark, whatever was agreed upon afterwards."""
    exact = ExpressionWrapper(obtenus() * epreuve.note_sur / total(), DecimalField())
    corrections = Correction.objects.filter(
        lot__epreuve=epreuve, lot__etat=EtatLot.VERROUILLE, rang__in=RANGS
    )
    groupe = "lot__numero" if champ == "lot" else "lot__correcteur"
    return corrections.order_by().annotate(donnee=Round(exact, precision=2)).values_list(groupe, "donnee")


def _questions(epreuve: Epreuve) -> Lignes:
    points = NoteQuestion.objects.filter(
        correction__lot__epreuve=epreuve, correction__lot__etat=EtatLot.VERROUILLE
    ).order_by()
    if Partie.objects.filter(sujet__epreuve=epreuve).exclude(choix="").exists():
        points = points.filter(points_comptes())
    part = ExpressionWrapper(F("points") * CENT / F("question__points"), DecimalField())
    return points.values_list("question", part)
