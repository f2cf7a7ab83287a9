"""Épreuves, as people name them (PRE-02)."""

import re
from typing import Final

from santorin.copies.models import Epreuve
from santorin.refus import Refus

_DESIGNATION: Final = re.compile(r"(\d{4}-\d{2})/(\w{1,5})/(\w{1,10})(?:/(\w{1,3}))?")


def epreuve_designee(designation: str) -> Epreuve:
    """The épreuve named « 2027-06/BCP/E51 », or « 2027-06/BCP/E51/A14 » where several académies have it.

    Raises `Refus` when there is none, or more than one.
    """
    trouve = _DESIGNATION.fullmatch(designation)
    if not trouve:
        raise Refus(
            f"«\u00a0{designation}\u00a0»\u00a0: une épreuve se désigne par 2027-06/BCP/E51 ou 2027-06/BCP/E51/A14."
        )
    session, examen, code, academie = trouve.groups()
    epreuves = Epreuve.objects.filter(session__code=session, examen__code=examen, code=code)
    if academie:
        epreuves = epreuves.filter(academie__code=academie)
    trouvees = list(epreuves.select_related("session", "examen", "academie", "specialite", "parametrage")[:2])
    if not trouvees:
        raise Refus(f"Aucune épreuve {designation}.")
    if len(trouvees) > 1:
        raise Refus(f"Plusieurs académies ont l’épreuve {designation}\u00a0: ajoutez le code de l’académie.")
    return trouvees[0]
