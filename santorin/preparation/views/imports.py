"""Import of candidates: give a file, read its check, import it (PRE-01)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.editions.tableur import ecrire_csv
from santorin.preparation.demandes import demander_controle, demander_import
from santorin.preparation.forms.candidats import FichierForm
from santorin.preparation.lectures.imports import Suivi, suivi
from santorin.preparation.models import ImportCandidats
from santorin.preparation.regles.candidats import COLONNES
from santorin.preparation.views.epreuves import epreuve_de

EXEMPLE = (
    "01950022359", "002", "GUYLESTE", "", "Fazia", "31/12/2009", "123456789AB", "0350059Z", "TCOM1", "31202", "NON",
)  # fmt: skip


@exige(Droit.PREPARER)
def imports(request: Requete, epreuve_id: int) -> HttpResponse:
    """PRE-01: give a file of candidates; the files given before."""
    epreuve = epreuve_de(request, epreuve_id, Droit.PREPARER)
    form = FichierForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        depot = demander_controle(epreuve, form.cleaned_data["fichier"], par=request.user, le=timezone.now())
        return redirect("preparation:import", depot.pk)
    precedents = ImportCandidats.objects.filter(epreuve=epreuve).select_related("depose_par")[:20]
    contexte = {"epreuve": epreuve, "form": form, "imports": precedents, "colonnes": COLONNES}
    return render(request, "preparation/imports.html", contexte)


@exige(Droit.PREPARER)
@require_safe
@never_cache
def detail(request: Requete, import_id: int) -> HttpResponse:
    """PRE-01: what the check found; the import."""
    return render(request, "preparation/import.html", _contexte(request, import_id))


@exige(Droit.PREPARER)
@require_safe
@never_cache
def suivre(request: Requete, import_id: int) -> HttpResponse:
    """The fragment that the screen refreshes by itself."""
    return render(request, "preparation/_import.html", _contexte(request, import_id))


@exige(Droit.PREPARER)
@require_POST
def importer(request: Requete, import_id: int) -> HttpResponse:
    """PRE-01: import the file, whole or its valid lines only."""
    depot = _depot(request, import_id)
    seulement = request.POST.get("valides_seulement") == "oui"
    demander_import(depot, valides_seulement=seulement, par=request.user, le=timezone.now())
    messages.info(request, "Import demandé\u00a0: vous pouvez quitter cette page, il se fera sans vous.")
    return redirect("preparation:import", depot.pk)


@exige(Droit.PREPARER)
@require_safe
def modele(request: Requete) -> HttpResponse:
    """A file to start from: the columns, and one line as an example."""
    lignes = (tuple(colonne.nom for colonne in COLONNES), EXEMPLE)
    reponse = HttpResponse(b"".join(ecrire_csv(lignes)), content_type="text/csv; charset=utf-8")
    reponse["Content-Disposition"] = 'attachment; filename="modele_candidats.csv"'
    return reponse


def _depot(request: Requete, import_id: int) -> ImportCandidats:
    depots = ImportCandidats.objects.pour(request.user, Droit.PREPARER)
    return get_object_or_404(
        depots.select_related("epreuve__examen", "depose_par", "controle", "application"), pk=import_id
    )


def _contexte(request: Requete, import_id: int) -> dict[str, object]:
    lu: Suivi = suivi(_depot(request, import_id))
    return {"suivi": lu, "depot": lu.depot, "epreuve": lu.depot.epreuve}
