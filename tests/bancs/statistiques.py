"""Statistics of an épreuve of 700,000 copies among 1,000,000, against reading its rows once (performance.md §5).

4,648 markers, 1,300 établissements, 30 départements, 23,334 lots, five questions. Times are the database's (every query
of the page together) and the page's (reading, tables, plots), the least of several turns; every copy was indexed and
vacuumed as a server has done by the morning. The question's own full scan is of its 3,400,000 points.

Run: `python -m tests.bancs.statistiques`; a number of copies may follow. Exit code 1 when a limit is passed.
"""

import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "santorin.settings")
django.setup()

from django.db import connection  # noqa: E402 - the settings come first

from harmonisation.lectures import statistiques as lectures  # noqa: E402
from harmonisation.lectures.statistiques_ecarts import ecarts_de  # noqa: E402
from harmonisation.lectures.statistiques_formes import feuilleter  # noqa: E402
from harmonisation.regles.statistiques import Ventilation  # noqa: E402
from harmonisation.severite import TAUX_ANNONCE, Groupe, ecarts  # noqa: E402
from santorin.copies.models import Epreuve  # noqa: E402
from tests.bancs.statistiques_decor import des_copies, des_lieux  # noqa: E402

COPIES, GRANDE_PART, TOURS = 1_000_000, 0.7, 3
FOIS_AU_PLUS = 6  # full scans, for each view of the statistics
EPREUVES_SIMULEES, CORRECTEURS, COPIES_CHACUN = 200, 25, 80
PARCOURS = "SELECT count(*), sum(note) FROM harmonisation_copieharmonisable WHERE epreuve_id = %s"
PARCOURS_DES_POINTS = """
SELECT count(*), sum(points) FROM santorin_notequestion note
JOIN santorin_correction correction ON correction.id = note.correction_id
JOIN santorin_lot lot ON lot.id = correction.lot_id WHERE lot.epreuve_id = %s
"""


class Chronometre:
    """Milliseconds spent in the database."""

    def __init__(self) -> None:
        self.base = 0.0

    def __call__(self, executer: Callable[..., Any], *suite: Any) -> Any:
        debut = time.perf_counter()
        try:
            return executer(*suite)
        finally:
            self.base += (time.perf_counter() - debut) * 1000


@contextmanager
def sans_index() -> Iterator[None]:
    """A full scan reads the rows, not an index."""
    with connection.cursor() as curseur:
        curseur.execute(
            "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off"
        )
        yield
        curseur.execute("RESET enable_indexscan; RESET enable_indexonlyscan; RESET enable_bitmapscan")


def parcours(requete: str, epreuve: Epreuve) -> None:
    """Read every row once."""
    with connection.cursor() as curseur:
        curseur.execute(requete, [epreuve.pk])
        curseur.fetchall()


def mesurer(travail: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the database and in all, the least of several turns."""
    bases, murs = [], []
    for _ in range(TOURS):
        chronometre, debut = Chronometre(), time.perf_counter()
        with connection.execute_wrapper(chronometre):
            travail()
        murs.append((time.perf_counter() - debut) * 1000)
        bases.append(chronometre.base)
    return min(bases), min(murs)


def premiere_page(epreuve: Epreuve, ventilation: Ventilation) -> object:
    """A breakdown and the distributions of its first page."""
    entier = lectures.tableau(epreuve, ventilation)
    return lectures.avec_repartitions(replace(entier, lignes=feuilleter(entier.lignes).lignes))


def vues(epreuve: Epreuve) -> dict[str, Callable[[], object]]:
    """Every view of the statistics, as the screen reads it."""
    ventilations: dict[str, Callable[[], object]] = {
        v.value: lambda v=v: premiere_page(epreuve, v) for v in Ventilation
    }
    facteur = lectures.facteur_de(epreuve)
    return (
        {"ensemble": lambda: lectures.ensemble(epreuve)}
        | ventilations
        | {"ecarts": lambda: ecarts_de(epreuve, facteur)}
    )


def mesurer_l_epreuve(copies: int) -> bool:
    """Make the copies, read their statistics; whether every view kept its limit."""
    debut = time.perf_counter()
    des_lieux()
    grande = int(copies * GRANDE_PART)
    epreuve = des_copies(grande, debut=0, avec_points=True)
    des_copies(copies - grande, debut=grande)
    with connection.cursor() as curseur:
        curseur.execute("VACUUM ANALYZE")
    print(f"{copies} copies dont {grande} dans l’épreuve, faites en {time.perf_counter() - debut:.0f} s")
    with sans_index():
        lecture, _ = mesurer(lambda: parcours(PARCOURS, epreuve))
        points, _ = mesurer(lambda: parcours(PARCOURS_DES_POINTS, epreuve))
    print(
        f"cœurs : {os.cpu_count()} ; parcours de l’épreuve {lecture:.0f} ms ; de ses points {points:.0f} ms"
    )
    tenues = []
    for nom, travail in vues(epreuve).items():
        base, mur = mesurer(travail)
        reference = points if nom == Ventilation.QUESTIONS else lecture
        tenues.append(base / reference < FOIS_AU_PLUS)
        print(f"  {nom:15} base {base:6.0f} ms = {base / reference:4.1f} parcours ; page {mur:6.0f} ms")
    return all(tenues)


def simuler() -> bool:
    """Épreuves without any severe marker: how many flag somebody, against what is announced."""
    faux = 0
    for graine in range(EPREUVES_SIMULEES):
        alea = random.Random(graine)
        groupes = []
        for correcteur in range(CORRECTEURS):
            notes = [min(20, max(0, round(alea.gauss(10, 3.5) * 2) / 2)) for _ in range(COPIES_CHACUN)]
            groupes.append(
                Groupe(correcteur, 1, COPIES_CHACUN, sum(notes), sum(note * note for note in notes))
            )
        faux += any(ecart.signale for ecart in ecarts(groupes))
    part = faux / EPREUVES_SIMULEES
    print(
        f"{EPREUVES_SIMULEES} épreuves sans sévérité : {part:.1%} signalent quelqu’un (annoncé {TAUX_ANNONCE:.0%})"
    )
    return part <= TAUX_ANNONCE


if __name__ == "__main__":
    tenu = simuler()
    tenu = mesurer_l_epreuve(int(sys.argv[1]) if sys.argv[1:] else COPIES) and tenu
    sys.exit(not tenu)
