"""Épreuves, as people name them (PRE-02)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import PROTECT, Manager, Model

from santorin.copies.models import Epreuve
from santorin.referentiel.models import Specialite
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


@dataclass(frozen=True, slots=True)
class EpreuveVoulue:
    """What may be corrected of an épreuve once it is made."""

    libelle: str
    date: date
    specialite: Specialite | None
    note_sur: int


def obstacle_modification(epreuve: Epreuve, voulue: EpreuveVoulue) -> str | None:
    """PRE-02: why the épreuve cannot become this, or None."""
    if voulue.specialite is not None and voulue.specialite.examen_id != epreuve.examen_id:
        return "Cette spécialité n’est pas de cet examen."
    if voulue.note_sur != epreuve.note_sur and (epreuve.sujets.exists() or epreuve.notes.exists()):
        return (
            f"L’épreuve est notée sur {epreuve.note_sur}\u00a0: elle a déjà des barèmes ou des notes, "
            "son échelle ne change plus. Retirez d’abord ses sujets."
        )
    return None


def _retenant(epreuve: Epreuve) -> Iterator[Manager[Model]]:
    """What is kept of an épreuve and would be lost with it, whichever application keeps it."""
    for lien in Epreuve._meta.related_objects:  # noqa: SLF001  (a documented API)
        if lien.on_delete is PROTECT:
            yield getattr(epreuve, lien.get_accessor_name() or "")


def obstacle_suppression(epreuve: Epreuve) -> str | None:
    """PRE-02: why the épreuve cannot be taken away, or None."""
    if epreuve.compositions.exists():
        return "Des candidats sont inscrits à cette épreuve\u00a0: retirez-les d’abord."
    if any(lignes.exists() for lignes in _retenant(epreuve)):
        return "Cette épreuve a déjà servi\u00a0: elle ne se supprime plus."
    return None
