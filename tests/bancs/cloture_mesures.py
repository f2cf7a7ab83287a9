"""The measures of `tests.bancs.cloture`, once Django is ready."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.db import connection

from cyclades.models import Note as NoteDansCyclades
from santorin.cloture import demandes, tasks
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Note
from santorin.transmission.models import Rapprochement, Transmission
from santorin.transmission.regles import Portee
from tests.bancs import cloture_naive
from tests.bancs.cloture_decor import dresser
from tests.fabriques import une_application

TAILLES = (30_000, 300_000)
NAIVES = 2_000
# A server in service has answered before: both its processes read their code at the first batch.
CHAUFFE = 4_000
NOTES_PAR_SECONDE, FOIS_LA_LIMITE, FOIS_LE_NAIF, SECONDE_MS, MEMOIRE = 15_000, 5.0, 25.0, 200.0, 1.10
TENTATIVES = 3
LIMITE = """
WITH lot AS (
    SELECT note.id, note.valeur, note.code, note.version, inscription.id AS inscription, inscription.epreuve_id
    FROM santorin_note note
    JOIN santorin_composition composition ON composition.id = note.composition_id
    JOIN santorin_candidat candidat ON candidat.id = composition.candidat_id
    JOIN cyclades_candidature candidature
      ON candidature.numero = candidat.numero AND candidature.inscription = candidat.inscription
    JOIN cyclades_epreuve epreuve ON epreuve.code = %(code)s
    JOIN cyclades_inscription inscription
      ON inscription.candidature_id = candidature.id AND inscription.epreuve_id = epreuve.id
    WHERE note.epreuve_id = %(epreuve)s AND note.version > note.version_acquittee
    ORDER BY note.id LIMIT 1000
), recues AS (
    INSERT INTO cyclades_note (inscription_id, epreuve_id, valeur, code, origine, version, motif, modifiee_le,
                               modifiee_par_id)
    SELECT inscription, epreuve_id, valeur, code, 'SANTORIN', version, '', now(), %(par)s FROM lot
    ON CONFLICT (inscription_id) DO UPDATE SET valeur = EXCLUDED.valeur, code = EXCLUDED.code,
        version = EXCLUDED.version, modifiee_le = EXCLUDED.modifiee_le
)
UPDATE santorin_note note SET version_acquittee = lot.version FROM lot WHERE note.id = lot.id
"""


@dataclass(frozen=True)
class Mesure:
    """One closing, by a worker process of its own: seconds (the second without the comparison), CPU seconds, MiB."""

    notes: int
    total: float
    envoi: float
    cpu: float
    memoire: float


def main(arguments: list[str]) -> int:
    """Exit status: 1 when a limit is passed."""
    if arguments[:1] == ["--ouvrier"]:
        return travailler()
    jeton = _jeton()
    with serveur("santorin.settings") as adresse:
        environnement = {
            "CYCLADES_URL": adresse,
            "IMAGIN_URL": adresse,
            "CYCLADES_JETON": jeton,
            "IMAGIN_JETON": jeton,
        }
        limite = mesurer_la_limite(TAILLES[0])
        mesurer(CHAUFFE, environnement)
        mesures, secondes = zip(*(mesurer(taille, environnement) for taille in TAILLES), strict=True)
    with serveur("tests.bancs.cloture_reglages") as adresse:
        naif = mesurer_le_naif(adresse, jeton)
    return conclure(limite, naif, mesures, secondes)


def mesurer(taille: int, environnement: dict[str, str]) -> tuple[Mesure, Mesure]:
    """A first closing of that many marks by a fresh worker, and the best of a few with nothing new."""
    epreuve, gestionnaire = dresser(taille, f"E{taille}")
    with ouvrier(environnement) as faire:
        premiere = cloturer(epreuve, gestionnaire, faire)
        verifier(epreuve, taille)
        suivantes = [cloturer(epreuve, gestionnaire, faire) for _ in range(TENTATIVES)]
    return premiere, min(suivantes, key=lambda mesure: mesure.total)


def cloturer(epreuve: Epreuve, par: Utilisateur, faire: Callable[[int], dict[str, float]]) -> Mesure:
    """One closing by the worker; the time is the job's, from its start to its end."""
    traitement = demandes.demander_cloture(Portee(epreuve), par=par)
    dit = faire(traitement.pk)
    traitement.refresh_from_db()
    if traitement.etat != "reussi" or traitement.debut is None or traitement.fin is None:
        lignes = "\n".join(traitement.lignes.values_list("texte", flat=True))
        raise RuntimeError(f"{traitement.etat} {traitement.message}\n{lignes}")
    envois = Transmission.objects.get(traitement=traitement).envois.filter(destinataire="notes")
    rapprochement = Rapprochement.objects.filter(traitement=traitement).first()
    envoi = (rapprochement.le if rapprochement else traitement.fin) - traitement.debut
    nombre = sum(envois.values_list("nombre", flat=True))
    return Mesure(nombre, dit["secondes"], envoi.total_seconds(), dit["cpu"], dit["memoire"])


@contextmanager
def ouvrier(environnement: dict[str, str]) -> Iterator[Callable[[int], dict[str, float]]]:
    """A worker process: called with a job, it runs it and says what it took."""
    processus = subprocess.Popen(
        [sys.executable, "-m", "tests.bancs.cloture", "--ouvrier"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | environnement,
    )
    entree, sortie = processus.stdin, processus.stdout
    if entree is None or sortie is None:
        raise RuntimeError("l'ouvrier n'a pas de voix")

    def faire(traitement: int) -> dict[str, float]:
        entree.write(f"{traitement}\n")
        entree.flush()
        dit: dict[str, float] = json.loads(sortie.readline())
        return dit

    yield faire
    entree.close()
    processus.wait()


def travailler() -> int:
    """In the worker: run each job named on the standard input, as Celery's does."""
    for ligne in sys.stdin:
        debut, cpu = time.perf_counter(), time.process_time()
        tasks.cloturer(traitement_id=int(ligne))
        dit = {
            "secondes": time.perf_counter() - debut,
            "cpu": time.process_time() - cpu,
            "memoire": _pic_de_memoire(),
        }
        print(json.dumps(dit), flush=True)
    return 0


def _pic_de_memoire() -> float:
    """MiB at most, of this process alone: what `getrusage` tells starts with its parent's memory."""
    etat = Path("/proc/self/status").read_text()
    return float(re.search(r"VmHWM:\s+([0-9]+)", etat)[1]) / 1024


def verifier(epreuve: Epreuve, taille: int) -> None:
    """Every mark recorded once, every acknowledgement stored, no difference."""
    acquittees = Note.objects.filter(epreuve=epreuve, version_acquittee=1).count()
    recues = NoteDansCyclades.objects.filter(epreuve__code=epreuve.code).count()
    (rapprochement,) = Rapprochement.objects.filter(epreuve=epreuve)
    if (acquittees, recues, rapprochement.ecarts.count()) != (taille, taille, 0):
        raise RuntimeError(f"{acquittees} acquittées, {recues} reçues, {rapprochement.ecarts.count()} écarts")


def mesurer_la_limite(taille: int) -> float:
    """The database alone: upsert and mark as sent, by thousands, each committed; marks per second."""
    epreuve, gestionnaire = dresser(taille, "LIMITE")
    debut = time.perf_counter()
    with connection.cursor() as curseur:
        for _ in range(taille // 1000):
            curseur.execute(LIMITE, {"code": epreuve.code, "epreuve": epreuve.pk, "par": gestionnaire.pk})
    duree = time.perf_counter() - debut
    if Note.objects.filter(epreuve=epreuve).a_transmettre().exists():
        raise RuntimeError("la limite n'a pas tout envoyé")
    return taille / duree


def mesurer_le_naif(adresse: str, jeton: str) -> float:
    """The obvious way, on a sample; marks per second."""
    epreuve, _ = dresser(NAIVES, "NAIF")
    return NAIVES / cloture_naive.envoyer(epreuve, adresse, jeton)


@contextmanager
def serveur(reglages: str) -> Iterator[str]:
    """A gunicorn of two processes on these settings; its address."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        adresse = f"127.0.0.1:{prise.getsockname()[1]}"
    ordre = [
        sys.executable,
        "-m",
        "gunicorn",
        "santorin.wsgi",
        "--bind",
        adresse,
        "--workers",
        "2",
        "--timeout",
        "600",
    ]
    environnement = os.environ | {"DJANGO_SETTINGS_MODULE": reglages, "SITE_URL": f"http://{adresse}"}
    processus = subprocess.Popen(ordre, env=environnement, stderr=subprocess.DEVNULL)
    try:
        _attendre(f"http://{adresse}")
        yield f"http://{adresse}"
    finally:
        processus.terminate()
        processus.wait()


def conclure(limite: float, naif: float, mesures: Sequence[Mesure], secondes: Sequence[Mesure]) -> int:
    """Print both sides of each ratio; 1 when a limit is passed."""
    petite, grande = mesures
    print(
        f"{os.cpu_count()} cœurs ; base seule : {limite:,.0f} notes/s ; manière naïve : {naif:,.0f} notes/s"
    )
    for mesure in mesures:
        print(
            f"{mesure.notes:>7} notes : {mesure.notes / mesure.envoi:,.0f} notes/s jusqu'au dernier accusé, "
            f"{mesure.notes / mesure.total:,.0f} notes/s rapprochement et compte rendu compris "
            f"({mesure.total:.1f} s, dont {mesure.cpu:.1f} s de processeur de l'ouvrier), {mesure.memoire:.0f} Mio"
        )
    for mesure, taille in zip(secondes, TAILLES, strict=True):
        print(f"Seconde clôture de {taille} notes, rien de nouveau : {mesure.total * 1000:.0f} ms")
    debit = petite.notes / petite.envoi
    limites = {
        f"au moins {NOTES_PAR_SECONDE} notes/s : {debit:,.0f}": debit >= NOTES_PAR_SECONDE,
        f"au plus {FOIS_LA_LIMITE} fois la limite : {limite / debit:.1f}": limite / debit <= FOIS_LA_LIMITE,
        f"au moins {FOIS_LE_NAIF} fois le naïf : {debit / naif:.0f}": debit / naif >= FOIS_LE_NAIF,
        f"mémoire constante : x {grande.memoire / petite.memoire:.2f}": grande.memoire
        <= petite.memoire * MEMOIRE,
        f"seconde clôture sous {SECONDE_MS:.0f} ms": all(s.total * 1000 <= SECONDE_MS for s in secondes),
    }
    for texte, tenue in limites.items():
        print(f"  {'oui' if tenue else 'NON'}  {texte}")
    return 0 if all(limites.values()) else 1


def _jeton() -> str:
    _, secret = une_application()
    return str(secret)


def _attendre(adresse: str) -> None:
    limite = time.monotonic() + 60
    while time.monotonic() < limite:
        try:
            httpx.get(f"{adresse}/vivant/")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(adresse)
