"""How far an act of transmission reaches: an épreuve, in the whole académie or in one établissement."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from santorin.comptes.droits import Droit, Profil
from santorin.comptes.models import Habilitation, Utilisateur
from santorin.copies.models import Composition, Epreuve, Lot, Note
from santorin.copies.models.candidat import CompositionQuerySet
from santorin.copies.models.lot import LotQuerySet
from santorin.copies.models.note import NoteQuerySet
from santorin.referentiel.models import Etablissement
from santorin.transmission.destinataires import CleEpreuve


@dataclass(frozen=True, slots=True)
class Portee:
    """The candidates of one épreuve that an act is about; no établissement: all of them."""

    epreuve: Epreuve
    etablissement: Etablissement | None = None

    @property
    def cle(self) -> str:
        """Its word in addresses: « 12 », « 12-0350030P »."""
        return f"{self.epreuve.pk}-{self.etablissement.uai}" if self.etablissement else str(self.epreuve.pk)

    @property
    def libelle(self) -> str:
        """Whose candidates, in words."""
        if self.etablissement:
            return str(self.etablissement)
        return f"académie de {self.epreuve.academie}"

    @property
    def compositions(self) -> CompositionQuerySet:
        """The sittings within reach."""
        siennes = Composition.objects.filter(epreuve=self.epreuve)
        return siennes.filter(candidat__etablissement=self.etablissement) if self.etablissement else siennes

    @property
    def notes(self) -> NoteQuerySet:
        """The marks within reach."""
        siennes = Note.objects.filter(epreuve=self.epreuve)
        if self.etablissement is None:
            return siennes
        return siennes.filter(composition__candidat__etablissement=self.etablissement)

    @property
    def lots(self) -> LotQuerySet:
        """The lots that hold at least one copy within reach."""
        siens = Lot.objects.filter(epreuve=self.epreuve)
        if self.etablissement is None:
            return siens
        les_notres = Q(corrections__copie__composition__candidat__etablissement=self.etablissement)
        return siens.filter(
            pk__in=Lot.objects.filter(les_notres, epreuve=self.epreuve).order_by().values("pk")
        )


def cle_de(epreuve: Epreuve) -> CleEpreuve:
    """The épreuve as the other systems call it, within its entité responsable."""
    return CleEpreuve(
        session=epreuve.session.code,
        examen=epreuve.examen.code,
        code=epreuve.code,
        academie=epreuve.academie.code,
    )


def portees_de(utilisateur: Utilisateur, epreuves: Iterable[Epreuve], *droits: Droit) -> list[Portee]:
    """What the habilitations that hold one of `droits` reach of these épreuves (within `pour`), without repetition.

    An établissement is left out where the whole épreuve is reached.
    """
    habilitations = utilisateur.habilitations_de(*droits)
    portees: list[Portee] = []
    for epreuve in epreuves:
        atteintes = dict.fromkeys(p for h in habilitations for p in _portees(h, epreuve))
        entiere = Portee(epreuve)
        portees += [entiere] if entiere in atteintes else atteintes
    return _habitees(portees)


def portee_de(utilisateur: Utilisateur, epreuve: Epreuve, *droits: Droit, uai: str = "") -> Portee | None:
    """What the person reaches of this épreuve with one of `droits`: the établissement `uai` if given, else the widest.

    None: nothing of it, or no candidate there.
    """
    portees = portees_de(utilisateur, [epreuve], *droits)
    if not uai or not portees:
        return portees[0] if portees else None
    if portees[0].etablissement is None:
        la_bas = Etablissement.objects.filter(uai=uai).first()
        portees = _habitees([Portee(epreuve, la_bas)]) if la_bas else []
    return next((p for p in portees if p.etablissement and p.etablissement.uai == uai), None)


def atteint(utilisateur: Utilisateur, portee: Portee, *droits: Droit) -> bool:
    """Whether one of the habilitations that hold one of `droits` covers all of `portee`; costs no query."""
    entiere = Portee(portee.epreuve)
    atteintes = {p for h in utilisateur.habilitations_de(*droits) for p in _portees(h, portee.epreuve)}
    return entiere in atteintes or portee in atteintes


def _portees(habilitation: Habilitation, epreuve: Epreuve) -> Iterator[Portee]:
    match Profil(habilitation.profil):
        case Profil.ADMINISTRATEUR:
            yield Portee(epreuve)
        case Profil.GESTIONNAIRE | Profil.COORDINATEUR if habilitation.academie_id == epreuve.academie_id:
            yield Portee(epreuve)
        case Profil.CHEF_ETABLISSEMENT:
            yield Portee(epreuve, habilitation.etablissement)
        case _:
            return


def _habitees(portees: list[Portee]) -> list[Portee]:
    """Those portées of établissements that have candidates in the épreuve, in one query."""
    partielles = [p for p in portees if p.etablissement]
    if not partielles:
        return portees
    presents = set(
        Composition.objects.filter(
            epreuve__in=[p.epreuve for p in partielles],
            candidat__etablissement__in=[p.etablissement for p in partielles],
        )
        .order_by()
        .values_list("epreuve", "candidat__etablissement")
        .distinct()
    )
    return [p for p in portees if p.etablissement is None or (p.epreuve.pk, p.etablissement.pk) in presents]
