"""30,000 transcripts from models, and 300 in one file. Run: `python -m tests.bancs.releves`.

`RELEVES` in the environment (300 at least) makes it shorter; the ratio, which the twenty models laid out first weigh on,
is then printed and not held.

The other side of the ratio is one WeasyPrint call for each, on a sample taken among the same transcripts; every one of
the sample is drawn both ways and compared pixel by pixel. Twenty spécialités of different lists of épreuves, names
with all the letters of Latin, a part of which the models cannot write.
"""

import io
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import TypeVar

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "santorin.settings")
django.setup()

from resultats.editions import releve  # noqa: E402 - the settings come first
from santorin.editions.modele.mise_en_page import Presse, ecrire  # noqa: E402

PLEIN, ECHANTILLON, ENSEMBLE, SPECIALITES = 30_000, 60, 300, 20
RELEVES = max(int(os.environ.get("RELEVES", str(PLEIN))), ENSEMBLE)
CPU_AU_PLUS, RAPPORT_AU_MOINS, FUSION_AU_PLUS = 60, 50, 2
APPEL_DE_REFERENCE = 0.106
"""CPU seconds of one WeasyPrint call on the machine whose seconds are the limits: another machine's are scaled by its own."""
RESOLUTION = 150

NOMS = (
    "GUYLESTE",
    "LAVANDE",
    "ŒILLET",
    "LE GŒUR",
    "D’ARGENÇON",
    "NUÑEZ Y SOLÍS",
    "ÅKERBLOM",
    "ŁUKASIEWICZ",
    "SAPIN-FRÊNE",
)
PRENOMS = ("Fazia", "Alexandre", "Loïs Marie", "Zoé", "Anaïs Héloïse", "Jean-François", "Đurđa", "Ÿvette")
RARES = (
    "ΑΝΑΣΤΑΣΙΑ",
    "N'GUYEN Thị Ánh",
    "VAN DEN BROECKE DE LA TOUR SAINT-QUENTIN D’ESTRÉES ET DE MONTFERRAND",
)
EPREUVES = (
    "Travaux pratiques de sciences", "Économie-gestion", "Prévention santé environnement", "Langue vivante A", "Français",
    "Histoire-géographie et enseignement moral et civique", "Arts appliqués et cultures artistiques", "Mathématiques",
    "Éducation physique et sportive", "Situations de travail en milieu professionnel", "Étude d’un projet technique",
    "Analyse et préparation d’une activité de production",
)  # fmt: skip

T = TypeVar("T")


def contenus(nombre: int) -> Iterator[releve.ContenuReleve]:
    """Drawn transcripts, by spécialité as a generation goes through them."""
    tirage = random.Random(2024)
    for rang in range(nombre):
        yield _contenu(rang, rang * SPECIALITES // nombre, tirage)


def _contenu(rang: int, specialite: int, tirage: random.Random) -> releve.ContenuReleve:
    rare = tirage.random() < 0.0005
    admis = tirage.random() < 0.85
    return releve.ContenuReleve(
        academie="Lyon",
        examen="Baccalauréat professionnel",
        specialite=f"Spécialité {specialite:02} – Métiers de l’électricité et de ses environnements connectés",
        session="2024-06",
        nom=tirage.choice(RARES if rare else NOMS),
        nom_usage=tirage.choice(("", "", "", "LAVANDE")),
        prenoms=tirage.choice(PRENOMS),
        ne_le=date(2006, 1 + rang % 12, 1 + rang % 28),
        ine=f"{rang:09}AB",
        numero_candidat=f"019{rang:08}",
        numero_inscription="001",
        etablissement=f"Lycée des Métiers n° {rang % 90} – VILLEURBANNE (069{rang % 90:04}A)",
        division=f"T{specialite}",
        epreuves=tuple(_epreuves(specialite, tirage)),
        total=f"{tirage.randint(150, 400)},5",
        moyenne=f"{tirage.randint(5, 19)},{tirage.randint(10, 99)}",
        decision="Admis" if admis else "Refusé",
        mention=tirage.choice(("", "mention assez bien", "mention très bien")) if admis else "",
        jury=f"{31200 + specialite}",
        jury_le=date(2024, 7, 4),
        edite_le=datetime(2024, 7, 5, 8, tzinfo=UTC),
        version=1,
        code=f"{tirage.getrandbits(40):010X}",
        adresse_verification="examens.exemple.fr/publications/authenticite",
        adresse_du_code=f"https://examens.exemple.fr/publications/authenticite?code={tirage.getrandbits(40):010X}",
    )


def _epreuves(specialite: int, tirage: random.Random) -> Iterator[releve.LigneEpreuve]:
    for libelle in EPREUVES[: 8 + specialite % 5]:
        yield releve.LigneEpreuve(
            libelle, "Épreuves obligatoires", str(tirage.randint(0, 20)), str(tirage.randint(1, 8)),
            str(tirage.randint(0, 160)), tirage.choice(("Inscrit", "Inscrit", "Bénéfice")),
        )  # fmt: skip


def mesurer(travail: Callable[[], T]) -> tuple[float, float, T]:
    """CPU and wall seconds, and the result."""
    cpu, mur = time.process_time(), time.perf_counter()
    fait = travail()
    return time.process_time() - cpu, time.perf_counter() - mur, fait


def appel_de_weasyprint(contenu: releve.ContenuReleve) -> bytes:
    """The transcript as WeasyPrint writes it, from nothing."""
    return ecrire(Presse().mettre_en_page(releve.GABARIT, releve.contexte(contenu)))


def pixels(pdf: bytes) -> bytes:
    """Its pages as Poppler draws them."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as fichier:
        fichier.write(pdf)
        fichier.flush()
        commande = ["pdftoppm", "-r", str(RESOLUTION), fichier.name]
        return subprocess.run(commande, capture_output=True, check=True).stdout


def differents(paires: list[tuple[bytes, bytes]]) -> int:
    """How many are not drawn alike, to the pixel."""
    return sum(pixels(un) != pixels(autre) for un, autre in paires)


def comparer() -> bool:
    """Print both sides of each ratio; whether the limits are kept."""
    tires = list(contenus(RELEVES))
    pas = RELEVES // ECHANTILLON
    echantillon = tires[::pas]
    seuls_cpu, _, seuls = mesurer(lambda: [appel_de_weasyprint(contenu) for contenu in echantillon])
    gardes: dict[int, bytes] = {}
    octets = 0

    def tous() -> None:
        nonlocal octets
        for rang, pdf in enumerate(releve.ecrire(tires)):
            octets += len(pdf)
            if rang % pas == 0 or rang < ENSEMBLE:
                gardes[rang] = pdf

    cpu, mur, _ = mesurer(tous)
    par_releve, par_appel = cpu / RELEVES, seuls_cpu / len(seuls)
    au_plus = CPU_AU_PLUS * par_appel / APPEL_DE_REFERENCE
    ensemble = [gardes[rang] for rang in range(ENSEMBLE)]
    sortie = io.BytesIO()
    fusion_cpu, _, pages = mesurer(lambda: releve.fusionner(ensemble, sortie, titre="Relevés de notes"))
    moitie = io.BytesIO()
    releve.fusionner(ensemble[: ENSEMBLE // 2], moitie, titre="Relevés de notes")
    ecarts = differents([(seul, gardes[rang * pas]) for rang, seul in enumerate(seuls)])
    print(f"{os.cpu_count()} cœurs")
    print(f"un appel de WeasyPrint            : {par_appel * 1000:8.2f} ms CPU par relevé")
    print(f"{RELEVES} relevés par modèle     : {par_releve * 1000:8.2f} ms CPU par relevé")
    print(
        f"  en tout                         : {cpu:8.2f} s CPU (au plus {CPU_AU_PLUS} où un appel de WeasyPrint prend "
        f"{APPEL_DE_REFERENCE * 1000:.0f} ms, {au_plus:.0f} ici), {mur:.2f} s"
    )
    print(f"  rapport                         : {par_appel / par_releve:8.1f} (au moins {RAPPORT_AU_MOINS})")
    print(
        f"  octets par relevé               : {octets / RELEVES:8.0f} (WeasyPrint : {sum(map(len, seuls)) / len(seuls):.0f})"
    )
    print(f"pages différentes au pixel près   : {ecarts:8} sur {len(seuls)} à {RESOLUTION} points par pouce")
    print(
        f"{ENSEMBLE} relevés en un fichier        : {fusion_cpu:8.2f} s CPU (au plus {FUSION_AU_PLUS}), {pages} pages"
    )
    croissance = sortie.tell() / moitie.tell()
    print(
        f"  octets par relevé               : {sortie.tell() / ENSEMBLE:8.0f}, {croissance:.2f} fois ceux de la moitié"
    )
    tenues = (
        cpu <= au_plus
        and (RELEVES < PLEIN or par_appel / par_releve >= RAPPORT_AU_MOINS)
        and fusion_cpu <= FUSION_AU_PLUS
        and not ecarts
    )
    print("limites tenues" if tenues else "LIMITES PASSÉES")
    return tenues


if __name__ == "__main__":
    sys.exit(0 if comparer() else 1)
