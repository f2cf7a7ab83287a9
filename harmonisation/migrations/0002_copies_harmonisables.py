"""The list of copies follows its sources, whatever writes them (HAR-03, HAR-04).

`harmonisation_source` says what a row is; statement-level triggers on every table it reads write the rows of the
sittings that a statement touched. Locking, unlocking, marking, harmonising, rules, and whatever comes later cannot
forget the list.
"""

from django.db import migrations

SOURCE = """
CREATE VIEW harmonisation_source AS
SELECT copie.id AS copie_id, correction.cle, note.epreuve_id, note.valeur AS note, departement.code AS departement,
       etablissement.uai AS etablissement, lot.correcteur_id,
       (correcteur.nom || ' ' || correcteur.prenoms)::varchar(202) AS correcteur_nom,
       autre.correcteur_id AS second_correcteur_id, sujet.code AS sujet, lot.numero AS lot,
       EXISTS (SELECT 1 FROM santorin_signalement signalement WHERE signalement.correction_id = correction.id
               OR signalement.correction_id = seconde.id) AS signalee,
       (CASE
           WHEN unitaire.faite AND ajustement.valeur <> 0 AND ajustement.ecarte_le IS NULL THEN 3
           WHEN ajustement.valeur <> 0 AND ajustement.ecarte_le IS NULL THEN 2
           WHEN unitaire.faite THEN 1
           WHEN unitaire.ecartee OR ajustement.ecarte_le IS NOT NULL THEN 4
           ELSE 0
       END)::smallint AS harmonisee,
       note.composition_id
FROM santorin_note note
JOIN santorin_epreuve epreuve ON epreuve.id = note.epreuve_id AND epreuve.nature = 'harmonisee'
JOIN santorin_composition composition ON composition.id = note.composition_id
JOIN santorin_candidat candidat ON candidat.id = composition.candidat_id
JOIN santorin_etablissement etablissement ON etablissement.id = candidat.etablissement_id
JOIN santorin_departement departement ON departement.id = etablissement.departement_id
JOIN santorin_copie copie ON copie.composition_id = note.composition_id
JOIN santorin_correction correction ON correction.copie_id = copie.id AND correction.rang = 1
JOIN santorin_lot lot ON lot.id = correction.lot_id AND lot.etat = 'verrouille'
JOIN santorin_sujet sujet ON sujet.id = lot.sujet_id
JOIN santorin_correcteur correcteur ON correcteur.id = lot.correcteur_id
LEFT JOIN santorin_correction seconde ON seconde.copie_id = copie.id AND seconde.rang = 2
LEFT JOIN santorin_lot autre ON autre.id = seconde.lot_id
LEFT JOIN santorin_ajustement ajustement ON ajustement.copie_id = copie.id
CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(ecartee_le IS NULL), FALSE) AS faite, count(*) > 0 AS ecartee
    FROM santorin_intervention intervention
    WHERE intervention.correction_id IN (correction.id, seconde.id) AND intervention.changee_le IS NOT NULL
) unitaire
WHERE note.arretee AND note.valeur IS NOT NULL;

CREATE FUNCTION harmonisation_actualiser(compositions bigint[]) RETURNS void LANGUAGE sql AS $$
    DELETE FROM harmonisation_copieharmonisable ligne
    USING santorin_copie copie
    WHERE copie.id = ligne.copie_id AND copie.composition_id = ANY(compositions)
      AND NOT EXISTS (SELECT 1 FROM harmonisation_source source
                      WHERE source.composition_id = copie.composition_id);
    INSERT INTO harmonisation_copieharmonisable AS ligne (
        copie_id, cle, epreuve_id, note, departement, etablissement, correcteur_id, correcteur_nom,
        second_correcteur_id, sujet, lot, signalee, harmonisee
    )
    SELECT copie_id, cle, epreuve_id, note, departement, etablissement, correcteur_id, correcteur_nom,
           second_correcteur_id, sujet, lot, signalee, harmonisee
    FROM harmonisation_source WHERE composition_id = ANY(compositions)
    ON CONFLICT (copie_id) DO UPDATE SET
        cle = EXCLUDED.cle, epreuve_id = EXCLUDED.epreuve_id, note = EXCLUDED.note,
        departement = EXCLUDED.departement, etablissement = EXCLUDED.etablissement,
        correcteur_id = EXCLUDED.correcteur_id, correcteur_nom = EXCLUDED.correcteur_nom,
        second_correcteur_id = EXCLUDED.second_correcteur_id, sujet = EXCLUDED.sujet, lot = EXCLUDED.lot,
        signalee = EXCLUDED.signalee, harmonisee = EXCLUDED.harmonisee
    WHERE (ligne.cle, ligne.epreuve_id, ligne.note, ligne.departement, ligne.etablissement, ligne.correcteur_id,
           ligne.correcteur_nom, ligne.second_correcteur_id, ligne.sujet, ligne.lot, ligne.signalee,
           ligne.harmonisee)
          IS DISTINCT FROM
          (EXCLUDED.cle, EXCLUDED.epreuve_id, EXCLUDED.note, EXCLUDED.departement, EXCLUDED.etablissement,
           EXCLUDED.correcteur_id, EXCLUDED.correcteur_nom, EXCLUDED.second_correcteur_id, EXCLUDED.sujet,
           EXCLUDED.lot, EXCLUDED.signalee, EXCLUDED.harmonisee);
$$;
"""
RETIRER_LA_SOURCE = """
DROP FUNCTION harmonisation_actualiser(bigint[]);
DROP VIEW harmonisation_source;
"""

# Table, event, and the sittings touched by one statement (among `nouvelles`, `anciennes`). An update that changes
# nothing of what the list shows (an acknowledgement of Cyclades, a version) finds nobody.
AJUSTEMENTS = """SELECT copie.composition_id FROM nouvelles JOIN santorin_copie copie ON copie.id = nouvelles.copie_id"""
CORRECTIONS = """
SELECT copie.composition_id FROM nouvelles
JOIN santorin_correction correction ON correction.id = nouvelles.correction_id
JOIN santorin_copie copie ON copie.id = correction.copie_id
"""
NOTES = """
SELECT n.composition_id FROM nouvelles n JOIN anciennes a USING (id)
WHERE (n.arretee, n.valeur) IS DISTINCT FROM (a.arretee, a.valeur)
"""
CORRECTIONS_DEPLACEES = """
SELECT copie.composition_id FROM nouvelles n JOIN anciennes a USING (id)
JOIN santorin_copie copie ON copie.id = n.copie_id
WHERE (n.lot_id, n.rang, n.cle) IS DISTINCT FROM (a.lot_id, a.rang, a.cle)
"""
CORRECTIONS_OTEES = """
SELECT copie.composition_id FROM anciennes JOIN santorin_copie copie ON copie.id = anciennes.copie_id
"""
LOTS = """
SELECT copie.composition_id FROM nouvelles n JOIN anciennes a USING (id)
JOIN santorin_correction correction ON correction.lot_id = n.id
JOIN santorin_copie copie ON copie.id = correction.copie_id
WHERE (n.etat, n.correcteur_id, n.sujet_id, n.numero) IS DISTINCT FROM (a.etat, a.correcteur_id, a.sujet_id, a.numero)
"""
CANDIDATS = """
SELECT composition.id FROM nouvelles n JOIN anciennes a USING (id)
JOIN santorin_composition composition ON composition.candidat_id = n.id
WHERE n.etablissement_id <> a.etablissement_id
"""
ETABLISSEMENTS = """
SELECT composition.id FROM nouvelles n JOIN anciennes a USING (id)
JOIN santorin_candidat candidat ON candidat.etablissement_id = n.id
JOIN santorin_composition composition ON composition.candidat_id = candidat.id
WHERE (n.uai, n.departement_id) IS DISTINCT FROM (a.uai, a.departement_id)
"""
CORRECTEURS = """
SELECT copie.composition_id FROM nouvelles n JOIN anciennes a USING (id)
JOIN santorin_lot lot ON lot.correcteur_id = n.id
JOIN santorin_correction correction ON correction.lot_id = lot.id
JOIN santorin_copie copie ON copie.id = correction.copie_id
WHERE (n.nom, n.prenoms) IS DISTINCT FROM (a.nom, a.prenoms)
"""
SUJETS = """
SELECT copie.composition_id FROM nouvelles n JOIN anciennes a USING (id)
JOIN santorin_lot lot ON lot.sujet_id = n.id
JOIN santorin_correction correction ON correction.lot_id = lot.id
JOIN santorin_copie copie ON copie.id = correction.copie_id
WHERE n.code <> a.code
"""
EPREUVES = """
SELECT note.composition_id FROM nouvelles n JOIN anciennes a USING (id)
JOIN santorin_note note ON note.epreuve_id = n.id
WHERE n.nature <> a.nature
"""
DECLENCHEURS = (
    ("santorin_note", "INSERT", "SELECT composition_id FROM nouvelles WHERE arretee"),
    ("santorin_note", "UPDATE", NOTES),
    ("santorin_ajustement", "INSERT", AJUSTEMENTS),
    ("santorin_ajustement", "UPDATE", AJUSTEMENTS),
    ("santorin_ajustement", "DELETE", AJUSTEMENTS.replace("nouvelles", "anciennes")),
    ("santorin_intervention", "UPDATE", CORRECTIONS),
    ("santorin_signalement", "INSERT", CORRECTIONS),
    ("santorin_signalement", "DELETE", CORRECTIONS.replace("nouvelles", "anciennes")),
    ("santorin_correction", "UPDATE", CORRECTIONS_DEPLACEES),
    ("santorin_correction", "DELETE", CORRECTIONS_OTEES),
    ("santorin_lot", "UPDATE", LOTS),
    ("santorin_candidat", "UPDATE", CANDIDATS),
    ("santorin_etablissement", "UPDATE", ETABLISSEMENTS),
    ("santorin_correcteur", "UPDATE", CORRECTEURS),
    ("santorin_sujet", "UPDATE", SUJETS),
    ("santorin_epreuve", "UPDATE", EPREUVES),
)
TABLES = {"INSERT": "NEW TABLE AS nouvelles", "DELETE": "OLD TABLE AS anciennes"}
TABLES["UPDATE"] = f"{TABLES['DELETE']} {TABLES['INSERT']}"

POSER = """
CREATE FUNCTION {nom}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touchees bigint[];
BEGIN
    touchees := ARRAY({compositions});
    IF cardinality(touchees) > 0 THEN
        PERFORM harmonisation_actualiser(touchees);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {nom} AFTER {evenement} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {nom}();
"""
RETIRER = "DROP TRIGGER {nom} ON {table}; DROP FUNCTION {nom}();"


def declencheur(table: str, evenement: str, compositions: str) -> migrations.RunSQL:
    """The trigger that keeps the list in step with one kind of statement on one table."""
    nom = f"harmonisation_{table.removeprefix('santorin_')}_{evenement.lower()}"
    noms = {"nom": nom, "table": table, "evenement": evenement}
    return migrations.RunSQL(
        POSER.format(**noms, tables=TABLES[evenement], compositions=compositions), RETIRER.format(**noms)
    )


class Migration(migrations.Migration):
    """The view, the function, the triggers, and the rows of what is already locked."""

    dependencies = (("harmonisation", "0001_initiale"), ("santorin", "0011_harmonisation"))
    operations = (
        migrations.RunSQL(SOURCE, RETIRER_LA_SOURCE),
        *(declencheur(*un) for un in DECLENCHEURS),
        migrations.RunSQL(
            "SELECT harmonisation_actualiser(ARRAY(SELECT composition_id FROM harmonisation_source))",
            migrations.RunSQL.noop,
        ),
    )
