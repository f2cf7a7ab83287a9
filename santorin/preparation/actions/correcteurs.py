"""Calling markers for an épreuve, and taking them off (PRE-02)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Correcteur, Epreuve
from santorin.journal.actions import journaliser
from santorin.preparation.regles.correcteurs import (
    CorrecteurLu,
    obstacle_revocation,
    obstacle_sans_compte,
)
from santorin.referentiel.models import Etablissement
from santorin.refus import exiger


@transaction.atomic
def appeler(epreuve: Epreuve, lus: Sequence[CorrecteurLu], *, par: Utilisateur, le: datetime) -> int:
    """PRE-02: record these markers and call them for the épreuve, all or none; how many are newly called.

    Known markers (by their number) are brought up to date; what a line leaves empty stays as it was: a file without
    établissements must not let markers receive their own pupils (DIS-01). Raises `Refus` for an unknown établissement or account.
    """
    Epreuve.objects.select_for_update(of=("self",), no_key=True).get(pk=epreuve.pk)
    deja = set(epreuve.correcteurs.values_list("numero", flat=True))
    etablissements = Etablissement.objects.in_bulk({lu.uai for lu in lus if lu.uai}, field_name="uai")
    comptes = Utilisateur.objects.in_bulk({lu.compte for lu in lus if lu.compte}, field_name="username")
    for lu in lus:
        exiger(_obstacle(lu, etablissements, comptes))
        correcteur, _ = Correcteur.objects.update_or_create(
            numero=lu.numero,
            defaults={
                "nom": lu.nom,
                "prenoms": lu.prenoms,
                **({"etablissement": etablissements[lu.uai]} if lu.uai else {}),
                **({"divisions": list(lu.divisions)} if lu.divisions else {}),
                **({"utilisateur": comptes[lu.compte]} if lu.compte else {}),
            },
        )
        epreuve.correcteurs.add(correcteur)
    journaliser(
        "epreuve.appeler",
        fil=f"epreuve:{epreuve.pk}",
        objet=str(epreuve),
        par=par,
        le=le,
        apres={"correcteurs": [[lu.numero, lu.uai, list(lu.divisions)] for lu in lus]},
    )
    return len({lu.numero for lu in lus} - deja)


@transaction.atomic
def modifier(
    epreuve: Epreuve, correcteur: Correcteur, lu: CorrecteurLu, *, par: Utilisateur, le: datetime
) -> None:
    """PRE-02: what is known of a marker of the épreuve becomes this, and what `lu` leaves empty is emptied.

    The number stays. Raises `Refus` for an unknown établissement or account, and for an account taken from who has lots.
    """
    Epreuve.objects.select_for_update(of=("self",), no_key=True).get(pk=epreuve.pk)
    verrou = Correcteur.objects.select_for_update(of=("self",), no_key=True).get(pk=correcteur.pk)
    lu = replace(lu, numero=verrou.numero)
    etablissements = Etablissement.objects.in_bulk([lu.uai] if lu.uai else [], field_name="uai")
    comptes = Utilisateur.objects.in_bulk([lu.compte] if lu.compte else [], field_name="username")
    exiger(_obstacle(lu, etablissements, comptes))
    compte = comptes.get(lu.compte)
    exiger(obstacle_sans_compte(verrou, compte))
    avant = _au_journal(verrou)
    verrou.nom, verrou.prenoms, verrou.divisions = lu.nom, lu.prenoms, list(lu.divisions)
    verrou.etablissement, verrou.utilisateur = etablissements.get(lu.uai), compte
    verrou.save(update_fields=["nom", "prenoms", "divisions", "etablissement", "utilisateur"])
    journaliser(
        "correcteur.modifier",
        fil=f"epreuve:{epreuve.pk}",
        objet=f"{verrou} – {epreuve}",
        par=par,
        le=le,
        avant=avant,
        apres=_au_journal(verrou),
    )


def _au_journal(correcteur: Correcteur) -> dict[str, object]:
    return {
        "numero": correcteur.numero,
        "nom": str(correcteur),
        "uai": correcteur.etablissement.uai if correcteur.etablissement else "",
        "divisions": correcteur.divisions,
        "compte": correcteur.utilisateur.username if correcteur.utilisateur else "",
    }


@transaction.atomic
def revoquer(epreuve: Epreuve, correcteur: Correcteur, *, par: Utilisateur, le: datetime) -> None:
    """PRE-02: take a marker off the épreuve. Raises `Refus` when it has lots."""
    Epreuve.objects.select_for_update(of=("self",), no_key=True).get(pk=epreuve.pk)
    exiger(obstacle_revocation(epreuve, correcteur))
    epreuve.correcteurs.remove(correcteur)
    journaliser(
        "epreuve.revoquer",
        fil=f"epreuve:{epreuve.pk}",
        objet=str(epreuve),
        par=par,
        le=le,
        avant={"correcteur": correcteur.numero},
    )


def _obstacle(
    lu: CorrecteurLu, etablissements: dict[str, Etablissement], comptes: dict[str, Utilisateur]
) -> str | None:
    qui = f"{lu.nom} {lu.prenoms}"
    if lu.uai and lu.uai not in etablissements:
        return f"{qui}\u00a0: l’établissement {lu.uai} n’est pas connu."
    compte = comptes.get(lu.compte)
    if lu.compte and (compte is None or not compte.a_le_droit(Droit.CORRIGER)):
        return f"{qui}\u00a0: le compte {lu.compte} n’est pas celui d’un correcteur."
    autre = (
        Correcteur.objects.filter(utilisateur=compte).exclude(numero=lu.numero).first() if compte else None
    )
    if autre is not None:
        return f"{qui}\u00a0: le compte {lu.compte} est déjà celui de {autre}."
    return None
