"""CLO-13: the exact preview: the run's own choice of marks, and Cyclades' own law, with no effect at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from santorin.referentiel.valeur import ABSENT, DISPENSE, Valeur
from santorin.transmission.destinataires import DestinataireNotes, Echec, Origine, StatutNote
from santorin.transmission.etats import SUITES, Issue, Raison, Retenue
from santorin.transmission.lectures.connaissance import interroger, partir_du_dernier_rapprochement
from santorin.transmission.lectures.retenues import comptes_des_retenues
from santorin.transmission.regles import Portee, est_totale, protege_saisies
from santorin.transmission.regles.selection import choisir

PAR_PAGE = 50
AU_PLUS = 20_000  # marks changed in Cyclades that a screen waits for

# What Cyclades holds: what it says, or else what it acknowledged last.
PREVOIR = """
DROP TABLE IF EXISTS pg_temp.transmission_prevue;
CREATE TEMPORARY TABLE transmission_prevue ON COMMIT DROP AS
    SELECT choix.composition, choix.candidat, choix.inscription, choix.valeur, choix.code, choix.raison,
           candidat.nom, candidat.prenoms, candidat.recherche, tenue.valeur AS tenue_valeur, tenue.code AS tenue_code,
           coalesce(tenue.origine, '') AS origine, coalesce(rejet.message, '') AS rejet,
           CASE
               WHEN rejet.id IS NOT NULL THEN %(rejetee)s
               WHEN coalesce(tenue.origine, '') = '' THEN %(nouvelle)s
               WHEN tenue.origine = %(santorin)s
                    AND (tenue.valeur, tenue.code) IS NOT DISTINCT FROM (choix.valeur, choix.code) THEN %(inchangee)s
               WHEN tenue.origine = %(santorin)s THEN %(remplacee)s
               WHEN %(protege)s AND tenue.code = %(dispense)s THEN %(di_protegee)s
               WHEN %(protege)s AND tenue.valeur = 0 AND choix.code = %(absent)s THEN %(zero_protege)s
               ELSE %(ecrasee)s
           END AS issue
    FROM transmission_choix choix
    JOIN santorin_note note ON note.id = choix.note
    JOIN santorin_composition composition ON composition.id = choix.composition
    JOIN santorin_candidat candidat ON candidat.id = composition.candidat_id
    LEFT JOIN transmission_connue connue
      ON connue.candidat = choix.candidat AND connue.inscription = choix.inscription
    LEFT JOIN santorin_noteenvoyee acquittee
      ON acquittee.note_id = choix.note AND acquittee.version = note.version_acquittee
     AND acquittee.statut IN (%(statut_enregistree)s, %(statut_inchangee)s)
    LEFT JOIN santorin_noteenvoyee rejet
      ON rejet.note_id = choix.note AND rejet.version = choix.version AND rejet.statut = %(statut_rejetee)s
    CROSS JOIN LATERAL (SELECT
        CASE WHEN connue.candidat IS NULL THEN acquittee.valeur ELSE connue.valeur END,
        CASE WHEN connue.candidat IS NULL THEN acquittee.code ELSE connue.code END,
        CASE WHEN connue.candidat IS NOT NULL THEN connue.origine
             WHEN acquittee.id IS NOT NULL THEN %(santorin)s END
    ) AS tenue (valeur, code, origine)
"""
COMPTER = "SELECT issue, count(*) FROM transmission_prevue GROUP BY issue"
LISTER = """
SELECT composition, candidat, inscription, nom, prenoms, valeur, code, raison, tenue_valeur, tenue_code, origine,
       rejet, issue
FROM transmission_prevue
WHERE (%(issue)s = '' OR issue = %(issue)s)
  AND (%(apres)s = 0 OR (recherche, composition)
       > (SELECT recherche, composition FROM transmission_prevue WHERE composition = %(apres)s))
ORDER BY recherche, composition
LIMIT %(limite)s
"""


@dataclass(frozen=True, slots=True)
class NotePrevue:
    """One mark about to leave: what Santorin says, what Cyclades holds, and what is expected of it."""

    composition: int
    candidat: str
    inscription: str
    nom: str
    prenoms: str
    note: Valeur
    raison: Raison
    tenue: Valeur | None
    saisie_a_la_main: bool
    rejet: str
    issue: Issue

    @property
    def suite(self) -> str:
        """What is expected of it, in words."""
        return SUITES[self.issue]


@dataclass(frozen=True, slots=True)
class Apercu:
    """CLO-13: what a closing launched now would do. `silence`: why Cyclades' part is not known, or None."""

    portee: Portee
    totale: bool
    issues: Sequence[tuple[Issue, int]]
    retenues: Sequence[tuple[Retenue, int]]
    lignes: Sequence[NotePrevue]
    suivant: int | None
    publiee_le: datetime | None
    silence: str | None

    @property
    def notes(self) -> int:
        """Marks that would leave."""
        return sum(nombre for _, nombre in self.issues)


@transaction.atomic
def apercu(
    portee: Portee,
    cyclades: DestinataireNotes,
    *,
    issue: Issue | None = None,
    apres: int = 0,
    taille: int = PAR_PAGE,
) -> Apercu:
    """CLO-13: a dry run, with a page of the marks that would leave (those of one `issue`, after a composition).

    Cyclades is asked what it holds; when it does not answer, what Santorin knows is shown, and said to be partial.
    """
    publiee_le, silence = _ecouter(portee, cyclades)
    totale = est_totale(portee)
    choisir(portee, totale=totale)
    _executer(PREVOIR, _parametres(portee))
    page = {"issue": issue or "", "apres": apres, "limite": taille + 1}
    lignes = [_note_prevue(ligne) for ligne in _executer(LISTER, page)]
    nombres = dict(_executer(COMPTER))
    return Apercu(
        portee=portee,
        totale=totale,
        issues=[(cas, nombres[cas]) for cas in Issue if cas in nombres],
        retenues=comptes_des_retenues(portee, totale=totale),
        lignes=lignes[:taille],
        suivant=lignes[taille - 1].composition if len(lignes) > taille else None,
        publiee_le=publiee_le,
        silence=silence,
    )


def _ecouter(portee: Portee, cyclades: DestinataireNotes) -> tuple[datetime | None, str | None]:
    """What Cyclades says, or why it is not known."""
    try:
        dite = interroger(portee.epreuve, cyclades, au_plus=AU_PLUS)
    except Echec as echec:
        partir_du_dernier_rapprochement(portee.epreuve)
        return None, echec.message
    silence = None if dite.complete else "Trop de notes ont changé dans Cyclades pour les comparer ici."
    return dite.publiee_le, silence


def _parametres(portee: Portee) -> dict[str, Any]:
    return {
        **{cas.name.lower(): cas.value for cas in Issue},
        "santorin": Origine.SANTORIN.value,
        "dispense": DISPENSE,
        "absent": ABSENT,
        "protege": protege_saisies(portee.epreuve),
        "statut_enregistree": StatutNote.ENREGISTREE.value,
        "statut_inchangee": StatutNote.INCHANGEE.value,
        "statut_rejetee": StatutNote.REJETEE.value,
    }


def _executer(requete: str, parametres: Mapping[str, Any] | None = None) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as curseur:
        curseur.execute(requete, parametres)
        return list(curseur.fetchall()) if curseur.description else []


def _note_prevue(ligne: tuple[Any, ...]) -> NotePrevue:
    composition, candidat, inscription, nom, prenoms, valeur, code, raison, *tenue, origine, rejet, issue = (
        ligne
    )
    return NotePrevue(
        composition=composition,
        candidat=candidat,
        inscription=inscription,
        nom=nom,
        prenoms=prenoms,
        note=Valeur(valeur, code),
        raison=Raison(raison),
        tenue=_valeur(*tenue),
        saisie_a_la_main=origine == Origine.SAISIE,
        rejet=rejet,
        issue=Issue(issue),
    )


def _valeur(nombre: Decimal | None, code: str | None) -> Valeur | None:
    return None if nombre is None and code is None else Valeur(nombre, code)
