"""Taking services faits from one state to the next: one, several, or all those of a list (IMA-02)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from imagin.actions.epreuve import verrouiller
from imagin.etats import TRANSMETTRE
from imagin.models import Epreuve, Mouvement, NatureMouvement, ServiceFait
from imagin.regles import A_MOTIVER, Tri, obstacle_tri, trier
from santorin.comptes.models import Utilisateur
from santorin.etats import Passage
from santorin.journal.actions import journaliser
from santorin.refus import Refus, exiger


@transaction.atomic
def faire_passer(
    epreuve: Epreuve,
    lignes: Iterable[int],
    passage: Passage,
    *,
    vu: int,
    par: Utilisateur,
    le: datetime,
    motif: str = "",
) -> Tri:
    """IMA-02: take the lines (their ids) through `passage`; those that cannot are left and counted by reason.

    `vu` is the last mouvement that the person had on the screen: a line that changed afterwards is left too, so
    nobody validates a figure that was not read. To transmit to the liquidation freezes the amount.
    Raises `Refus` when none can pass, with every reason: a double click is answered so, and changes nothing.
    """
    if passage in A_MOTIVER and not motif.strip():
        raise Refus("Indiquez le motif de l’annulation.")
    verrouiller(epreuve)
    candidates = ServiceFait.objects.filter(epreuve=epreuve, pk__in=list(lignes)).order_by("pk")
    tri = trier(candidates.tarifes().changes_depuis(vu), passage)
    exiger(obstacle_tri(passage, tri))
    _ecrire(tri.retenues, passage, par=par, le=le, motif=motif.strip())
    journaliser(
        f"imagin.{passage.vers}",
        fil=epreuve.fil,
        objet=f"{passage.libelle} : {len(tri.retenues)} services faits",
        par=par,
        le=le,
        avant={str(ligne.pk): ligne.etat for ligne in tri.retenues},
        apres={"etat": passage.vers, "somme": tri.somme},
        motif=motif.strip(),
    )
    return tri


def _ecrire(
    lignes: tuple[ServiceFait, ...], passage: Passage, *, par: Utilisateur, le: datetime, motif: str
) -> None:
    """One conditional UPDATE for all, and one mouvement each."""
    cibles = ServiceFait.objects.filter(pk__in=[ligne.pk for ligne in lignes], etat__in=passage.de)
    if passage == TRANSMETTRE:
        calcul = ServiceFait.objects.filter(pk=OuterRef("pk")).tarifes().values("somme")  # type: ignore[misc]  # annotated by tarifes()
        cibles.update(etat=passage.vers, montant=Subquery(calcul))
    else:
        cibles.update(etat=passage.vers)
    Mouvement.objects.bulk_create(
        Mouvement(
            service_fait=ligne,
            nature=NatureMouvement.PASSAGE,
            nombre_de_copies=ligne.nombre_de_copies,
            du=ligne.du,
            au=ligne.au,
            etat=passage.vers,
            version=ligne.version,
            par=par,
            le=le,
            motif=motif,
        )
        for ligne in lignes
    )
