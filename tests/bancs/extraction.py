"""Marks of 100,000 candidates extracted, in constant memory. Run: `python -m tests.bancs.extraction`.

`LIGNES` in the environment makes it shorter; the limits in seconds shrink with it.

The other side of the ratios: the same rows written by `csv` from a list already in memory (what writing alone costs),
and the peak of memory of 10,000 rows, which that of 100,000 must not leave behind.
"""

import csv
import io
import os
import resource
import sys
import time
from collections.abc import Iterator

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "santorin.settings")
django.setup()

from django.db import connection, transaction  # noqa: E402 - the settings come first

from resultats.lectures.extraction import Demande, Extraction  # noqa: E402
from resultats.lectures.perimetres import Perimetre  # noqa: E402
from resultats.lectures.proclamation import Cadre  # noqa: E402
from santorin.editions.classeur import ecrire_xlsx  # noqa: E402
from santorin.editions.tableur import ecrire_csv, texte_de  # noqa: E402
from santorin.referentiel.models import Etablissement  # noqa: E402
from tests.fabriques import un_etablissement, un_examen, une_session  # noqa: E402

PLEIN = 100_000
GRAND = int(os.environ.get("LIGNES", str(PLEIN)))
PETIT = GRAND // 10
# CPU seconds of the CSV, of the workbook, MiB that the great one adds to the small one.
CSV_AU_PLUS, XLSX_AU_PLUS, CROISSANCE_AU_PLUS = 30 * GRAND / PLEIN, 50 * GRAND / PLEIN, 32

CANDIDATURES = """
INSERT INTO cyclades_candidature (numero, inscription, version, session_id, examen_id, academie_id, uai, etablissement,
    ville, division, nom, nom_usage, prenoms, date_naissance, ine, liste_rouge, fraude_inscrite)
SELECT '01' || lpad(n::text, 9, '0'), '001', 1, %s, %s, %s, %s, '', '', 'T' || (n %% 30), 'LAVANDE ' || (n * 7919 %% 99991),
    '', 'Fazia', '2009-01-01', '', false, false
FROM generate_series(%s, %s) AS n
"""
RESULTATS = """
INSERT INTO resultats_resultatproclame (candidature_id, numero, decision, libelle, affichage, mention, certificat,
    groupe_decision, jury, reglement, epreuves, fiche, empreinte, etabli_le)
SELECT c.id, 1, 'ADMIS', 'Admis', '12,50', 'Bien', '', '11', '', 'BCP-31202-2022.1',
    (SELECT jsonb_agg(jsonb_build_object('code', 'U' || e, 'libelle', 'Épreuve ' || e, 'groupe', '', 'note',
        (c.id * e %% 20)::text || ',5', 'coefficient', '2', 'points', '', 'position', 'Inscrit', 'provenance', ''))
     FROM generate_series(1, 12) AS e),
    '[]', lpad(c.id::text, 64, '0'), now()
FROM cyclades_candidature c WHERE c.uai = %s
"""


def peupler(lieu: Etablissement, depuis: int, nombre: int) -> Extraction:
    """That many candidates of one school, with twelve marks each."""
    cadre = Cadre(un_examen(), une_session(), lieu.academie)
    with connection.cursor() as curseur:
        ids = [cadre.session.pk, cadre.examen.pk, cadre.academie.pk, lieu.uai]
        curseur.execute(CANDIDATURES, [*ids, depuis + 1, depuis + nombre])
        curseur.execute(RESULTATS, [lieu.uai])
        curseur.execute("ANALYZE")
    return Extraction(Perimetre(lieu, cadre), Demande(identification=True, ine=True, naissance=True))


def mesurer(octets: Iterator[bytes]) -> tuple[float, float, int]:
    """CPU and wall seconds, and bytes written."""
    cpu, mur = time.process_time(), time.perf_counter()
    taille = sum(len(morceau) for morceau in octets)
    return time.process_time() - cpu, time.perf_counter() - mur, taille


def memoire() -> float:
    """MiB at most held so far by this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def comparer() -> bool:
    """Print both sides of each ratio; whether the limits are kept."""
    petit = peupler(un_etablissement(), 0, PETIT)
    grand = peupler(un_etablissement(), PETIT, GRAND)
    mesurer(ecrire_csv(petit.lignes()))
    mesurer(ecrire_xlsx(petit.lignes(), titre="Notes"))
    avant = memoire()
    csv_s, csv_mur, csv_octets = mesurer(ecrire_csv(grand.lignes()))
    xlsx_s, xlsx_mur, xlsx_octets = mesurer(ecrire_xlsx(grand.lignes(), titre="Notes"))
    croissance = memoire() - avant
    lignes = [[texte_de(cellule) for cellule in ligne] for ligne in grand.lignes()]
    debut = time.process_time()
    csv.writer(io.StringIO(), delimiter=";").writerows(lignes)
    ecriture = time.process_time() - debut
    print(f"{os.cpu_count()} cœurs, {len(lignes) - 1} lignes de {len(lignes[0])} colonnes")
    print(
        f"CSV   : {csv_s:6.1f} s CPU, {csv_mur:.1f} s, {csv_octets >> 20} Mio (au plus {CSV_AU_PLUS:.0f} s)"
    )
    print(
        f"XLSX  : {xlsx_s:6.1f} s CPU, {xlsx_mur:.1f} s, {xlsx_octets >> 20} Mio (au plus {XLSX_AU_PLUS:.0f} s)"
    )
    print(
        f"écriture seule, tout en mémoire : {ecriture:6.1f} s CPU ; {csv_s / ecriture:.1f} fois moins que le CSV"
    )
    print(
        f"mémoire : {avant:.0f} Mio pour {PETIT} lignes, {croissance:+.0f} Mio pour {GRAND} "
        f"(au plus {CROISSANCE_AU_PLUS:+d})"
    )
    tenues = csv_s <= CSV_AU_PLUS and xlsx_s <= XLSX_AU_PLUS and croissance <= CROISSANCE_AU_PLUS
    print("limites tenues" if tenues else "LIMITES PASSÉES")
    return tenues


if __name__ == "__main__":
    with transaction.atomic():
        tenues = comparer()
        transaction.set_rollback(True)
    sys.exit(0 if tenues else 1)
