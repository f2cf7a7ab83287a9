"""What a rule would do, seen before it is applied; what it did (HAR-13)."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final

from django.db.models import Count, F, Q, QuerySet

from harmonisation.lectures.masse_cibles import AJUSTEES, UNITAIRES, Groupe, groupes
from harmonisation.models import CopieHarmonisable, Harmonisee, LigneDeRegle, RegleDeMasse
from santorin.copies.etats import EtatLot
from santorin.copies.models import Epreuve, Lot

SEUILS: Final = (8, 10, 12, 14, 16)
VINGT: Final = Decimal(20)
TRANCHES: Final = 20
LARGEUR, HAUTEUR, MARGE = 800, 240, 30  # of the drawing


@dataclass(frozen=True, slots=True)
class Passage:
    """A threshold: how many copies would reach it, and how many would fall under it."""

    seuil: Decimal
    montent: int
    descendent: int


@dataclass(frozen=True, slots=True)
class Barre:
    """A bar of the drawing, before and after, and its figures."""

    libelle: str
    avant: int
    apres: int
    x: int
    hauteur_avant: int
    hauteur_apres: int

    @property
    def y_avant(self) -> int:
        """Top of the first bar."""
        return HAUTEUR - MARGE - self.hauteur_avant

    @property
    def y_apres(self) -> int:
        """Top of the second bar."""
        return HAUTEUR - MARGE - self.hauteur_apres

    @property
    def x_apres(self) -> int:
        """Left of the second bar."""
        return self.x + LARGEUR // TRANCHES // 2 - 2


@dataclass(frozen=True)
class Apercu:
    """HAR-13: what a rule would do; the copies left out are counted."""

    regle: RegleDeMasse
    groupes: Sequence[Groupe]
    unitaires: int
    ajustees: int
    lots_ouverts: int

    @cached_property
    def copies(self) -> int:
        """How many copies it is for."""
        return sum(groupe.nombre for groupe in self.groupes)

    @cached_property
    def changees(self) -> int:
        """How many marks it would change."""
        return sum(groupe.nombre for groupe in self.groupes if groupe.apres != groupe.avant)

    @property
    def moyenne_avant(self) -> Decimal | None:
        """The mean of these copies now."""
        return self._moyenne(groupe.avant * groupe.nombre for groupe in self.groupes)

    @property
    def moyenne_apres(self) -> Decimal | None:
        """The mean of these copies after."""
        return self._moyenne(groupe.apres * groupe.nombre for groupe in self.groupes)

    @property
    def passages(self) -> list[Passage]:
        """Who crosses 8, 10, 12, 14, 16 out of 20, on the épreuve's scale."""
        seuils = [Decimal(seuil) * self.regle.epreuve.note_sur / VINGT for seuil in SEUILS]
        return [
            Passage(seuil, self._franchissent(seuil, 1), self._franchissent(seuil, -1)) for seuil in seuils
        ]

    @cached_property
    def barres(self) -> list[Barre]:
        """The distribution in twenty slices, before and after."""
        avant, apres = Counter[int](), Counter[int]()
        for groupe in self.groupes:
            avant[self._tranche(groupe.avant)] += groupe.nombre
            apres[self._tranche(groupe.apres)] += groupe.nombre
        sommet = max([*avant.values(), *apres.values(), 1])
        utile = HAUTEUR - 2 * MARGE
        return [
            Barre(
                self._libelle(rang),
                avant[rang],
                apres[rang],
                rang * LARGEUR // TRANCHES + 2,
                avant[rang] * utile // sommet,
                apres[rang] * utile // sommet,
            )
            for rang in range(TRANCHES)
        ]

    @cached_property
    def empreinte(self) -> str:
        """What was seen, in short: applying refuses when it is no longer so."""
        vus = [(str(g.cle), str(g.apres), g.nombre) for g in self.groupes]
        return hashlib.sha256(repr(vus).encode()).hexdigest()

    def _moyenne(self, sommes: Iterable[Decimal]) -> Decimal | None:
        return sum(sommes, Decimal(0)) / self.copies if self.copies else None

    def _franchissent(self, seuil: Decimal, sens: int) -> int:
        """How many marks go over the threshold (or under it, when `sens` is -1)."""
        atteint = [(g.avant >= seuil, g.apres >= seuil, g.nombre) for g in self.groupes]
        passage = (False, True) if sens > 0 else (True, False)
        return sum(nombre for avant, apres, nombre in atteint if (avant, apres) == passage)

    def _tranche(self, note: Decimal) -> int:
        return min(int(note * TRANCHES / self.regle.epreuve.note_sur), TRANCHES - 1)

    def _libelle(self, rang: int) -> str:
        debut = Decimal(rang * self.regle.epreuve.note_sur) / TRANCHES
        return f"{debut.normalize():f}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class RegleLue:
    """HAR-13: a rule that was applied: how many marks it still changes, and which cannot be given back, by reason."""

    regle: RegleDeMasse
    en_vigueur: int
    annulees: int
    recorrigees: int
    lots_ouverts: int
    reprises: int


def apercu(regle: RegleDeMasse) -> Apercu:
    """HAR-13: what this rule would do now; four queries. `regle` need not be saved."""
    unitaires, ajustees = _laissees(regle)
    return Apercu(regle, groupes(regle), unitaires, ajustees, _lots_ouverts(regle))


def regles_de(epreuve: Epreuve) -> QuerySet[RegleDeMasse]:
    """HAR-13: the rules applied to an épreuve, last first."""
    regles = RegleDeMasse.objects.filter(epreuve=epreuve)
    return regles.select_related("sujet", "question__sujet", "correcteur", "lot", "par", "annulee_par")


def regle_lue(regle: RegleDeMasse) -> RegleLue:
    """HAR-13: what a rule still changes, and what can no longer be given back; in one query."""
    recorrigee = Q(copie__ajustement__ecarte_le__isnull=False)
    ouverte = Q(copie__harmonisable=None) & ~recorrigee
    plus_recente = Q(pk__in=_recouvertes(regle).values("pk"))
    comptes = LigneDeRegle.objects.filter(regle=regle).aggregate(
        annulees=Count("pk", filter=~Q(annulee_le=None)),
        recorrigees=Count("pk", filter=Q(annulee_le=None) & recorrigee),
        lots_ouverts=Count("pk", filter=Q(annulee_le=None) & ouverte),
        reprises=Count("pk", filter=Q(annulee_le=None) & plus_recente),
        toutes=Count("pk"),
    )
    hors = sum(comptes[nom] for nom in ("annulees", "recorrigees", "lots_ouverts", "reprises"))
    return RegleLue(
        regle,
        en_vigueur=comptes["toutes"] - hors,
        annulees=comptes["annulees"],
        recorrigees=comptes["recorrigees"],
        lots_ouverts=comptes["lots_ouverts"],
        reprises=comptes["reprises"],
    )


def reprises(regle: RegleDeMasse) -> QuerySet[CopieHarmonisable]:
    """HAR-13: the copies of locked lots whose mark changed since the rule: they are given back one by one."""
    copies = LigneDeRegle.objects.filter(
        regle=regle, annulee_le=None, pk__in=_recouvertes(regle).values("pk")
    )
    return CopieHarmonisable.objects.filter(pk__in=copies.values("copie")).order_by("lot", "pk")


def _recouvertes(regle: RegleDeMasse) -> QuerySet[LigneDeRegle]:
    """The lines of the rule whose copy has another mark since, by another rule or by hand."""
    lignes = LigneDeRegle.objects.filter(
        regle=regle, copie__harmonisable__isnull=False, copie__ajustement__ecarte_le=None
    )
    intacte = Q(
        copie__harmonisable__note=F("note_apres"),
        copie__ajustement__valeur=F("ajustement_avant") + F("note_apres") - F("note_avant"),
    )
    return lignes.exclude(intacte)


def _laissees(regle: RegleDeMasse) -> tuple[int, int]:
    """How many copies of the scope were changed one by one, and how many others by a rule, and are left as they are."""
    copies = CopieHarmonisable.objects.filter(epreuve=regle.epreuve_id).order_by()
    if regle.sujet:
        copies = copies.filter(sujet=regle.sujet.code)
    if regle.question:
        copies = copies.filter(sujet=regle.question.sujet.code)
    if regle.lot:
        copies = copies.filter(lot=regle.lot.numero)
    if regle.correcteur_id:
        copies = copies.filter(Q(correcteur=regle.correcteur_id) | Q(second_correcteur=regle.correcteur_id))
    des_regles = AJUSTEES if regle.avec_unitaires else (Harmonisee.REGLE,)
    unitaires = 0 if regle.avec_unitaires else copies.filter(harmonisee__in=UNITAIRES).count()
    ajustees = 0 if regle.avec_ajustees else copies.filter(harmonisee__in=des_regles).count()
    return unitaires, ajustees


def _lots_ouverts(regle: RegleDeMasse) -> int:
    """How many lots of the scope are not locked: nothing of theirs changes."""
    lots = Lot.objects.filter(epreuve=regle.epreuve_id).exclude(etat=EtatLot.VERROUILLE)
    if regle.sujet_id:
        lots = lots.filter(sujet=regle.sujet_id)
    if regle.question:
        lots = lots.filter(sujet=regle.question.sujet_id)
    if regle.correcteur_id:
        lots = lots.filter(correcteur=regle.correcteur_id)
    return lots.filter(pk=regle.lot_id).count() if regle.lot_id else lots.count()
