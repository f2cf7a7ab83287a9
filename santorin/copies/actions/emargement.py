"""Attendance and suspicion of fraud: the AB comes and goes with them (NUM-03, PAR-02, CLO-09)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from santorin.comptes.models import Utilisateur
from santorin.copies.actions.notes import arreter_notes
from santorin.copies.etats import Emargement
from santorin.copies.models import Candidat, Composition, Epreuve, Note
from santorin.copies.regles import emargement as regles
from santorin.journal.actions import journaliser
from santorin.referentiel.valeur import ABSENT
from santorin.refus import exiger


@dataclass(frozen=True, slots=True)
class Bilan:
    """What an act on attendance did: candidates changed, and those whose AB Cyclades already holds."""

    changes: int
    absences_transmises: int = 0


@transaction.atomic
def emarger(
    compositions: Sequence[Composition],
    etat: Emargement,
    *,
    par: Utilisateur,
    le: datetime,
    confirme: bool = False,
) -> Bilan:
    """NUM-03: mark candidates of one épreuve présents, absents or non émargés.

    An absent gets AB, settled at once. One who is no longer absent loses it: the mark of a locked lot takes its place
    with a new version, otherwise nothing is settled; an AB that Cyclades holds stays there until the next mark leaves.
    Raises `Refus` for an absent whose copy was scanned, unless `confirme`.
    """
    lignes = list(
        Composition.objects.select_for_update(of=("self",))
        .select_related("epreuve__examen", "candidat")
        .filter(pk__in=[composition.pk for composition in compositions])
        .exclude(emargement=etat)
        .order_by("pk")
    )
    exiger(regles.obstacle_emargement(lignes, etat, confirme=confirme))
    return _emarger(lignes, etat, par=par, le=le)


@transaction.atomic
def emarger_en_masse(epreuve: Epreuve, *, par: Utilisateur, le: datetime) -> Bilan:
    """PAR-02: mark absent every candidate neither émargé nor scanned. Raises `Refus` unless the paramétrage allows it."""
    exiger(regles.obstacle_emargement_en_masse(epreuve))
    absentes = (
        regles.presumees_absentes(epreuve)
        .select_for_update(of=("self",))
        .select_related("epreuve__examen", "candidat")
        .order_by("pk")
    )
    return _emarger(list(absentes), Emargement.ABSENT, par=par, le=le)


@transaction.atomic
def presumer_fraude(composition: Composition, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """NUM-03: flag a candidate as présumé fraudeur; the copy is withheld everywhere from now on (TEL-03)."""
    ligne = _prendre_avec_son_candidat(composition)
    exiger(regles.obstacle_presomption(ligne, motif))
    ligne.fraude_presumee, ligne.fraude_motif = True, motif.strip()
    ligne.save(update_fields=["fraude_presumee", "fraude_motif"])
    _journaliser_fraude("candidat.presumer_fraude", ligne, motif, par, le)
    _annoncer(ligne.candidat, par=par, le=le)


@transaction.atomic
def lever_presomption(composition: Composition, *, motif: str, par: Utilisateur, le: datetime) -> None:
    """NUM-03: take the flag away, with its reason."""
    ligne = _prendre_avec_son_candidat(composition)
    exiger(regles.obstacle_levee(ligne, motif))
    ligne.fraude_presumee, ligne.fraude_motif = False, ""
    ligne.save(update_fields=["fraude_presumee", "fraude_motif"])
    _journaliser_fraude("candidat.lever_presomption", ligne, motif, par, le)
    _annoncer(ligne.candidat, par=par, le=le)


def _emarger(
    compositions: Sequence[Composition], etat: Emargement, *, par: Utilisateur, le: datetime
) -> Bilan:
    if not compositions:
        return Bilan(0)
    epreuve, cles = compositions[0].epreuve, [composition.pk for composition in compositions]
    Composition.objects.filter(pk__in=cles).update(emargement=etat)
    transmises = Note.objects.filter(composition__in=cles, code=ABSENT, version_acquittee__gt=0).count()
    notes = arreter_notes(cles, par=par, le=le)
    journaliser(
        "candidat.emarger",
        fil=f"epreuve:{epreuve.pk}",
        objet=str(epreuve),
        par=par,
        le=le,
        avant={str(composition.pk): composition.emargement for composition in compositions},
        apres={"emargement": etat, "notes": [note.pour_le_journal() for note in notes]},
    )
    return Bilan(len(cles), transmises if etat != Emargement.ABSENT else 0)


def _prendre(composition: Composition) -> Composition:
    return (
        Composition.objects.select_for_update(of=("self",))
        .select_related("epreuve__examen", "candidat")
        .get(pk=composition.pk)
    )


def _prendre_avec_son_candidat(composition: Composition) -> Composition:
    """What is announced of a candidate sums up all its sittings: of two acts at once, the second sees the first."""
    Candidat.objects.select_for_update(no_key=True).get(pk=composition.candidat_id)
    return _prendre(composition)


def _annoncer(candidat: Candidat, *, par: Utilisateur, le: datetime) -> None:
    """RES-08: where registrations are held must know at once: no transcript, no list, no result."""
    recevoir: Callable[..., None] = import_string(settings.ANNONCE_DES_PRESOMPTIONS)
    presumee = Composition.objects.filter(candidat=candidat, fraude_presumee=True).exists()
    recevoir(candidat.numero, candidat.inscription, presumee=presumee, par=par, le=le)


def _journaliser_fraude(
    acte: str, composition: Composition, motif: str, par: Utilisateur, le: datetime
) -> None:
    journaliser(
        acte,
        fil=f"epreuve:{composition.epreuve_id}",
        objet=f"{composition.candidat.identifiant} – {composition.epreuve}",
        par=par,
        le=le,
        motif=motif,
    )
