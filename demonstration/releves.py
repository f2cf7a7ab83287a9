"""The transcripts of BUC: published for all, then a second version of one, announced for later (RES-04, RES-06)."""

from datetime import datetime
from decimal import Decimal

from cyclades.actions import saisir
from cyclades.models import Inscription
from demonstration.resultats import EXAMEN, FERMETURE, OUVERTURE, SESSION
from resultats.actions.generation import generer
from resultats.actions.proclamation import proclamer
from resultats.actions.releves import publier
from resultats.lectures.proclamation import Cadre
from santorin.comptes.models import Utilisateur
from santorin.referentiel.valeur import Valeur
from santorin.traitements.compte_rendu import CompteRendu

CORRIGE = ("ROUGE", "Arthur")
NOTE_CORRIGEE = Decimal(30)
MOTIF = "Erreur de saisie signalée par le collège"


def faire_releves(cadre: Cadre, *, par: Utilisateur, le: datetime) -> None:
    """Generate and publish the transcripts of the frame; then correct one mark, and announce what follows from it."""
    _publier(cadre, disponible_le=OUVERTURE, par=par, le=OUVERTURE)
    _corriger(par=par, le=le)
    proclamer(cadre.examen, cadre.session, cadre.academie, par=par, le=le, compte_rendu=CompteRendu(par=par))
    _publier(cadre, disponible_le=FERMETURE, par=par, le=le)


def _publier(cadre: Cadre, *, disponible_le: datetime, par: Utilisateur, le: datetime) -> None:
    generation = generer(cadre, par=par, le=le, compte_rendu=CompteRendu(par=par))
    if generation is not None:
        generation.refresh_from_db()
        publier(generation, disponible_le=disponible_le, par=par, le=le)


def _corriger(*, par: Utilisateur, le: datetime) -> None:
    """One level of mastery, entered again by hand."""
    nom, prenoms = CORRIGE
    inscription = (
        Inscription.objects.filter(
            candidature__nom=nom,
            candidature__prenoms=prenoms,
            epreuve__session__code=SESSION,
            epreuve__examen__code=EXAMEN,
        )
        .exclude(note__valeur=NOTE_CORRIGEE)
        .select_related("candidature", "epreuve", "note")
        .order_by("epreuve__code")[0]
    )
    vue = inscription.note.modifiee_le
    saisir(inscription, valeur=Valeur(NOTE_CORRIGEE), motif=MOTIF, vue=vue, par=par, le=le)
