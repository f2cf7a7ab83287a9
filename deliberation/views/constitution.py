"""« Constituer les jurys »: give the files, read what they would make, apply them; the juries as composed (DEL-06)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from deliberation.constitution import DE_CANDIDATS, DE_CANDIDATS_AUSSI, DE_MEMBRES, DE_MEMBRES_AUSSI
from deliberation.demandes import demander_constitution, demander_controle_de_jurys
from deliberation.forms import CriteresDeJurys, FichiersDeJurys
from deliberation.lectures.constitution import avec_composition, cherches, composes, suivi
from deliberation.models import ImportJurys, Jury
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.editions.tableur import Etiquette, ecrire_csv
from santorin.pages import page

# What is expected, what may be left out, and a line as an example.
MODELES = {
    "candidats": (
        DE_CANDIDATS,
        DE_CANDIDATS_AUSSI,
        ("2021-06", "BCP", "A14", "11", "31202", "31202", "0350059Z", "01950022359", "002", "0350059Z"),
    ),
    "membres": (
        DE_MEMBRES,
        DE_MEMBRES_AUSSI,
        ("2021-06", "BCP", "A14", "11", "31202", "ROSE BONBON", "Ludivine", "présidente", "Inspectrice", "NON", "l.rose"),
    ),
}  # fmt: skip


@exige(Droit.CONSTITUER_JURYS)
@never_cache
def constituer(request: Requete) -> HttpResponse:
    """DEL-06: give the files; those given before; the juries of one's académie."""
    academies = request.user.academies_de(Droit.CONSTITUER_JURYS)
    form = FichiersDeJurys(request.POST or None, request.FILES or None, academies=academies)
    if request.method == "POST" and form.is_valid():
        depot = demander_controle_de_jurys(**form.cleaned_data, par=request.user, le=timezone.now())
        return redirect("deliberation:constitution", depot.pk)
    precedents = ImportJurys.objects.pour(request.user, Droit.CONSTITUER_JURYS).select_related("depose_par")
    colonnes = [(nom, exigees, facultatives) for nom, (exigees, facultatives, _) in MODELES.items()]
    contexte = {"form": form, "imports": precedents[:20], "colonnes": colonnes}
    return render(request, "deliberation/constituer.html", contexte)


@exige(Droit.CONSTITUER_JURYS)
@never_cache
@require_safe
def jurys(request: Requete) -> HttpResponse:
    """DEL-06: the juries of one's académie, with who holds their seats."""
    criteres = CriteresDeJurys(request.GET)
    criteres.is_valid()
    q = criteres.cleaned_data.get("q", "")
    siens = cherches(Jury.objects.pour(request.user, Droit.CONSTITUER_JURYS), q)
    avant, apres = (
        siens.filter(pk=criteres.cleaned_data.get(sens) or 0).first() for sens in ("avant", "apres")
    )
    lue = page(avec_composition(siens), ("numero", "pk"), avant=avant, apres=apres)
    contexte = {"jurys": composes(lue.lignes), "precedent": lue.precedent, "suivant": lue.suivant, "q": q}
    return render(request, "deliberation/jurys.html", contexte)


@exige(Droit.CONSTITUER_JURYS)
@require_safe
@never_cache
def constitution(request: Requete, import_id: int) -> HttpResponse:
    """DEL-06: what the files would make; apply them."""
    contexte = {"suivi": suivi(_depot(request, import_id))}
    return render(request, "deliberation/constitution.html", contexte)


@exige(Droit.CONSTITUER_JURYS)
@require_safe
@never_cache
def suivre(request: Requete, import_id: int) -> HttpResponse:
    """The fragment that the screen refreshes by itself."""
    contexte = {"suivi": suivi(_depot(request, import_id))}
    return render(request, "deliberation/_constitution.html", contexte)


@exige(Droit.CONSTITUER_JURYS)
@require_POST
def appliquer(request: Requete, import_id: int) -> HttpResponse:
    """DEL-06: apply the files, whole."""
    depot = demander_constitution(_depot(request, import_id), par=request.user)
    messages.info(
        request, "Constitution demandée\u00a0: vous pouvez quitter cette page, elle se fera sans vous."
    )
    return redirect("deliberation:constitution", depot.pk)


@exige(Droit.CONSTITUER_JURYS)
@require_safe
def modele(request: Requete, nature: str) -> HttpResponse:
    """A file to start from: the columns, and one line as an example."""
    if nature not in MODELES:
        raise Http404
    exigees, facultatives, exemple = MODELES[nature]
    lignes = ((*exigees, *facultatives), [Etiquette(cellule) for cellule in exemple])
    reponse = HttpResponse(b"".join(ecrire_csv(lignes)), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = f'attachment; filename="modele_jurys_{nature}.csv"'
    return reponse


def _depot(request: Requete, import_id: int) -> ImportJurys:
    depots = ImportJurys.objects.pour(request.user, Droit.CONSTITUER_JURYS)
    return get_object_or_404(
        depots.select_related("academie", "depose_par", "controle", "application"), pk=import_id
    )
