"""A million marked copies, made by a few statements with triggers asleep; the list is then drawn from its own source."""

from datetime import date

from django.db import connection
from django.utils import timezone

from santorin.copies.models import Epreuve, Nature
from santorin.distribution.models import Distribution
from tests.fabriques import un_gestionnaire, un_sujet, une_academie, une_epreuve

CORRECTEURS, ETABLISSEMENTS, DEPARTEMENTS, COPIES_PAR_LOT, ABSENTS_UN_SUR, QUESTIONS = (
    4648,
    1300,
    30,
    30,
    40,
    5,
)
TABLES = (
    "departement", "etablissement", "correcteur", "candidat", "composition", "lot", "copie", "correction", "note",
    "notequestion",
)  # fmt: skip

LIEUX = """
INSERT INTO santorin_departement (code, nom, academie_id)
SELECT 'Z' || lpad(i::text, 2, '0'), 'Département ' || i, %(academie)s FROM generate_series(0, %(departements)s - 1) AS i;
INSERT INTO santorin_etablissement (uai, nom, ville, departement_id)
SELECT lpad(i::text, 7, '0') || 'Z', 'Lycée ' || i, 'Ville ' || i,
       (SELECT id FROM santorin_departement WHERE code = 'Z' || lpad((i %% %(departements)s)::text, 2, '0'))
FROM generate_series(0, %(etablissements)s - 1) AS i;
INSERT INTO santorin_correcteur (numero, nom, prenoms, divisions)
SELECT 'B' || i, 'CORRECTEUR' || i, 'Ambre', '[]' FROM generate_series(0, %(correcteurs)s - 1) AS i;
"""
COPIES = """
INSERT INTO santorin_candidat (numero, inscription, nom, nom_usage, prenoms, date_naissance, ine, etablissement_id,
                               division, liste_rouge, recherche)
SELECT '01' || lpad((%(debut)s + i)::text, 9, '0'), '001', 'CANDIDAT' || i, '', 'Alexandre', '2009-01-01', '', lieu.id,
       'T1', FALSE, 'CANDIDAT' || i || ' ALEXANDRE'
FROM generate_series(1, %(nombre)s) AS i
JOIN santorin_etablissement lieu ON lieu.uai = lpad((i %% %(etablissements)s)::text, 7, '0') || 'Z';
INSERT INTO santorin_composition (epreuve_id, candidat_id, anonymat, emargement, fraude_presumee, fraude_motif)
SELECT %(epreuve)s, id, md5('s' || id)::varchar(16),
       CASE WHEN id %% %(absents)s = 0 THEN 'absent' ELSE 'present' END, FALSE, ''
FROM santorin_candidat WHERE numero > '01' || lpad(%(debut)s::text, 9, '0');
INSERT INTO santorin_lot (epreuve_id, numero, sujet_id, correcteur_id, rang, etat, verrouille_le, verrouille_par_id)
SELECT %(epreuve)s, i + 1, %(sujet)s, correcteur.id, 1, 'verrouille', %(le)s, %(par)s
FROM generate_series(0, %(nombre)s / %(par_lot)s) AS i
JOIN santorin_correcteur correcteur ON correcteur.numero = 'B' || i %% %(correcteurs)s;
INSERT INTO santorin_copie (composition_id, cle, blanche)
SELECT id, gen_random_uuid(), FALSE FROM santorin_composition
WHERE epreuve_id = %(epreuve)s AND emargement = 'present' ORDER BY random();
INSERT INTO santorin_correction (copie_id, lot_id, rang, ordre, appreciation)
SELECT copie.id, lot.id, 1, copie.rang, ''
FROM (SELECT copie.id, row_number() OVER (ORDER BY copie.id) - 1 AS rang FROM santorin_copie copie
      JOIN santorin_composition composition ON composition.id = copie.composition_id
      WHERE composition.epreuve_id = %(epreuve)s) AS copie
JOIN santorin_lot lot ON lot.epreuve_id = %(epreuve)s AND lot.numero = copie.rang / %(par_lot)s + 1;
INSERT INTO santorin_note (composition_id, epreuve_id, valeur, code, arretee, arretee_le, arretee_par_id,
                           version, version_acquittee)
SELECT id, epreuve_id,
       CASE WHEN emargement = 'present'
            THEN round(least(greatest(10 + 3.5 * (random() + random() + random() + random() - 2) * 1.7, 0), 20)::numeric * 4) / 4
       END,
       CASE WHEN emargement = 'absent' THEN 'AB' END, TRUE, %(le)s, %(par)s, 1, 0
FROM santorin_composition WHERE epreuve_id = %(epreuve)s;
INSERT INTO harmonisation_copieharmonisable (
    copie_id, cle, epreuve_id, note, departement, etablissement, correcteur_id, correcteur_nom,
    second_correcteur_id, sujet, lot, signalee, harmonisee)
SELECT copie_id, cle, epreuve_id, note, departement, etablissement, correcteur_id, correcteur_nom,
       second_correcteur_id, sujet, lot, signalee, harmonisee
FROM harmonisation_source WHERE epreuve_id = %(epreuve)s;
"""
POINTS = """
INSERT INTO santorin_notequestion (correction_id, question_id, points)
SELECT correction.id, question.id, (correction.id * 7 + question.id * 3) %% 17 * 0.25
FROM santorin_correction correction
JOIN santorin_lot lot ON lot.id = correction.lot_id AND lot.epreuve_id = %(epreuve)s
JOIN santorin_question question ON question.sujet_id = lot.sujet_id;
"""


def des_lieux() -> None:
    """Départements, établissements and markers."""
    chiffres = {"departements": DEPARTEMENTS, "etablissements": ETABLISSEMENTS, "correcteurs": CORRECTEURS}
    _executer(LIEUX, {"academie": une_academie().pk} | chiffres)


def des_copies(nombre: int, *, debut: int, avec_points: bool = False) -> Epreuve:
    """A harmonised épreuve of `nombre` candidates numbered from `debut`, all marked, all lots drawn and locked."""
    gestionnaire = un_gestionnaire()
    epreuve = une_epreuve(Nature.HARMONISEE, academie=une_academie(), date=date(2027, 6, 16))
    sujet = un_sujet(epreuve, points=("4",) * QUESTIONS)
    parametres: dict[str, object] = {
        "epreuve": epreuve.pk, "sujet": sujet.pk, "nombre": nombre, "debut": debut, "par": gestionnaire.pk,
        "le": timezone.now(), "etablissements": ETABLISSEMENTS, "correcteurs": CORRECTEURS,
        "absents": ABSENTS_UN_SUR, "par_lot": COPIES_PAR_LOT,
    }  # fmt: skip
    _executer(COPIES + (POINTS if avec_points else ""), parametres)
    Distribution.objects.create(
        epreuve=epreuve, sujet=sujet, graine=1, taille=COPIES_PAR_LOT, copies=nombre, premier=1,
        dernier=nombre // COPIES_PAR_LOT + 1, le=timezone.now(), par=gestionnaire,
    )  # fmt: skip
    return epreuve


def _executer(requetes: str, parametres: dict[str, object]) -> None:
    with connection.cursor() as curseur:
        _declencheurs("DISABLE")
        for requete in requetes.split(";\n"):
            if requete.strip():
                curseur.execute(requete, parametres)
        _declencheurs("ENABLE")
        curseur.execute("ANALYZE")


def _declencheurs(verbe: str) -> None:
    """Put the triggers of these tables to sleep, or wake them up."""
    with connection.cursor() as curseur:
        for table in TABLES:
            curseur.execute(f"ALTER TABLE santorin_{table} {verbe} TRIGGER USER")
