"""Pages in anomaly and pages of a sample: the image, and what may be done (NUM-01, NUM-02)."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from santorin.accueil.refus import dire_sur
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete, exige
from santorin.copies.fichiers import ouvrir
from santorin.copies.models import Epreuve
from santorin.numerisation import actions
from santorin.numerisation.etats import Anomalie
from santorin.numerisation.forms import AffectationForm, MotifForm
from santorin.numerisation.lectures.images import cadre
from santorin.numerisation.models import PageLue
from santorin.numerisation.views.epreuves import epreuve_de

PAR_PAGE = 50


def page_de(request: Requete, cle: UUID) -> PageLue:
    """The scanned page, within the reach of this person. Raises 404 otherwise."""
    pages = PageLue.objects.pour(request.user, Droit.NUMERISER)
    return get_object_or_404(
        pages.select_related(
            "liasse__epreuve__examen",
            "copie__composition__candidat",
            "resolue_par",
            "page",
            "epreuve_lue__examen",
        ),
        cle=cle,
    )


@exige(Droit.NUMERISER)
@require_safe
def anomalies(request: Requete, epreuve_id: int) -> HttpResponse:
    """NUM-01: the pages that wait, by kind."""
    epreuve, genre = epreuve_de(request, epreuve_id), request.GET.get("genre", "")
    pages = PageLue.objects.en_anomalie().filter(liasse__epreuve=epreuve)
    nombres = dict(pages.order_by().values_list("anomalie").annotate(Count("pk")))
    if genre in Anomalie.values:
        pages = pages.filter(anomalie=genre)
    contexte = {
        "epreuve": epreuve,
        "genre": genre,
        "toutes": sum(nombres.values()),
        "genres": [(g, nombres.get(g, 0)) for g in Anomalie if g in nombres or g == genre],
        "page": Paginator(
            pages.select_related("liasse", "copie__composition").order_by("liasse", "rang"), PAR_PAGE
        ).get_page(request.GET.get("page")),
    }
    return render(request, "numerisation/anomalies.html", contexte)


@exige(Droit.NUMERISER)
@require_safe
def page(request: Requete, cle: UUID) -> HttpResponse:
    """NUM-01: one page, its image, its acts."""
    objet = page_de(request, cle)
    return _montrer(request, objet, AffectationForm.de(objet))


@exige(Droit.NUMERISER)
@require_safe
def image(request: Requete, cle: UUID) -> HttpResponse:
    """The stored bytes of a scanned page; the right is checked each time (SEC-02)."""
    objet = page_de(request, cle)
    if not objet.sha256:
        raise Http404
    with ouvrir(objet.sha256, objet.type_mime) as fichier:
        reponse = HttpResponse(fichier.read(), content_type=objet.type_mime)
    reponse["Cache-Control"] = "private, max-age=3600"
    return reponse


@exige(Droit.NUMERISER)
def affecter(request: Requete, cle: UUID) -> HttpResponse:
    """NUM-01: file the page by hand; a refusal keeps what was typed."""
    objet = page_de(request, cle)
    if request.method != "POST":
        return redirect("numerisation:page", objet.cle)
    form = AffectationForm(request.POST)
    if form.is_valid():
        lus = form.cleaned_data
        with dire_sur(form):
            actions.affecter(
                objet,
                anonymat=lus["anonymat"],
                numero=lus["numero"],
                rotation=(objet.rotation + lus["rotation"]) % 360,
                remplace=lus["remplace"],
                par=request.user,
                le=timezone.now(),
            )
            messages.success(
                request, f"Page classée\u00a0: page {lus['numero']} de la copie {lus['anonymat'].upper()}."
            )
            return _suivante(objet)
    return _montrer(request, objet, form)


@exige(Droit.NUMERISER)
@require_POST
def ecarter(request: Requete, cle: UUID) -> HttpResponse:
    """NUM-01: set the page aside."""
    objet = page_de(request, cle)
    actions.ecarter(objet, motif=request.POST.get("motif", ""), par=request.user, le=timezone.now())
    messages.success(request, "Page écartée. Son image est conservée.")
    return _suivante(objet)


@exige(Droit.NUMERISER)
@require_POST
def juger(request: Requete, cle: UUID) -> HttpResponse:
    """NUM-02: say of a page of the sample whether it is right; then the next one."""
    objet = page_de(request, cle)
    actions.juger(objet, conforme=request.POST.get("conforme") == "oui", par=request.user, le=timezone.now())
    suivante = objet.liasse.pages_lues.a_voir().first()
    if suivante is not None:
        return redirect("numerisation:page", suivante.cle)
    return redirect("numerisation:liasse", objet.liasse.cle)


def _montrer(request: Requete, objet: PageLue, affectation: AffectationForm) -> HttpResponse:
    occupante = objet.copie and objet.copie.pages.filter(numero=objet.numero or 0, remplacee_le=None).first()
    en_place = occupante and occupante.lectures.exclude(sha256="").last()
    contexte = {
        "page": objet,
        "epreuve": objet.liasse.epreuve,
        "cadre": cadre(objet),
        "occupante": occupante,
        "en_place": en_place,
        "cadre_en_place": en_place and cadre(en_place),
        "affectation": affectation,
        "motif": MotifForm(),
        "lue_a_portee": _est_a_portee(request, objet.epreuve_lue_id),
    }
    return render(request, "numerisation/page.html", contexte)


def _est_a_portee(request: Requete, epreuve_id: int | None) -> bool:
    epreuves = Epreuve.objects.pour(request.user, Droit.NUMERISER)
    return epreuve_id is not None and epreuves.filter(pk=epreuve_id).exists()


def _suivante(objet: PageLue) -> HttpResponse:
    """The next page in anomaly of the same épreuve, or the list."""
    suivante = PageLue.objects.en_anomalie().filter(liasse__epreuve=objet.liasse.epreuve_id).first()
    if suivante is None:
        return redirect("numerisation:anomalies", objet.liasse.epreuve_id)
    return redirect("numerisation:page", suivante.cle)
