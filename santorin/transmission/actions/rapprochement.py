"""CLO-14: Santorin and Cyclades compared mark by mark, in the database: memory does not grow with the épreuve."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.referentiel.valeur import ABSENT, DISPENSE
from santorin.traitements.models import Traitement
from santorin.transmission.actions.terminaison import retenir_publication
from santorin.transmission.destinataires import DestinataireNotes, Origine, StatutNote
from santorin.transmission.etats import MotifEcart
from santorin.transmission.lectures.connaissance import interroger
from santorin.transmission.models import Rapprochement
from santorin.transmission.regles import Portee, est_totale, protege_saisies

COMPARER = """
INSERT INTO santorin_ecart (
    rapprochement_id, composition_id, candidat, inscription, valeur, code, version,
    cyclades_valeur, cyclades_code, cyclades_origine, motif, precision
)
SELECT %(rapprochement)s, ici.composition, coalesce(ici.numero, labas.candidat),
       coalesce(ici.inscription, labas.inscription), ici.valeur, ici.code, ici.version,
       labas.valeur, labas.code, coalesce(labas.origine, ''), ecart.motif,
       CASE WHEN ecart.motif = %(rejetee)s THEN ici.message ELSE '' END
FROM (
    SELECT composition.id AS composition, candidat.numero, candidat.inscription, note.version_acquittee,
           note.id IS NOT NULL AS arretee, note.valeur, note.code, note.version, rejet.message
    FROM santorin_composition composition
    JOIN santorin_candidat candidat ON candidat.id = composition.candidat_id
    LEFT JOIN santorin_note note ON note.composition_id = composition.id AND note.arretee
    LEFT JOIN santorin_noteenvoyee rejet
      ON rejet.note_id = note.id AND rejet.version = note.version AND rejet.statut = %(statut_rejetee)s
    WHERE composition.epreuve_id = %(epreuve)s
) AS ici
FULL JOIN transmission_connue labas
  ON labas.candidat = ici.numero AND labas.inscription = ici.inscription
CROSS JOIN LATERAL (SELECT CASE
    WHEN ici.composition IS NULL THEN %(inconnu)s
    WHEN NOT ici.arretee AND labas.candidat IS NULL THEN NULL
    WHEN NOT ici.arretee AND labas.origine = %(santorin)s THEN %(en_recorrection)s
    WHEN NOT ici.arretee THEN %(saisie_seule)s
    WHEN labas.candidat IS NOT NULL AND (labas.valeur, labas.code) IS NOT DISTINCT FROM (ici.valeur, ici.code)
        THEN CASE WHEN labas.origine = %(santorin)s THEN NULL ELSE %(ressaisie)s END
    WHEN ici.version > ici.version_acquittee AND ici.message IS NOT NULL THEN %(rejetee)s
    WHEN ici.version > ici.version_acquittee AND ici.code = %(absent)s AND NOT %(totale)s
        THEN %(absence_retenue)s
    WHEN ici.version > ici.version_acquittee THEN %(a_transmettre)s
    WHEN labas.candidat IS NULL THEN %(disparue)s
    WHEN labas.origine = %(santorin)s THEN %(differente)s
    WHEN %(protege)s AND labas.code = %(dispense)s THEN %(di_protegee)s
    WHEN %(protege)s AND labas.valeur = 0 AND ici.code = %(absent)s THEN %(zero_protege)s
    ELSE %(modifiee)s END) AS ecart (motif)
WHERE ecart.motif IS NOT NULL
ORDER BY 3, 4
"""


@transaction.atomic
def rapprocher(
    epreuve: Epreuve,
    *,
    cyclades: DestinataireNotes,
    par: Utilisateur,
    le: datetime,
    traitement: Traitement | None = None,
) -> Rapprochement:
    """CLO-14: read all that Cyclades holds of the épreuve, and keep every difference with its reason.

    What was compared is the base of the next closing (CLO-11), and Cyclades' word on the publication is kept.
    A job that is taken up again compares anew. Raises a kind of `Echec`, and then nothing is kept.
    """
    connaissance = interroger(epreuve, cyclades, entierement=True)
    entiere = Portee(epreuve)
    if traitement:
        Rapprochement.objects.filter(traitement=traitement).delete()
    rapprochement = Rapprochement.objects.create(
        epreuve=epreuve,
        traitement=traitement,
        par=par,
        le=le,
        instant=connaissance.instant,
        arretees=entiere.notes.arretees().count(),
        detenues=connaissance.notes,
    )
    parametres: dict[str, Any] = {
        "rapprochement": rapprochement.pk,
        "epreuve": epreuve.pk,
        "totale": est_totale(entiere),
        "protege": protege_saisies(epreuve),
        "absent": ABSENT,
        "dispense": DISPENSE,
        "santorin": Origine.SANTORIN.value,
        "statut_rejetee": StatutNote.REJETEE.value,
        **{motif.name.lower(): motif.value for motif in MotifEcart},
    }
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE transmission_connue")
        curseur.execute(COMPARER, parametres)
    retenir_publication(epreuve, connaissance.publiee_le, le=le)
    return rapprochement
