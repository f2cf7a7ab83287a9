"""The centres, the vue synthétique and the vue détaillée (DEL-05, DEL-10)."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from deliberation.etats import EtatJury, depuis
from deliberation.models import GroupeDecision, Jury
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Etablissement


@dataclass(frozen=True, slots=True)
class Centre:
    """The juries of one group of decision that deliberate in one centre."""

    groupe: GroupeDecision
    etablissement: Etablissement
    jurys: tuple[Jury, ...]

    @property
    def etats(self) -> tuple[tuple[str, int], ...]:
        """How many juries in each state that has some."""
        nombres = Counter(jury.etat for jury in self.jurys)
        return tuple((f"{etat} - {etat.label}", nombres[etat]) for etat in EtatJury if nombres[etat])


@dataclass(frozen=True, slots=True)
class LigneSynthetique:
    """One state: its figure, and the act that all its juries may be taken through."""

    etat: str
    libelle: str
    nombre: int
    verbe: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class LigneDetaillee:
    """One jury, the act that leaves its state, and whether its marks changed since it was closed (DEL-14)."""

    jury: Jury
    verbe: str = ""
    action: str = ""
    averti: bool = False


def centres(utilisateur: Utilisateur, *droits: Droit) -> list[Centre]:
    """Those within one's reach, one query."""
    par_cle: dict[tuple[int, int], list[Jury]] = {}
    for jury in (
        Jury.objects.pour(utilisateur, *droits)
        .complets()
        .order_by("-groupe__session__code", "groupe", "numero")
    ):
        par_cle.setdefault((jury.groupe_id, jury.centre_id), []).append(jury)
    return [Centre(jurys[0].groupe, jurys[0].centre, tuple(jurys)) for jurys in par_cle.values()]


def vue_synthetique(
    jurys: Sequence[Jury], etats: Sequence[str], droits: frozenset[Droit]
) -> list[LigneSynthetique]:
    """DEL-05, DEL-10: the count of juries per state with its action, drawn from the table of passages."""
    nombres = Counter(jury.etat for jury in jurys)
    return [
        LigneSynthetique(etat, EtatJury(etat).label, nombres[etat], *_acte(etat, droits)) for etat in etats
    ]


def vue_detaillee(
    jurys: Sequence[Jury],
    etats: Sequence[str],
    droits: frozenset[Droit],
    avertis: Collection[int],
) -> list[LigneDetaillee]:
    """DEL-05, DEL-10, DEL-14: jury by jury; `avertis`: the keys of those whose marks changed since they were closed."""
    return [
        LigneDetaillee(jury, *_acte(jury.etat, droits), jury.pk in avertis)
        for jury in jurys
        if jury.etat in etats
    ]


def _acte(etat: str, droits: frozenset[Droit]) -> tuple[str, str]:
    suivant = depuis(etat)
    if suivant is None or not suivant[1].en_lot or suivant[1].droit not in droits:
        return "", ""
    return suivant[0], suivant[1].passage.libelle
