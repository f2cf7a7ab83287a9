"""Taking services faits from one state to the next: one, several, or all those of a list (IMA-02)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import OuterRef, Subquery

from imagin.actions.epreuve import verrouiller
from imagin.etats import TRANSMETTRE
from imagin.models import Epreuve, Mouvement, NatureMouvement, ServiceFait
from imagin.regles import A_MOTIVER, obstacle_passage
from santorin.comptes.models import Utilisateur
from santorin.etats import Passage
from santorin.journal.actions import journaliser
from santorin.refus import DejaFait, Refus

CHANGE = "modifié depuis l’affichage de la page"


@dataclass(frozen=True, slots=True)
class Bilan:
    """How many lines went through, what they are worth in euros, and how many did not, by reason."""

    faits: int
    somme: Decimal
    ecartes: tuple[tuple[str, int], ...]


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
) -> Bilan:
    """IMA-02: take the lines (their ids) through `passage`; those that cannot are left and counted by reason.

    `vu` is the last mouvement that the person had on the screen: a line that changed afterwards is left too, so
    nobody validates a figure that was not read. To transmit to the liquidation freezes the amount.
    Raises `DejaFait` when no line was in a starting state (double click), `Refus` when none can pass.
    """
    if passage in A_MOTIVER and not motif.strip():
        raise Refus("Indiquez le motif de l’annulation.")
    verrouiller(epreuve)
    candidates = ServiceFait.objects.filter(epreuve=epreuve, pk__in=list(lignes)).tarifes().changes_depuis(vu)
    retenues: list[ServiceFait] = []
    raisons: Counter[str] = Counter()
    for ligne in candidates.order_by("pk"):
        obstacle = obstacle_passage(ligne, passage, taux=ligne.taux) or (CHANGE if ligne.change else None)
        if obstacle:
            raisons[obstacle] += 1
        else:
            retenues.append(ligne)
    if not retenues:
        raise _rien_ne_passe(passage, raisons)
    somme = sum((ligne.somme or Decimal(0) for ligne in retenues), Decimal(0))
    _ecrire(retenues, passage, par=par, le=le, motif=motif.strip())
    journaliser(
        f"imagin.{passage.vers}",
        fil=epreuve.fil,
        objet=f"{passage.libelle} : {len(retenues)} services faits",
        par=par,
        le=le,
        avant={str(ligne.pk): ligne.etat for ligne in retenues},
        apres={"etat": passage.vers, "somme": somme},
        motif=motif.strip(),
    )
    return Bilan(len(retenues), somme, tuple(raisons.most_common()))


def _rien_ne_passe(passage: Passage, raisons: Counter[str]) -> Refus:
    """Why nothing was done: `DejaFait` when the state alone is the reason."""
    if not raisons:
        return Refus("Cochez au moins un service fait.")
    phrase = f"« {passage.libelle} » n’a rien changé : {' ; '.join(raisons)}."
    return DejaFait(phrase) if all(r.startswith("déjà") for r in raisons) else Refus(phrase)


def _ecrire(
    lignes: list[ServiceFait], passage: Passage, *, par: Utilisateur, le: datetime, motif: str
) -> None:
    """One conditional UPDATE for all, and one mouvement each."""
    cibles = ServiceFait.objects.filter(pk__in=[ligne.pk for ligne in lignes], etat__in=passage.de)
    if passage == TRANSMETTRE:
        calcul = ServiceFait.objects.filter(pk=OuterRef("pk")).tarifes().values("somme")
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
