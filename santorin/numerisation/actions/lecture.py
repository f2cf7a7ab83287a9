"""Reading a liasse: pages out of the file, codes read, pages filed, by batches that survive a cut (NUM-01, TRA-02)."""

from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Count, Max, Q

from santorin.comptes.models import Utilisateur
from santorin.copies.fichiers import ranger
from santorin.copies.models import Parametrage
from santorin.etats import passer
from santorin.journal.actions import journaliser
from santorin.numerisation import reception
from santorin.numerisation.actions.classement import PageALire, classer
from santorin.numerisation.codes import Lecture, lire_page
from santorin.numerisation.decoupe import Morceau, compter, decouper
from santorin.numerisation.etats import PRESENTER, Anomalie, EtatLiasse, Sort
from santorin.numerisation.models import Liasse
from santorin.numerisation.regles.liasses import echantillon
from santorin.referentiel.accords import compter as accorder
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu

PAGES_PAR_LOT: Final = 40
_RIEN_LU: Final = Lecture((), 0, 0.0, 0, 0)


def lire_liasse(liasse: Liasse, *, par: Utilisateur, le: datetime, compte_rendu: CompteRendu) -> None:
    """NUM-01: read the whole liasse, or what is left of it after a cut, then draw its sample.

    Raises `Refus` when the file can no longer be read.
    """
    if liasse.etat != EtatLiasse.LECTURE:
        return
    with reception.chemin(liasse).open("rb") as fichier:
        total = compter(fichier)
        deja = liasse.pages_lues.aggregate(Max("rang"))["rang__max"] or 0
        lot: list[PageALire] = []
        for morceau in decouper(fichier, depuis=deja + 1):
            lot.append(_lire(morceau))
            if len(lot) == PAGES_PAR_LOT or morceau.rang == total:
                classer(liasse, lot, par=par, le=le)
                _raconter(lot, compte_rendu)
                lot = []
                compte_rendu.avancer(morceau.rang, total)
    presenter(liasse, total, par=par, le=le)
    _resumer(liasse, compte_rendu)


def _lire(morceau: Morceau) -> PageALire:
    """Store the image of a page and read its code; a bad image is a page in anomaly, with its reason."""
    if morceau.obstacle:
        return PageALire(morceau, None, _RIEN_LU, morceau.obstacle)
    try:
        image = ranger(morceau.octets)
    except Refus as refus:
        return PageALire(morceau, None, _RIEN_LU, refus.message)
    return PageALire(morceau, image, lire_page(morceau.octets), "")


def _raconter(lot: list[PageALire], compte_rendu: CompteRendu) -> None:
    for page in lot:
        if page.obstacle:
            compte_rendu.signaler(f"{page.morceau.nom}\u00a0: {page.obstacle}")
        elif page.morceau.refait:
            compte_rendu.noter(f"{page.morceau.nom}\u00a0: {page.morceau.refait}")


@transaction.atomic
def presenter(liasse: Liasse, total: int, *, par: Utilisateur, le: datetime) -> None:
    """NUM-02, PAR-02: draw the sample to be checked by eye; the received file is no longer needed.

    TRA-02: nothing, when another run did it while this one was thought dead.
    """
    verrou = Liasse.objects.select_for_update(of=("self",)).get(pk=liasse.pk)
    if verrou.etat != EtatLiasse.LECTURE:
        liasse.refresh_from_db()
        return
    passer(liasse, PRESENTER, pages=total)
    niveau = Parametrage.objects.get(epreuve=liasse.epreuve_id).niveau_validation
    classees = list(liasse.pages_lues.filter(sort=Sort.CLASSEE).values_list("pk", flat=True))
    tirees = echantillon(classees, niveau, liasse.graine)
    liasse.pages_lues.filter(pk__in=tirees).update(echantillon=True)
    journaliser(
        "liasse.lire",
        fil=f"epreuve:{liasse.epreuve_id}",
        objet=str(liasse),
        par=par,
        le=le,
        apres={
            "liasse": liasse.pk,
            "pages": total,
            "classees": len(classees),
            "niveau": niveau,
            "graine": liasse.graine,
            "echantillon": len(tirees),
        },
    )
    transaction.on_commit(partial(reception.oublier, liasse), robust=True)


def _resumer(liasse: Liasse, compte_rendu: CompteRendu) -> None:
    comptes = liasse.pages_lues.aggregate(
        classees=Count("pk", filter=Q(sort=Sort.CLASSEE)),
        deja=Count("pk", filter=Q(sort=Sort.DEJA)),
        tournees=Count("pk", filter=Q(sort=Sort.CLASSEE, rotation=180)),
    )
    compte_rendu.noter(f"{accorder(comptes['classees'], 'page classée,pages classées')}.")
    if comptes["deja"]:
        compte_rendu.noter(
            f"{accorder(comptes['deja'], 'page déjà reçue,pages déjà reçues')}\u00a0: rien n’y change."
        )
    if comptes["tournees"]:
        compte_rendu.noter(f"{accorder(comptes['tournees'], 'page')} à l’envers, remises à l’endroit.")
    anomalies = (
        liasse.pages_lues.en_anomalie().order_by().values_list("anomalie").annotate(nombre=Count("pk"))
    )
    for anomalie, nombre in anomalies:
        compte_rendu.alerter(f"{Anomalie(anomalie).label}\u00a0: {accorder(nombre, 'page')} à traiter.")
