"""Lots and how far their marking is (COR-03). Nothing here measures persons (COR-08)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Correction, Epreuve, Intervention, Lot
from santorin.copies.regles.bareme import incomplete, obtenus, total
from santorin.copies.regles.lots import Avancement, avancements, obstacle_verrouillage
from santorin.copies.regles.signalements import obstacle_copies_signalees, signalees
from santorin.correction.regles.copies import lots_de, signalements_ouverts
from santorin.referentiel.valeur import au_centieme


@dataclass(frozen=True, slots=True)
class LigneLot:
    """A lot, its progress, and why it cannot be locked now, if so."""

    lot: Lot
    avancement: Avancement
    signalees: int
    obstacle: str | None

    @property
    def est_verrouille(self) -> bool:
        """Whether its marks are settled."""
        return self.lot.etat == EtatLot.VERROUILLE

    @property
    def progression(self) -> str:
        """« 12 sur 30 », in copies corrected."""
        return f"{self.avancement.corrigees} sur {self.avancement.copies}"


@dataclass(frozen=True, slots=True)
class LigneCopie:
    """A copy of a lot, as its marker sees it: its place in the random order, its state, its mark if complete."""

    correction: Correction
    rang: int
    complete: bool
    signalee: bool
    note: Decimal | None
    harmonisee: bool = False

    @property
    def etat(self) -> str:
        """« a_faire », « faite » or « signalee »."""
        if self.signalee:
            return "signalee"
        return "faite" if self.complete else "a_faire"


def lots_de_l_epreuve(epreuve: Epreuve, *, etat: str = "") -> list[LigneLot]:
    """COR-04: the lots of an épreuve for its gestionnaire, in three queries."""
    lots = epreuve.lots.select_related("sujet", "correcteur", "epreuve__parametrage").order_by("numero")
    if etat in EtatLot.values:
        lots = lots.filter(etat=etat)
    return _lignes(lots)


def lots_a_corriger(utilisateur: Utilisateur) -> list[LigneLot]:
    """COR-03: the marker's own lots, those to be done first."""
    lots = (
        lots_de(utilisateur)
        .select_related("sujet", "epreuve__parametrage", "epreuve__examen", "epreuve__session")
        .order_by("epreuve__date", "epreuve", "numero")
    )
    return sorted(_lignes(lots), key=lambda ligne: ligne.est_verrouille)


def ligne_du_lot(lot: Lot) -> LigneLot:
    """COR-03: one lot. It comes with its épreuve's paramétrage."""
    return _lignes([lot])[0]


def copies_du_lot(lot: Lot) -> list[LigneCopie]:
    """COR-02, COR-03: the copies of a lot in the order of their random keys, which says nothing of anybody."""
    obligatoire, echelle = lot.epreuve.parametrage.appreciation, lot.epreuve.parametrage.affichage_note
    corrections = Correction.objects.filter(lot=lot).annotate(
        incomplete=incomplete(),
        signalee=Exists(signalements_ouverts()),
        harmonisee=Exists(Intervention.objects.en_vigueur().filter(correction=OuterRef("pk"))),
        obtenus=obtenus(),
        sur=total(),
    )
    lignes = []
    for rang, correction in enumerate(corrections.order_by("cle"), start=1):
        correction.lot = lot
        notee = not correction.incomplete
        lignes.append(
            LigneCopie(
                correction,
                rang,
                complete=notee and (bool(correction.appreciation) or not obligatoire),
                signalee=correction.signalee,
                note=_sur(correction.obtenus, correction.sur, echelle)
                if notee and correction.obtenus is not None
                else None,
                harmonisee=correction.harmonisee,
            )
        )
    return lignes


def premiere_a_faire(lignes: Sequence[LigneCopie], *, apres: int = 0) -> LigneCopie | None:
    """COR-01: the next copy to do after that place, then from the beginning; None when there is none left."""
    suite = [*lignes[apres:], *lignes[: max(apres - 1, 0)]]
    return next((ligne for ligne in suite if ligne.etat == "a_faire"), None)


def _sur(total: Decimal, bareme: Decimal, echelle: int) -> Decimal:
    return au_centieme(total * echelle / bareme)


def _lignes(lots: Iterable[Lot]) -> list[LigneLot]:
    lus = list(lots)
    faits, attendues = avancements(lus), signalees(lus)
    return [
        LigneLot(
            lot,
            avancement,
            attendues.get(lot.pk, 0),
            obstacle_copies_signalees(attendues.get(lot.pk, 0)) or obstacle_verrouillage(lot, avancement),
        )
        for lot in lus
        for avancement in (faits.get(lot.pk, Avancement()),)
    ]
