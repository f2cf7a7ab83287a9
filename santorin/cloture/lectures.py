"""What the screens of the clôture show (CLO-03, CLO-05, CLO-06, CLO-14)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from santorin.cloture import regles
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Composition, Epreuve
from santorin.pages import Page, page
from santorin.referentiel.accords import compter, en_chiffres
from santorin.referentiel.recherche import texte_de_recherche
from santorin.traitements.models import Traitement
from santorin.transmission.etats import ECARTS_ATTENDUS, MotifEcart, Retenue
from santorin.transmission.lectures import Bilan, ServicesFaits, bilan_de, services_faits_de, transmissions_de
from santorin.transmission.lectures.ecarts import dernier_rapprochement, ecarts_de
from santorin.transmission.lectures.resultat import Resultat, resultats_de
from santorin.transmission.lectures.retenues import retenues
from santorin.transmission.models import Ecart, NoteEnvoyee, Rapprochement, ServiceFaitEnvoye, Transmission
from santorin.transmission.regles import Portee, objet_de, portees_de

PASSEES = 20


@dataclass(frozen=True, slots=True)
class Passee:
    """One run of the history: what it sent, what was answered; `etat` and its tone are for a badge.

    `lisible`: its compte rendu is within the person's reach.
    """

    transmission: Transmission
    resultat: Resultat
    etat: str
    ton: str
    lisible: bool


@dataclass(frozen=True, slots=True)
class Comparaison:
    """The last comparison with Cyclades, and its differences about a portée, by reason."""

    rapprochement: Rapprochement
    motifs: Sequence[tuple[MotifEcart, int]]

    @property
    def attendus(self) -> int:
        """Differences that a rule explains."""
        return sum(nombre for motif, nombre in self.motifs if motif in ECARTS_ATTENDUS)

    @property
    def inattendus(self) -> int:
        """Differences that none explains."""
        return sum(nombre for motif, nombre in self.motifs if motif not in ECARTS_ATTENDUS)


@dataclass(frozen=True, slots=True)
class Retenu:
    """A candidate for whom nothing leaves, and why; `lot`: the number of the lot that is awaited."""

    composition: Composition
    motif: Retenue
    lot: int | None
    deja_transmise: bool


@dataclass(frozen=True, slots=True)
class Ecran:
    """The closing of one portée, whole."""

    bilan: Bilan
    services_faits: ServicesFaits
    obstacle: str | None
    obstacle_renvoi: str | None
    obstacle_rapprochement: str | None
    peut_agir: bool
    traitement: Traitement | None
    peut_suivre: bool
    passees: Sequence[Passee]
    comparaison: Comparaison | None
    autres: Sequence[Portee]
    editer: str | None

    @property
    def portee(self) -> Portee:
        """Whose candidates."""
        return self.bilan.portee

    @property
    def sous_titre(self) -> str:
        """Which épreuve, whose candidates."""
        return sous_titre(self.portee)

    @property
    def emargement(self) -> str:
        """« dont 118 présents, 2 absents »."""
        bilan = self.bilan
        parts = [compter(bilan.presents, "présent"), compter(bilan.absents, "absent")]
        if bilan.non_emarges:
            parts.append(compter(bilan.non_emarges, "non émargé,non émargés"))
        return f"dont {', '.join(parts)}"

    @property
    def echelle(self) -> str:
        """« sur 20 »."""
        return f"sur {self.bilan.echelle}"

    @property
    def lots(self) -> str:
        """« sur 12 »."""
        return f"sur {en_chiffres(self.bilan.situation.lots)}"

    @property
    def arretees(self) -> str:
        """« sur 118 arrêtées »."""
        return f"sur {compter(self.bilan.comptes.arretees, 'arrêtée')}"

    @property
    def services(self) -> str:
        """« sur 4 envoyés »."""
        services = self.services_faits
        return f"sur {compter(services.recus + services.a_renvoyer, 'envoyé')}"

    @property
    def confirmation(self) -> str:
        """The question before a closing."""
        nombre = compter(self.bilan.a_transmettre, "note")
        return (
            f"Envoyer {nombre} à Cyclades, et les services faits à Imag’In\u00a0? "
            "Les notes changées à la main dans Cyclades depuis la dernière clôture seront remplacées, "
            "sauf les dispenses (DI)."
        )


def portees_suivies(utilisateur: Utilisateur) -> list[Portee]:
    """CLO-01: the closings that this person follows, in the order of the épreuves."""
    epreuves = Epreuve.objects.pour(utilisateur, Droit.CONSULTER_CLOTURE).select_related(
        "session", "examen", "academie", "parametrage"
    )
    return portees_de(utilisateur, epreuves, Droit.CONSULTER_CLOTURE)


def ecran(portee: Portee, utilisateur: Utilisateur) -> Ecran:
    """CLO-03, CLO-05, CLO-14: everything the closing's screen says of one portée."""
    bilan, services = bilan_de(portee), services_faits_de(portee.epreuve)
    traitement = Traitement.objects.actifs().filter(objet=objet_de(portee.epreuve)).first()
    obstacle = regles.obstacle(portee, bilan.situation, utilisateur)
    return Ecran(
        bilan=bilan,
        services_faits=services,
        obstacle=obstacle,
        obstacle_renvoi=regles.obstacle_renvoi(portee, bilan.situation, services, utilisateur),
        obstacle_rapprochement=regles.obstacle_rapprochement(bilan.situation),
        peut_agir=regles.peut_agir(portee, utilisateur),
        traitement=traitement,
        peut_suivre=traitement is not None and bool(_lisibles(utilisateur, [traitement.pk])),
        passees=passees(portee, utilisateur),
        comparaison=comparaison(portee),
        autres=[
            autre
            for autre in portees_de(utilisateur, [portee.epreuve], Droit.CONSULTER_CLOTURE)
            if autre != portee
        ],
        editer=_adresse_des_copies(bilan, utilisateur),
    )


def sous_titre(portee: Portee) -> str:
    """Under the title of every screen of a closing: which épreuve, whose candidates."""
    return f"{portee.epreuve} – {portee.epreuve.session} – {portee.libelle}"


def passees(portee: Portee, utilisateur: Utilisateur | None = None) -> list[Passee]:
    """The last runs that reached this portée, counted for its candidates; `utilisateur` reads their comptes rendus."""
    return _passees(list(transmissions_de(portee)[:PASSEES]), portee, utilisateur)


def passee(transmission: Transmission, portee: Portee, utilisateur: Utilisateur) -> Passee:
    """One run of the history."""
    return _passees([transmission], portee, utilisateur)[0]


def comparaison(portee: Portee) -> Comparaison | None:
    """CLO-14: the last comparison of the épreuve, as far as this portée is concerned."""
    rapprochement = dernier_rapprochement(portee)
    if rapprochement is None:
        return None
    siens: QuerySet[Any] = ecarts_de(rapprochement, portee).order_by()
    nombres = dict(siens.values_list("motif").annotate(nombre=Count("pk")))
    return Comparaison(rapprochement, [(motif, nombres[motif]) for motif in MotifEcart if motif in nombres])


def page_de_retenus(
    portee: Portee,
    *,
    totale: bool,
    motif: Retenue | None = None,
    avant: int | None = None,
    apres: int | None = None,
) -> tuple[Page[Composition], list[Retenu]]:
    """CLO-13, HAR-07: who is kept back, by name and by pages."""
    lignes: QuerySet[Any] = retenues(portee, totale=totale).select_related("candidat__etablissement")
    if motif:
        lignes = lignes.filter(retenue=motif)
    reperes = portee.compositions.select_related("candidat").in_bulk([cle for cle in (avant, apres) if cle])
    lues: Page[Any] = page(
        lignes,
        ("candidat__recherche", "pk"),
        avant=reperes.get(avant or 0),
        apres=reperes.get(apres or 0),
    )
    return lues, [
        Retenu(ligne, Retenue(ligne.retenue), ligne.lot_ouvert, ligne.deja_transmise) for ligne in lues.lignes
    ]


def page_de_notes(
    transmission: Transmission,
    portee: Portee,
    *,
    q: str = "",
    statut: str | None = None,
    raison: str = "",
    avant: int | None = None,
    apres: int | None = None,
) -> Page[NoteEnvoyee]:
    """CLO-06: the marks of a run with their acknowledgements, by pages; `statut` None: whatever was answered."""
    lignes = NoteEnvoyee.objects.filter(envoi__transmission=transmission).select_related(
        "envoi", "note__composition__candidat"
    )
    if portee.etablissement:
        lignes = lignes.filter(note__composition__candidat__etablissement=portee.etablissement)
    for mot in texte_de_recherche(q).split():
        lignes = lignes.filter(note__composition__candidat__recherche__contains=mot)
    if statut is not None:
        lignes = lignes.filter(statut=statut)
    if raison:
        lignes = lignes.filter(raison=raison)
    reperes = NoteEnvoyee.objects.in_bulk([cle for cle in (avant, apres) if cle])
    return page(lignes, ("pk",), avant=reperes.get(avant or 0), apres=reperes.get(apres or 0))


def page_d_ecarts(
    comparaison: Comparaison,
    portee: Portee,
    *,
    q: str = "",
    motif: str = "",
    avant: int | None = None,
    apres: int | None = None,
) -> Page[Ecart]:
    """CLO-14: the differences of the last comparison, by pages."""
    lignes = ecarts_de(comparaison.rapprochement, portee)
    for mot in texte_de_recherche(q).split():
        lignes = lignes.filter(composition__candidat__recherche__contains=mot)
    if motif:
        lignes = lignes.filter(motif=motif)
    reperes = Ecart.objects.in_bulk([cle for cle in (avant, apres) if cle])
    return page(lignes, ("pk",), avant=reperes.get(avant or 0), apres=reperes.get(apres or 0))


def page_de_services_faits(
    transmission: Transmission, *, avant: int | None = None, apres: int | None = None
) -> Page[ServiceFaitEnvoye]:
    """IMA-01: the services faits of a run, by marker and by pages."""
    lignes = ServiceFaitEnvoye.objects.filter(envoi__transmission=transmission)
    reperes = lignes.in_bulk([cle for cle in (avant, apres) if cle])
    return page(lignes, ("nom", "pk"), avant=reperes.get(avant or 0), apres=reperes.get(apres or 0))


def _adresse_des_copies(bilan: Bilan, utilisateur: Utilisateur) -> str | None:
    """EDI-01, EDI-05: where transmitted copies are edited, once there are some."""
    epreuve = bilan.portee.epreuve
    if not bilan.comptes.transmises or epreuve.est_harmonisee:
        return None
    if utilisateur.a_le_droit(Droit.EDITER_COPIES):
        return reverse("visionneuse:epreuve", args=[epreuve.pk])
    if utilisateur.a_le_droit(Droit.TELECHARGER):
        return f"{reverse('telechargement:copies')}?epreuve={epreuve.pk}"
    return None


def _lisibles(utilisateur: Utilisateur, traitements: Iterable[int | None]) -> set[int]:
    """Of these jobs (primary keys), those whose compte rendu this person may read."""
    return set(
        Traitement.objects.pour(utilisateur)
        .filter(pk__in=[cle for cle in traitements if cle])
        .values_list("pk", flat=True)
    )


def _passees(
    transmissions: list[Transmission], portee: Portee, utilisateur: Utilisateur | None
) -> list[Passee]:
    resultats = resultats_de(transmissions, portee)
    traitements = [transmission.traitement_id for transmission in transmissions]
    lisibles = _lisibles(utilisateur, traitements) if utilisateur else set()
    return [
        Passee(t, resultats[t.pk], *_etat(t, resultats[t.pk]), lisible=t.traitement_id in lisibles)
        for t in transmissions
    ]


def _etat(transmission: Transmission, resultat: Resultat) -> tuple[str, str]:
    """The state of a run in words, and its tone."""
    if transmission.terminee_le is None:
        en_cours = transmission.traitement is not None and transmission.traitement.est_actif
        return ("En cours", "info") if en_cours else ("Interrompue", "attention")
    if resultat.notes_envoyees - resultat.notes_acquittees:
        return "Des notes n’ont pas été prises", "attention"
    if resultat.services_faits_envoyes - resultat.services_faits_acquittes:
        return "Des services faits n’ont pas été pris", "attention"
    return "Terminée", "succes"
