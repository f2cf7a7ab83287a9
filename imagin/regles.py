"""What Imag'In accepts: the law of snapshots, and what may be done with a line (IMA-01, IMA-02, HAR-09)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from imagin.etats import ANNULER, RETABLIR, TRANSMETTRE, EtatServiceFait
from imagin.models import Origine, ServiceFait
from santorin.etats import Passage
from santorin.transmission.destinataires import ServiceFaitEmis, StatutServiceFait

COPIES_VRAISEMBLABLES = 100_000  # per marker and épreuve; beyond, it is a fault of the sender
A_MOTIVER = (ANNULER,)
A_CONFIRMER = (ANNULER, TRANSMETTRE)


class MotifServiceFait(StrEnum):
    """Why a service fait that was sent is not taken."""

    VERSION_DEPASSEE = "VERSION_DEPASSEE"
    DEJA_LIQUIDE = "DEJA_LIQUIDE"
    DATES_INCOHERENTES = "DATES_INCOHERENTES"
    NOMBRE_INVRAISEMBLABLE = "NOMBRE_INVRAISEMBLABLE"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of one snapshot; `etat` is the line's state afterwards when it is written, else None."""

    statut: StatutServiceFait
    etat: EtatServiceFait | None = None
    motif: MotifServiceFait | None = None
    message: str = ""


def decision(emis: ServiceFaitEmis, en_place: ServiceFait | None) -> Decision:
    """IMA-01: the law of snapshots, for one marker; `en_place` is the line that Santorin filled before, if any.

    Hand-entered lines are not even looked at (HAR-09). A snapshot replaces the one before and never adds to it.
    Whatever changes goes back to « A valider », a cancelled line too: somebody has to look at it again.
    What was transmitted to the liquidation is not changed any more: the difference is entered by hand.
    """
    if anomalie := _anomalie(emis):
        return anomalie
    if en_place is None:
        return Decision(StatutServiceFait.ENREGISTRE, _etat_apres(emis))
    recue, identique = en_place.version or 0, _contenu(emis) == _contenu(en_place)
    if emis.version < recue or (emis.version == recue and not identique):
        return _depassee(emis, recue)
    if identique:
        return Decision(
            StatutServiceFait.INCHANGE,
            EtatServiceFait(en_place.etat) if emis.version > recue else None,
        )
    if en_place.etat == EtatServiceFait.TRANSMIS:
        return _deja_liquide(emis, en_place)
    return Decision(StatutServiceFait.ENREGISTRE, _etat_apres(emis))


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
    if ligne.origine != Origine.SAISIE:
        return (
            "Ce service fait vient de Santorin : il se corrige dans Santorin, puis par une nouvelle clôture."
        )
    if ligne.etat == EtatServiceFait.TRANSMIS:
        return (
            "Ce service fait est transmis à la liquidation : saisissez la différence sur une nouvelle ligne."
        )
    if ligne.etat == EtatServiceFait.ANNULE:
        return "Ce service fait est annulé : rétablissez-le avant de le corriger."
    return None


def _contenu(porteur: ServiceFaitEmis | ServiceFait) -> tuple[object, ...]:
    return porteur.nombre_de_copies, porteur.du, porteur.au


def _etat_apres(emis: ServiceFaitEmis) -> EtatServiceFait:
    return EtatServiceFait.A_VALIDER if emis.nombre_de_copies else EtatServiceFait.ANNULE


def _anomalie(emis: ServiceFaitEmis) -> Decision | None:
    """A snapshot that says something impossible."""
    if emis.du > emis.au:
        return _rejet(
            MotifServiceFait.DATES_INCOHERENTES,
            f"Le début ({emis.du:%d/%m/%Y}) est après la fin ({emis.au:%d/%m/%Y}).",
        )
    if emis.nombre_de_copies > COPIES_VRAISEMBLABLES:
        return _rejet(
            MotifServiceFait.NOMBRE_INVRAISEMBLABLE,
            f"{emis.nombre_de_copies} copies pour un seul intervenant : ce nombre n’est pas vraisemblable.",
        )
    return None


def _depassee(emis: ServiceFaitEmis, recue: int) -> Decision:
    if emis.version < recue:
        message = f"La version {emis.version} arrive après la version {recue}, déjà reçue : rien n’a changé."
    else:
        message = f"La version {recue} a déjà été reçue avec un autre contenu : rien n’a changé."
    return _rejet(MotifServiceFait.VERSION_DEPASSEE, message)


def _deja_liquide(emis: ServiceFaitEmis, en_place: ServiceFait) -> Decision:
    return _rejet(
        MotifServiceFait.DEJA_LIQUIDE,
        f"{en_place.nombre_de_copies} copies sont déjà transmises à la liquidation : les"
        f" {emis.nombre_de_copies} annoncées ne les remplacent pas. La différence se saisit à la main dans Imag'In.",
    )


def _rejet(motif: MotifServiceFait, message: str) -> Decision:
    return Decision(StatutServiceFait.REJETE, motif=motif, message=message)
