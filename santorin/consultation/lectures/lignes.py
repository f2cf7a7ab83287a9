"""The table of transmitted copies: searched, filtered, by pages (EDI-02, TEL-01, TEL-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import BooleanField, Case, CharField, Q, Value, When
from django.urls import reverse

from santorin.comptes.models import Utilisateur
from santorin.consultation.regles import archivables, consultables, en_recorrection, retenues
from santorin.copies.models import Composition, Epreuve
from santorin.copies.models.candidat import CompositionQuerySet

PAR_PAGE: Final = 50
DISPONIBLE, EN_RECORRECTION, DETRUITE = "Disponible", "En recorrection", "Détruite"


@dataclass(frozen=True, slots=True)
class Criteres:
    """What is asked of the table: words, a division, an épreuve, and where to start (primary key of a sitting)."""

    texte: str = ""
    division: str | None = None
    epreuve: int | None = None
    apres: int | None = None
    avant: int | None = None

    @property
    def actifs(self) -> bool:
        """Whether something narrows the table."""
        return bool(self.texte.strip() or self.division is not None or self.epreuve)


@dataclass(frozen=True, slots=True)
class LigneDeCopie:
    """One row; `etat` in words."""

    composition: int
    cle: UUID
    numero: str
    nom: str
    prenoms: str
    division: str
    etat: str
    fraude_presumee: bool
    epreuve: str

    @property
    def url(self) -> str:
        """The viewer."""
        return reverse("visionneuse:copie", args=[self.cle])


@dataclass(frozen=True, slots=True)
class PageDeCopies:
    """A page of the table, the cursors of its neighbours, how many copies answer in all."""

    lignes: Sequence[LigneDeCopie]
    precedent: int | None
    suivant: int | None
    total: int


@dataclass(frozen=True, slots=True)
class Choix:
    """What the filters offer: divisions, épreuves (primary key and words)."""

    divisions: Sequence[str]
    epreuves: Sequence[tuple[int, str]]


def page_de_copies(utilisateur: Utilisateur, criteres: Criteres) -> PageDeCopies:
    """EDI-02, TEL-01: the copies this person may see that answer, by name; three queries at most."""
    copies = _filtrees(consultables(utilisateur), criteres)
    total = copies.count()
    a_rebours = criteres.avant is not None
    lignes = _lignes(_a_partir(copies, criteres)[: PAR_PAGE + 1])
    reste, lignes = len(lignes) > PAR_PAGE, lignes[:PAR_PAGE]
    if a_rebours:
        lignes.reverse()
    if not lignes:
        return PageDeCopies([], None, None, total)
    autres = (reste, True) if a_rebours else (criteres.apres is not None, reste)
    precedent, suivant = lignes[0].composition, lignes[-1].composition
    return PageDeCopies(lignes, precedent if autres[0] else None, suivant if autres[1] else None, total)


def choix(utilisateur: Utilisateur, epreuve: int | None = None) -> Choix:
    """TEL-01: the divisions and épreuves of the copies this person may see (of one épreuve when it is given)."""
    copies = consultables(utilisateur).order_by()
    if epreuve:
        copies = copies.filter(epreuve=epreuve)
    divisions = copies.values_list("candidat__division", flat=True).distinct()
    epreuves = Epreuve.objects.filter(pk__in=copies.values("epreuve")).select_related("examen")
    return Choix(sorted(divisions), [(epreuve.pk, str(epreuve)) for epreuve in epreuves])


def nombre_consultable(utilisateur: Utilisateur, epreuve: int) -> int:
    """EDI-01: how many copies of this épreuve this person may see."""
    return consultables(utilisateur).filter(epreuve=epreuve).count()


def nombre_archivable(utilisateur: Utilisateur, epreuve: int | None = None) -> int:
    """TEL-02: how many copies the ZIP would hold."""
    copies = archivables(utilisateur)
    return (copies.filter(epreuve=epreuve) if epreuve else copies).count()


def _filtrees(copies: CompositionQuerySet, criteres: Criteres) -> CompositionQuerySet:
    trouvees = copies.cherches(criteres.texte)
    if criteres.division is not None:
        trouvees = trouvees.filter(candidat__division=criteres.division)
    return trouvees.filter(epreuve=criteres.epreuve) if criteres.epreuve else trouvees


def _a_partir(copies: CompositionQuerySet, criteres: Criteres) -> CompositionQuerySet:
    """The copies after (or before, backwards) the one of the cursor, in the order of names."""
    repere = criteres.avant if criteres.avant is not None else criteres.apres
    sens = "lt" if criteres.avant is not None else "gt"
    signe = "-" if criteres.avant is not None else ""
    copies = copies.order_by(f"{signe}candidat__recherche", f"{signe}pk")
    if repere is None:
        return copies
    nom = Composition.objects.filter(pk=repere).values("candidat__recherche")[:1]
    return copies.filter(
        Q(**{f"candidat__recherche__{sens}": nom}) | Q(candidat__recherche=nom, **{f"pk__{sens}": repere})
    )


def _lignes(copies: CompositionQuerySet) -> list[LigneDeCopie]:
    colonnes = copies.annotate(
        etat=Case(
            When(copie__detruite_le__isnull=False, then=Value(DETRUITE)),
            When(en_recorrection(), then=Value(EN_RECORRECTION)),
            default=Value(DISPONIBLE),
            output_field=CharField(),
        ),
        retenue=Case(When(retenues(), then=True), default=False, output_field=BooleanField()),
    ).values(
        "pk",
        "copie__cle",
        "candidat__numero",
        "candidat__nom",
        "candidat__prenoms",
        "candidat__division",
        "epreuve__examen__code",
        "epreuve__code",
        "epreuve__libelle",
        "etat",
        "retenue",
    )
    return [
        LigneDeCopie(
            composition=ligne["pk"],
            cle=ligne["copie__cle"],
            numero=ligne["candidat__numero"],
            nom=ligne["candidat__nom"],
            prenoms=ligne["candidat__prenoms"],
            division=ligne["candidat__division"],
            epreuve=f"{ligne['epreuve__examen__code']} {ligne['epreuve__code']} – {ligne['epreuve__libelle']}",
            etat=ligne["etat"],
            fraude_presumee=ligne["retenue"],
        )
        for ligne in colonnes
    ]
