"""What Imag'In accepts: the law of snapshots, and what may be done with a line (IMA-01, IMA-02, HAR-09)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from imagin.etats import ANNULER, RETABLIR, TRANSMETTRE, EtatServiceFait
from imagin.models import Origine, ServiceFait
from santorin.etats import Passage
from santorin.transmission.destinataires import ServiceFaitEmis
from santorin.transmission.destinataires.loi_services_faits import Tenu

A_MOTIVER = (ANNULER,)
A_CONFIRMER = (ANNULER, TRANSMETTRE)


def tenu(ligne: ServiceFait) -> Tenu:
    """A line that Santorin filled, as the law of snapshots looks at it (IMA-01)."""
    return Tenu(
        ligne.nombre_de_copies,
        ligne.du,
        ligne.au,
        ligne.version or 0,
        liquide=ligne.etat == EtatServiceFait.TRANSMIS,
    )


def etat_apres(emis: ServiceFaitEmis) -> EtatServiceFait:
    """IMA-02: the state of a line whose content has just changed.

    It is « A valider », a cancelled line too: somebody has to look at it again. Without any copy it is « Annulé ».
    """
    return EtatServiceFait.A_VALIDER if emis.nombre_de_copies else EtatServiceFait.ANNULE


@dataclass(frozen=True, slots=True)
class Tri:
    """Which lines can go through a passage, what they are worth (euros), and how many cannot, by reason."""

    retenues: tuple[ServiceFait, ...]
    somme: Decimal
    ecartes: tuple[tuple[str, int], ...]


def trier(lignes: Iterable[ServiceFait], passage: Passage) -> Tri:
    """IMA-02: sort lines read with `tarifes()` and `changes_depuis()`.

    What changed since the screen was drawn is set aside: nobody validates a figure that was not read.
    """
    retenues: list[ServiceFait] = []
    raisons: Counter[str] = Counter()
    for ligne in lignes:
        obstacle = obstacle_passage(ligne, passage, taux=ligne.taux)
        if obstacle or ligne.change:
            raisons[obstacle or "modifié depuis l’affichage de la page"] += 1
        else:
            retenues.append(ligne)
    somme = sum((ligne.somme or Decimal(0) for ligne in retenues), Decimal(0))
    return Tri(tuple(retenues), somme, tuple(raisons.most_common()))


def obstacle_tri(passage: Passage, tri: Tri) -> str | None:
    """IMA-02: why nothing at all can go through, or None as soon as one line can."""
    if tri.retenues:
        return None
    if not tri.ecartes:
        return "Cochez au moins un service fait."
    return f"« {passage.libelle} » n’a rien changé : {' ; '.join(raison for raison, _ in tri.ecartes)}."


def obstacle_passage(ligne: ServiceFait, passage: Passage, *, taux: Decimal | None) -> str | None:
    """IMA-02: why this line, paid `taux` euros per copy, cannot go through `passage`, or None."""
    if ligne.etat not in passage.de:
        return f"déjà à l’état « {ligne.get_etat_display()} »"
    if passage == RETABLIR and not ligne.nombre_de_copies:
        return "plus aucune copie : le rétablir n’aurait rien à payer"
    if passage == TRANSMETTRE and taux is None:
        return "aucun taux n’est fixé pour cet examen à cette date"
    return None


def obstacle_correction(ligne: ServiceFait) -> str | None:
    """HAR-09: why this line cannot be corrected by hand, or None."""
    if ligne.etat == EtatServiceFait.TRANSMIS:
        return (
            "Ce service fait est transmis à la liquidation : saisissez la différence sur une nouvelle ligne."
        )
    if ligne.origine != Origine.SAISIE:
        return (
            "Ce service fait vient de Santorin : il se corrige dans Santorin, puis par une nouvelle clôture."
        )
    if ligne.etat == EtatServiceFait.ANNULE:
        return "Ce service fait est annulé : rétablissez-le avant de le corriger."
    return None
