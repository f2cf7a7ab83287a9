"""The browser harness: its refusals are seen refusing, on pages served under our own policy."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

PAGE = """<!doctype html><html lang="fr"><head><title>Essai</title></head>
<body><main><h1>Essai</h1>{corps}</main></body></html>"""
CORPS = {
    "saine": '<p>Rien à signaler.</p><label for="nom">Nom</label><input id="nom">',
    "sans-etiquette": '<input type="text">',
    "script": "<script>document.title = 'autre'</script>",
    "tiers": '<img alt="logo" src="http://exemple.invalid/logo.png">',
}


def essai(requete: HttpRequest, nom: str) -> HttpResponse:
    return HttpResponse(PAGE.format(corps=CORPS[nom]))


def icone(requete: HttpRequest) -> HttpResponse:
    return HttpResponse()


essai.login_required = icone.login_required = False
urlpatterns = [path("essai/<nom>/", essai), path("favicon.ico", icone)]
pytestmark = pytest.mark.urls(__name__)


def test_une_page_saine_passe(page, axe, capture, monkeypatch):
    monkeypatch.setenv("CAPTURES", "1")
    page.goto("/essai/saine/")
    axe(page)
    assert page.title() == "Essai"
    assert capture("harnais").stat().st_size > 1000


def test_axe_dit_ce_qui_gene(page, axe):
    page.goto("/essai/sans-etiquette/")
    with pytest.raises(pytest.fail.Exception, match="label"):
        axe(page)


def test_un_script_dans_la_page_est_refuse_par_la_politique_et_vu(page, fautes, tolerer):
    page.goto("/essai/script/")
    assert page.title() == "Essai"
    assert any("Content Security Policy" in faute for faute in fautes.inattendues())
    tolerer("Content Security Policy")


def test_une_requete_vers_un_autre_site_est_vue(page, fautes, tolerer):
    page.goto("/essai/tiers/")
    assert any("requête vers un autre site" in faute for faute in fautes.inattendues())
    tolerer("exemple.invalid|Content Security Policy")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_le_navigateur_peut_etre_sans_javascript(page):
    page.goto("/essai/saine/")
    assert page.get_by_text("Rien à signaler.").is_visible()
