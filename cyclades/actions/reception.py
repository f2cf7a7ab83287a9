"""A batch of marks from Santorin: recorded whole or not at all, answered once for ever (CYC-01, HAR-08)."""

import gzip
import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import msgspec
from django.db import connection, transaction

from cyclades import regles
from cyclades.actions.calcul import lien_de_calcul, recalculer
from cyclades.actions.ecriture import (
    NoteEcrite,
    ecrire,
    liste,
    noter_versions,
    partager_epreuve,
    prendre_tenues,
)
from cyclades.models import EnvoiRecu, Epreuve, Origine, Publication, academies_de
from cyclades.regles import Place
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Academie
from santorin.transmission.destinataires import (
    AccesRefuse,
    AccuseNote,
    CleEpreuve,
    EnvoiMalForme,
    EnvoiNotes,
    EpreuvePubliee,
    ReponseNotes,
    StatutNote,
)
from santorin.transmission.destinataires import Origine as OrigineEchangee
from santorin.transmission.destinataires.loi import Decision, Tenue, decider

RESOUDRE = """
SELECT c.academie_id, i.id, i.position
FROM unnest(string_to_array(%s, ','), string_to_array(%s, ',')) WITH ORDINALITY AS recu (numero, inscription, rang)
LEFT JOIN cyclades_candidature c ON c.numero = recu.numero AND c.inscription = recu.inscription
LEFT JOIN cyclades_inscription i ON i.candidature_id = c.id AND i.epreuve_id = %s
ORDER BY recu.rang
"""


@transaction.atomic
def recevoir(envoi: EnvoiNotes, *, par: Utilisateur, le: datetime) -> bytes:
    """CYC-01: record a batch under the law (HAR-08, CLO-10); the answer, as compressed JSON.

    The same `envoi` again gets the very same bytes and changes nothing, whatever happened in between, publication
    included. A constant number of statements, whatever the size; a candidate named twice costs one more round.
    Raises `AccesRefuse` out of the perimeter, `EpreuvePubliee` (CLO-07), `EnvoiMalForme` when the identifier has
    already served for something else.
    """
    academies = perimetre(envoi.epreuve, par, Droit.DEPOSER_NOTES)
    empreinte = _empreinte(envoi)
    _attendre_son_tour(envoi.envoi)
    if (deja := EnvoiRecu.objects.filter(pk=envoi.envoi).first()) is not None:
        return _meme_reponse(deja, empreinte, par)
    epreuve = partager_epreuve(envoi.epreuve)
    places = _places(envoi, epreuve, academies)
    _refuser_si_publiee(epreuve, places)
    accuses = _depouiller(envoi, epreuve, places, par, le)
    recu = _repondre(envoi, accuses, empreinte, par, le)
    journaliser(
        "cyclades.recevoir",
        fil=epreuve.fil if epreuve else "cyclades:epreuves-inconnues",
        objet=f"envoi {envoi.envoi}",
        par=par,
        le=le,
        apres={
            "transmission": envoi.transmission,
            "reponse": recu.reponse,
            "empreinte": empreinte,
            **Counter(accuse.statut.value for accuse in accuses),
        },
    )
    return bytes(recu.contenu)


def perimetre(cle: CleEpreuve, par: Utilisateur, *droits: Droit) -> frozenset[int] | None:
    """The académies whose candidates somebody reaches under this key; None: all. Raises `AccesRefuse`."""
    academies = academies_de(par, *droits)
    if cle.academie is None:
        return academies
    nommee = Academie.objects.filter(code=cle.academie).values_list("pk", flat=True).first()
    if academies is not None and nommee not in academies:
        raise AccesRefuse(f"l’académie {cle.academie} est hors du périmètre de ce jeton.")
    return frozenset({nommee} if nommee is not None else ())


def _empreinte(envoi: EnvoiNotes) -> str:
    """What the batch says, whenever and however it was sent."""
    dit = msgspec.json.encode((envoi.epreuve, envoi.protege, envoi.notes))
    return hashlib.sha256(dit).hexdigest()


def _attendre_son_tour(envoi: UUID) -> None:
    """Two deliveries of one batch go one after the other: the second finds the answer of the first."""
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cyclades:envoi:{envoi}"])


def _meme_reponse(deja: EnvoiRecu, empreinte: str, par: Utilisateur) -> bytes:
    if deja.par_id != par.pk:
        raise AccesRefuse("cet envoi a été déposé par une autre application.")
    if deja.empreinte != empreinte:
        raise EnvoiMalForme("cet identifiant d’envoi a déjà servi pour un autre contenu.")
    return bytes(deja.contenu)


def _places(envoi: EnvoiNotes, epreuve: Epreuve | None, academies: frozenset[int] | None) -> list[Place]:
    """Where each mark would go; a candidate out of reach is as good as unknown."""
    with connection.cursor() as curseur:
        curseur.execute(
            RESOUDRE,
            [
                liste(note.candidat for note in envoi.notes),
                liste(note.inscription for note in envoi.notes),
                epreuve.pk if epreuve else None,
            ],
        )
        lignes = curseur.fetchall()
    return [
        Place(*ligne) if academies is None or ligne[0] in academies else Place(None, None, None)
        for ligne in lignes
    ]


def _refuser_si_publiee(epreuve: Epreuve | None, places: Sequence[Place]) -> None:
    """CLO-07: an académie that published takes nothing any more; one such candidate refuses the batch."""
    academies = {place.academie for place in places if place.inscription is not None}
    publication = (
        Publication.objects.filter(epreuve=epreuve, academie__in=academies).order_by("publiee_le").first()
    )
    if publication is not None:
        message = str(regles.obstacle_publiee(publication.publiee_le))
        raise EpreuvePubliee(message, publiee_le=publication.publiee_le)


def _depouiller(
    envoi: EnvoiNotes, epreuve: Epreuve | None, places: Sequence[Place], par: Utilisateur, le: datetime
) -> list[AccuseNote]:
    """Decide on every mark and write what is recorded; the acknowledgements, in the batch's order."""
    lien = lien_de_calcul(epreuve) if epreuve else None
    if lien and lien.composantes:
        rejet = regles.rejet_calculee(lien.composantes)
        return [
            _accuser(envoi, rang, regles.rejet(place) or rejet, None) for rang, place in enumerate(places)
        ]
    accuses: dict[int, AccuseNote] = {}
    for rangs in regles.vagues([(note.candidat, note.inscription) for note in envoi.notes]):
        accuses |= _depouiller_vague(envoi, epreuve, places, rangs, par)
    if lien and lien.calculee:
        ecrites = (
            places[rang].inscription
            for rang, accuse in accuses.items()
            if accuse.statut == StatutNote.ENREGISTREE
        )
        recalculer(lien.calculee, filter(None, ecrites), par=par, le=le)
    return [accuses[rang] for rang in range(len(envoi.notes))]


def _depouiller_vague(
    envoi: EnvoiNotes,
    epreuve: Epreuve | None,
    places: Sequence[Place],
    rangs: Sequence[int],
    par: Utilisateur,
) -> dict[int, AccuseNote]:
    """The same, for a part of the batch in which nobody is twice."""
    rejets = {rang: rejet for rang in rangs if (rejet := regles.rejet(places[rang]))}
    accuses = {rang: _accuser(envoi, rang, rejet, None) for rang, rejet in rejets.items()}
    if epreuve is None:
        return accuses
    bareme = regles.bareme_recu(epreuve)
    destinations = {rang: places[rang].inscription or 0 for rang in rangs if rang not in rejets}
    tenues = prendre_tenues(destinations.values())
    ecrites: list[NoteEcrite] = []
    versions: dict[int, int] = {}
    for rang, inscription in destinations.items():
        note, tenue = envoi.notes[rang], tenues.get(inscription)
        decision = decider(note, tenue, protege=envoi.protege, bareme=bareme)
        if decision.statut == StatutNote.ENREGISTREE:
            ecrites.append(NoteEcrite(inscription, note.valeur, note.code, note.version))
            tenue = Tenue(note.valeur, note.code, OrigineEchangee.SANTORIN, note.version)
        elif decision.statut != StatutNote.REJETEE:
            versions[inscription] = note.version
        accuses[rang] = _accuser(envoi, rang, decision, tenue)
    ecrire(ecrites, epreuve=epreuve, origine=Origine.SANTORIN, par=par)
    noter_versions(versions)
    return accuses


def _accuser(envoi: EnvoiNotes, rang: int, decision: Decision, tenue: Tenue | None) -> AccuseNote:
    note = envoi.notes[rang]
    return AccuseNote(
        candidat=note.candidat,
        inscription=note.inscription,
        statut=decision.statut,
        motif=decision.motif,
        message=decision.message,
        en_place=tenue.en_place if tenue else None,
    )


def _repondre(
    envoi: EnvoiNotes, accuses: list[AccuseNote], empreinte: str, par: Utilisateur, le: datetime
) -> EnvoiRecu:
    """Keep the answer, as it will be given every time."""
    reponse = ReponseNotes(envoi=envoi.envoi, reponse=uuid4(), accuses=accuses)
    return EnvoiRecu.objects.create(
        uuid=envoi.envoi,
        transmission=envoi.transmission,
        empreinte=empreinte,
        nombre=len(accuses),
        reponse=reponse.reponse,
        contenu=gzip.compress(msgspec.json.encode(reponse), compresslevel=1, mtime=0),
        recu_le=le,
        par=par,
    )
