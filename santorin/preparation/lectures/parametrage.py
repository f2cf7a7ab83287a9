"""The table épreuves × parameters (PAR-01)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.copies.models.epreuve import EpreuveQuerySet
from santorin.preparation.regles.parametrage import PARAMETRES, Changement, en_clair, obstacle_parametrage


@dataclass(frozen=True, slots=True)
class Groupe:
    """A group of columns: its title and its parameters' titles."""

    titre: str
    colonnes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ligne:
    """An épreuve and its parameters' values, in the order of the columns; why none can be changed, if so."""

    epreuve: Epreuve
    valeurs: tuple[str, ...]
    obstacle: str | None


@dataclass(frozen=True, slots=True)
class Apercu:
    """What would change in one épreuve."""

    epreuve: Epreuve
    changements: tuple[Changement, ...]

    @property
    def refuse(self) -> bool:
        """Whether one of these changes cannot be made."""
        return any(changement.obstacle for changement in self.changements)


def groupes() -> list[Groupe]:
    """PAR-01: Numérisation, Distribution, Correction, Clôture."""
    return [
        Groupe(titre, tuple(parametre.titre for parametre in siens))
        for titre, siens in groupby(PARAMETRES, key=lambda parametre: parametre.groupe)
    ]


def epreuves_a_parametrer(utilisateur: Utilisateur) -> EpreuveQuerySet:
    """Those this person may set, as the table needs them."""
    epreuves = Epreuve.objects.pour(utilisateur, Droit.PARAMETRER)
    return epreuves.select_related("parametrage", "session", "examen", "academie").order_by(
        "-session__code", "examen__code", "code", "academie__nom"
    )


def lignes(epreuves: Iterable[Epreuve]) -> list[Ligne]:
    """PAR-01: one line per épreuve."""
    return [
        Ligne(
            epreuve,
            tuple(en_clair(getattr(epreuve.parametrage, parametre.champ)) for parametre in PARAMETRES),
            obstacle_parametrage(epreuve),
        )
        for epreuve in epreuves
    ]


def apercus(changements: Sequence[Changement]) -> list[Apercu]:
    """The changes, épreuve by épreuve."""
    return [
        Apercu(siens[0].epreuve, siens)
        for _, groupe in groupby(changements, key=lambda changement: changement.epreuve.pk)
        if (siens := tuple(groupe))
    ]
