"""Lots and how far their marking is (COR-03). Nothing here measures persons."""

from collections.abc import Iterable
from dataclasses import dataclass

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Epreuve, Lot
from santorin.copies.regles.lots import Avancement, avancements, obstacle_verrouillage


@dataclass(frozen=True, slots=True)
class LigneLot:
    """A lot, its progress, and why it cannot be locked now, if so."""

    lot: Lot
    avancement: Avancement
    obstacle: str | None

    @property
    def est_verrouille(self) -> bool:
        """Whether its marks are settled."""
        return self.lot.etat == EtatLot.VERROUILLE

    @property
    def cle(self) -> str:
        """Its primary key, as the page writes it."""
        return str(self.lot.pk)

    @property
    def progression(self) -> str:
        """« 12 sur 30 », in copies corrected."""
        return f"{self.avancement.corrigees} sur {self.avancement.copies}"


def lots_de(epreuve: Epreuve, *, etat: str = "") -> list[LigneLot]:
    """COR-04: the lots of an épreuve for its gestionnaire, in three queries."""
    lots = epreuve.lots.select_related("sujet", "correcteur", "epreuve__parametrage").order_by("numero")
    if etat in EtatLot.values:
        lots = lots.filter(etat=etat)
    return _lignes(lots)


def lots_a_corriger(utilisateur: Utilisateur) -> list[LigneLot]:
    """COR-03: the marker's own lots, those to be done first."""
    lots = (
        Lot.objects.pour(utilisateur, Droit.CORRIGER)
        .exclude(etat=EtatLot.CONSTITUE)
        .select_related("sujet", "epreuve__parametrage", "epreuve__examen", "epreuve__session")
        .order_by("epreuve__date", "epreuve", "numero")
    )
    return sorted(_lignes(lots), key=lambda ligne: ligne.est_verrouille)


def _lignes(lots: Iterable[Lot]) -> list[LigneLot]:
    lus = list(lots)
    faits = avancements(lus)
    return [
        LigneLot(lot, avancement, obstacle_verrouillage(lot, avancement))
        for lot in lus
        for avancement in (faits.get(lot.pk, Avancement()),)
    ]
