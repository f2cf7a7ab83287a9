"""Sending on the pages that were scanned in the wrong épreuve, to the one their code names (NUM-01)."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.etats import passer
from santorin.journal.actions import journaliser
from santorin.numerisation.actions.classement import PageALire, classer
from santorin.numerisation.actions.lecture import presenter
from santorin.numerisation.codes import CodePage, Lecture
from santorin.numerisation.decoupe import Morceau
from santorin.numerisation.etats import LIRE, Sort
from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.suite import obstacle_suite, pages_a_faire_suivre
from santorin.refus import exiger


@transaction.atomic
def faire_suivre(liasse: Liasse, *, vers: Epreuve, par: Utilisateur, le: datetime) -> Liasse:
    """NUM-01: send the pages of this liasse that are of another épreuve to a liasse of that épreuve; the new liasse.

    There they are filed, put in anomaly, drawn for the check by eye and accepted as if they had been scanned there.
    Here they are set aside, with a reason that says where they went. Raises `Refus` when no page waits for that épreuve,
    or when it cannot receive scans.
    """
    liasse = Liasse.objects.select_for_update(of=("self",)).get(pk=liasse.pk)
    pages = pages_a_faire_suivre(liasse, vers)
    exiger(obstacle_suite(liasse, vers, pages))
    Epreuve.objects.select_for_update(of=("self",), no_key=True).get(pk=vers.pk)
    suite = _suite(liasse, vers, pages, par=par, le=le)
    PageLue.objects.filter(pk__in=[page.pk for page in pages]).update(
        sort=Sort.ECARTEE,
        motif=f"Envoyée dans l’épreuve «\u00a0{vers}\u00a0», liasse «\u00a0{suite}\u00a0»."[:500],
        resolue_le=le,
        resolue_par=par,
    )
    recit = {"pages": [page.pk for page in pages], "liasse": liasse.pk, "suite": suite.pk}
    for epreuve in (liasse.epreuve_id, vers.pk):
        journaliser(
            "liasse.faire_suivre", fil=f"epreuve:{epreuve}", objet=str(liasse), par=par, le=le, apres=recit
        )
    classer(suite, [_a_lire(page, vers, rang) for rang, page in enumerate(pages, start=1)], par=par, le=le)
    presenter(suite, len(pages), par=par, le=le)
    return suite


def _suite(
    liasse: Liasse, vers: Epreuve, pages: Sequence[PageLue], *, par: Utilisateur, le: datetime
) -> Liasse:
    """The liasse that receives them: its file is these images, received already."""
    contenu = "".join(f"{liasse.cle} {page.rang} {page.sha256}\n" for page in pages)
    octets = sum(page.taille for page in pages)
    suite = Liasse.objects.create(
        epreuve=vers,
        nom=liasse.nom,
        taille=octets,
        recus=octets,
        empreinte=hashlib.sha256(contenu.encode("ascii")).hexdigest(),
        remplace=liasse.remplace,
        deposee_le=le,
        deposee_par=par,
    )
    passer(suite, LIRE)
    return suite


def _a_lire(page: PageLue, vers: Epreuve, rang: int) -> PageALire:
    """The page as it was read, at its place in the new liasse."""
    codes = () if page.epreuve_lue_id is None else (_code(page, vers),)
    return PageALire(
        morceau=Morceau(rang, page.nom, rotation=page.rotation, refait="refait" if page.refaite else ""),
        image=page.image,
        lecture=Lecture(codes, page.rotation, page.inclinaison, page.encre, 0),
        obstacle="",
    )


def _code(page: PageLue, vers: Epreuve) -> CodePage:
    return CodePage(vers.pk, page.anonymat_lu, page.numero or 0, page.total or 0)
