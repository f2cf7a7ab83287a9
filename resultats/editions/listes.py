"""The list to post, laid out as the document shows it (RES-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from resultats.lectures.listes import Centre
from resultats.lectures.proclamation import Cadre
from santorin.editions.liste import feuilles_de_liste
from santorin.editions.pdf import Feuille
from santorin.templatetags.francais import jour


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
    donnees = {
        "titre": f"{cadre.examen.libelle.upper()} - {cadre.session}",
        "academie": str(cadre.academie),
        "session": str(cadre.session),
        "centre": str(centre),
        "uai": centre.uai,
        "edite_le": jour(le),
        "signature": f"Fait à {signature.lieu}, le {jour(signature.le)}" if signature else "",
    }
    return feuilles_de_liste("editions/resultats/liste_affichage.html", lignes, donnees, serie=centre.uai)
