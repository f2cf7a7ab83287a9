"""All the marks of a lot in one grid, for those who marked on paper (COR-01)."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.models import Lot
from santorin.copies.regles.bareme import empreinte_du_bareme, obstacle_affichage
from santorin.copies.regles.corrections import anomalie_points, obstacle_notation
from santorin.correction.actions import Saisie, SaisieDeChoix, saisir_grille
from santorin.correction.forms import lire_nombre
from santorin.correction.lectures.grille import VUE, Case, LigneGrille, grille, questions_du_lot
from santorin.correction.regles.copies import lots_de
from santorin.referentiel.accords import compter
from santorin.refus import Refus


@exige(Droit.CORRIGER)
@never_cache
def saisir(request: Requete, cle: UUID) -> HttpResponse:
    """COR-01, COR-06: show the grid and record it, all or none; what was typed is never lost by an error."""
    lots = lots_de(request.user).select_related("sujet", "epreuve__parametrage", "epreuve__examen")
    lot = get_object_or_404(lots, cle=cle)
    if request.method != "POST":
        return _montrer(request, lot)
    saisies = {nom: valeur for nom, valeur in request.POST.items() if isinstance(valeur, str)}
    bareme = saisies.get("bareme")
    lues, choix, erreurs = _lire(lot, saisies)
    if erreurs:
        if obstacle := obstacle_affichage(questions_du_lot(lot), bareme):
            messages.error(request, obstacle)
        return _montrer(request, lot, saisies=saisies, erreurs=erreurs)
    try:
        nombre = saisir_grille(lot, lues, choix, bareme=bareme, par=request.user, le=timezone.now())
    except Refus as refus:
        messages.error(request, refus.message)
        return _montrer(request, lot, saisies=saisies)
    messages.success(
        request, f"Grille enregistrée\u00a0: {compter(nombre, 'copie modifiée,copies modifiées')}."
    )
    return redirect("correction:grille", lot.cle)


def _lire(lot: Lot, saisies: Mapping[str, str]) -> tuple[list[Saisie], list[SaisieDeChoix], dict[str, str]]:
    """The cells as they were sent, and what is wrong with them, by field."""
    lues: list[Saisie] = []
    choix: list[SaisieDeChoix] = []
    erreurs: dict[str, str] = {}
    for ligne in grille(lot, saisies=saisies)[1]:
        choix += _choix(ligne, saisies)
        for case in ligne.cases:
            if case.nom not in saisies:
                continue
            try:
                points = _points(case)
                vue = _nombre(saisies.get(VUE + case.nom, ""))
            except ValidationError as erreur:
                erreurs[case.nom] = str(erreur.message)
            else:
                lues.append(Saisie(ligne.correction, case.question.pk, vue, points))
    return lues, choix, erreurs


def _choix(ligne: LigneGrille, saisies: Mapping[str, str]) -> list[SaisieDeChoix]:
    """The alternatives chosen, as they were sent; what is not one of them is left as it was."""
    return [
        SaisieDeChoix(ligne.correction, case.choix, saisies.get(VUE + case.nom, ""), case.saisie)
        for case in ligne.choix
        if case.nom in saisies and case.saisie in {"", *case.possibles}
    ]


def _points(case: Case) -> Decimal | None:
    points = _nombre(case.saisie)
    if points is not None and (anomalie := anomalie_points(case.question, points)):
        raise ValidationError(anomalie)
    return points


def _nombre(texte: str) -> Decimal | None:
    return lire_nombre(texte) if texte.strip() else None


def _montrer(
    request: Requete,
    lot: Lot,
    *,
    saisies: Mapping[str, str] | None = None,
    erreurs: Mapping[str, str] | None = None,
) -> HttpResponse:
    questions, lignes = grille(lot, saisies=saisies, erreurs=erreurs)
    contexte = {
        "lot": lot,
        "questions": questions,
        "bareme": empreinte_du_bareme(questions),
        "lignes": lignes,
        "erreurs": erreurs or {},
        "obstacle": obstacle_notation(lot),
        "anonyme": lot.epreuve.parametrage.bareme_anonyme,
    }
    return render(request, "correction/grille.html", contexte)
