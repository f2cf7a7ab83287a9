"""Ten thousand degraded pages filed, none wrongly; a heavy scan received in bounded memory (NUM-01).

Run: `python -m tests.bancs.numerisation_masse`: some minutes, on all cores. `PAGES` (by the hundred) and `MEGAOCTETS` in the environment make it shorter. Exit code 1
when a page is filed wrongly, or a limit is passed.
"""

import hashlib
import io
import itertools
import os
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import django
from django.db import connections
from django.utils import timezone
from PIL import Image

django.setup()

from santorin.comptes.models import Utilisateur  # noqa: E402
from santorin.copies.fichiers import ImageDePage, ranger  # noqa: E402
from santorin.copies.models import Composition, Epreuve  # noqa: E402
from santorin.numerisation.actions import annoncer, lire_liasse, recevoir  # noqa: E402
from santorin.numerisation.actions.classement import PageALire, classer  # noqa: E402
from santorin.numerisation.codes import Lecture, lire_page  # noqa: E402
from santorin.numerisation.decoupe import Morceau  # noqa: E402
from santorin.numerisation.demandes import terminer  # noqa: E402
from santorin.numerisation.etats import Sort  # noqa: E402
from santorin.numerisation.models import Liasse, PageLue  # noqa: E402
from santorin.numerisation.regles.liasses import MORCEAU  # noqa: E402
from santorin.traitements.compte_rendu import CompteRendu  # noqa: E402
from tests.fabriques import un_gestionnaire, une_composition, une_epreuve  # noqa: E402
from tests.numerisation.scans import (  # noqa: E402
    degrader,
    des_feuilles,
    ecrire_dessus,
    imprimer,
    jpeg,
    pdf_de_jpegs,
    rasteriser,
)

PAGES = int(os.environ.get("PAGES", "10000"))
MEGAOCTETS = int(os.environ.get("MEGAOCTETS", "200"))
PAR_COPIE, DPI = 4, 110  # small images: what is counted is where each page goes
PAGES_DU_PDF = 500
OCTETS_PAR_PIXEL = 0.58  # of noise, at this quality
MEMOIRE_AU_PLUS = 600  # MiB, for the whole process that reads the heavy PDF
DEGRADATIONS = tuple(itertools.product((0, 3, 7, 10), (0.0, 0.03), (0, 180), (False, True)))

Attendue = tuple[str, int]
"""An anonymous number, and a page."""


def dessiner(compositions: list[Composition], epreuve: Epreuve) -> Iterator[tuple[Attendue, Image.Image]]:
    """A written page at a time, with the place where it must go."""
    for rang, composition in enumerate(compositions):
        feuille = des_feuilles(pages=PAR_COPIE, epreuve=epreuve.pk, anonymats=[composition.anonymat])
        for numero, image in enumerate(rasteriser(imprimer(feuille), DPI), start=1):
            yield (composition.anonymat, numero), ecrire_dessus(image, lignes=6, graine=rang * 10 + numero)


def lire_degradees(rang: int, page: Image.Image, tours: int, pas: int) -> list[tuple[ImageDePage, Lecture]]:
    """One page scanned again and again, each time otherwise, stored and read; its skews are drawn once each."""
    penchees = {angle: degrader(page, angle=angle) for a in {d[0] for d in DEGRADATIONS} for angle in (a, -a)}
    lues = []
    for tour in range(tours):
        place = tour * pas + rang
        angle, bruit, sens, bilevel = DEGRADATIONS[(tour + place) % len(DEGRADATIONS)]
        image = penchees[angle if place % 2 else -angle]
        degradee = degrader(image, bruit=bruit, demi_tour=sens, noir_et_blanc=bilevel, graine=place)
        octets = jpeg(degradee, DPI)
        lues.append((ranger(octets), lire_page(octets)))
    return lues


def une_liasse(epreuve: Epreuve, par: Utilisateur, rang: int) -> Liasse:
    """A re-scan: the same page twice in one liasse would be a duplicate, for a person to see."""
    return Liasse.objects.create(
        epreuve=epreuve, nom=f"masse-{rang}.pdf", taille=1, empreinte=f"{rang:064x}", remplace=True,
        deposee_le=timezone.now(), deposee_par=par,
    )  # fmt: skip


def classer_tout(
    epreuve: Epreuve, pages: list[tuple[Attendue, Image.Image]], par: Utilisateur
) -> list[Attendue]:
    """Read every degraded page, on all cores, then file them, a liasse a turn; where each should have gone, in order."""
    tours = PAGES // len(pages)
    connections.close_all()  # the other processes read images, and never the database
    with ProcessPoolExecutor(mp_context=get_context("fork")) as equipe:
        demandes = [
            equipe.submit(lire_degradees, rang, image, tours, len(pages))
            for rang, (_, image) in enumerate(pages)
        ]
        lues = [demande.result() for demande in demandes]
    for tour in range(tours):
        debut = tour * len(pages) + 1
        lot = [
            PageALire(Morceau(debut + rang, str(debut + rang)), *lues[rang][tour], "")
            for rang in range(len(pages))
        ]
        classer(une_liasse(epreuve, par, tour), lot, par=par, le=timezone.now())
    return [attendue for attendue, _ in pages] * tours


def compter(epreuve: Epreuve, attendues: list[Attendue]) -> tuple[int, int, int]:
    """How many pages were filed or known at their place, left to a person, and filed wrongly."""
    justes = laissees = fausses = 0
    lues = PageLue.objects.filter(liasse__epreuve=epreuve).select_related("copie__composition").order_by("pk")
    for lue in lues.iterator(chunk_size=1000):
        attendue = attendues[lue.rang - 1]
        place = (lue.copie.composition.anonymat, lue.numero) if lue.copie else None
        if place not in {None, attendue}:
            fausses += 1
        elif place and lue.sort in {Sort.CLASSEE, Sort.DEJA}:
            justes += 1
        else:
            laissees += 1
    return justes, laissees, fausses


def mesurer_classement() -> bool:
    """Ten thousand pages, none wrongly filed."""
    epreuve = une_epreuve(code="E51")
    gestionnaire = un_gestionnaire(epreuve.academie)
    compositions = [une_composition(epreuve) for _ in range(25)]
    pages = list(dessiner(compositions, epreuve))
    debut = time.perf_counter()
    attendues = classer_tout(epreuve, pages, gestionnaire)
    duree = time.perf_counter() - debut
    justes, laissees, fausses = compter(epreuve, attendues)
    print(
        f"{len(attendues)} pages dégradées en {duree:.0f} s : {justes} lues et à leur place, "
        f"{laissees} laissées à une personne, {fausses} mal classée(s)"
    )
    return fausses == 0 and justes + laissees == len(attendues)


def un_gros_pdf() -> bytes:
    """About `MEGAOCTETS` of noisy pages, which JPEG compresses worst; a comment makes each one unlike the others."""
    cote = int((MEGAOCTETS * 2**20 / PAGES_DU_PDF / OCTETS_PAR_PIXEL) ** 0.5)
    images = [jpeg(Image.frombytes("L", (cote, cote), os.urandom(cote * cote)), DPI) for _ in range(8)]
    pages = []
    for rang in range(PAGES_DU_PDF):
        octets, commentaire = images[rang % len(images)], f"{rang:06}".encode()
        pages.append(octets[:2] + b"\xff\xfe\x00\x08" + commentaire + octets[2:])
    return pdf_de_jpegs(pages)


def mesurer_gros_pdf() -> bool:
    """A heavy PDF, received by pieces then read in one process: time and memory."""
    epreuve = une_epreuve(code="E52")
    gestionnaire = un_gestionnaire(epreuve.academie)
    une_composition(epreuve)
    octets, acte = un_gros_pdf(), {"par": gestionnaire, "le": timezone.now()}
    taille, fichier = len(octets), io.BytesIO(octets)
    sommes = hashlib.sha256()
    while morceau := fichier.read(MORCEAU):
        sommes.update(hashlib.sha256(morceau).digest())
    debut = time.perf_counter()
    liasse = annoncer(
        epreuve, nom="gros.pdf", taille=taille, empreinte=sommes.hexdigest(), remplace=False, **acte
    )
    for place in range(0, taille, MORCEAU):
        recevoir(liasse, place, octets[place : place + MORCEAU])
    terminer(liasse, **acte)
    recue = time.perf_counter()
    del octets, fichier
    avant = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    liasse = Liasse.objects.select_related("epreuve").get(pk=liasse.pk)
    lire_liasse(liasse, compte_rendu=CompteRendu(par=gestionnaire), **acte)
    lue, memoire = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = liasse.pages_lues.count()
    print(
        f"PDF de {taille / 2**20:.0f} Mo et {pages} pages : reçu en {recue - debut:.1f} s, lu en {lue - recue:.1f} s, "
        f"{memoire - avant:.0f} Mo de plus que pour le recevoir (au plus {MEMOIRE_AU_PLUS})"
    )
    return pages == PAGES_DU_PDF and memoire - avant <= MEMOIRE_AU_PLUS


def main() -> int:
    """Measure, print, judge."""
    return 0 if all([mesurer_gros_pdf(), mesurer_classement()]) else 1


if __name__ == "__main__":
    sys.exit(main())
