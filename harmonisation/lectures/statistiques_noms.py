"""How groups of copies are called: on the screen, in files, in order (HAR-02)."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from harmonisation.regles.statistiques import Cle, Ventilation
from santorin.copies.models import Correcteur, Epreuve, Lot, Question, Sujet
from santorin.referentiel.models import Departement, Etablissement


@dataclass(frozen=True, slots=True)
class Nom:
    """A group: what the screen calls it, what a file calls it (a marker by number alone), its place by name.

    `points`: those of a question; None for anything else.
    """

    cle: Cle
    libelle: str
    reference: str
    rang: int
    points: Decimal | None = None


def noms(epreuve: Epreuve, ventilation: Ventilation, cles: Collection[Cle]) -> list[Nom]:
    """The groups of this épreuve with these keys, in the order of their names; one query."""
    return [_nom(objet, rang) for rang, objet in enumerate(_objets(epreuve, ventilation, cles), start=1)]


def _objets(epreuve: Epreuve, ventilation: Ventilation, cles: Collection[Cle]) -> QuerySet[Any]:
    match ventilation:
        case Ventilation.CORRECTEURS:
            return Correcteur.objects.filter(pk__in=cles).order_by("nom", "prenoms", "numero")
        case Ventilation.LOTS:
            lots = Lot.objects.filter(epreuve=epreuve, numero__in=cles)
            return lots.select_related("sujet").order_by("numero")
        case Ventilation.SUJETS:
            return Sujet.objects.filter(epreuve=epreuve, code__in=cles).order_by("code")
        case Ventilation.QUESTIONS:
            questions = Question.objects.filter(pk__in=cles)
            return questions.select_related("sujet").order_by("sujet__code", "ordre")
        case Ventilation.ETABLISSEMENTS:
            return Etablissement.objects.filter(uai__in=cles).order_by("nom", "ville", "uai")
        case Ventilation.DEPARTEMENTS:
            return Departement.objects.filter(code__in=cles).order_by("code")


def _nom(objet: Correcteur | Lot | Sujet | Question | Etablissement | Departement, rang: int) -> Nom:
    match objet:
        case Correcteur():
            return Nom(objet.pk, str(objet), objet.numero, rang)
        case Lot():
            return Nom(objet.numero, f"Lot {objet.numero} – {objet.sujet.code}", str(objet.numero), rang)
        case Question():
            libelle = f"{objet.sujet.code} – question {objet.numero}"
            return Nom(objet.pk, libelle, f"{objet.sujet.code} {objet.numero}", rang, objet.points)
        case Etablissement():
            return Nom(objet.uai, str(objet), objet.uai, rang)
        case _:
            return Nom(objet.code, str(objet), objet.code, rang)
