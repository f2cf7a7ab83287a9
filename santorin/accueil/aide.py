"""The contextual help: one short page per screen, kept as templates (ACC-02)."""

from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context, Engine
from django.template.loader_tags import ExtendsNode
from django.utils.cache import patch_vary_headers

DOSSIER = Path("aide", "ecrans")


def ecrans() -> dict[str, str]:
    """The screens that have a help page, by title: the closed list is the folder."""
    noms = (fichier.stem for fichier in (settings.RACINE / "templates" / DOSSIER).glob("*.html"))
    return dict(sorted(((nom, _titre(nom)) for nom in noms), key=lambda couple: couple[1]))


def _titre(nom: str) -> str:
    """What the page's block « titre » says."""
    gabarit = Engine.get_default().get_template(str(DOSSIER / f"{nom}.html"))
    extension = next(noeud for noeud in gabarit.nodelist if isinstance(noeud, ExtendsNode))
    return str(extension.blocks["titre"].nodelist.render(Context()))


@login_not_required
def index(request: HttpRequest) -> HttpResponse:
    """Every help page."""
    return render(request, "aide/index.html", {"ecrans": ecrans()})


@login_not_required
def ecran(request: HttpRequest, ecran: str) -> HttpResponse:
    """The help of one screen: a page of its own, or its text alone for the dialog. 404 when there is none."""
    if ecran not in ecrans():
        raise Http404
    en_dialogue = request.headers.get("HX-Request") == "true"
    cadre = "aide/fragment.html" if en_dialogue else "aide/page.html"
    reponse = render(request, f"{DOSSIER}/{ecran}.html", {"cadre": cadre, "titre": ecrans()[ecran]})
    patch_vary_headers(reponse, ["HX-Request"])
    return reponse


@login_not_required
def accessibilite(request: HttpRequest) -> HttpResponse:
    """The state of accessibility."""
    return render(request, "aide/accessibilite.html")


@login_not_required
def mentions(request: HttpRequest) -> HttpResponse:
    """Who runs the service, and what becomes of personal data."""
    return render(request, "aide/mentions.html")
