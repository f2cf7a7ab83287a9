"""The composition of a jury: who is named, replaced, present (DEL-06, DEL-14)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from deliberation import actions, regles
from deliberation.forms import Compte, NouveauMembre, Remplacement
from deliberation.lectures.salle import seance_ouverte
from deliberation.models import Membre
from deliberation.perimetre import droits_sur, jury_de
from deliberation.views.salle import ECRIRE
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.refus import exiger

PAPILLON = "Le papillon de secours de ce jury est révoqué\u00a0: {membre} pouvait l’avoir gardé."
UN_AUTRE = " Le chef de centre en aura un autre en générant de nouveau le plan de secours."
NOMMER = (*ECRIRE, Droit.CONSTITUER_JURYS)


@exige(*ECRIRE)
@require_POST
def presences(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-06: who sits."""
    sien = jury_de(request, jury_id, *ECRIRE)
    # Nobody is present until somebody says so: this is the evidence that courts ask for.
    defaut = "present" if "tous" in request.POST else ""
    dites = {m.pk: request.POST.get(f"membre-{m.pk}", "") or defaut for m in sien.membres.en_fonction()}
    lues = {cle: dite == "present" for cle, dite in dites.items() if dite}
    exiger(None if lues else "Indiquez qui est présent et qui est absent.")
    actions.enregistrer_presences(sien, lues, par=request.user, le=timezone.now())
    messages.success(request, "Enregistrement effectué")
    return redirect(sien)


@exige(*NOMMER)
@require_POST
def nommer(request: Requete, jury_id: int) -> HttpResponse:
    """DEL-06: a member more."""
    sien = jury_de(request, jury_id, *NOMMER)
    avec_compte = Droit.CONSTITUER_JURYS in droits_sur(request.user, sien)
    form = NouveauMembre(request.POST, avec_compte=avec_compte)
    exiger(None if form.is_valid() else _premiere_faute(form))
    actions.nommer(sien, **form.cleaned_data, par=request.user, le=timezone.now())
    messages.success(request, "Enregistrement effectué")
    return redirect(sien)


@exige(Droit.CONSTITUER_JURYS)
@never_cache
def membre(request: Requete, jury_id: int, membre_id: int) -> HttpResponse:
    """DEL-06: a member's account, and who takes his place."""
    sien = _membre(request, jury_id, membre_id)
    exiger(regles.obstacle_composition(sien.jury, seance_ouverte(sien.jury)))
    par_compte = request.method == "POST" and "rattacher" in request.POST
    par_remplacement = request.method == "POST" and not par_compte
    compte = Compte(request.POST if par_compte else None, auto_id="compte-%s")
    remplacement = Remplacement(request.POST if par_remplacement else None, membre=sien)
    par, le = request.user, timezone.now()
    if par_compte and compte.is_valid():
        actions.rattacher(sien, utilisateur=compte.cleaned_data["utilisateur"], par=par, le=le)
        messages.success(request, "Enregistrement effectué")
        return redirect(sien.jury)
    if par_remplacement and remplacement.is_valid():
        motif = remplacement.cleaned_data["motif"]
        nouveau = actions.remplacer(sien, remplacant=remplacement.remplacant, motif=motif, par=par, le=le)
        messages.success(request, f"{nouveau} remplace {sien}.")
        if sien.jury.acces_secours.filter(revoque_le=le).exists():
            suite = "" if regles.obstacle_plan_de_secours(sien.jury) else UN_AUTRE
            messages.warning(request, PAPILLON.format(membre=sien) + suite)
        return redirect(sien.jury)
    contexte = {"jury": sien.jury, "membre": sien, "compte": compte, "remplacement": remplacement}
    return render(request, "deliberation/membre.html", contexte)


def _premiere_faute(form: NouveauMembre) -> str:
    dites = [str(faute) for faute in form.errors.get("utilisateur", [])]
    return dites[0] if dites else "Donnez au moins le nom et le prénom du membre."


def _membre(request: Requete, jury_id: int, membre_id: int) -> Membre:
    jury = jury_de(request, jury_id, Droit.CONSTITUER_JURYS)
    membre = get_object_or_404(
        jury.membres.en_fonction().select_related("jury__groupe", "utilisateur"), pk=membre_id
    )
    membre.jury = jury
    return membre
