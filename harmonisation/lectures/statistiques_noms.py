"""How groups of copies are called: on the screen, in files, in order (HAR-02)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from harmonisation.regles.statistiques import Cle, Ventilation
from santorin.copies.models import Correcteur, Epreuve, Lot, Question, Sujet
from santorin.referentiel.models import Departement, Etablissement

# HAR-04: the filter of the list that keeps the copies of one group.
FILTRES: Final[Mapping[Ventilation, str]] = {
    Ventilation.CORRECTEURS: "correcteur",
    Ventilation.LOTS: "lot",
    Ventilation.SUJETS: "sujet",
    Ventilation.QUESTIONS: "question",
    Ventilation.ETABLISSEMENTS: "etablissement",
    Ventilation.DEPARTEMENTS: "departements",
}


@dataclass(frozen=True, slots=True)
class Nom:
    """A group: what the screen calls it, what a file calls it (a marker by number alone), its place by name.

    `points`: those of a question; None for anything else. `filtre`: its copies in the list, as an address asks for them.
    """

    cle: Cle
    libelle: str
    reference: str
    rang: int = 0
    points: Decimal | None = None
    filtre: str = ""


def noms(epreuve: Epreuve, ventilation: Ventilation, cles: Collection[Cle]) -> list[Nom]:
    """The groups of this épreuve with these keys, in the order of their names; one query."""
    connus = (nom for nom in _noms(epreuve, ventilation, cles) if nom.cle in cles)
    champ = FILTRES[ventilation]
    return [
        replace(
            nom,
            rang=rang,
            filtre=urlencode({champ: nom.cle if ventilation == Ventilation.QUESTIONS else nom.reference}),
        )
        for rang, nom in enumerate(connus, start=1)
    ]


def _noms(epreuve: Epreuve, ventilation: Ventilation, cles: Collection[Cle]) -> Iterator[Nom]:
    match ventilation:
        case Ventilation.CORRECTEURS:
            return _correcteurs(cles)
        case Ventilation.LOTS:
            return _lots(epreuve)
        case Ventilation.SUJETS:
            sujets = Sujet.objects.filter(epreuve=epreuve).order_by("code")
            return (Nom(sujet.code, str(sujet), sujet.code) for sujet in sujets)
        case Ventilation.QUESTIONS:
            return _questions(epreuve)
        case Ventilation.ETABLISSEMENTS:
            lieux = Etablissement.objects.filter(uai__in=cles).order_by("nom", "ville", "uai")
            return (Nom(lieu.uai, str(lieu), lieu.uai) for lieu in lieux)
        case Ventilation.DEPARTEMENTS:
            return _departements(cles)


def _correcteurs(cles: Collection[Cle]) -> Iterator[Nom]:
    for correcteur in Correcteur.objects.filter(pk__in=cles).order_by("nom", "prenoms", "numero"):
        yield Nom(correcteur.pk, str(correcteur), correcteur.numero)


def _lots(epreuve: Epreuve) -> Iterator[Nom]:
    """By the ten thousand: rows, not objects; and no list of numbers sent to the database."""
    lots = Lot.objects.filter(epreuve=epreuve).order_by("numero")
    for numero, sujet in lots.values_list("numero", "sujet__code"):
        yield Nom(numero, f"Lot {numero} – {sujet}", str(numero))


def _departements(cles: Collection[Cle]) -> Iterator[Nom]:
    for departement in Departement.objects.filter(code__in=cles).order_by("code"):
        yield Nom(departement.code, str(departement), departement.code)


def _questions(epreuve: Epreuve) -> Iterator[Nom]:
    questions = Question.objects.filter(sujet__epreuve=epreuve).order_by("sujet__code", "ordre")
    for question in questions.select_related("sujet"):
        sujet, numero = question.sujet.code, question.numero
        yield Nom(question.pk, f"{sujet} – question {numero}", f"{sujet} {numero}", points=question.points)
