"""The figures of a clôture (CLO-03): a constant number of queries, however many épreuves."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet

from santorin.copies.etats import Emargement, EtatLot
from santorin.copies.models import Composition, Epreuve, Lot, Note, Parametrage
from santorin.referentiel.models import Etablissement
from santorin.referentiel.valeur import ABSENT, au_centieme
from santorin.traitements.models import Traitement
from santorin.transmission.destinataires import StatutServiceFait
from santorin.transmission.etats import EtatCloture
from santorin.transmission.models import ServiceFaitEnvoye, Transmission
from santorin.transmission.regles import Comptes, Portee, Situation, etat_de, objet_de

Chiffres = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bilan:
    """Where the closing of a portée stands, in figures; `moyenne` is out of `echelle` (the paramétrage's)."""

    portee: Portee
    situation: Situation
    comptes: Comptes
    presents: int
    absents: int
    non_emarges: int
    absences_retenues: int
    correcteurs: int
    moyenne: Decimal | None
    echelle: int

    @property
    def etat(self) -> EtatCloture:
        """CLO-03."""
        return etat_de(self.comptes)

    @property
    def sans_note(self) -> int:
        """Candidates without a settled mark: what keeps the closing from being total."""
        return self.comptes.candidats - self.comptes.arretees

    @property
    def a_transmettre(self) -> int:
        """CLO-11: settled marks that wait for a closing, without the absences that wait for a total one."""
        return self.comptes.arretees - self.comptes.acquittees - self.absences_retenues


@dataclass(frozen=True, slots=True)
class ServicesFaits:
    """What Imag'In has of an épreuve: markers, by what it answered to the last one sent of each."""

    recus: int = 0
    rejetes: int = 0
    sans_reponse: int = 0

    @property
    def a_renvoyer(self) -> int:
        """CLO-05: those that did not get through."""
        return self.rejetes + self.sans_reponse


def bilan_de(portee: Portee) -> Bilan:
    """CLO-03: the figures of one portée."""
    return bilans([portee])[portee]


def bilans(portees: Sequence[Portee]) -> dict[Portee, Bilan]:
    """CLO-03: the figures of several portées. Queries: one set per établissement involved, one for the académie."""
    situations = situations_de(portees)
    parametrages = Parametrage.objects.in_bulk([p.epreuve.pk for p in portees])
    complets: dict[Portee, Bilan] = {}
    for etablissement, groupe in _par_etablissement(portees).items():
        epreuves = [p.epreuve for p in groupe]
        candidats = _compter(_compositions(epreuves, etablissement), CANDIDATS)
        notes = _compter(_notes(epreuves, etablissement), NOTES)
        correcteurs = _compter(_lots(epreuves, etablissement), CORRECTEURS)
        for portee in groupe:
            cle = portee.epreuve.pk
            chiffres = candidats[cle] | notes[cle] | correcteurs[cle]
            complets[portee] = _bilan(portee, situations[portee], parametrages[cle], chiffres)
    return complets


def situation_de(portee: Portee, *, sauf: Traitement | None = None) -> Situation:
    """What allows or forbids an act on one portée; the job `sauf` does not count as under way."""
    return situations_de([portee], sauf=sauf)[portee]


def situations_de(portees: Sequence[Portee], *, sauf: Traitement | None = None) -> dict[Portee, Situation]:
    """What allows or forbids an act on each portée."""
    actifs = _actifs([p.epreuve for p in portees], sauf)
    situations: dict[Portee, Situation] = {}
    for etablissement, groupe in _par_etablissement(portees).items():
        lots = _compter(_lots([p.epreuve for p in groupe], etablissement), LOTS)
        for portee in groupe:
            en_cours = objet_de(portee.epreuve) in actifs
            situations[portee] = Situation(**lots[portee.epreuve.pk], en_cours=en_cours)
    return situations


def services_faits_de(epreuve: Epreuve) -> ServicesFaits:
    """CLO-05: what Imag'In answered to the last service fait sent of each marker."""
    derniers = (
        ServiceFaitEnvoye.objects.filter(epreuve=epreuve)
        .order_by("correcteur_id", "-version")
        .distinct("correcteur_id")
        .values_list("statut", flat=True)
    )
    statuts = list(derniers)
    rejetes, sans_reponse = statuts.count(StatutServiceFait.REJETE), statuts.count("")
    return ServicesFaits(len(statuts) - rejetes - sans_reponse, rejetes, sans_reponse)


def transmissions_de(portee: Portee) -> QuerySet[Transmission]:
    """The runs that reached this portée, last first: its own, and those of the whole académie."""
    passees = Transmission.objects.filter(epreuve=portee.epreuve).select_related(
        "par", "etablissement__departement", "traitement"
    )
    if portee.etablissement is None:
        return passees
    return passees.filter(Q(etablissement=None) | Q(etablissement=portee.etablissement))


ACQUITTEE = Q(arretee=True, version_acquittee=F("version"))
CANDIDATS = {
    "candidats": Count("pk"),
    "presents": Count("pk", filter=Q(emargement=Emargement.PRESENT)),
    "absents": Count("pk", filter=Q(emargement=Emargement.ABSENT)),
    "non_emarges": Count("pk", filter=Q(emargement=Emargement.NON_EMARGE)),
}
NOTES = {
    "arretees": Count("pk", filter=Q(arretee=True)),
    "acquittees": Count("pk", filter=ACQUITTEE),
    "transmises": Count("pk", filter=Q(version_acquittee__gt=0)),
    "absences": Count("pk", filter=Q(arretee=True, code=ABSENT) & ~ACQUITTEE),
    "moyenne": Avg("valeur", filter=Q(arretee=True)),
}
LOTS = {
    "lots": Count("pk", distinct=True),
    "lots_verrouilles": Count("pk", distinct=True, filter=Q(etat=EtatLot.VERROUILLE)),
}
CORRECTEURS = {"correcteurs": Count("correcteur", distinct=True)}


def _bilan(portee: Portee, situation: Situation, parametrage: Parametrage, chiffres: Chiffres) -> Bilan:
    zeros: Chiffres = {**dict.fromkeys((*CANDIDATS, *NOTES, *CORRECTEURS), 0), "moyenne": None, **chiffres}
    comptes = Comptes(**{cle: zeros[cle] for cle in ("candidats", "arretees", "acquittees", "transmises")})
    return Bilan(
        portee=portee,
        situation=situation,
        comptes=comptes,
        presents=zeros["presents"],
        absents=zeros["absents"],
        non_emarges=zeros["non_emarges"],
        absences_retenues=0 if comptes.totale else zeros["absences"],
        correcteurs=zeros["correcteurs"],
        moyenne=_a_l_echelle(portee.epreuve, parametrage, zeros["moyenne"]),
        echelle=parametrage.affichage_note,
    )


def _a_l_echelle(epreuve: Epreuve, parametrage: Parametrage, moyenne: Decimal | None) -> Decimal | None:
    """PAR-02: the mean on the scale that people are shown."""
    if moyenne is None:
        return None
    return au_centieme(moyenne * parametrage.affichage_note / epreuve.note_sur)


def _actifs(epreuves: Iterable[Epreuve], sauf: Traitement | None) -> set[str]:
    actifs = Traitement.objects.actifs().filter(objet__in=[objet_de(epreuve) for epreuve in epreuves])
    if sauf:
        actifs = actifs.exclude(pk=sauf.pk)
    return set(actifs.values_list("objet", flat=True))


def _par_etablissement(portees: Iterable[Portee]) -> dict[Etablissement | None, list[Portee]]:
    groupes: dict[Etablissement | None, list[Portee]] = defaultdict(list)
    for portee in portees:
        groupes[portee.etablissement].append(portee)
    return groupes


def _compositions(epreuves: list[Epreuve], etablissement: Etablissement | None) -> QuerySet[Any]:
    siennes = Composition.objects.filter(epreuve__in=epreuves)
    return siennes.filter(candidat__etablissement=etablissement) if etablissement else siennes


def _notes(epreuves: list[Epreuve], etablissement: Etablissement | None) -> QuerySet[Any]:
    siennes = Note.objects.filter(epreuve__in=epreuves)
    return siennes.filter(composition__candidat__etablissement=etablissement) if etablissement else siennes


def _lots(epreuves: list[Epreuve], etablissement: Etablissement | None) -> QuerySet[Any]:
    siens = Lot.objects.filter(epreuve__in=epreuves)
    if etablissement is None:
        return siens
    return siens.filter(corrections__copie__composition__candidat__etablissement=etablissement)


def _compter(lignes: QuerySet[Any], chiffres: Mapping[str, Any]) -> defaultdict[int, dict[str, Any]]:
    """These figures for each épreuve of the rows; nothing for an épreuve without a row."""
    par_epreuve: defaultdict[int, dict[str, Any]] = defaultdict(dict)
    for ligne in lignes.order_by().values("epreuve").annotate(**chiffres):
        par_epreuve[ligne.pop("epreuve")] = ligne
    return par_epreuve
