"""Copies to harmonise by the million, made by a few statements: marks follow their marker, as in life."""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Parametrage
from santorin.referentiel.models import Academie, Departement, Etablissement, Examen, Session
from tests.fabriques import un_coordinateur

COPIES_PAR_LOT, LOTS_PAR_CORRECTEUR, SUJETS, ETABLISSEMENTS_PAR_DEPARTEMENT = 50, 3, 3, 90
DEPARTEMENTS = ("022", "029", "035", "056")

ORDRES = """
INSERT INTO santorin_candidat (numero, inscription, nom, nom_usage, prenoms, date_naissance, ine, etablissement_id,
                               division, liste_rouge, recherche)
SELECT '01' || lpad((%(debut)s + i)::text, 9, '0'), '001', 'CANDIDAT' || i, '', 'Alexandre', '2009-01-01', '',
       %(premier)s + (i::bigint * 7919) %% %(etablissements)s, 'T1', FALSE, 'CANDIDAT' || i || ' ALEXANDRE'
FROM generate_series(1, %(nombre)s) AS i;
INSERT INTO santorin_composition (epreuve_id, candidat_id, anonymat, emargement, fraude_presumee, fraude_motif)
SELECT %(epreuve)s, id, md5('h' || id)::varchar(16), 'present', FALSE, '' FROM santorin_candidat
WHERE numero > '01' || lpad(%(debut)s::text, 9, '0');
INSERT INTO santorin_sujet (epreuve_id, code, libelle)
SELECT %(epreuve)s, 'S' || i, 'Sujet ' || i FROM generate_series(1, %(sujets)s) AS i;
INSERT INTO santorin_question (sujet_id, ordre, numero, libelle, points, pas)
SELECT sujet.id, i, i::text, '', CASE i WHEN 1 THEN 8 WHEN 2 THEN 7 ELSE 5 END, 0.25
FROM santorin_sujet sujet, generate_series(1, 3) AS i WHERE sujet.epreuve_id = %(epreuve)s;
INSERT INTO santorin_correcteur (numero, nom, prenoms, divisions)
SELECT 'H%(epreuve)s-' || i, 'CORRECTEUR' || left(md5(i::text), 6), 'Ambre', '[]'
FROM generate_series(0, %(nombre)s / %(par_lot)s / %(par_correcteur)s) AS i;
INSERT INTO santorin_lot (epreuve_id, numero, sujet_id, correcteur_id, rang, etat, verrouille_le, verrouille_par_id)
SELECT %(epreuve)s, i + 1, sujet.id, correcteur.id, 1, 'verrouille', %(le)s, %(par)s
FROM generate_series(0, %(nombre)s / %(par_lot)s) AS i
JOIN santorin_sujet sujet
  ON sujet.epreuve_id = %(epreuve)s AND sujet.code = 'S' || 1 + i::bigint * %(sujets)s / (%(nombre)s / %(par_lot)s + 1)
JOIN santorin_correcteur correcteur ON correcteur.numero = 'H%(epreuve)s-' || i / %(par_correcteur)s;
INSERT INTO santorin_copie (composition_id, cle, blanche)
SELECT id, gen_random_uuid(), FALSE FROM santorin_composition WHERE epreuve_id = %(epreuve)s ORDER BY id;
INSERT INTO santorin_correction (copie_id, lot_id, rang, ordre, appreciation)
SELECT copie.id, lot.id, 1, copie.rang, ''
FROM (SELECT copie.id, row_number() OVER (ORDER BY copie.id) AS rang FROM santorin_copie copie
      JOIN santorin_composition composition ON composition.id = copie.composition_id
      WHERE composition.epreuve_id = %(epreuve)s) AS copie
JOIN santorin_lot lot ON lot.epreuve_id = %(epreuve)s AND lot.numero = copie.rang / %(par_lot)s + 1;
INSERT INTO santorin_notequestion (correction_id, question_id, points)
SELECT correction.id, question.id, ((correction.id::bigint * 31 + question.id * 17 + lot.numero) %% (question.points * 4 + 1)) / 4
FROM santorin_correction correction
JOIN santorin_lot lot ON lot.id = correction.lot_id AND lot.epreuve_id = %(epreuve)s
JOIN santorin_question question ON question.sujet_id = lot.sujet_id;
INSERT INTO santorin_signalement (correction_id, defaut, precision, signale_le, signale_par_id, reponse)
SELECT correction.id, 'illisible', '', %(le)s, %(par)s, '' FROM santorin_correction correction
JOIN santorin_lot lot ON lot.id = correction.lot_id AND lot.epreuve_id = %(epreuve)s WHERE correction.id %% 211 = 0;
ANALYZE;
INSERT INTO santorin_note (composition_id, epreuve_id, valeur, code, arretee, arretee_le, arretee_par_id,
                           version, version_acquittee)
SELECT composition.id, %(epreuve)s, sum(points.points), NULL, TRUE, %(le)s, %(par)s, 1, 1
FROM santorin_composition composition
JOIN santorin_copie copie ON copie.composition_id = composition.id
JOIN santorin_correction correction ON correction.copie_id = copie.id
JOIN santorin_notequestion points ON points.correction_id = correction.id
WHERE composition.epreuve_id = %(epreuve)s GROUP BY composition.id;
"""


def dresser(nombre: int, code: str) -> tuple[Epreuve, Utilisateur]:
    """A harmonised épreuve of `nombre` copies, every lot locked and marked; and its coordinateur."""
    epreuve = _epreuve(code)
    coordinateur = un_coordinateur(epreuve, username=f"coordinateur-{code}")
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM santorin_candidat")
        (deja,) = curseur.fetchone() or (0,)
        parametres = {
            "epreuve": epreuve.pk,
            "nombre": nombre,
            "debut": deja,
            "premier": Etablissement.objects.order_by("pk").values_list("pk", flat=True)[0],
            "etablissements": Etablissement.objects.count(),
            "sujets": SUJETS,
            "par_lot": COPIES_PAR_LOT,
            "par_correcteur": LOTS_PAR_CORRECTEUR,
            "par": coordinateur.pk,
            "le": timezone.now() - timedelta(days=1),
        }
        for ordre in ORDRES.split(";\n"):
            if ordre.strip():
                curseur.execute(ordre, parametres)
        curseur.execute("VACUUM ANALYZE")
    return epreuve, coordinateur


def _epreuve(code: str) -> Epreuve:
    academie, _ = Academie.objects.get_or_create(code="A14", defaults={"nom": "RENNES"})
    if not Etablissement.objects.exists():
        for numero, departement in enumerate(DEPARTEMENTS):
            ou = Departement.objects.create(
                code=departement, nom=f"Département {departement}", academie=academie
            )
            Etablissement.objects.bulk_create(
                Etablissement(
                    uai=f"{departement}{rang:04}Z",
                    nom=f"LYCÉE {numero}-{rang}",
                    ville="RENNES",
                    departement=ou,
                )
                for rang in range(ETABLISSEMENTS_PAR_DEPARTEMENT)
            )
    session, _ = Session.objects.get_or_create(code="2027-06", defaults={"libelle": "JUIN 2027"})
    examen, _ = Examen.objects.get_or_create(code="BGT", defaults={"libelle": "Baccalauréat général"})
    epreuve = Epreuve.objects.create(
        session=session,
        examen=examen,
        academie=academie,
        code=code,
        libelle="Épreuve de philosophie",
        nature="harmonisee",
        date=date(2027, 6, 16),
    )
    Parametrage.objects.create(epreuve=epreuve)
    return epreuve
