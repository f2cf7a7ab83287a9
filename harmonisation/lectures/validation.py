"""What the screen of the validation shows: figures and reasons, never a candidate (HAR-01, HAR-03, HAR-07)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from harmonisation.models import CopieHarmonisable, Harmonisee
from santorin.cloture.lectures import Passee, passees, sous_titre
from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Epreuve, Lot
from santorin.referentiel.accords import compter
from santorin.traitements.models import Traitement
from santorin.transmission.etats import Acte, Retenue
from santorin.transmission.lectures import Bilan, ServicesFaits, bilan_de, services_faits_de
from santorin.transmission.lectures.retenues import comptes_des_retenues
from santorin.transmission.regles import Portee, est_totale, objet_de, obstacle


@dataclass(frozen=True, slots=True)
class Validation:
    """The validation of one épreuve: what it would be, who is missing, what was sent before."""

    bilan: Bilan
    services_faits: ServicesFaits
    obstacle: str | None
    traitement: Traitement | None
    manquants: Sequence[tuple[Retenue, int]]
    lots_ouverts: Sequence[Lot]
    passees: Sequence[Passee]
    ecartees: int

    @property
    def epreuve(self) -> Epreuve:
        """Which épreuve."""
        return self.bilan.portee.epreuve

    @property
    def sous_titre(self) -> str:
        """Which épreuve, in which session and académie."""
        return sous_titre(self.bilan.portee)

    @property
    def confirmation(self) -> str:
        """The question before a validation."""
        nombre = compter(self.bilan.a_transmettre, "note")
        return (
            f"Envoyer {nombre} à Cyclades, et les services faits à Imag’In\u00a0? Les notes changées à la main dans "
            "Cyclades seront remplacées, sauf les dispenses (DI) et les zéros saisis pour un absent."
        )


def validation(epreuve: Epreuve, utilisateur: Utilisateur) -> Validation:
    """HAR-07: what the coordinateur reads before validating; by figures and lots, without any identity."""
    portee = Portee(epreuve)
    bilan = bilan_de(portee)
    traitement = Traitement.objects.actifs().filter(objet=objet_de(epreuve)).first()
    return Validation(
        bilan=bilan,
        services_faits=services_faits_de(epreuve),
        obstacle=obstacle(portee, bilan.situation, Acte.HARMONISATION),
        traitement=traitement,
        manquants=comptes_des_retenues(portee, totale=est_totale(portee)),
        lots_ouverts=_lots_ouverts(epreuve),
        passees=passees(portee, utilisateur),
        ecartees=CopieHarmonisable.objects.filter(epreuve=epreuve, harmonisee=Harmonisee.ECARTEE).count(),
    )


def _lots_ouverts(epreuve: Epreuve) -> list[Lot]:
    """The lots that are awaited, with their markers and how many copies they hold."""
    ouverts = Lot.objects.filter(epreuve=epreuve).exclude(etat=EtatLot.VERROUILLE)
    return list(ouverts.select_related("correcteur").annotate(copies=Count("corrections")).order_by("numero"))
