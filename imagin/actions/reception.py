"""A batch from Santorin: recorded whole or not at all, answered once for ever (IMA-01)."""

import gzip
import hashlib
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from django.db import connection, transaction
from django.db.models import Max

from imagin.actions.epreuve import epreuve_nommee, verrouiller
from imagin.etats import EtatServiceFait
from imagin.models import EnvoiRecu, Epreuve, Intervenant, Mouvement, NatureMouvement, Origine, ServiceFait
from imagin.regles import etat_apres, tenu
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.transmission.destinataires import (
    AccesRefuse,
    AccuseServiceFait,
    EnvoiMalForme,
    EnvoiServicesFaits,
    ReponseServicesFaits,
    ServiceFaitEmis,
    StatutServiceFait,
)
from santorin.transmission.destinataires.loi_services_faits import MotifServiceFait, decider

ECRITS = ("nombre_de_copies", "du", "au", "version", "etat")


@transaction.atomic
def recevoir(envoi: EnvoiServicesFaits, *, par: Utilisateur, le: datetime) -> bytes:
    """IMA-01: record a batch of snapshots under the law of `loi_services_faits`; the answer, as compressed JSON.

    The same `envoi` again gets the very same bytes and changes nothing. Hand-entered lines are left alone (HAR-09).
    A constant number of statements, whatever the size. Raises `AccesRefuse` out of the perimeter, `EnvoiMalForme`
    when the key names nothing or when the identifier has already served for something else.
    """
    epreuve, empreinte = epreuve_nommee(envoi.epreuve, par=par, le=le), _empreinte(envoi)
    _attendre_son_tour(envoi.envoi)
    if (deja := EnvoiRecu.objects.filter(pk=envoi.envoi).first()) is not None:
        return _meme_reponse(deja, empreinte, par)
    verrouiller(epreuve)
    depouillement = _Depouillement(envoi, epreuve, _intervenants(envoi.services_faits), par, le)
    for emis in envoi.services_faits:
        depouillement.juger(emis)
    depouillement.ecrire()
    reponse = ReponseServicesFaits(envoi.envoi, uuid4(), depouillement.accuses)
    contenu = gzip.compress(msgspec.json.encode(reponse), compresslevel=1)
    EnvoiRecu.objects.create(
        uuid=envoi.envoi,
        transmission=envoi.transmission,
        empreinte=empreinte,
        nombre=len(envoi.services_faits),
        reponse=reponse.reponse,
        contenu=contenu,
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
    return contenu


def _empreinte(envoi: EnvoiServicesFaits) -> str:
    """What the batch says, whenever and however it was sent."""
    return hashlib.sha256(msgspec.json.encode((envoi.epreuve, envoi.services_faits))).hexdigest()


def _attendre_son_tour(envoi: UUID) -> None:
    """Two deliveries of one batch go one after the other: the second finds the answer of the first."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"imagin:envoi:{envoi}"])


def _meme_reponse(deja: EnvoiRecu, empreinte: str, par: Utilisateur) -> bytes:
    if deja.par_id != par.pk:
        raise AccesRefuse("Cet envoi a été déposé par une autre application.")
    if deja.empreinte != empreinte:
        raise EnvoiMalForme("cet identifiant d’envoi a déjà servi pour un autre contenu")
    return bytes(deja.contenu)


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
        self.connues = frozenset(self.lignes)
        self.refusees = _versions_refusees(self.lignes.values())
        self.accuses: list[AccuseServiceFait] = []
        self.ecrites: dict[str, ServiceFait] = {}
        self.mouvements: list[Mouvement] = []
        self.changements: list[dict[str, Any]] = []

    def juger(self, emis: ServiceFaitEmis) -> None:
        """Apply the law to one snapshot; a marker named twice in the batch is judged twice, in order."""
        ligne = self.lignes.get(emis.intervenant)
        choix = decider(emis, tenu(ligne) if ligne else None)
        self.accuses.append(AccuseServiceFait(emis.intervenant, choix.statut, choix.motif, choix.message))
        if choix.statut == StatutServiceFait.ENREGISTRE:
            self._prendre(emis)
        elif choix.statut == StatutServiceFait.INCHANGE and ligne and emis.version > (ligne.version or 0):
            ligne.version = emis.version
            self.ecrites[emis.intervenant] = ligne
        elif choix.motif == MotifServiceFait.DEJA_LIQUIDE and ligne:
            self._refuser(ligne, emis)

    def _prendre(self, emis: ServiceFaitEmis) -> None:
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
        ligne.version, ligne.etat = emis.version, etat_apres(emis)
        self.ecrites[emis.intervenant] = ligne
        self._tracer(ligne, NatureMouvement.RECU, emis)
        if avant["etat"] != ligne.etat:
            apres = {"etat": ligne.etat, "nombre_de_copies": ligne.nombre_de_copies}
            self.changements.append({"intervenant": emis.intervenant, "avant": avant, "apres": apres})

    def _refuser(self, ligne: ServiceFait, emis: ServiceFaitEmis) -> None:
        """Keep what Santorin announces for a line already paid, once per version: somebody has to see the gap."""
        if emis.version > self.refusees.get(emis.intervenant, 0):
            self.refusees[emis.intervenant] = emis.version
            self._tracer(ligne, NatureMouvement.REFUSE, emis)

    def _tracer(self, ligne: ServiceFait, nature: NatureMouvement, emis: ServiceFaitEmis) -> None:
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
            )
        )

    def ecrire(self) -> None:
        """New lines, changed lines, then their mouvements: three statements."""
        nouvelles = [ligne for numero, ligne in self.ecrites.items() if numero not in self.connues]
        changees = [ligne for numero, ligne in self.ecrites.items() if numero in self.connues]
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
        Intervenant(numero=numero).nommer(noms[numero]) for numero in sorted(noms) if numero not in connus
    ]
    if nouveaux:
        Intervenant.objects.bulk_create(nouveaux, ignore_conflicts=True)
        connus = _par_numero(noms)
    renommes = [
        connus[numero].nommer(noms[numero])
        for numero in sorted(noms)
        if noms[numero] not in ("", connus[numero].nom)
    ]
    if renommes:
        Intervenant.objects.bulk_create(
            renommes, update_conflicts=True, unique_fields=["id"], update_fields=["nom", "recherche"]
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
