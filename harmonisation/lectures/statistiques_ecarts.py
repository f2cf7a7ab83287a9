"""How far markers depart from what the draw of lots lets expect, and which lots say nothing of it (HAR-02)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from harmonisation.lectures.statistiques_resumes import Somme, lignes, sommes
from harmonisation.regles.statistiques import Cle, Ventilation
from harmonisation.severite import Ecart, Groupe, ecarts
from santorin.copies.models import Correcteur, Epreuve, Lot
from santorin.distribution.models import Distribution
from santorin.journal.models import Entree


@dataclass(frozen=True, slots=True)
class LigneEcart:
    """One marker, and how far it departs; on the scale shown to people."""

    correcteur: Correcteur
    ecart: Ecart
    facteur: Decimal

    @property
    def numero(self) -> str:
        """What names the marker outside the screen."""
        return self.correcteur.numero

    @property
    def effectif(self) -> int:
        """Copies judged."""
        return self.ecart.effectif

    @property
    def moyenne(self) -> float:
        """Mean of its marks."""
        return self.ecart.moyenne * float(self.facteur)

    @property
    def attendue(self) -> float:
        """The mean that its lots would have had with the other markers."""
        return self.ecart.attendue * float(self.facteur)

    @property
    def difference(self) -> float:
        """The first less the second."""
        return self.ecart.ecart * float(self.facteur)

    @property
    def bas(self) -> float:
        """Lower end of the interval of the difference."""
        return self.ecart.bas * float(self.facteur)

    @property
    def haut(self) -> float:
        """Upper end of the interval of the difference."""
        return self.ecart.haut * float(self.facteur)

    @property
    def retenu(self) -> float:
        """The difference, drawn back by as much as it is uncertain."""
        return self.ecart.retenu * float(self.facteur)

    @property
    def conclusion(self) -> str:
        """What the figures allow to say, in words."""
        if not self.ecart.suffisant:
            return "Trop peu de copies pour conclure"
        if not self.ecart.signale:
            return "Dans ce que le hasard explique"
        sens = "plus basses" if self.difference < 0 else "plus hautes"
        return f"À examiner\u00a0: notes {sens} qu’attendu"


@dataclass(frozen=True, slots=True)
class LotsEcartes:
    """Lots of which nothing is said: not drawn at random here, or given over to another marker; and their copies."""

    non_tires: int = 0
    reaffectes: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class Ecarts:
    """Every judged marker: those to be looked at first, then the others; the lowest difference first."""

    lignes: Sequence[LigneEcart]
    ecartes: LotsEcartes

    @property
    def signales(self) -> int:
        """How many markers are to be looked at."""
        return sum(ligne.ecart.signale for ligne in self.lignes)


@dataclass(frozen=True, slots=True)
class _Lot:
    """A locked lot of which marks count."""

    pk: int
    numero: int
    correcteur: int


def ecarts_de(epreuve: Epreuve, facteur: Decimal) -> Ecarts:
    """HAR-02: markers against expectation, in a constant number of queries; differences are multiplied by `facteur`."""
    par_lot = sommes(lignes(epreuve, Ventilation.LOTS))
    lots = [lot for lot in _lots(epreuve) if lot.numero in par_lot]
    tirages, reaffectes = _tirages(epreuve), _reaffectes(lots)
    juges = [lot for lot in lots if lot.numero in tirages and lot.pk not in reaffectes]
    tires = [lot for lot in lots if lot.numero in tirages]
    ecartes = LotsEcartes(
        non_tires=len(lots) - len(tires),
        reaffectes=len(tires) - len(juges),
        copies=sum(par_lot[lot.numero].effectif for lot in lots)
        - sum(par_lot[lot.numero].effectif for lot in juges),
    )
    trouves = ecarts(_groupes(juges, tirages, par_lot))
    correcteurs = Correcteur.objects.in_bulk([ecart.correcteur for ecart in trouves])
    trouves.sort(key=lambda ecart: (not ecart.signale, ecart.ecart, ecart.correcteur))
    return Ecarts([LigneEcart(correcteurs[e.correcteur], e, facteur) for e in trouves], ecartes)


def _groupes(
    lots: Sequence[_Lot], tirages: Mapping[int, int], par_lot: Mapping[Cle, Somme]
) -> Sequence[Groupe]:
    """The lots of each marker in each draw, together: within one draw, and there only, lots are alike."""
    reunis: dict[tuple[int, int], list[Somme]] = {}
    for lot in lots:
        reunis.setdefault((lot.correcteur, tirages[lot.numero]), []).append(par_lot[lot.numero])
    return [
        Groupe(
            correcteur,
            tirage,
            sum(somme.effectif for somme in siennes),
            sum(somme.somme for somme in siennes),
            sum(somme.carres for somme in siennes),
        )
        for (correcteur, tirage), siennes in reunis.items()
    ]


def _lots(epreuve: Epreuve) -> list[_Lot]:
    verrouilles = Lot.objects.verrouilles().filter(epreuve=epreuve, correcteur__isnull=False).order_by()
    return [_Lot(*champs) for champs in verrouilles.values_list("pk", "numero", "correcteur")]


def _tirages(epreuve: Epreuve) -> dict[int, int]:
    """DIS-01: the draw that made each lot, by number; a lot that no draw made is left out."""
    bornes = Distribution.objects.filter(epreuve=epreuve).order_by().values_list("pk", "premier", "dernier")
    return {numero: tirage for tirage, premier, dernier in bornes for numero in range(premier, dernier + 1)}


def _reaffectes(lots: Sequence[_Lot]) -> set[int]:
    """The lots that went from a marker to another: whose marks they hold is not known."""
    par_fil = {f"lot:{lot.pk}": lot.pk for lot in lots}
    passes = Entree.objects.filter(acte="lot.reaffecter").order_by().values_list("fil", flat=True)
    return {par_fil[fil] for fil in passes if fil in par_fil}
