"""The list to post, laid out as the document shows it (RES-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from resultats.lectures.listes import Centre
from resultats.lectures.proclamation import Cadre
from santorin.editions.pdf import Feuille

LIGNES_PAR_FEUILLE = 30


@dataclass(frozen=True, slots=True)
class Signature:
    """The block at the foot of the list: where and when it is signed."""

    lieu: str
    le: date


def liste_affichage(
    cadre: Cadre,
    centre: Centre,
    lignes: Sequence[tuple[str, str]],
    *,
    signature: Signature | None,
    le: datetime,
) -> list[Feuille]:
    """RES-03: the sheets of one centre's list; the signature is on the last one."""
    paquets = [
        lignes[debut : debut + LIGNES_PAR_FEUILLE] for debut in range(0, len(lignes), LIGNES_PAR_FEUILLE)
    ]
    paquets = paquets or [()]
    return [
        Feuille(
            "editions/resultats/liste_affichage.html",
            {
                "cadre": cadre,
                "titre": f"{cadre.examen.libelle.upper()} - {cadre.session}",
                "centre": centre,
                "lignes": paquet,
                "fin": rang == len(paquets) - 1,
                "signature": signature,
                "edite_le": le,
            },
            serie=centre.uai,
        )
        for rang, paquet in enumerate(paquets)
    ]
