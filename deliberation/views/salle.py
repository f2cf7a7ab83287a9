"""The deliberation room, and the marks of the épreuve de contrôle before it (DEL-01, DEL-06, DEL-14)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from deliberation import actions, regles
from deliberation.forms import (
    CsvControle,
    Decision,
    DonnerPoints,
    GrilleControle,
    ModifierNote,
    Motif,
    NouveauMembre,
)
from deliberation.lectures.salle import decision_proposee, derniere_seance, salle, seance_ouverte
from deliberation.models import Decidee, Dossier, LigneDeLivret, Membre
from deliberation.notes_lues import POINTS, DossierLu
from deliberation.perimetre import dossier_de, droits_sur, jury_de
from deliberation.proposition import dossiers_lus, reglement_du, supposer
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.referentiel.accords import compter
from santorin.referentiel.valeur import Valeur
from santorin.refus import exiger

ECRIRE = (Droit.CONDUIRE_DELIBERATION, Droit.DELIBERER)


@exige(Droit.CONSULTER_DELIBERATION)
@never_cache
@require_safe
def jury(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-06: the room: candidates, progress, composition, closing."""
    lu = salle(jury_de(request, jury_id, Droit.CONSULTER_DELIBERATION))
    droits = droits_sur(request.user, lu.jury)
    contexte = {
        "salle": lu,
        "jury": lu.jury,
        "peut_ecrire": bool(droits & set(ECRIRE)),
        "peut_clore": Droit.DELIBERER in droits,
        "peut_reunir": Droit.OUVRIR_EPREUVE_DE_CONTROLE in droits,
        "livrets_ouverts": regles.obstacle_livrets(lu.jury) is None and Droit.CONDUIRE_DELIBERATION in droits,
        "saisie_ouverte": regles.obstacle_saisie_controle(lu.jury) is None
        and Droit.CONDUIRE_DELIBERATION in droits,
        "obstacle_rectification": regles.obstacle_rectification(lu.jury, lu.seance),
        "peut_composer": Droit.CONSTITUER_JURYS in droits,
        "composition_figee": regles.obstacle_composition(lu.jury, lu.seance),
        "form_membre": NouveauMembre(avec_compte=Droit.CONSTITUER_JURYS in droits),
        "form_motif": Motif(),
        "rectifie": regles.obstacle_pv_de_rectification(derniere_seance(lu.jury)) is None,
    }
    return render(request, "deliberation/jury.html", contexte)


@exige(Droit.CONDUIRE_DELIBERATION)
@never_cache
def controle(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-01: the grid of choices and marks of the épreuve de contrôle."""
    sien = jury_de(request, jury_id, Droit.CONDUIRE_DELIBERATION)
    exiger(regles.obstacle_saisie_controle(sien))
    lu = salle(sien)
    par_fichier = request.method == "POST" and "fichier" in request.FILES
    grille = GrilleControle(
        request.POST if request.method == "POST" and not par_fichier else None,
        lignes=lu.lignes,
        regle=lu.regle,
    )
    fichier = CsvControle(
        request.POST if par_fichier else None, request.FILES if par_fichier else None, lignes=lu.lignes
    )
    rempli: Any = fichier if par_fichier else grille
    if request.method == "POST" and rempli.is_valid():
        saisies = fichier.cleaned_data["fichier"] if par_fichier else grille.saisies()
        nombre = actions.saisir_controle(sien, saisies, par=request.user, le=timezone.now())
        messages.success(
            request, f"Enregistrement effectué\u00a0: {compter(nombre, 'note modifiée,notes modifiées')}."
        )
        return redirect("deliberation:controle", jury_id)
    contexte = {"jury": sien, "salle": lu, "grille": grille, "fichier": fichier}
    return render(request, "deliberation/controle.html", contexte)


@exige(Droit.DELIBERER)
@require_POST
def clore(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-06: the président closes."""
    sien = jury_de(request, jury_id, Droit.DELIBERER)
    actions.clore(sien, par=request.user, le=timezone.now())
    messages.success(request, "Enregistrement effectué")
    return redirect(sien)


@exige(Droit.OUVRIR_EPREUVE_DE_CONTROLE)
@require_POST
def rectifier(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-14: reconvene the jury."""
    sien = jury_de(request, jury_id, Droit.OUVRIR_EPREUVE_DE_CONTROLE)
    actions.rectifier(sien, motif=request.POST.get("motif", ""), par=request.user, le=timezone.now())
    messages.success(request, "Le jury est réuni pour corriger l’erreur matérielle.")
    return redirect(sien)


@exige(Droit.CONSULTER_DELIBERATION)
@never_cache
@require_safe
def dossier(request: Requete, dossier_id: int) -> HttpResponse:
    """DEL-06: one candidate: marks, calculation, decision."""
    sien = dossier_de(request, dossier_id, Droit.CONSULTER_DELIBERATION)
    return _montrer(request, sien)


@exige(*ECRIRE)
@require_POST
def agir(request: Requete, dossier_id: int, acte: str) -> HttpResponse:
    """DEL-06: a mark changed, points, a decision; or what they would give, without writing anything."""
    sien = dossier_de(request, dossier_id, *ECRIRE)
    lu = _lire(sien)
    form = formulaires(lu, list(Membre.objects.en_fonction().filter(jury=sien.jury_id)), acte, request.POST)
    if not form.is_valid():
        return _montrer(request, sien, {acte: form})
    if "essayer" in request.POST:
        return _montrer(request, sien, {acte: form}, essai=essayer(lu, acte, form.cleaned_data))
    enregistrer(sien, acte, form.cleaned_data, request)
    messages.success(request, "Enregistrement effectué")
    return redirect("deliberation:dossier", dossier_id)


def formulaires(
    lu: DossierLu, membres: list[Membre], acte: str, recu: Any = None, *, qui: int | None = None
) -> forms.Form:
    """The form of an act on a candidate. 404 is the address's: other acts have none.

    `qui`: the account on screen; when it is the président's or the vice-président's, the act is his unless he says else.
    """
    siege = next((m.pk for m in membres if m.dirige and qui is not None and m.utilisateur_id == qui), None)
    initial = {"vue": lu.dossier.version, "auteur": siege}
    if acte == "note":
        return ModifierNote(recu, lu=lu, membres=membres, initial=initial, auto_id="note-%s")
    if acte == "points":
        return DonnerPoints(
            recu, membres=membres, initial=initial | {"points": lu.points}, auto_id="points-%s"
        )
    proposee = decision_proposee(lu)
    return Decision(
        recu,
        membres=membres,
        auto_id="decision-%s",
        initial=initial
        | {
            "decision": lu.dossier.decision or proposee,
            "livret_examine": lu.dossier.livret_examine,
            "motif": lu.dossier.decision_motif,
        },
    )


def essayer(lu: DossierLu, acte: str, saisi: dict[str, Any]) -> DossierLu:
    """DEL-06: what the calculation would propose; nothing is written."""
    regle = reglement_du(lu.dossier.jury)
    if acte == "points":
        return supposer(lu, regle, {}, saisi["points"])
    return supposer(lu, regle, {saisi["cle"]: saisi["valeur"]} if acte == "note" and saisi["valeur"] else {})


def enregistrer(
    dossier: Dossier, acte: str, saisi: dict[str, Any], request: Any, *, anonyme: bool = False
) -> None:
    """DEL-06: hand the cleaned input to the action; `anonyme`: from the emergency portal, without an account."""
    commun = {
        "motif": saisi["motif"],
        "auteur": saisi["auteur"],
        "vue": saisi["vue"],
        "par": None if anonyme else request.user,
        "le": timezone.now(),
    }
    if acte == "note":
        valeur: Valeur | None = saisi["valeur"]
        exiger(None if valeur else "Donnez la nouvelle note.")
        actions.modifier_note(dossier, cle=saisi["cle"], valeur=saisi["valeur"], **commun)
    elif acte == "points":
        actions.donner_points(dossier, points=saisi["points"], **commun)
    else:
        actions.decider(
            dossier,
            decision=Decidee(saisi["decision"]),
            livret_examine=saisi["livret_examine"],
            **commun,
        )


def _lire(dossier: Dossier) -> DossierLu:
    [lu] = dossiers_lus(dossier.jury, [dossier], reglement_du(dossier.jury))
    return lu


def _montrer(
    request: Requete,
    dossier: Dossier,
    remplis: dict[str, forms.Form] | None = None,
    *,
    essai: DossierLu | None = None,
) -> HttpResponse:
    droits = droits_sur(request.user, dossier.jury)
    contexte = contexte_du_dossier(dossier, remplis or {}, essai, qui=request.user.pk) | {
        "peut_ecrire": bool(droits & set(ECRIRE)),
        "adresses": {
            "note": reverse("deliberation:modifier_note", args=[dossier.pk]),
            "points": reverse("deliberation:donner_points", args=[dossier.pk]),
            "decision": reverse("deliberation:decider", args=[dossier.pk]),
        },
    }
    return render(request, "deliberation/dossier.html", contexte)


def contexte_du_dossier(
    dossier: Dossier, remplis: dict[str, forms.Form], essai: DossierLu | None, *, qui: int | None = None
) -> dict[str, Any]:
    """What the room and the emergency portal show of a candidate; `qui`: the account, which the portal has none of."""
    lu, membres = (
        _lire(dossier),
        list(Membre.objects.en_fonction().filter(jury=dossier.jury_id).dans_l_ordre()),
    )
    autres = list(dossier.jury.dossiers.au_controle().dans_l_ordre().values_list("pk", flat=True))
    place = autres.index(dossier.pk)
    seance = seance_ouverte(dossier.jury)
    return {
        "lu": lu,
        "jury": dossier.jury,
        "essai": essai,
        "points_cle": POINTS,
        "proposee": decision_proposee(lu),
        "obstacle": regles.obstacle_seance(seance, dossier.jury),
        "formulaires": {
            acte: remplis.get(acte) or formulaires(lu, membres, acte, qui=qui)
            for acte in ("note", "points", "decision")
        },
        "livret": list(LigneDeLivret.objects.filter(dossier=dossier)),
        "modifications": list(dossier.modifications.select_related("auteur")),
        "place": place + 1,
        "sur": len(autres),
        "precedent": autres[place - 1] if place else None,
        "suivant": autres[place + 1] if place + 1 < len(autres) else None,
    }
