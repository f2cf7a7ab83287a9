"""What may be sent, and how far it went: said in words from facts, nothing stored (CLO-02 to CLO-12)."""

from dataclasses import dataclass

from django.utils import timezone

from santorin.copies.models import Epreuve
from santorin.transmission.etats import Acte, EtatCloture
from santorin.transmission.regles.portee import Portee


@dataclass(frozen=True, slots=True)
class Situation:
    """The facts that allow or forbid an act: lots of the portée, and whether a job is under way."""

    lots: int = 0
    lots_verrouilles: int = 0
    en_cours: bool = False


@dataclass(frozen=True, slots=True)
class Comptes:
    """The marks of a portée, counted.

    `arretees`: settled; `acquittees`: settled, and acknowledged as they are now; `transmises`: acknowledged once.
    """

    candidats: int = 0
    arretees: int = 0
    acquittees: int = 0
    transmises: int = 0

    @property
    def totale(self) -> bool:
        """CLO-09, HAR-07: whether every candidate is émargé absent or in a locked lot."""
        return 0 < self.candidats == self.arretees


def objet_de(epreuve: Epreuve) -> str:
    """TRA-02: what every job that exchanges marks of an épreuve works on: one at a time, whoever asks."""
    return f"epreuve:{epreuve.pk}:transmission"


def protege_saisies(epreuve: Epreuve) -> bool:
    """HAR-08: whether a hand-entered DI or 0 stays; a ponctual closing may lift it, a harmonisation never."""
    return epreuve.est_harmonisee or epreuve.parametrage.protege_saisies


def etat_de(comptes: Comptes) -> EtatCloture:
    """CLO-03, CLO-08, CLO-09: derived from acknowledgements.

    Totale: nobody is left without a settled mark, and every mark, AB included, is acknowledged as it is now.
    """
    if not comptes.transmises:
        return EtatCloture.NON_REALISEE
    if comptes.totale and comptes.acquittees == comptes.arretees:
        return EtatCloture.TOTALE
    return EtatCloture.PARTIELLE


def est_totale(portee: Portee) -> bool:
    """HAR-07: whether a transmission of this portée takes the absences too, read now (two counts)."""
    return 0 < portee.compositions.count() == portee.notes.arretees().count()


def obstacle(portee: Portee, situation: Situation, acte: Acte = Acte.CLOTURE) -> str | None:
    """CLO-02, CLO-07, CLO-12, HAR-01: why `acte` cannot be launched on this portée, in words, or None."""
    epreuve = portee.epreuve
    if acte == Acte.CLOTURE and epreuve.est_harmonisee:
        return (
            "Cette épreuve est harmonisée\u00a0: c’est la validation de l’harmonisation, par le coordinateur "
            "académique, qui transmet les notes."
        )
    if acte == Acte.HARMONISATION and not epreuve.est_harmonisee:
        return "Cette épreuve n’est pas harmonisée\u00a0: ses notes se transmettent par la clôture."
    if acte != Acte.SERVICES_FAITS and epreuve.publiee_le:
        return obstacle_de_publication(epreuve)
    if situation.en_cours:
        return "Une transmission ou un rapprochement est déjà en cours pour cette épreuve."
    if not situation.lots_verrouilles:
        return "Aucun lot de cette épreuve n’est verrouillé."
    return None


def obstacle_de_publication(epreuve: Epreuve) -> str:
    """CLO-07: the sentence of a published épreuve."""
    le = f"le {timezone.localtime(epreuve.publiee_le):%d/%m/%Y à %H:%M}" if epreuve.publiee_le else ""
    return f"Les notes de cette épreuve ont été publiées dans Cyclades {le}\u00a0: elles ne peuvent plus être transmises."
