"""A mark entered by hand (CYC-02)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cyclades import regles
from cyclades.actions.calcul import lien_de_calcul, recalculer
from cyclades.actions.ecriture import NoteEcrite, ecrire, partager_epreuve, prendre_tenues
from cyclades.models import Epreuve, Inscription, Note, Origine, Publication
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.valeur import Valeur
from santorin.refus import DejaFait, Refus, exiger


@transaction.atomic
def saisir(
    inscription: Inscription,
    *,
    valeur: Valeur,
    motif: str,
    vue: datetime | None,
    par: Utilisateur,
    le: datetime,
    provisoire: bool = False,
) -> None:
    """CYC-02: put `valeur` in place of whatever is held, which stays in the history.

    For a bénéfice it is the mark kept from an earlier session. A provisional mark holds the place of one that is
    awaited; entered again without `provisoire`, it is confirmed.

    `vue` says which mark its author was looking at (when it was changed, None for no mark): another one in place
    raises `DejaFait`. Raises `Refus` after the publication, out of the scale, for an unknown code, or for no change.
    """
    epreuve = partager_epreuve(inscription.epreuve_id)
    if epreuve is None:
        raise Refus("Cette épreuve n’existe plus dans Cyclades.")
    tenue = prendre_tenues([inscription.pk]).get(inscription.pk)
    lien = lien_de_calcul(epreuve)
    _exiger_saisissable(epreuve, inscription, valeur, lien.composantes, provisoire=provisoire)
    origine = regles.origine_saisie(inscription.position, provisoire=provisoire)
    note = Note.objects.filter(pk=inscription.pk).first()
    if (note.modifiee_le if note else None) != vue:
        raise DejaFait("Cette note vient de changer. Vérifiez celle qui est en place avant de saisir.")
    if note is not None and note.donnee == valeur and not _confirme(note, origine):
        raise Refus("C’est déjà la note en place.")
    ecrite = NoteEcrite(inscription.pk, valeur.nombre, valeur.code, tenue.version if tenue else 0)
    ecrire([ecrite], epreuve=epreuve, origine=origine, par=par, motif=motif)
    recalculer(lien.calculee, [inscription.pk], par=par, le=le)
    journaliser(
        "cyclades.saisir",
        fil=epreuve.fil,
        objet=f"{epreuve.code} {inscription.candidature.identifiant}",
        par=par,
        le=le,
        avant={"note": str(note.donnee), "origine": note.origine} if note else None,
        apres={"note": str(valeur), "origine": origine},
        motif=motif,
    )


def _confirme(note: Note, origine: Origine) -> bool:
    """Whether the same value says more than before: a provisional mark made final."""
    return note.origine == Origine.PROVISOIRE and origine != Origine.PROVISOIRE


def _exiger_saisissable(
    epreuve: Epreuve,
    inscription: Inscription,
    valeur: Valeur,
    composantes: Sequence[str],
    *,
    provisoire: bool,
) -> None:
    publiee_le = (
        Publication.objects.filter(epreuve=epreuve, academie=inscription.academie_id)
        .values_list("publiee_le", flat=True)
        .first()
    )
    exiger(regles.obstacle_saisie(publiee_le, inscription.position, composantes))
    exiger(regles.obstacle_valeur_saisie(valeur, inscription.position, provisoire=provisoire))
    codes = [effet.code for effet in regles.codes_de(epreuve)]
    exiger(regles.bareme_saisi(epreuve, codes).obstacle(valeur.nombre, valeur.code))
