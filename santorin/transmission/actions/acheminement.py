"""Sending the batches of a run, a few in flight; only those without acknowledgement leave (CLO-06, CLO-15)."""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet, Sum
from django.utils import timezone

from santorin.traitements.compte_rendu import CompteRendu, Interruption
from santorin.transmission.actions.accuses import accuser_notes, accuser_services_faits
from santorin.transmission.destinataires import (
    DestinataireNotes,
    DestinataireServicesFaits,
    Echec,
    EnvoiMalForme,
    EnvoiNotes,
    EnvoiServicesFaits,
    NoteEmise,
    ReponseNotes,
    ServiceFaitEmis,
)
from santorin.transmission.etats import Destinataire
from santorin.transmission.models import Envoi, NoteEnvoyee, ServiceFaitEnvoye, Transmission
from santorin.transmission.regles import cle_de


@dataclass(frozen=True, slots=True)
class _EnVol:
    """A batch on its way: its rows, its candidates, and the answer to come."""

    envoi: Envoi
    lignes: tuple[int, ...]
    cles: list[tuple[str, str]]
    reponse: "Future[ReponseNotes]"


class Progression:
    """How many lines of a run are acknowledged, told to the compte rendu as they are."""

    def __init__(self, transmission: Transmission, compte_rendu: CompteRendu) -> None:
        self._compte_rendu = compte_rendu
        self._total = _lignes(transmission.envois.all())
        self._fait = _lignes(transmission.envois.filter(acquitte_le__isnull=False))

    def avancer(self, lignes: int = 0) -> None:
        """`lignes` more are done. Raises `Interruption`."""
        self._fait += lignes
        self._compte_rendu.avancer(self._fait, self._total)


def envoyer_notes(
    transmission: Transmission,
    cyclades: DestinataireNotes,
    compte_rendu: CompteRendu,
    progression: Progression,
) -> None:
    """CLO-04, CLO-15: send the marks that have no acknowledgement, and store each answer as it comes.

    A batch that Cyclades cannot read does not sink the others. What is in flight when a failure comes is still
    waited for. Raises the other kinds of `Echec`, and `Interruption`.
    """
    restants = list(_sans_accuse(transmission, Destinataire.NOTES))
    nombre = transmission.envois.filter(destinataire=Destinataire.NOTES).count()
    en_vol: deque[_EnVol] = deque()

    def recueillir() -> None:
        vol = en_vol.popleft()
        if _accuser(vol, compte_rendu, nombre):
            progression.avancer(vol.envoi.nombre)

    with ThreadPoolExecutor(settings.ENVOI_SIMULTANES) as bassin:
        try:
            for envoi in restants:
                # One more than can be on the line: it leaves while an answer is being stored.
                if len(en_vol) > settings.ENVOI_SIMULTANES:
                    recueillir()
                en_vol.append(_lancer(bassin, transmission, envoi, cyclades.envoyer))
            while en_vol:
                recueillir()
        except (Echec, Interruption):
            _attendre_ce_qui_vole(en_vol, compte_rendu, nombre)
            raise


def envoyer_services_faits(
    transmission: Transmission, imagin: DestinataireServicesFaits, progression: Progression
) -> None:
    """CLO-04: send the services faits that have no acknowledgement. Raises a kind of `Echec`, and `Interruption`."""
    for envoi in _sans_accuse(transmission, Destinataire.SERVICES_FAITS):
        lignes = list(ServiceFaitEnvoye.objects.filter(envoi=envoi).order_by("id"))
        emis = [
            ServiceFaitEmis(
                intervenant=ligne.intervenant,
                nombre_de_copies=ligne.nombre_de_copies,
                du=ligne.du,
                au=ligne.au,
                version=ligne.version,
                nom=ligne.nom,
            )
            for ligne in lignes
        ]
        reponse = imagin.envoyer(
            EnvoiServicesFaits(
                envoi=envoi.uuid,
                transmission=transmission.uuid,
                epreuve=cle_de(transmission.epreuve),
                emise_le=transmission.le,
                services_faits=emis,
            )
        )
        intervenants = [ligne.intervenant for ligne in lignes]
        accuser_services_faits(
            envoi, [ligne.pk for ligne in lignes], intervenants, reponse, le=timezone.now()
        )
        progression.avancer(envoi.nombre)


def _sans_accuse(transmission: Transmission, destinataire: Destinataire) -> QuerySet[Envoi]:
    return transmission.envois.filter(destinataire=destinataire, acquitte_le=None).order_by("rang")


def _lignes(envois: QuerySet[Envoi]) -> int:
    return envois.order_by().aggregate(total=Sum("nombre"))["total"] or 0


def _lancer(
    bassin: ThreadPoolExecutor,
    transmission: Transmission,
    envoi: Envoi,
    envoyer: Callable[[EnvoiNotes], ReponseNotes],
) -> _EnVol:
    """Read the batch as it was written, word for word, and let it leave."""
    lues = (
        NoteEnvoyee.objects.filter(envoi=envoi)
        .order_by("id")
        .values_list("id", "candidat", "inscription", "valeur", "code", "version")
    )
    lignes, notes = [], []
    for cle, candidat, inscription, valeur, code, version in lues:
        lignes.append(cle)
        notes.append(NoteEmise(candidat, inscription, valeur, code, version))
    corps = EnvoiNotes(
        envoi=envoi.uuid,
        transmission=transmission.uuid,
        epreuve=cle_de(transmission.epreuve),
        emise_le=transmission.le,
        notes=notes,
        protege=transmission.protege,
    )
    cles = [(note.candidat, note.inscription) for note in notes]
    return _EnVol(envoi, tuple(lignes), cles, bassin.submit(envoyer, corps))


def _accuser(vol: _EnVol, compte_rendu: CompteRendu, nombre: int) -> bool:
    """Store one answer; False when Cyclades could not read the batch. Raises the other kinds of `Echec`."""
    try:
        reponse = vol.reponse.result()
    except EnvoiMalForme as echec:
        compte_rendu.signaler(
            f"Envoi {vol.envoi.rang} sur {nombre} ({vol.envoi.uuid})\u00a0: {echec.message}"
        )
        return False
    accuser_notes(vol.envoi, vol.lignes, vol.cles, reponse, le=timezone.now())
    compte_rendu.noter(
        f"Envoi {vol.envoi.rang} sur {nombre} acquitté par Cyclades\u00a0: {vol.envoi.nombre} notes "
        f"(envoi {vol.envoi.uuid}, réponse {reponse.reponse})."
    )
    return True


def _attendre_ce_qui_vole(en_vol: deque[_EnVol], compte_rendu: CompteRendu, nombre: int) -> None:
    """CLO-06: what Cyclades took while the failure came is acknowledged all the same."""
    while en_vol:
        try:
            _accuser(en_vol.popleft(), compte_rendu, nombre)
        except Echec as echec:
            compte_rendu.noter(echec.message)
