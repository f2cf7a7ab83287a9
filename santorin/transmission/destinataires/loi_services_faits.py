"""The law of the receiver of services faits, on one snapshot: pure functions (IMA-01, HAR-09).

Imag'In and the in-memory receiver both apply it; the contract tests hold both to it. Only what Santorin sent
before is looked at: what was entered by hand is kept apart.

| held                               | sent                           | answer                          | held afterwards |
|------------------------------------|--------------------------------|---------------------------------|-----------------|
| anything                           | end before start, absurd count | rejete, reason                  | the same        |
| nothing                            | n                              | enregistre                      | n               |
| a version above                    | anything                       | rejete, VERSION_DEPASSEE        | the same        |
| the same version, another content  | n                              | rejete, VERSION_DEPASSEE        | the same        |
| n                                  | n, same version or above       | inchange                        | n, last version |
| m, transmitted to the liquidation  | n                              | rejete, DEJA_LIQUIDE            | the same        |
| m                                  | n                              | enregistre                      | n               |

A snapshot replaces the one before and never adds to it; 0 copies is a snapshot like another. A marker named twice
in a batch is treated as two deliveries, in the batch's order.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from santorin.transmission.destinataires.contrat import ServiceFaitEmis, StatutServiceFait

COPIES_VRAISEMBLABLES = 100_000  # per marker and épreuve; beyond, it is a fault of the sender


class MotifServiceFait(StrEnum):
    """Why a service fait that was sent is not taken."""

    VERSION_DEPASSEE = "VERSION_DEPASSEE"
    DEJA_LIQUIDE = "DEJA_LIQUIDE"
    DATES_INCOHERENTES = "DATES_INCOHERENTES"
    NOMBRE_INVRAISEMBLABLE = "NOMBRE_INVRAISEMBLABLE"


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a snapshot that arrives."""

    statut: StatutServiceFait
    motif: MotifServiceFait | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Tenu:
    """What Santorin sent before for the same marker; `liquide`: it was transmitted to the liquidation."""

    nombre_de_copies: int
    du: date
    au: date
    version: int
    liquide: bool = False


def decider(emis: ServiceFaitEmis, tenu: Tenu | None) -> Decision:
    """What becomes of `emis` when `tenu` is held (IMA-01): the table above, from top to bottom."""
    if anomalie := _anomalie(emis):
        return anomalie
    if tenu is None:
        return Decision(StatutServiceFait.ENREGISTRE)
    identique = (emis.nombre_de_copies, emis.du, emis.au) == (tenu.nombre_de_copies, tenu.du, tenu.au)
    if emis.version < tenu.version or (emis.version == tenu.version and not identique):
        return _depassee(emis, tenu)
    if identique:
        return Decision(StatutServiceFait.INCHANGE)
    return _deja_liquide(emis, tenu) if tenu.liquide else Decision(StatutServiceFait.ENREGISTRE)


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


def _depassee(emis: ServiceFaitEmis, tenu: Tenu) -> Decision:
    if emis.version < tenu.version:
        message = (
            f"La version {emis.version} arrive après la version {tenu.version}, déjà reçue : rien n’a changé."
        )
    else:
        message = f"La version {tenu.version} a déjà été reçue avec un autre contenu : rien n’a changé."
    return _rejet(MotifServiceFait.VERSION_DEPASSEE, message)


def _deja_liquide(emis: ServiceFaitEmis, tenu: Tenu) -> Decision:
    return _rejet(
        MotifServiceFait.DEJA_LIQUIDE,
        f"{tenu.nombre_de_copies} copies sont déjà transmises à la liquidation : les {emis.nombre_de_copies}"
        " annoncées ne les remplacent pas. La différence se saisit à la main dans Imag’In.",
    )


def _rejet(motif: MotifServiceFait, message: str) -> Decision:
    return Decision(StatutServiceFait.REJETE, motif, message)
