"""A real Chromium on the real site: `page`, `connecter`, `axe`, `capture`.

A console error, a page error, a violation of the content security policy or a request to another
site makes the test fail, whatever else it checks.
"""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from santorin.comptes.models import Utilisateur
from tests.conftest import ClientDe

CAPTURES = Path(__file__).resolve().parents[2] / "var" / "captures"
PROGRAMMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
OPTIONS = [
    "--no-sandbox",  # root, in a container
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
LARGEURS = (320, 375, 1280)
DEBORD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
PATIENCE = 15_000  # ms
ECHEC = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[pytest.TestReport]:
    """Remember a failure, so that `page` keeps the picture of it."""
    compte_rendu: pytest.TestReport = yield  # type: ignore[misc, assignment]
    if compte_rendu.when == "call":
        item.stash[ECHEC] = compte_rendu.failed
    return compte_rendu


class Fautes:
    """What the browser complained of; a test names what it expects with `tolerer`."""

    def __init__(self, site: str) -> None:
        self.site = urlsplit(site).netloc
        self.vues: list[str] = []
        self.tolerees: list[re.Pattern[str]] = []

    def ecouter(self, page: Page) -> None:
        """Record everything that goes wrong on this page."""
        page.on("console", self._console)
        page.on("pageerror", lambda erreur: self.vues.append(f"erreur JavaScript : {erreur}"))
        page.on("request", lambda requete: self._adresse(requete.url))

    def inattendues(self) -> list[str]:
        """What no test expected."""
        return [vue for vue in self.vues if not any(motif.search(vue) for motif in self.tolerees)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.vues.append(f"console : {message.text} ({message.location['url']})")

    def _adresse(self, adresse: str) -> None:
        morceaux = urlsplit(adresse)
        if morceaux.scheme in {"http", "https", "ws", "wss"} and morceaux.netloc != self.site:
            self.vues.append(f"requête vers un autre site : {adresse}")


@pytest.fixture(scope="session")
def navigateur() -> Iterator[Browser]:
    """Debian's Chromium, once per process of the suite."""
    programme = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMMES)), None)
    if programme is None:
        raison = f"aucun navigateur : ni {', ni '.join(PROGRAMMES)} sur le PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(raison)
        pytest.skip(raison)
    with pytest.MonkeyPatch.context() as environnement, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
        environnement.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # One patience for what a test does and for what it then expects: a busy machine shows the next page late.
        expect.set_options(timeout=PATIENCE)
        chromium = playwright.chromium.launch(executable_path=programme, args=OPTIONS)
        yield chromium
        chromium.close()


@pytest.fixture
def fautes(live_server: LiveServer) -> Fautes:
    """The browser's complaints in this test."""
    return Fautes(live_server.url)


@pytest.fixture
def tolerer(fautes: Fautes) -> Callable[[str], None]:
    """`tolerer("409")`: this test expects complaints that match the pattern."""
    return lambda motif: fautes.tolerees.append(re.compile(motif))


@pytest.fixture
def page(
    navigateur: Browser, live_server: LiveServer, fautes: Fautes, request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A page of a new visitor; addresses are relative to the site (`page.goto("/")`).

    `@pytest.mark.parametrize("page", [...], indirect=True)` gives options of the browser's context,
    e.g. `{"java_script_enabled": False}` or `{"viewport": {"width": 320, "height": 640}}`.
    """
    contexte = navigateur.new_context(
        base_url=live_server.url, locale="fr-FR", timezone_id="Europe/Paris", **getattr(request, "param", {})
    )
    contexte.set_default_timeout(PATIENCE)
    contexte.on("page", fautes.ecouter)
    feuille = contexte.new_page()
    yield feuille
    if request.node.stash.get(ECHEC, False):
        _photographier(feuille, f"echec-{request.node.name}")
    contexte.close()
    assert fautes.inattendues() == []


@pytest.fixture
def connecter(page: Page, live_server: LiveServer, client_de: ClientDe) -> Callable[[Utilisateur], None]:
    """`connecter(utilisateur)`: the page's visitor is this person from now on."""

    def connecter(utilisateur: Utilisateur) -> None:
        client: Client = client_de(utilisateur)
        temoin = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": temoin, "url": live_server.url}]
        )

    return connecter


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """`axe(page)`: fail with what prevents people from using this page as it is now."""

    def examiner(page: Page) -> None:
        violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        lignes = [
            f"{violation['id']} ({violation['impact']}) : {violation['help']}\n    {noeud['html']}"
            for violation in violations
            for noeud in violation["nodes"]
        ]
        if lignes:
            pytest.fail("\n".join([f"axe, {page.url} :", *lignes]), pytrace=False)

    return examiner


@pytest.fixture
def tient(page: Page, axe: Callable[[Page], None], capture: Callable[[str], Path]) -> Callable[[str], None]:
    """`tient("cloture")`: the page as it is now is accessible and does not overflow, from a telephone to a desk.

    It is left at the narrowest width, where the next page then opens (ACC-02, ACC-03).
    """

    def examiner(nom: str) -> None:
        for largeur in LARGEURS:
            page.set_viewport_size({"width": largeur, "height": 800})
            capture(f"{nom}-{largeur}")
            assert (nom, largeur, page.evaluate(DEBORD)) == (nom, largeur, 0)
            if largeur in {LARGEURS[0], LARGEURS[-1]}:
                axe(page)
        page.set_viewport_size({"width": LARGEURS[0], "height": 800})

    page.set_viewport_size({"width": LARGEURS[0], "height": 800})
    return examiner


@pytest.fixture
def capture(page: Page) -> Callable[[str], Path]:
    """`capture("cloture")`: the whole page in var/captures/cloture.png, when `CAPTURES` is set: a photograph is slow."""
    return lambda nom: _photographier(page, nom) if os.environ.get("CAPTURES") else Path()


def _photographier(page: Page, nom: str) -> Path:
    CAPTURES.mkdir(parents=True, exist_ok=True)
    image = CAPTURES / (re.sub(r"[^\w.-]+", "-", nom) + ".png")
    page.screenshot(path=image, full_page=True)
    return image
