"""Émargement against scanned copies, in one table (NUM-03)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q

from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Epreuve, Page

ECARTS_MONTRES = 200


@dataclass(frozen=True, slots=True)
class LigneRapprochement:
    """One attendance: candidates with a scanned copy, and without."""

    emargement: Emargement
    avec: int
    sans: int

    @property
    def ecart(self) -> int:
        """How many of them do not agree: présents without a copy, absents with one; all those not émargés."""
        match self.emargement:
            case Emargement.PRESENT:
                return self.sans
            case Emargement.ABSENT:
                return self.avec
            case Emargement.NON_EMARGE:
                return self.avec + self.sans


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """The table, and the first candidates whose attendance and copy do not agree."""

    lignes: Sequence[LigneRapprochement]
    ecarts: Sequence[Composition]

    @property
    def nombre(self) -> int:
        """How many candidates do not agree."""
        return sum(ligne.ecart for ligne in self.lignes)

    @property
    def tus(self) -> int:
        """Those that the list does not show."""
        return self.nombre - len(self.ecarts)


def rapprochement(epreuve: Epreuve) -> Rapprochement:
    """NUM-03: présents without a copy, absents with one, candidates not émargés."""
    numerisee = Exists(Page.objects.filter(copie__composition=OuterRef("pk"), remplacee_le=None))
    compositions = Composition.objects.filter(epreuve=epreuve).annotate(numerisee=numerisee)
    comptes = {
        emargement: (avec, sans)
        for emargement, avec, sans in compositions.order_by()
        .values_list("emargement")
        .annotate(
            avec=Count("pk", filter=Q(numerisee=True)),
            sans=Count("pk", filter=Q(numerisee=False)),
        )
    }
    ecarts = compositions.filter(
        Q(emargement=Emargement.PRESENT, numerisee=False)
        | Q(emargement=Emargement.ABSENT, numerisee=True)
        | Q(emargement=Emargement.NON_EMARGE)
    ).select_related("candidat__etablissement")
    return Rapprochement(
        lignes=[LigneRapprochement(etat, *comptes.get(etat, (0, 0))) for etat in Emargement],
        ecarts=list(ecarts.order_by("candidat__recherche", "pk")[:ECARTS_MONTRES]),
    )
