"""An épreuve ready to be closed, of any size, made by a few statements on both sides."""

from datetime import date, timedelta

from django.db import connection
from django.utils import timezone

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve, Parametrage
from santorin.referentiel.models import Academie, Departement, EffetCode, Etablissement, Examen, Session
from tests.fabriques import un_gestionnaire

COPIES_PAR_LOT, LOTS_PAR_CORRECTEUR, ABSENTS_UN_SUR = 40, 3, 40

SANTORIN = """
INSERT INTO santorin_candidat (numero, inscription, nom, nom_usage, prenoms, date_naissance, ine, etablissement_id,
                               division, liste_rouge, recherche)
SELECT '01' || lpad((%(debut)s + i)::text, 9, '0'), '001', 'CANDIDAT' || i, '', 'Alexandre', '2009-01-01', '',
       %(etablissement)s, 'T1', FALSE, 'CANDIDAT' || i || ' ALEXANDRE'
FROM generate_series(1, %(nombre)s) AS i;
INSERT INTO santorin_composition (epreuve_id, candidat_id, anonymat, emargement, fraude_presumee, fraude_motif)
SELECT %(epreuve)s, candidat.id, md5('c' || candidat.id)::varchar(16),
       CASE WHEN rang %% %(absents)s = 0 THEN 'absent' ELSE 'present' END, FALSE, ''
FROM (SELECT id, row_number() OVER (ORDER BY id) AS rang FROM santorin_candidat
      WHERE numero > '01' || lpad(%(debut)s::text, 9, '0')) AS candidat;
INSERT INTO santorin_sujet (epreuve_id, code, libelle) VALUES (%(epreuve)s, 'S1', 'Sujet national');
INSERT INTO santorin_correcteur (numero, nom, prenoms, divisions)
SELECT 'I%(epreuve)s-' || i, 'CORRECTEUR' || i, 'Ambre', '[]'
FROM generate_series(0, %(nombre)s / %(par_lot)s / %(par_correcteur)s) AS i;
INSERT INTO santorin_lot (epreuve_id, numero, sujet_id, correcteur_id, rang, etat, verrouille_le, verrouille_par_id)
SELECT %(epreuve)s, i + 1, sujet.id, correcteur.id, 1, 'verrouille', %(le)s, %(par)s
FROM generate_series(0, %(nombre)s / %(par_lot)s) AS i
JOIN santorin_sujet sujet ON sujet.epreuve_id = %(epreuve)s
JOIN santorin_correcteur correcteur ON correcteur.numero = 'I%(epreuve)s-' || i / %(par_correcteur)s;
INSERT INTO santorin_copie (composition_id, cle, blanche)
SELECT id, gen_random_uuid(), FALSE FROM santorin_composition
WHERE epreuve_id = %(epreuve)s AND emargement = 'present' ORDER BY id;
INSERT INTO santorin_correction (copie_id, lot_id, rang, ordre, appreciation)
SELECT copie.id, lot.id, 1, copie.rang, ''
FROM (SELECT copie.id, row_number() OVER (ORDER BY copie.id) AS rang FROM santorin_copie copie
      JOIN santorin_composition composition ON composition.id = copie.composition_id
      WHERE composition.epreuve_id = %(epreuve)s) AS copie
JOIN santorin_lot lot ON lot.epreuve_id = %(epreuve)s AND lot.numero = copie.rang / %(par_lot)s + 1;
INSERT INTO santorin_note (composition_id, epreuve_id, valeur, code, arretee, arretee_le, arretee_par_id,
                           version, version_acquittee)
SELECT id, epreuve_id, CASE WHEN emargement = 'present' THEN (id %% 81) * 0.25 END,
       CASE WHEN emargement = 'absent' THEN 'AB' END, TRUE, %(le)s, %(par)s, 1, 0
FROM santorin_composition WHERE epreuve_id = %(epreuve)s ORDER BY id;
"""
CYCLADES = """
INSERT INTO cyclades_epreuve (session_id, examen_id, code, libelle, note_sur, pas)
SELECT session_id, examen_id, code, libelle, 20, 0.01 FROM santorin_epreuve WHERE id = %(epreuve)s;
INSERT INTO cyclades_candidature (numero, inscription, version, session_id, examen_id, academie_id, uai,
    etablissement, ville, division, nom, nom_usage, prenoms, date_naissance, ine, liste_rouge, fraude_inscrite)
SELECT candidat.numero, candidat.inscription, 1, epreuve.session_id, epreuve.examen_id, epreuve.academie_id,
       '0350059Z', '', '', 'T1', candidat.nom, '', candidat.prenoms, candidat.date_naissance, '', FALSE, FALSE
FROM santorin_composition composition
JOIN santorin_candidat candidat ON candidat.id = composition.candidat_id
JOIN santorin_epreuve epreuve ON epreuve.id = composition.epreuve_id
WHERE composition.epreuve_id = %(epreuve)s ORDER BY candidat.id;
INSERT INTO cyclades_inscription (candidature_id, epreuve_id, position, academie_id, recherche)
SELECT candidature.id, la_bas.id, 'inscrit', candidature.academie_id, candidature.nom
FROM santorin_epreuve ici
JOIN cyclades_epreuve la_bas
  ON la_bas.code = ici.code AND la_bas.session_id = ici.session_id AND la_bas.examen_id = ici.examen_id
JOIN santorin_composition composition ON composition.epreuve_id = ici.id
JOIN santorin_candidat candidat ON candidat.id = composition.candidat_id
JOIN cyclades_candidature candidature ON candidature.numero = candidat.numero
WHERE ici.id = %(epreuve)s ORDER BY candidature.id;
"""


def dresser(nombre: int, code: str) -> tuple[Epreuve, Utilisateur]:
    """A ponctual épreuve of `nombre` candidates, every lot locked, known to Cyclades; and its gestionnaire."""
    epreuve, gestionnaire = _cadre(code)
    with connection.cursor() as curseur:
        curseur.execute("SELECT count(*) FROM santorin_candidat")
        (deja,) = curseur.fetchone() or (0,)
        parametres = {
            "epreuve": epreuve.pk,
            "nombre": nombre,
            "debut": deja,
            "etablissement": Etablissement.objects.values_list("pk", flat=True)[0],
            "absents": ABSENTS_UN_SUR,
            "par_lot": COPIES_PAR_LOT,
            "par_correcteur": LOTS_PAR_CORRECTEUR,
            "par": gestionnaire.pk,
            "le": timezone.now() - timedelta(days=1),
        }
        for ordre in f"{SANTORIN}{CYCLADES}".split(";\n"):
            if ordre.strip():
                curseur.execute(ordre, parametres)
        curseur.execute("VACUUM ANALYZE")
    return epreuve, gestionnaire


def _cadre(code: str) -> tuple[Epreuve, Utilisateur]:
    academie, _ = Academie.objects.get_or_create(code="A14", defaults={"nom": "RENNES"})
    departement, _ = Departement.objects.get_or_create(
        code="035", defaults={"nom": "Ille-et-Vilaine", "academie": academie}
    )
    Etablissement.objects.get_or_create(
        uai="0350059Z", defaults={"nom": "P BREQUIGNY", "ville": "RENNES", "departement": departement}
    )
    session, _ = Session.objects.get_or_create(code="2027-06", defaults={"libelle": "JUIN 2027"})
    examen, _ = Examen.objects.get_or_create(code="BCP", defaults={"libelle": "Baccalauréat professionnel"})
    EffetCode.objects.get_or_create(
        examen=examen, session=session, code="AB", defaults={"libelle": "Absent", "affichage": "ABS"}
    )
    epreuve = Epreuve.objects.create(
        session=session,
        examen=examen,
        academie=academie,
        code=code,
        libelle="Économie-gestion",
        nature="ponctuelle",
        date=date(2027, 6, 16),
    )
    Parametrage.objects.create(epreuve=epreuve)
    return epreuve, un_gestionnaire(academie)
