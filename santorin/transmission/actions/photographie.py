"""The snapshot: everything that will leave is written, as it will leave, before the first byte does (CLO-15)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.traitements.models import Traitement
from santorin.transmission.actions.terminaison import terminer
from santorin.transmission.destinataires.contrat import TAILLE_MAXIMALE
from santorin.transmission.etats import Acte, Destinataire
from santorin.transmission.lectures.bilan import services_faits_de
from santorin.transmission.models import Transmission
from santorin.transmission.regles import Portee, est_totale, protege_saisies
from santorin.transmission.regles.selection import choisir

# Nobody locks or unlocks a lot while the marks are chosen: no AB leaves in a closing that is no longer total.
FIGER_LES_LOTS = """
SELECT count(*) FILTER (WHERE etat = 'verrouille'), max(verrouille_le)
FROM (SELECT etat, verrouille_le FROM santorin_lot WHERE epreuve_id = %s FOR SHARE) AS lot
"""
# The one place where a version grows without its value: a mark sent again is a new delivery (CLO-10, CLO-11).
# Rows are taken in one order; one that moved in between stays for the next run.
AVANCER = """
WITH verrouillees AS MATERIALIZED (
    SELECT note.id, choix.suivante FROM santorin_note note
    JOIN transmission_choix choix ON choix.note = note.id
    WHERE choix.suivante > choix.version AND note.version = choix.version AND note.arretee
    ORDER BY note.composition_id
    FOR NO KEY UPDATE OF note
), avancees AS (
    UPDATE santorin_note note SET version = verrouillees.suivante
    FROM verrouillees WHERE note.id = verrouillees.id
    RETURNING note.id
)
UPDATE transmission_choix choix SET prete = TRUE FROM avancees WHERE choix.note = avancees.id
"""
RANGER = """
WITH rangees AS (
    SELECT *, (row_number() OVER (ORDER BY composition) - 1) / %(taille)s + 1 AS rang
    FROM transmission_choix WHERE prete OR suivante = version
), envois AS (
    INSERT INTO santorin_envoi (transmission_id, uuid, destinataire, rang, nombre)
    SELECT %(transmission)s, gen_random_uuid(), %(destinataire)s, rang, count(*) FROM rangees GROUP BY rang
    RETURNING id, rang
)
INSERT INTO santorin_noteenvoyee (envoi_id, note_id, candidat, inscription, valeur, code, version, raison)
SELECT envois.id, note, candidat, inscription, valeur, code, suivante, raison
FROM rangees JOIN envois USING (rang)
ORDER BY composition
"""
# Per marker, the copies of its locked lots: a copy marked again counts once, a marker whose lots were all unlocked
# is told 0. Only what Imag'In has not answered yet is sent: it replaces what came before (IMA-01).
RELEVER_SERVICES_FAITS = """
WITH faits AS (
    SELECT lot.correcteur_id, count(DISTINCT correction.copie_id) AS nombre,
           min((lot.verrouille_le AT TIME ZONE %(fuseau)s)::date) AS du,
           max((lot.verrouille_le AT TIME ZONE %(fuseau)s)::date) AS au
    FROM santorin_lot lot JOIN santorin_correction correction ON correction.lot_id = lot.id
    WHERE lot.epreuve_id = %(epreuve)s AND lot.etat = 'verrouille'
    GROUP BY lot.correcteur_id
), derniers AS (
    SELECT DISTINCT ON (correcteur_id) correcteur_id, nombre_de_copies, du, au, version, statut
    FROM santorin_servicefaitenvoye WHERE epreuve_id = %(epreuve)s
    ORDER BY correcteur_id, version DESC
), dus AS (
    SELECT correcteur_id, coalesce(faits.nombre, 0) AS nombre, coalesce(faits.du, derniers.du) AS du,
           coalesce(faits.au, derniers.au) AS au, coalesce(derniers.version, 0) + 1 AS version
    FROM faits FULL JOIN derniers USING (correcteur_id)
    WHERE derniers.version IS NULL OR derniers.statut = '' OR (%(renvoi)s AND derniers.statut = 'rejete')
       OR (coalesce(faits.nombre, 0), coalesce(faits.du, derniers.du), coalesce(faits.au, derniers.au))
          IS DISTINCT FROM (derniers.nombre_de_copies, derniers.du, derniers.au)
), rangees AS (
    SELECT *, (row_number() OVER (ORDER BY correcteur_id) - 1) / %(taille)s + 1 AS rang FROM dus
), envois AS (
    INSERT INTO santorin_envoi (transmission_id, uuid, destinataire, rang, nombre)
    SELECT %(transmission)s, gen_random_uuid(), %(destinataire)s, rang, count(*) FROM rangees GROUP BY rang
    RETURNING id, rang
)
INSERT INTO santorin_servicefaitenvoye
    (envoi_id, epreuve_id, correcteur_id, intervenant, nom, nombre_de_copies, du, au, version)
SELECT envois.id, %(epreuve)s, correcteur.id, correcteur.numero, correcteur.nom || ' ' || correcteur.prenoms,
       rangees.nombre, rangees.du, rangees.au, rangees.version
FROM rangees JOIN envois USING (rang) JOIN santorin_correcteur correcteur ON correcteur.id = correcteur_id
ORDER BY correcteur_id
"""


@dataclass(frozen=True, slots=True)
class Demande:
    """Who sends what, by which act, in which job."""

    portee: Portee
    acte: Acte
    par: Utilisateur
    traitement: Traitement | None


def photographier(demande: Demande, *, le: datetime) -> Transmission:
    """CLO-04, CLO-15: open a run and write all that it will send; what an earlier run left open is closed.

    Inside a transaction where `transmission_connue` is filled. Two runs never stand open on one épreuve.
    """
    portee = demande.portee
    epreuve = Epreuve.objects.select_for_update(of=("self",), no_key=True).get(pk=portee.epreuve.pk)
    for abandonnee in Transmission.objects.filter(epreuve=epreuve, terminee_le=None):
        terminer(abandonnee, le=le)
    precedente = Transmission.objects.filter(epreuve=epreuve).first()
    lots_verrouilles, dernier_verrouillage = _figer_les_lots(epreuve)
    envoie_les_notes = demande.acte != Acte.SERVICES_FAITS
    transmission = Transmission.objects.create(
        epreuve=portee.epreuve,
        etablissement=portee.etablissement,
        acte=demande.acte,
        traitement=demande.traitement,
        par=demande.par,
        le=le,
        totale=envoie_les_notes and est_totale(portee),
        protege=protege_saisies(portee.epreuve),
        lots_verrouilles=lots_verrouilles,
        dernier_verrouillage=dernier_verrouillage,
    )
    if envoie_les_notes:
        _ranger_les_notes(transmission, portee)
    if not envoie_les_notes or _services_faits_a_relever(transmission, precedente):
        _ranger_les_services_faits(transmission, renvoi=not envoie_les_notes)
    return transmission


def _figer_les_lots(epreuve: Epreuve) -> tuple[int, datetime | None]:
    """How many lots are locked, and since when the last one: until the commit, none changes."""
    with connection.cursor() as curseur:
        curseur.execute(FIGER_LES_LOTS, [epreuve.pk])
        (verrouilles, dernier) = curseur.fetchall()[0]
        return verrouilles, dernier


def _services_faits_a_relever(transmission: Transmission, precedente: Transmission | None) -> bool:
    """Whether copies may count otherwise than in the run before: a lot was locked or unlocked, or Imag'In was silent.

    A locked lot never changes, and to lock one again is to lock it later: counting every copy again is spared.
    """
    if precedente is None:
        return True
    alors = (precedente.lots_verrouilles, precedente.dernier_verrouillage)
    if alors != (transmission.lots_verrouilles, transmission.dernier_verrouillage):
        return True
    return bool(services_faits_de(transmission.epreuve).sans_reponse)


def _ranger_les_notes(transmission: Transmission, portee: Portee) -> None:
    if choisir(portee, totale=transmission.totale):
        _executer(AVANCER)
        _executer(RANGER, _parametres(transmission, Destinataire.NOTES))


def _ranger_les_services_faits(transmission: Transmission, *, renvoi: bool) -> None:
    """The whole épreuve's, whatever the portée: a part would replace the whole (IMA-01)."""
    parametres = _parametres(transmission, Destinataire.SERVICES_FAITS)
    parametres |= {"epreuve": transmission.epreuve_id, "renvoi": renvoi, "fuseau": settings.TIME_ZONE}
    _executer(RELEVER_SERVICES_FAITS, parametres)


def _parametres(transmission: Transmission, destinataire: Destinataire) -> dict[str, Any]:
    return {
        "transmission": transmission.pk,
        "destinataire": destinataire.value,
        "taille": min(settings.ENVOI_TAILLE, TAILLE_MAXIMALE),
    }


def _executer(ordre: str, parametres: Any = None) -> None:
    with connection.cursor() as curseur:
        curseur.execute(ordre, parametres)
