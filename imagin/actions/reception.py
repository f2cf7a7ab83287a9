"""A batch from Santorin: recorded whole or not at all, answered once for ever (IMA-01)."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Max

from imagin.actions.epreuve import verrouiller
from imagin.etats import EtatServiceFait
from imagin.models import EnvoiRecu, Epreuve, Intervenant, Mouvement, NatureMouvement, Origine, ServiceFait
from imagin.regles import Decision, MotifServiceFait, decision
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.refus import Refus
from santorin.transmission.destinataires import (
    AccuseServiceFait,
    EnvoiServicesFaits,
    ReponseServicesFaits,
    ServiceFaitEmis,
    StatutServiceFait,
)

ECRITS = ("nombre_de_copies", "du", "au", "version", "etat")


@transaction.atomic
def recevoir(
    envoi: EnvoiServicesFaits, *, epreuve: Epreuve, par: Utilisateur, le: datetime
) -> ReponseServicesFaits:
    """IMA-01: record a batch of snapshots under the law of `regles.decision`, and answer line by line.

    The same `envoi` again is answered the same and changes nothing. Hand-entered lines are left alone (HAR-09).
    A constant number of statements, whatever the size. Raises `Refus` if `envoi` served for another épreuve.
    """
    verrouiller(epreuve)
    if (deja := EnvoiRecu.objects.filter(pk=envoi.envoi).first()) is not None:
        if deja.epreuve_id != epreuve.pk:
            raise Refus("Cet identifiant d’envoi a déjà servi pour une autre épreuve.")
        return _reponse(deja)
    depouillement = _Depouillement(envoi, epreuve, _intervenants(envoi.services_faits), par, le)
    for emis in envoi.services_faits:
        depouillement.juger(emis)
    depouillement.ecrire()
    recu = EnvoiRecu.objects.create(
        uuid=envoi.envoi,
        epreuve=epreuve,
        transmission=envoi.transmission,
        accuses=msgspec.to_builtins(depouillement.accuses),
        recu_le=le,
        par=par,
    )
    journaliser(
        "imagin.recevoir",
        fil=epreuve.fil,
        objet=f"envoi {envoi.envoi}",
        par=par,
        le=le,
        apres=depouillement.resume(),
    )
    return _reponse(recu)


def _reponse(recu: EnvoiRecu) -> ReponseServicesFaits:
    accuses = msgspec.convert(recu.accuses, list[AccuseServiceFait])
    return ReponseServicesFaits(recu.uuid, recu.reponse, accuses)


class _Depouillement:
    """What a batch changes, decided line by line before anything is written."""

    def __init__(
        self,
        envoi: EnvoiServicesFaits,
        epreuve: Epreuve,
        intervenants: dict[str, Intervenant],
        par: Utilisateur,
        le: datetime,
    ) -> None:
        self.envoi, self.epreuve, self.intervenants, self.par, self.le = envoi, epreuve, intervenants, par, le
        self.lignes = _en_place(epreuve, intervenants)
        self.refusees = _versions_refusees(self.lignes.values())
        self.accuses: list[AccuseServiceFait] = []
        self.ecrites: dict[str, ServiceFait] = {}
        self.mouvements: list[Mouvement] = []
        self.changements: list[dict[str, Any]] = []

    def juger(self, emis: ServiceFaitEmis) -> None:
        """Apply the law to one snapshot; a marker named twice in the batch is judged twice, in order."""
        ligne = self.lignes.get(emis.intervenant)
        choix = decision(emis, ligne)
        self.accuses.append(AccuseServiceFait(emis.intervenant, choix.statut, choix.motif, choix.message))
        if choix.etat is not None:
            self._prendre(emis, choix)
        elif ligne is not None and choix.motif == MotifServiceFait.DEJA_LIQUIDE:
            self._refuser(ligne, emis, choix.message)

    def _prendre(self, emis: ServiceFaitEmis, choix: Decision) -> None:
        """Write the snapshot on its line, new or not."""
        ligne = self.lignes.setdefault(
            emis.intervenant,
            ServiceFait(
                epreuve=self.epreuve,
                intervenant=self.intervenants[emis.intervenant],
                origine=Origine.SANTORIN,
                etat=EtatServiceFait.A_VALIDER,
            ),
        )
        avant = {"etat": ligne.etat, "nombre_de_copies": ligne.nombre_de_copies}
        ligne.nombre_de_copies, ligne.du, ligne.au = emis.nombre_de_copies, emis.du, emis.au
        ligne.version, ligne.etat = emis.version, str(choix.etat)
        self.ecrites[emis.intervenant] = ligne
        if choix.statut == StatutServiceFait.ENREGISTRE:
            self._tracer(ligne, NatureMouvement.RECU, emis)
        if avant["etat"] != ligne.etat:
            apres = {"etat": ligne.etat, "nombre_de_copies": ligne.nombre_de_copies}
            self.changements.append({"intervenant": emis.intervenant, "avant": avant, "apres": apres})

    def _refuser(self, ligne: ServiceFait, emis: ServiceFaitEmis, message: str) -> None:
        """Keep what Santorin announces for a line already paid, once per version: somebody has to see the gap."""
        if emis.version > self.refusees.get(emis.intervenant, 0):
            self.refusees[emis.intervenant] = emis.version
            self._tracer(ligne, NatureMouvement.REFUSE, emis, message)

    def _tracer(
        self, ligne: ServiceFait, nature: NatureMouvement, emis: ServiceFaitEmis, motif: str = ""
    ) -> None:
        self.mouvements.append(
            Mouvement(
                service_fait=ligne,
                nature=nature,
                nombre_de_copies=emis.nombre_de_copies,
                du=emis.du,
                au=emis.au,
                etat=ligne.etat,
                version=emis.version,
                transmission=self.envoi.transmission,
                par=self.par,
                le=self.le,
                motif=motif,
            )
        )

    def ecrire(self) -> None:
        """New lines, changed lines, then their mouvements: three statements."""
        nouvelles = [ligne for ligne in self.ecrites.values() if ligne.pk is None]
        changees = [ligne for ligne in self.ecrites.values() if ligne.pk is not None]
        ServiceFait.objects.bulk_create(
            changees, update_conflicts=True, unique_fields=["id"], update_fields=ECRITS
        )
        ServiceFait.objects.bulk_create(nouvelles)
        Mouvement.objects.bulk_create(self.mouvements)

    def resume(self) -> dict[str, Any]:
        """What the journal keeps of the batch: figures, and every line whose state came back."""
        statuts = Counter(accuse.statut.value for accuse in self.accuses)
        return {"transmission": self.envoi.transmission, **statuts, "changements_d_etat": self.changements}


def _intervenants(emis: Iterable[ServiceFaitEmis]) -> dict[str, Intervenant]:
    """Every marker of the batch, by number; new ones are made, and a name follows what Santorin says.

    Rows are taken in the order of their numbers: two batches of two épreuves cannot wait for each other.
    """
    noms: dict[str, str] = {}
    for service_fait in emis:
        noms[service_fait.intervenant] = service_fait.nom or noms.get(service_fait.intervenant, "")
    connus = _par_numero(noms)
    nouveaux = [
        Intervenant(numero=numero, nom=noms[numero]) for numero in sorted(noms) if numero not in connus
    ]
    if nouveaux:
        Intervenant.objects.bulk_create(nouveaux, ignore_conflicts=True)
        connus = _par_numero(noms)
    renommes = [connus[numero] for numero in sorted(noms) if noms[numero] not in ("", connus[numero].nom)]
    for intervenant in renommes:
        intervenant.nom = noms[intervenant.numero]
    if renommes:
        Intervenant.objects.bulk_create(
            renommes, update_conflicts=True, unique_fields=["id"], update_fields=["nom"]
        )
    return connus


def _par_numero(numeros: Iterable[str]) -> dict[str, Intervenant]:
    return {i.numero: i for i in Intervenant.objects.filter(numero__in=list(numeros))}


def _en_place(epreuve: Epreuve, intervenants: dict[str, Intervenant]) -> dict[str, ServiceFait]:
    """The lines that Santorin filled before, by marker's number."""
    lignes = ServiceFait.objects.filter(
        epreuve=epreuve, origine=Origine.SANTORIN, intervenant__in=intervenants.values()
    )
    return {ligne.intervenant.numero: ligne for ligne in lignes.select_related("intervenant")}


def _versions_refusees(lignes: Iterable[ServiceFait]) -> dict[str, int]:
    """The last version that each line refused because it was transmitted to the liquidation."""
    transmises = [ligne.pk for ligne in lignes if ligne.etat == EtatServiceFait.TRANSMIS]
    refus = Mouvement.objects.filter(service_fait__in=transmises, nature=NatureMouvement.REFUSE).order_by()
    return dict(refus.values_list("service_fait__intervenant__numero").annotate(Max("version")))
