"""The screen of one épreuve: two tables that are never mixed, with their totals and amounts (IMA-02, HAR-09)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Count, Max, Q, Sum

from imagin.etats import EtatServiceFait
from imagin.models import Epreuve, Mouvement, Origine, ServiceFait
from imagin.models.service_fait import ServiceFaitQuerySet
from imagin.regles import Tri, trier
from santorin.etats import Passage

PAR_PAGE = 50
TITRES = {
    Origine.SANTORIN: "Transmis par Santorin",
    Origine.SAISIE: "Saisis à la main",
}


@dataclass(frozen=True, slots=True)
class Criteres:
    """What a list is limited to; an empty word limits nothing."""

    q: str = ""
    etat: str = ""
    origine: str = ""


@dataclass(frozen=True, slots=True)
class Total:
    """What a table adds up to: cancelled lines count for nothing; `sans_taux` lines have no rate, thus no amount."""

    lignes: int = 0
    copies: int = 0
    somme: Decimal = Decimal(0)
    sans_taux: int = 0

    def __add__(self, autre: "Total") -> "Total":
        return Total(
            self.lignes + autre.lignes,
            self.copies + autre.copies,
            self.somme + autre.somme,
            self.sans_taux + autre.sans_taux,
        )


@dataclass(frozen=True, slots=True)
class Tableau:
    """One of the two tables of an épreuve, which are never mixed (HAR-09)."""

    origine: str
    titre: str
    lignes: tuple[ServiceFait, ...]
    total: Total
    page: int
    pages: int

    @property
    def precedente(self) -> int | None:
        """Number of the page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def suivante(self) -> int | None:
        """Number of the page after."""
        return self.page + 1 if self.page < self.pages else None

    @property
    def resume(self) -> str:
        """Where one is in the pages."""
        return f"Page {self.page} sur {self.pages}"


@dataclass(frozen=True, slots=True)
class Vue:
    """The screen of an épreuve; `vu` is the last mouvement it shows, `comptes` the lines of each state."""

    vu: int
    tableaux: tuple[Tableau, ...]
    comptes: tuple[tuple[str, str, int], ...]


def choisis(epreuve: Epreuve, criteres: Criteres) -> ServiceFaitQuerySet:
    """The services faits of an épreuve that answer to `criteres`."""
    lignes = ServiceFait.objects.filter(epreuve=epreuve).cherches(criteres.q)
    if criteres.etat:
        lignes = lignes.filter(etat=criteres.etat)
    if criteres.origine:
        lignes = lignes.filter(origine=criteres.origine)
    return lignes


def vue_de(epreuve: Epreuve, criteres: Criteres, *, page: int = 1) -> Vue:
    """IMA-02, HAR-09: the two tables, or the one that `criteres` names, with their totals and amounts.

    As many queries whatever the number of lines. `vu` is read first: what changes meanwhile counts as unseen.
    """
    vu = dernier_mouvement(epreuve)
    totaux = _totaux(epreuve, criteres.q)
    tableaux = tuple(
        _tableau(epreuve, replace(criteres, origine=origine), totaux, page)
        for origine in Origine
        if criteres.origine in ("", origine)
    )
    comptes = tuple(
        (etat.value, etat.label, sum(t.lignes for (_, e), t in totaux.items() if e == etat))
        for etat in EtatServiceFait
    )
    return Vue(vu, tableaux, comptes)


def apercu(epreuve: Epreuve, lignes: Iterable[int], passage: Passage, *, vu: int) -> Tri:
    """IMA-02: what a passage of these lines (their ids) would do, without doing it."""
    choisies = ServiceFait.objects.filter(epreuve=epreuve, pk__in=list(lignes)).order_by("pk")
    return trier(choisies.tarifes().changes_depuis(vu), passage)


def dernier_mouvement(epreuve: Epreuve) -> int:
    """The number of the last thing that happened to a service fait of this épreuve, 0 when nothing did."""
    dernier = Mouvement.objects.filter(service_fait__epreuve=epreuve).aggregate(Max("pk"))["pk__max"]
    return int(dernier or 0)


def _totaux(epreuve: Epreuve, q: str) -> dict[tuple[str, str], Total]:
    """What each origin and state adds up to."""
    groupes = choisis(epreuve, Criteres(q)).tarifes().order_by().values("origine", "etat")
    return {
        (groupe["origine"], groupe["etat"]): Total(
            lignes=groupe["lignes"],
            copies=groupe["copies"] if groupe["etat"] != EtatServiceFait.ANNULE else 0,
            somme=groupe["total"] or Decimal(0),
            sans_taux=groupe["sans_taux"],
        )
        for groupe in groupes.annotate(
            lignes=Count("pk"),
            copies=Sum("nombre_de_copies"),
            total=Sum("somme"),
            sans_taux=Count("pk", filter=Q(somme=None)),
        )
    }


def _tableau(
    epreuve: Epreuve, criteres: Criteres, totaux: dict[tuple[str, str], Total], page: int
) -> Tableau:
    retenus = (
        total
        for (origine, etat), total in totaux.items()
        if origine == criteres.origine and criteres.etat in ("", etat)
    )
    total = sum(retenus, Total())
    pages = max(1, -(-total.lignes // PAR_PAGE))
    page = min(max(1, page), pages)
    lignes = choisis(epreuve, criteres).tarifes().avec_annonce().select_related("intervenant")
    debut = (page - 1) * PAR_PAGE
    return Tableau(
        origine=criteres.origine,
        titre=TITRES[Origine(criteres.origine)],
        lignes=tuple(lignes.order_by("intervenant__recherche", "pk")[debut : debut + PAR_PAGE]),
        total=total,
        page=page,
        pages=pages,
    )
