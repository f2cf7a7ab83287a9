"""Receiving a liasse by pieces; a cut takes nothing away (NUM-01)."""

from datetime import datetime
from functools import partial

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.etats import passer
from santorin.journal.actions import journaliser
from santorin.numerisation import reception
from santorin.numerisation.decoupe import compter
from santorin.numerisation.etats import ABANDONNER, EtatLiasse
from santorin.numerisation.models import Liasse
from santorin.numerisation.regles.liasses import obstacle_annonce, obstacle_morceau, obstacle_numerisation
from santorin.refus import Refus, exiger


@transaction.atomic
def annoncer(
    epreuve: Epreuve,
    *,
    nom: str,
    taille: int,
    empreinte: str,
    par: Utilisateur,
    le: datetime,
    remplace: bool = False,
) -> Liasse:
    """NUM-01: say that a file is coming. The same file gives the same liasse: it goes on, or changes nothing.

    Raises `Refus` for a file that cannot be received.
    """
    exiger(obstacle_annonce(nom, taille, empreinte) or obstacle_numerisation(epreuve))
    Epreuve.objects.select_for_update(of=("self",), no_key=True).get(pk=epreuve.pk)
    connue = (
        Liasse.objects.filter(epreuve=epreuve, empreinte=empreinte).exclude(etat=EtatLiasse.REFUSEE).first()
    )
    if connue is not None:
        return connue
    liasse = Liasse.objects.create(
        epreuve=epreuve,
        nom=nom.strip()[-200:],
        taille=taille,
        empreinte=empreinte,
        remplace=remplace,
        deposee_le=le,
        deposee_par=par,
    )
    journaliser(
        "liasse.deposer",
        fil=f"epreuve:{epreuve.pk}",
        objet=str(liasse),
        par=par,
        le=le,
        apres={"liasse": liasse.pk, "octets": taille, "empreinte": empreinte, "remplace": remplace},
    )
    return liasse


@transaction.atomic
def recevoir(liasse: Liasse, debut: int, octets: bytes) -> int:
    """NUM-01: write the piece that starts at byte `debut`; how many bytes are received now.

    A piece already received changes nothing. Raises `Refus` for one that does not follow.
    """
    verrou = Liasse.objects.select_for_update(of=("self",)).get(pk=liasse.pk)
    if debut + len(octets) <= verrou.recus:
        return verrou.recus
    exiger(obstacle_morceau(verrou, debut, len(octets)))
    reception.ecrire_morceau(verrou, debut, octets)
    verrou.recus = debut + len(octets)
    verrou.save(update_fields=["recus"])
    return verrou.recus


def verifier(liasse: Liasse, *, par: Utilisateur, le: datetime) -> int:
    """NUM-01: compare what was received with what was announced, and look into it; the number of its pages.

    A file that no reading can save is refused at once, its reason kept. Raises `Refus`.
    """
    if liasse.recus != liasse.taille:
        raise Refus(f"Le fichier n’est pas entier\u00a0: {liasse.recus} octets reçus sur {liasse.taille}.")
    with reception.chemin(liasse).open("rb") as fichier:
        empreinte = reception.empreinte_de(fichier)
    if empreinte != liasse.empreinte:
        Liasse.objects.filter(pk=liasse.pk, etat=EtatLiasse.ENVOI).update(recus=0)
        raise Refus("Le fichier reçu n’est pas celui qui était annoncé\u00a0: envoyez-le à nouveau.")
    try:
        with reception.chemin(liasse).open("rb") as fichier:
            return compter(fichier)
    except Refus as refus:
        abandonner(liasse, motif=refus.message, par=par, le=le)
        raise


@transaction.atomic
def abandonner(liasse: Liasse, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """NUM-01: give up a file that cannot be read; the same file may be sent again."""
    passer(liasse, ABANDONNER, motif=motif, decidee_le=le, decidee_par=par)
    journaliser(
        "liasse.abandonner",
        fil=f"epreuve:{liasse.epreuve_id}",
        objet=str(liasse),
        par=par,
        le=le,
        motif=motif,
    )
    transaction.on_commit(partial(reception.oublier, liasse), robust=True)
