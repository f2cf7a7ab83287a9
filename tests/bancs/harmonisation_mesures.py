"""The measures of `tests.bancs.harmonisation`, once Django is ready."""

import itertools
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from harmonisation.actions import annuler, appliquer
from harmonisation.lectures.copies import TRIS, Criteres, compter, selection
from harmonisation.lectures.copies_pages import page_de_copies
from harmonisation.lectures.masse import apercu
from harmonisation.models import CopieHarmonisable, Operation, Portee, RegleDeMasse
from santorin.copies.models import Epreuve, Question
from tests.bancs.harmonisation_decor import dresser

GRANDE, PETITE = 700_000, 300_000
BASE_MS, PAGE_MS, REPETITIONS, MILLIEME = 60.0, 150.0, 3, 50_000
ECRITURES = """
ALTER TABLE santorin_note DISABLE TRIGGER USER;
ALTER TABLE santorin_ajustement DISABLE TRIGGER USER;
INSERT INTO santorin_ajustement (copie_id, valeur)
SELECT copie_id, 1 FROM harmonisation_copieharmonisable WHERE epreuve_id = %(epreuve)s;
UPDATE santorin_note SET valeur = valeur + 1, version = version + 1 WHERE epreuve_id = %(epreuve)s AND valeur < 20;
UPDATE harmonisation_copieharmonisable SET note = note + 1, harmonisee = 2
WHERE epreuve_id = %(epreuve)s AND note < 20
"""


@dataclass(frozen=True)
class Mesure:
    """A page of the list: which, and milliseconds."""

    nom: str
    ms: float


def main(arguments: list[str]) -> int:
    """Exit status: 1 when a limit is passed; an argument divides the number of copies, to try the bench itself."""
    diviseur = int(arguments[0]) if arguments else 1
    print(f"{os.cpu_count()} cœurs ; {(GRANDE + PETITE) // diviseur:,} copies".replace(",", " "), flush=True)
    debut = time.perf_counter()
    epreuve, coordinateur = dresser(GRANDE // diviseur, "PHILO")
    dresser(PETITE // diviseur, "HIST")
    print(f"décor et liste tenue à jour     : {time.perf_counter() - debut:7.1f} s", flush=True)
    balayage = _temps(lambda: _executer("SELECT sum(note) FROM harmonisation_copieharmonisable"))
    pages = list(_pages(epreuve, diviseur))
    pire = max(pages, key=lambda mesure: mesure.ms)
    mediane = sorted(mesure.ms for mesure in pages)[len(pages) // 2]
    print(f"lecture de toute la liste       : {balayage:7.1f} ms (la limite)")
    print(f"{len(pages)} pages, médiane             : {mediane:7.1f} ms en base")
    lentes = [mesure for mesure in pages if mesure.ms > BASE_MS]
    print(f"{len(lentes)} pages de plus de {BASE_MS:.0f} ms ; les plus lentes :")
    for mesure in sorted(pages, key=lambda mesure: -mesure.ms)[:15]:
        print(
            f"  {mesure.nom:52} : {mesure.ms:7.1f} ms (au plus {BASE_MS:.0f} ; {mesure.ms / balayage:.2f} × la lecture)"
        )
    comptes = _temps(lambda: compter(epreuve, Criteres()))
    exact = _temps(lambda: compter(epreuve, Criteres(), exact=True))
    print(f"compte plafonné, exact          : {comptes:7.1f} ms, {exact:.1f} ms")
    ecran = _ecran(epreuve, coordinateur)
    print(f"écran entier, au serveur        : {ecran:7.1f} ms (au plus {PAGE_MS:.0f})", flush=True)
    _regles(epreuve, coordinateur, balayage)
    return int(pire.ms > BASE_MS or ecran > PAGE_MS)


def _pages(epreuve: Epreuve, diviseur: int):
    """Any filter, any sort, both ways: the first page and the 1,000th."""
    for (nom, criteres), tri, sens in itertools.product(_filtres(epreuve).items(), TRIS, ("", "-")):
        voulus = replace(criteres, ordre=f"{sens}{tri}")
        ordre = [f"{'-' if voulus.descendant else ''}{colonne}" for colonne in voulus.colonnes]
        rang = min(MILLIEME // diviseur, selection(epreuve, voulus).count() // 2)
        reperes = [ligne.cle for ligne in selection(epreuve, voulus).order_by(*ordre)[rang : rang + 1]]
        for ou, apres in (("première", None), *(("1 000e", repere) for repere in reperes)):
            ms = _temps(lambda apres=apres, voulus=voulus: page_de_copies(epreuve, voulus, apres=apres))
            yield Mesure(f"{nom}, tri {sens}{tri}, {ou}", ms)


def _filtres(epreuve: Epreuve) -> dict[str, Criteres]:
    ligne = CopieHarmonisable.objects.filter(epreuve=epreuve)[12_345 % 1000]
    question = Question.objects.filter(sujet__epreuve=epreuve).first()
    return {
        "sans filtre": Criteres(),
        "note 10 à 11": Criteres(note_min=Decimal(10), note_max=Decimal(11)),
        "note 0 à 1": Criteres(note_max=Decimal(1)),
        "un département": Criteres(departements=("056",)),
        "deux départements": Criteres(departements=("022", "035")),
        "un établissement": Criteres(etablissement="0350012Z"),
        "un correcteur": Criteres(correcteur=ligne.correcteur.numero),
        "un sujet": Criteres(sujet="S3"),
        "un lot": Criteres(lot=ligne.lot),
        "un nom de correcteur": Criteres(correcteur="CORRECTEUR"),
        "une ville": Criteres(etablissement="RENNES"),
        "une question, points de 7 à 8": Criteres(question=question.pk, question_min=Decimal(7)),
        "une question, tous les points": Criteres(question=question.pk, question_max=Decimal(8)),
        "une question et un département": Criteres(
            question=question.pk, question_min=Decimal(7), departements=("056",)
        ),
        "harmonisées": Criteres(harmonisee="oui"),
        "non harmonisées": Criteres(harmonisee="non"),
        "signalées": Criteres(signalee="oui"),
        "un sujet, harmonisées": Criteres(sujet="S3", harmonisee="oui"),
        "un sujet et un département": Criteres(sujet="S2", departements=("029",)),
    }


def _temps(faire: Callable[[], object]) -> float:
    """The best of a few, in milliseconds: other work shares the machine."""
    durees = []
    for _ in range(REPETITIONS):
        debut = time.perf_counter()
        faire()
        durees.append((time.perf_counter() - debut) * 1000)
    return min(durees)


def _executer(ordre: str) -> object:
    with connection.cursor() as curseur:
        curseur.execute(ordre)
        return curseur.fetchall()


def _ecran(epreuve: Epreuve, coordinateur) -> float:
    client = Client(headers={"host": "localhost"})
    client.force_login(coordinateur, backend="django.contrib.auth.backends.ModelBackend")
    adresse = reverse("harmonisation:copies", args=[epreuve.pk])
    question = Question.objects.filter(sujet__epreuve=epreuve).values_list("pk", flat=True).first()
    demandes: list[dict[str, object]] = [
        {},
        {"departements": "056", "ordre": "-note"},
        {"sujet": "S3", "ordre": "lot"},
        {"question": question, "question_min": 7, "ordre": "note"},
    ]
    return max(_temps(lambda demande=demande: client.get(adresse, demande)) for demande in demandes)


def _regles(epreuve: Epreuve, coordinateur, balayage: float) -> None:
    """Printed, not limited: the preview, the whole épreuve changed, then given back, against the bare writes."""
    regle = RegleDeMasse(
        epreuve=epreuve,
        portee=Portee.EPREUVE,
        operation=Operation.AJOUTER,
        constante=Decimal(1),
        minimum=Decimal(0),
        maximum=Decimal(20),
        ecart_maximal=Decimal(2),
        pas=Decimal("0.25"),
        motif="Banc",
    )
    vu = apercu(regle)
    duree = _temps(lambda: apercu(regle))
    print(
        f"aperçu d’une règle, {vu.copies} copies  : {duree:7.1f} ms ({duree / balayage:.1f} × la lecture)",
        flush=True,
    )
    nues = _ecritures_nues(epreuve)
    print(f"{'mêmes lignes écrites, sans plus':32}: {nues:7.1f} s (la limite en base)", flush=True)
    for nom, faire in (
        (
            "règle appliquée",
            lambda: appliquer(regle, attendu=vu.empreinte, par=coordinateur, le=timezone.now()),
        ),
        ("règle annulée", lambda: annuler(regle, motif="Banc", par=coordinateur, le=timezone.now())),
    ):
        debut = time.perf_counter()
        faire()
        duree = time.perf_counter() - debut
        print(f"{nom:32}: {duree:7.1f} s ({duree / nues:.2f} × la limite)", flush=True)


def _ecritures_nues(epreuve: Epreuve) -> float:
    """Seconds to write the marks, what each was, and the list, by bare statements; undone."""
    debut = time.perf_counter()
    with transaction.atomic():
        for ordre in ECRITURES.split(";\n"):
            _ordonner(ordre, epreuve)
        transaction.set_rollback(True)
    return time.perf_counter() - debut


def _ordonner(ordre: str, epreuve: Epreuve) -> None:
    with connection.cursor() as curseur:
        curseur.execute(ordre, {"epreuve": epreuve.pk})
