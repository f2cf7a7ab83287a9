"""Cyclades and Imag'In kept in memory, under the same contract as the real ones: what tests are given.

Both may be made to fail the way networks do: `pannes` holds what befalls the next exchanges, in order.
"""

import time
import uuid
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from threading import Lock
from uuid import UUID

from django.utils import timezone

from santorin.transmission.destinataires.contrat import (
    AccuseNote,
    AccuseServiceFait,
    CleEpreuve,
    EnvoiNotes,
    EnvoiServicesFaits,
    MotifNote,
    NoteDetenue,
    NoteEmise,
    Origine,
    PageNotes,
    ReponseNotes,
    ReponseServicesFaits,
    ServiceFaitEmis,
    StatutNote,
    StatutServiceFait,
)
from santorin.transmission.destinataires.loi import (
    Bareme,
    Decision,
    Tenue,
    decider,
    est_trop_gros,
    faute_de_forme,
)
from santorin.transmission.destinataires.loi_services_faits import Tenu
from santorin.transmission.destinataires.loi_services_faits import decider as decider_service_fait
from santorin.transmission.destinataires.ports import AccesRefuse, EnvoiMalForme, EpreuvePubliee, NeRepondPas

Cle = tuple[str, str]
PAGE = 1000
BAREME = Bareme(Decimal(20))


class Panne(StrEnum):
    """What may befall an exchange."""

    AUCUNE = "aucune"
    AVANT = "coupure avant d'enregistrer"
    APRES = "coupure après avoir enregistré, avant de répondre"
    ACCES = "accès refusé"
    MAL_FORME = "envoi mal formé"


class _Ligne:
    """What befalls the exchanges with one receiver."""

    def __init__(self, nom: str, pannes: Iterable[Panne], panne: Panne, lenteur: float) -> None:
        self.nom = nom
        self.pannes = deque(pannes)
        self.panne = panne
        self.lenteur = lenteur
        self.verrou = Lock()

    def franchir(self) -> Panne:
        """Let an exchange begin: what will befall it. Raises a kind of `Echec`."""
        time.sleep(self.lenteur)
        with self.verrou:
            panne = self.pannes.popleft() if self.pannes else self.panne
        if panne == Panne.AVANT:
            raise NeRepondPas(f"{self.nom} ne répond pas\u00a0: la connexion ne s’établit pas.")
        if panne == Panne.ACCES:
            raise AccesRefuse(f"{self.nom} refuse l’accès\u00a0: jeton inconnu ou hors de son périmètre.")
        if panne == Panne.MAL_FORME:
            raise EnvoiMalForme(f"{self.nom} n’a pas pris l’envoi\u00a0: le corps est illisible.")
        return panne

    def repondre(self, panne: Panne) -> None:
        """Let the answer leave. Raises `NeRepondPas` when the line is cut."""
        if panne == Panne.APRES:
            raise NeRepondPas(f"{self.nom} ne répond pas\u00a0: la liaison a été coupée.")


@dataclass
class Detention:
    """What is held for one épreuve. `inscrits` None: every candidate is known and registered."""

    notes: dict[Cle, tuple[Tenue, datetime]] = field(default_factory=dict)
    inscrits: set[Cle] | None = None
    publiee_le: datetime | None = None


class CycladesEnMemoire:
    """Holds marks; `panne` befalls every exchange, `pannes` the next ones, `lenteur` (seconds) all of them."""

    def __init__(
        self,
        *,
        panne: Panne = Panne.AUCUNE,
        pannes: Iterable[Panne] = (),
        lenteur: float = 0,
        bareme: Bareme = BAREME,
        par_page: int = PAGE,
        presse: bool = False,
    ) -> None:
        self.ligne = _Ligne("Cyclades", pannes, panne, lenteur)
        self.bareme = bareme
        self.par_page = par_page
        self.recus: list[EnvoiNotes] = []
        self._epreuves: dict[CleEpreuve, Detention] = {}
        self._reponses: dict[UUID, tuple[EnvoiNotes, ReponseNotes]] = {}

    def epreuve(self, cle: CleEpreuve) -> Detention:
        """What is held for this épreuve."""
        return self._epreuves.setdefault(cle, Detention())

    def inscrire(self, cle: CleEpreuve, candidats: Iterable[Cle]) -> None:
        """Only these candidates are registered for the épreuve from now on, and those already said."""
        epreuve = self.epreuve(cle)
        epreuve.inscrits = (epreuve.inscrits or set()) | set(candidats)

    def saisir(
        self, cle: CleEpreuve, candidat: Cle, *, valeur: Decimal | None = None, code: str | None = None
    ) -> None:
        """Enter a mark by hand (CYC-02)."""
        notes = self.epreuve(cle).notes
        version = notes[candidat][0].version if candidat in notes else 0
        notes[candidat] = (Tenue(valeur, code, Origine.SAISIE, version), timezone.now())

    def publier(self, cle: CleEpreuve, le: datetime) -> None:
        """Publish the épreuve: no mark is taken any more (CLO-07)."""
        self.epreuve(cle).publiee_le = le

    def envoyer(self, envoi: EnvoiNotes) -> ReponseNotes:
        """Record a batch, or answer again what was answered to it. Raises a kind of `Echec`."""
        panne = self.ligne.franchir()
        with self.ligne.verrou:
            self.recus.append(envoi)
            if envoi.envoi not in self._reponses:
                self._reponses[envoi.envoi] = (envoi, self._enregistrer(envoi))
            connu, reponse = self._reponses[envoi.envoi]
        if (connu.epreuve, connu.protege, connu.notes) != (envoi.epreuve, envoi.protege, envoi.notes):
            message = "Cyclades n’a pas pris l’envoi : cet identifiant a déjà servi pour un autre contenu."
            raise EnvoiMalForme(message)
        self.ligne.repondre(panne)
        return reponse

    def detenues(
        self, epreuve: CleEpreuve, *, modifiees_depuis: datetime | None = None, apres: str | None = None
    ) -> PageNotes:
        """A page of what is held. Raises a kind of `Echec`."""
        panne = self.ligne.franchir()
        instant = timezone.now()
        with self.ligne.verrou:
            tenues = self.epreuve(epreuve)
            lignes = sorted(
                (cle, tenue, le)
                for cle, (tenue, le) in tenues.notes.items()
                if (modifiees_depuis is None or le >= modifiees_depuis)
                and (apres is None or "-".join(cle) > apres)
            )
        self.ligne.repondre(panne)
        notes = [
            NoteDetenue(*cle, tenue.valeur, tenue.code, tenue.origine, tenue.version, le)
            for cle, tenue, le in lignes[: self.par_page]
        ]
        suivant = "-".join(lignes[self.par_page - 1][0]) if len(lignes) > self.par_page else None
        return PageNotes(notes=notes, suivant=suivant, publiee_le=tenues.publiee_le, instant=instant)

    def _enregistrer(self, envoi: EnvoiNotes) -> ReponseNotes:
        _exiger_bien_forme(envoi)
        epreuve = self.epreuve(envoi.epreuve)
        if epreuve.publiee_le is not None:
            raise EpreuvePubliee(
                "Les notes de cette épreuve sont publiées dans Cyclades.", publiee_le=epreuve.publiee_le
            )
        accuses = [self._recevoir(epreuve, note, protege=envoi.protege) for note in envoi.notes]
        return ReponseNotes(envoi=envoi.envoi, reponse=uuid.uuid4(), accuses=accuses)

    def _recevoir(self, epreuve: Detention, note: NoteEmise, *, protege: bool) -> AccuseNote:
        cle = (note.candidat, note.inscription)
        tenue = epreuve.notes[cle][0] if cle in epreuve.notes else None
        decision = self._decider(epreuve, note, tenue, protege=protege)
        if decision.statut == StatutNote.ENREGISTREE:
            tenue = Tenue(note.valeur, note.code, Origine.SANTORIN, note.version)
            epreuve.notes[cle] = (tenue, timezone.now())
        elif decision.statut != StatutNote.REJETEE and tenue is not None:
            tenue = replace(tenue, version=note.version)
            epreuve.notes[cle] = (tenue, epreuve.notes[cle][1])
        en_place = tenue.en_place if tenue else None
        return AccuseNote(*cle, decision.statut, decision.motif, decision.message, en_place)

    def _decider(
        self, epreuve: Detention, note: NoteEmise, tenue: Tenue | None, *, protege: bool
    ) -> Decision:
        cle = (note.candidat, note.inscription)
        if epreuve.inscrits is None or cle in epreuve.inscrits:
            return decider(note, tenue, protege=protege, bareme=self.bareme)
        if any(cle in (autre.inscrits or ()) for autre in self._epreuves.values()):
            return Decision(
                StatutNote.REJETEE,
                MotifNote.EPREUVE_NON_INSCRITE,
                "Le candidat n’est pas inscrit à cette épreuve dans Cyclades.",
            )
        return Decision(
            StatutNote.REJETEE, MotifNote.CANDIDAT_INCONNU, "Le candidat est inconnu de Cyclades."
        )


def _exiger_bien_forme(envoi: EnvoiNotes) -> None:
    """Raise `EnvoiMalForme` for what the real one answers 413 or 422."""
    if est_trop_gros(envoi):
        raise EnvoiMalForme("Cyclades n’a pas pris l’envoi\u00a0: l’envoi est trop gros.")
    if faute := faute_de_forme(envoi):
        raise EnvoiMalForme(f"Cyclades n’a pas pris l’envoi (à {faute[1]})\u00a0: {faute[0]}.")


class ImaginEnMemoire:
    """Holds services faits; fails as `CycladesEnMemoire` does. `inconnus`: markers it does not know."""

    def __init__(
        self,
        *,
        panne: Panne = Panne.AUCUNE,
        pannes: Iterable[Panne] = (),
        lenteur: float = 0,
        inconnus: Iterable[str] = (),
    ) -> None:
        self.ligne = _Ligne("Imag’In", pannes, panne, lenteur)
        self.inconnus = frozenset(inconnus)
        self.recus: list[EnvoiServicesFaits] = []
        self.services_faits: dict[tuple[CleEpreuve, str], ServiceFaitEmis] = {}
        self._reponses: dict[UUID, tuple[EnvoiServicesFaits, ReponseServicesFaits]] = {}

    def envoyer(self, envoi: EnvoiServicesFaits) -> ReponseServicesFaits:
        """Record a batch, or answer again what was answered to it. Raises a kind of `Echec`."""
        panne = self.ligne.franchir()
        with self.ligne.verrou:
            self.recus.append(envoi)
            if envoi.envoi not in self._reponses:
                accuses = [self._recevoir(envoi.epreuve, service) for service in envoi.services_faits]
                reponse = ReponseServicesFaits(envoi.envoi, uuid.uuid4(), accuses)
                self._reponses[envoi.envoi] = (envoi, reponse)
            connu, reponse = self._reponses[envoi.envoi]
        if (connu.epreuve, connu.services_faits) != (envoi.epreuve, envoi.services_faits):
            message = "Imag’In n’a pas pris l’envoi : cet identifiant a déjà servi pour un autre contenu."
            raise EnvoiMalForme(message)
        self.ligne.repondre(panne)
        return reponse

    def _recevoir(self, epreuve: CleEpreuve, emis: ServiceFaitEmis) -> AccuseServiceFait:
        cle = (epreuve, emis.intervenant)
        if emis.intervenant in self.inconnus:
            message = "L’intervenant est inconnu d’Imag’In."
            return AccuseServiceFait(
                emis.intervenant, StatutServiceFait.REJETE, "INTERVENANT_INCONNU", message
            )
        ancien = self.services_faits.get(cle)
        tenu = Tenu(ancien.nombre_de_copies, ancien.du, ancien.au, ancien.version) if ancien else None
        choix = decider_service_fait(emis, tenu)
        if choix.statut != StatutServiceFait.REJETE:
            self.services_faits[cle] = emis
        return AccuseServiceFait(emis.intervenant, choix.statut, choix.motif, choix.message)
