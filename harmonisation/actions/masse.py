"""Applying a rule to many marks as one act, and taking it back (HAR-13)."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from harmonisation.lectures.masse import Apercu, apercu
from harmonisation.lectures.masse_cibles import cibles, parametres
from harmonisation.models import LigneDeRegle, RegleDeMasse
from harmonisation.regles.masse import (
    obstacle_annulation,
    obstacle_changement,
    obstacle_regle,
    pour_la_tache,
)
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.copies.regles.harmonisations import obstacle_motif
from santorin.journal.actions import journaliser
from santorin.refus import exiger

# The order in which everybody takes rows: lots, then sittings. Nobody unlocks, marks, harmonises or émarge meanwhile.
PRENDRE_LES_LOTS = """
SELECT count(*) FROM (
    SELECT id FROM santorin_lot WHERE epreuve_id = %(epreuve)s AND etat = 'verrouille' ORDER BY id FOR UPDATE
) AS lot
"""
PRENDRE_LES_COMPOSITIONS = """
SELECT count(*) FROM (
    SELECT composition.id FROM santorin_composition composition
    JOIN santorin_copie copie ON copie.composition_id = composition.id
    JOIN harmonisation_copieharmonisable ligne ON ligne.copie_id = copie.id
    WHERE ligne.epreuve_id = %(epreuve)s ORDER BY composition.id FOR UPDATE OF composition
) AS prises
"""
INSCRIRE = """
INSERT INTO harmonisation_lignederegle (regle_id, copie_id, note_avant, note_apres, ajustement_avant)
SELECT %(regle)s, cible.copie_id, cible.note, groupe.apres,
       CASE WHEN ajustement.ecarte_le IS NULL THEN coalesce(ajustement.valeur, 0) ELSE 0 END
FROM ({cibles}) cible
JOIN unnest(%(notes)s::numeric[], %(points)s::numeric[], %(poids)s::numeric[], %(points_bis)s::numeric[],
            %(poids_bis)s::numeric[], %(apres)s::numeric[])
    AS groupe (note, points, poids, points_bis, poids_bis, apres)
    ON groupe.note = cible.note AND (groupe.points, groupe.poids, groupe.points_bis, groupe.poids_bis)
       IS NOT DISTINCT FROM (cible.points, cible.poids, cible.points_bis, cible.poids_bis)
LEFT JOIN santorin_ajustement ajustement ON ajustement.copie_id = cible.copie_id
"""
DECIDENT = ("notes", "points", "poids", "points_bis", "poids_bis")
# One statement, so that the list is refreshed once. A mark is what ARRETER would settle: its points, and what rules add.
ECRIRE = """
WITH ajustees AS (
    INSERT INTO santorin_ajustement (copie_id, valeur)
    SELECT copie_id, ajustement_avant + note_apres - note_avant
    FROM harmonisation_lignederegle WHERE regle_id = %(regle)s
    ON CONFLICT (copie_id) DO UPDATE SET valeur = EXCLUDED.valeur, ecarte_le = NULL
)
UPDATE santorin_note note
SET valeur = ligne.note_apres, version = note.version + 1, arretee_le = %(le)s, arretee_par_id = %(par)s
FROM harmonisation_lignederegle ligne JOIN santorin_copie copie ON copie.id = ligne.copie_id
WHERE ligne.regle_id = %(regle)s AND note.composition_id = copie.composition_id
"""
# What nothing has changed since: neither the mark, nor what rules add to it, nor the lock of the lot.
RENDRE = """
WITH rendues AS MATERIALIZED (
    SELECT ligne.id, ligne.copie_id, ligne.note_avant, ligne.ajustement_avant, copie.composition_id
    FROM harmonisation_lignederegle ligne
    JOIN santorin_copie copie ON copie.id = ligne.copie_id
    JOIN harmonisation_copieharmonisable harmonisable ON harmonisable.copie_id = ligne.copie_id
    JOIN santorin_ajustement ajustement ON ajustement.copie_id = ligne.copie_id AND ajustement.ecarte_le IS NULL
    WHERE ligne.regle_id = %(regle)s AND ligne.annulee_le IS NULL AND harmonisable.note = ligne.note_apres
      AND ajustement.valeur = ligne.ajustement_avant + ligne.note_apres - ligne.note_avant
), ajustees AS (
    UPDATE santorin_ajustement ajustement SET valeur = rendues.ajustement_avant
    FROM rendues WHERE ajustement.copie_id = rendues.copie_id
), notees AS (
    UPDATE santorin_note note
    SET valeur = rendues.note_avant, version = note.version + 1, arretee_le = %(le)s, arretee_par_id = %(par)s
    FROM rendues WHERE note.composition_id = rendues.composition_id
)
UPDATE harmonisation_lignederegle ligne SET annulee_le = %(le)s FROM rendues WHERE ligne.id = rendues.id
"""
PREVENIR = """
INSERT INTO santorin_avis (destinataire_id, lot_id, texte, le)
SELECT correcteur.utilisateur_id, lot.id,
       format(%(texte)s, lot.numero, count(*) || CASE WHEN count(*) > 1 THEN '\u00a0notes changées' ELSE '\u00a0note changée' END),
       %(le)s
FROM harmonisation_lignederegle ligne
JOIN santorin_correction correction ON correction.copie_id = ligne.copie_id
JOIN santorin_lot lot ON lot.id = correction.lot_id
JOIN santorin_correcteur correcteur ON correcteur.id = lot.correcteur_id
WHERE ligne.regle_id = %(regle)s AND correcteur.utilisateur_id IS NOT NULL
  AND (NOT %(annulation)s OR ligne.annulee_le = %(le)s)
GROUP BY correcteur.utilisateur_id, lot.id, lot.numero
"""


@transaction.atomic
def appliquer(regle: RegleDeMasse, *, attendu: str, par: Utilisateur, le: datetime) -> RegleDeMasse:
    """HAR-13: apply a rule as it was previewed (`attendu`: the fingerprint of its `Apercu`), all or nothing.

    Every former value is kept; each marker concerned is told; the marks leave at the next validation. Raises `Refus`
    when the rule is not one, or when what it would do is no longer what was previewed.
    """
    exiger(obstacle_motif(regle.motif) or obstacle_regle(regle))
    _prendre(regle.epreuve)
    vu = apercu(regle)
    exiger(obstacle_changement(attendu=attendu, constate=vu.empreinte))
    regle.copies, regle.le, regle.par = vu.changees, le, par
    regle.save()
    _ecrire(regle, vu, par=par, le=le)
    _prevenir(regle, annulation=False, le=le)
    journaliser(
        "harmonisation.appliquer_regle",
        fil=f"epreuve:{regle.epreuve_id}",
        objet=f"{regle} – {regle.epreuve}",
        par=par,
        le=le,
        avant={"moyenne": str(vu.moyenne_avant), "copies": vu.copies},
        apres={
            "moyenne": str(vu.moyenne_apres),
            "changees": vu.changees,
            "regle": {"id": regle.pk} | pour_la_tache(regle),
        },
        motif=regle.motif,
    )
    return regle


@transaction.atomic
def annuler(regle: RegleDeMasse, *, motif: str, par: Utilisateur, le: datetime) -> int:
    """HAR-13: give back the former marks that nothing changed since; returns how many.

    The others (re-marked, unlocked, changed again) stay, and are listed. Raises `Refus` without a reason, or when the
    rule changes no mark any more.
    """
    exiger(obstacle_motif(motif))
    _prendre(regle.epreuve)
    with connection.cursor() as curseur:
        curseur.execute(RENDRE, {"regle": regle.pk, "le": le, "par": par.pk})
        rendues: int = curseur.rowcount
    exiger(obstacle_annulation(regle, restantes=rendues))
    RegleDeMasse.objects.filter(pk=regle.pk).update(annulee_le=le, annulee_par=par)
    _prevenir(regle, annulation=True, le=le)
    journaliser(
        "harmonisation.annuler_regle",
        fil=f"epreuve:{regle.epreuve_id}",
        objet=f"{regle} – {regle.epreuve}",
        par=par,
        le=le,
        avant={"regle": regle.pk, "copies": regle.copies},
        apres={
            "rendues": rendues,
            "laissees": LigneDeRegle.objects.filter(regle=regle, annulee_le=None).count(),
        },
        motif=motif,
    )
    regle.refresh_from_db()
    return rendues


def _prendre(epreuve: Epreuve) -> None:
    for ordre in (PRENDRE_LES_LOTS, PRENDRE_LES_COMPOSITIONS):
        _executer(ordre, {"epreuve": epreuve.pk})


def _ecrire(regle: RegleDeMasse, vu: Apercu, *, par: Utilisateur, le: datetime) -> None:
    changes = [groupe for groupe in vu.groupes if groupe.apres != groupe.avant]
    cles = list(zip(*(groupe.cle for groupe in changes), strict=True)) or [()] * len(DECIDENT)
    valeurs = dict(zip(DECIDENT, map(list, cles), strict=True))
    valeurs |= {"apres": [groupe.apres for groupe in changes]}
    ordre = INSCRIRE.format(cibles=cibles(regle))
    _executer(ordre, parametres(regle) | valeurs | {"regle": regle.pk})
    _executer(ECRIRE, {"regle": regle.pk, "le": le, "par": par.pk})


def _prevenir(regle: RegleDeMasse, *, annulation: bool, le: datetime) -> None:
    debut = "une règle d’harmonisation est annulée" if annulation else "une règle d’harmonisation s’applique"
    texte = (
        f"Lot %s\u00a0: {debut} (%s). Vos corrections sont gardées. "
        f"Motif\u00a0: {regle.motif.replace('%', '%%')}"
    )
    _executer(PREVENIR, {"regle": regle.pk, "le": le, "texte": texte, "annulation": annulation})


def _executer(ordre: str, valeurs: dict[str, Any]) -> None:
    with connection.cursor() as curseur:
        curseur.execute(ordre, valeurs)
