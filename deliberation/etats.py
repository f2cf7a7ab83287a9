"""States of a jury and the passages between them: one table from which screens, acts and tests come (DEL-11)."""

from dataclasses import dataclass

from django.db import models

from santorin.comptes.droits import Droit
from santorin.etats import Passage


class EtatJury(models.TextChoices):
    """The states of a jury, in their order, with the words of the centre's screens."""

    PREMIER_TERMINE = "140", "1er groupe terminé en centre"
    PREMIER_VERROUILLE = "198", "1er groupe verrouillé en académie"
    RECUEIL = "200", "Recueil des notes de l'épreuve de contrôle"
    DELIBERATION = "210", "Délibération de l'épreuve de contrôle"
    EDITIONS = "211", "Editions après la délibération de l'épreuve de contrôle"
    TERMINE = "214", "Epreuve de contrôle terminée en centre"


@dataclass(frozen=True, slots=True)
class PassageJury:
    """One arrow: the passage, who may take it, and whether a whole view may be taken through it at once."""

    passage: Passage
    droit: Droit
    en_lot: bool = True


VERROUILLER, OUVRIR_CONTROLE, OUVRIR, CLORE, TERMINER = (
    "verrouiller", "ouvrir-controle", "ouvrir-deliberation", "clore", "terminer",
)  # fmt: skip

PASSAGES: dict[str, PassageJury] = {
    VERROUILLER: PassageJury(
        Passage(("140",), "198", "Verrouiller le 1er groupe"), Droit.OUVRIR_EPREUVE_DE_CONTROLE
    ),
    OUVRIR_CONTROLE: PassageJury(
        Passage(("198",), "200", "Ouvrir l'épreuve de contrôle"), Droit.OUVRIR_EPREUVE_DE_CONTROLE
    ),
    OUVRIR: PassageJury(
        Passage(("200",), "210", "Ouvrir délibération épreuve de contrôle"), Droit.CONDUIRE_DELIBERATION
    ),
    CLORE: PassageJury(Passage(("210",), "211", "Clore le jury"), Droit.DELIBERER, en_lot=False),
    TERMINER: PassageJury(
        Passage(("211",), "214", "Terminer épreuve de contrôle"), Droit.CONDUIRE_DELIBERATION
    ),
}

# Which states each of the two screens of passages shows.
VUE_OUVRIR = ("140", "198", "200", "210")
VUE_TERMINER = ("198", "200", "210", "211", "214")
CLOS = ("211", "214")


def depuis(etat: str) -> tuple[str, PassageJury] | None:
    """The passage that leaves that state, with its verb; None from the last one."""
    return next(((verbe, p) for verbe, p in PASSAGES.items() if etat in p.passage.de), None)
