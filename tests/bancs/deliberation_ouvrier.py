"""The PVs of forty juries as production makes them: asked for on the centre's door, made by a real Celery worker.

Part of the benchmark of the deliberation; each jury has candidates, members, presences and frozen results of its own.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pypdf
from django.db import transaction

from cyclades.models import Candidature
from deliberation.demandes import demander_edition
from deliberation.lectures.vues import Centre
from deliberation.models import Decidee, Dossier, Jury, Membre, Presence, Resultat, Seance
from santorin.traitements.models import EtatTraitement, Traitement
from tests.deliberation.decor import Scene
from tests.harnais.ouvrier import Ouvrier

PREMIER_NUMERO = 1_990_000_000
DELAI = 600  # seconds
M = TypeVar("M", Candidature, Dossier, Membre, Resultat)
KIBI = 1024


@dataclass(frozen=True, slots=True)
class Edition:
    """What the worker took: from the click to the document, and in the job itself; its peak MiB; the pages."""

    attente: float
    travail: float
    memoire: float
    pages: int
    taille: int


@transaction.atomic
def des_jurys_complets(scene: Scene, modele: Jury, nombre: int) -> list[Jury]:
    """That many closed juries like `modele`, whose admis are from none to all."""
    return [_un_jury(scene, modele, rang) for rang in range(nombre)]


def _un_jury(scene: Scene, modele: Jury, rang: int) -> Jury:
    jury = Jury.objects.create(
        groupe=modele.groupe, numero=f"5{rang:04}", specialite=modele.specialite, centre=modele.centre,
        etat=modele.etat, clos_le=modele.clos_le, clos_par=modele.clos_par,
    )  # fmt: skip
    sienne = modele.seances.get()
    seance = Seance.objects.create(
        jury=jury, rang=1, nature=sienne.nature, ouverte_le=sienne.ouverte_le, ouverte_par=sienne.ouverte_par,
        close_le=sienne.close_le, close_par=sienne.close_par,
    )  # fmt: skip
    membres = [_copie(membre, jury=jury, utilisateur=None) for membre in modele.membres.dans_l_ordre()]
    Membre.objects.bulk_create(membres)
    Presence.objects.bulk_create(Presence(seance=seance, membre=membre, present=True) for membre in membres)
    resultats = list(sienne.resultats.select_related("dossier__candidature").order_by("pk"))
    candidatures = [
        _copie(resultat.dossier.candidature, numero=f"{PREMIER_NUMERO + rang * KIBI + place:011}")
        for place, resultat in enumerate(resultats)
    ]
    Candidature.objects.bulk_create(candidatures)
    admis = rang * 7 % (len(resultats) + 1)
    decisions = [Decidee.ADMIS if place < admis else Decidee.NON_ADMIS for place in range(len(resultats))]
    dossiers = [
        _copie(
            resultat.dossier,
            jury=jury,
            candidature=candidature,
            decision=decision,
            decidee_au_nom_de=membres[0],
        )
        for resultat, candidature, decision in zip(resultats, candidatures, decisions, strict=True)
    ]
    Dossier.objects.bulk_create(dossiers)
    Resultat.objects.bulk_create(
        _copie(resultat, dossier=dossier, seance=seance, decision=dossier.decision)
        for resultat, dossier in zip(resultats, dossiers, strict=True)
    )
    return jury


def _copie(objet: M, **champs: object) -> M:
    """Another row like this one, but for these columns."""
    generees = {"id", "fraude_presumee"}
    noms = [champ.attname for champ in objet._meta.concrete_fields if champ.attname not in generees]
    copie = type(objet)(**{nom: getattr(objet, nom) for nom in noms})
    for nom, valeur in champs.items():
        setattr(copie, nom, valeur)
    return copie


def editer(scene: Scene, jurys: list[Jury], *, separes: bool) -> Edition:
    """Ask for their PVs, wait for the document."""
    with _un_ouvrier() as ouvrier:
        debut = time.perf_counter()
        centre = Centre(scene.groupe, scene.centre, tuple(jurys))
        demande = demander_edition(centre, "pv", jurys, par=scene.chef, separes=separes)
        fait = _attendre(demande, debut + DELAI)
        attente = time.perf_counter() - debut
        memoire = ouvrier.memoire()
    document = fait.documents.get()
    pages = 0
    if not separes:
        with document.fichier.open() as pdf:
            pages = len(pypdf.PdfReader(pdf).pages)
    return Edition(attente, fait.duree.total_seconds() if fait.duree else 0, memoire, pages, document.taille)


def _attendre(demande: Traitement, limite: float) -> Traitement:
    while time.perf_counter() < limite:
        demande.refresh_from_db()
        if not demande.est_actif:
            break
        time.sleep(0.05)
    if demande.etat != EtatTraitement.REUSSI:
        raise RuntimeError(f"Édition {demande.etat}\u00a0: {demande.message}")
    return demande


class OuvrierMesure(Ouvrier):
    """A worker whose children's memory can be read."""

    def memoire(self) -> float:
        """MiB at most held by one process of the worker."""
        if self._processus is None:
            return 0
        parent = self._processus.pid
        enfants = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        pointes = [_pointe(int(pid)) for pid in (*enfants, str(parent))]
        return max(pointes) / KIBI


def _pointe(pid: int) -> float:
    lignes = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((float(ligne.split()[1]) for ligne in lignes if ligne.startswith("VmHWM:")), 0.0)


@contextmanager
def _un_ouvrier() -> Iterator[OuvrierMesure]:
    with TemporaryDirectory() as dossier:
        ouvrier = OuvrierMesure({}, Path(dossier) / "ouvrier.log")
        ouvrier.start()
        try:
            yield ouvrier
        finally:
            ouvrier.stop()
