"""Screens of retention: the table, holds, the purge, a person's data (SEC-03)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.conservation import actions
from santorin.conservation.archives import taux_de
from santorin.conservation.demandes import demander_export, demander_purge
from santorin.conservation.forms import (
    DureeForm,
    ExportForm,
    GelForm,
    MotifForm,
    PurgeForm,
    RechercheForm,
    TauxForm,
)
from santorin.conservation.lectures.apercu import apercu, table_de_conservation
from santorin.conservation.lectures.personnes import chercher
from santorin.conservation.models import CopieArchivee, Gel, TauxDArchives
from santorin.conservation.personne import Qualite
from santorin.conservation.regles import durees, nature_de
from santorin.refus import Refus

PAR_PAGE = 50


@exige(Droit.PURGER, Droit.GELER, Droit.EXPORTER_PERSONNE)
@require_safe
def table(request: Requete) -> HttpResponse:
    """The table of retention."""
    contexte = {
        "lignes": table_de_conservation(),
        "peut_regler": request.user.a_le_droit(Droit.PURGER),
        "onglets": _onglets(request, "table"),
    }
    return render(request, "conservation/table.html", contexte)


@exige(Droit.PURGER)
def duree(request: Requete, cle: str) -> HttpResponse:
    """Another period for a kind of data."""
    nature = nature_de(cle)
    if nature is None:
        raise Http404
    en_vigueur = durees()[cle]
    form = DureeForm(
        request.POST or None,
        nature=nature,
        initial={"nombre": en_vigueur.nombre, "unite": en_vigueur.unite},
    )
    if form.is_valid():
        motif = form.cleaned_data["motif"]
        actions.choisir_duree(nature, form.duree(), motif=motif, par=request.user, le=timezone.now())
        messages.success(request, f"{nature.libelle}\u00a0: {form.duree()}.")
        return redirect("conservation:table")
    return render(
        request, "conservation/duree.html", {"nature": nature, "en_vigueur": en_vigueur, "form": form}
    )


@exige(Droit.GELER)
def gels(request: Requete) -> HttpResponse:
    """The holds in force (or the lifted ones), last first, and a form to place one."""
    form = GelForm(request.POST or None, utilisateur=request.user)
    if form.is_valid():
        gel = actions.poser_gel(**form.cleaned_data, par=request.user, le=timezone.now())
        messages.success(request, f"Gel posé\u00a0: {gel}.")
        return redirect("conservation:gels")
    leves, apres = request.GET.get("leves") == "1", request.GET.get("apres", "")
    siens = Gel.objects.pour(request.user, Droit.GELER).filter(leve_le__isnull=not leves)
    if apres.isdigit():
        siens = siens.filter(pk__lt=int(apres))
    page = list(siens.select_related("epreuve__examen", "pose_par", "leve_par")[: PAR_PAGE + 1])
    contexte = {
        "form": form,
        "gels": page[:PAR_PAGE],
        "leves": leves,
        "precedent": None,
        "suivant": page[PAR_PAGE - 1].pk if len(page) > PAR_PAGE else None,
        "onglets": _onglets(request, "gels"),
    }
    return render(request, "conservation/gels.html", contexte)


@exige(Droit.GELER)
def lever(request: Requete, pk: int) -> HttpResponse:
    """Lift a hold, with a reason."""
    gel = get_object_or_404(
        Gel.objects.pour(request.user, Droit.GELER).select_related("epreuve__examen", "pose_par"), pk=pk
    )
    form = MotifForm(request.POST or None)
    if form.is_valid():
        actions.lever_gel(gel, motif=form.cleaned_data["motif"], par=request.user, le=timezone.now())
        messages.success(request, f"Gel levé\u00a0: {gel}.")
        return redirect("conservation:gels")
    return render(request, "conservation/lever.html", {"gel": gel, "form": form})


@exige(Droit.PURGER)
@require_GET
def purge(request: Requete) -> HttpResponse:
    """What is due, counted; the button that destroys it."""
    lignes = apercu(le=timezone.now())
    contexte = {
        "lignes": lignes,
        "total": sum(ligne.a_detruire for ligne in lignes),
        "retenus": sum(ligne.retenus for ligne in lignes),
        "onglets": _onglets(request, "purge"),
    }
    return render(request, "conservation/purge.html", contexte)


@exige(Droit.PURGER)
@require_POST
def purger(request: Requete) -> HttpResponse:
    """Have what is due destroyed, by a job."""
    form = PurgeForm(request.POST)
    if not form.is_valid():
        raise Refus("La demande n’a pas pu être lue\u00a0: revenez à l’aperçu et recommencez.")
    return redirect(demander_purge(form.cleaned_data["natures"], par=request.user))


@exige(Droit.PURGER)
def archives(request: Requete) -> HttpResponse:
    """The sample for the archives: rates by session, what is drawn, what is handed over."""
    form = TauxForm(request.POST or None)
    if form.is_valid():
        session, pour_mille = form.cleaned_data["session"], form.cleaned_data["pour_mille"]
        actions.choisir_taux(session, pour_mille, par=request.user, le=timezone.now())
        messages.success(request, f"Session {session}\u00a0: {pour_mille} copies pour mille.")
        return redirect("conservation:archives")
    sessions = form.fields["session"].queryset  # type: ignore[attr-defined]
    choisis = set(TauxDArchives.objects.values_list("session", flat=True))
    contexte = {
        "form": form,
        "taux": [(session, taux_de(session), session.pk in choisis) for session in sessions],
        "a_verser": CopieArchivee.objects.filter(versee_le=None).count(),
        "versees": CopieArchivee.objects.filter(versee_le__isnull=False).count(),
        "onglets": _onglets(request, "archives"),
    }
    return render(request, "conservation/archives.html", contexte)


@exige(Droit.EXPORTER_PERSONNE)
@require_GET
def personnes(request: Requete) -> HttpResponse:
    """Look for the person who asks for its data."""
    form = RechercheForm(request.GET or None)
    trouvees = None
    if form.is_valid():
        qualite = Qualite(form.cleaned_data["qualite"])
        trouvees = chercher(request.user, qualite, form.cleaned_data["q"])
    contexte = {"form": form, "trouvees": trouvees, "onglets": _onglets(request, "personnes")}
    return render(request, "conservation/personnes.html", contexte)


@exige(Droit.EXPORTER_PERSONNE)
@require_POST
def exporter(request: Requete) -> HttpResponse:
    """Have the data of the person gathered, by a job."""
    form = ExportForm(request.POST)
    if not form.is_valid():
        raise Refus("La demande n’a pas pu être lue\u00a0: cherchez la personne et recommencez.")
    qualite = Qualite(form.cleaned_data["qualite"])
    return redirect(demander_export(qualite, form.cleaned_data["cle"], par=request.user))


def _onglets(request: Requete, actif: str) -> list[dict[str, object]]:
    droits = (
        ("table", "Durées", (Droit.PURGER, Droit.GELER, Droit.EXPORTER_PERSONNE)),
        ("gels", "Gels", (Droit.GELER,)),
        ("purge", "Purge", (Droit.PURGER,)),
        ("archives", "Archives", (Droit.PURGER,)),
        ("personnes", "Données d’une personne", (Droit.EXPORTER_PERSONNE,)),
    )
    return [
        {"libelle": libelle, "url": reverse(f"conservation:{nom}"), "actif": nom == actif}
        for nom, libelle, requis in droits
        if request.user.a_le_droit(*requis)
    ]
