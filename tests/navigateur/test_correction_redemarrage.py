"""The server stops in the middle of the marking, and comes back (COR-06)."""

import threading
from collections.abc import Iterator
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from playwright.sync_api import expect

from santorin.copies.models import Annotation, NoteQuestion
from tests.correction.decor import un_lot_a_corriger

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("COR-06")]


class _Serveur(ThreadingMixIn, WSGIServer):
    """An application server on a port that it can leave and take again."""

    daemon_threads = True
    allow_reuse_address = True
    block_on_close = True

    def process_request_thread(self, request, client_address):
        super().process_request_thread(request, client_address)
        connections.close_all()


class _Muet(WSGIRequestHandler):
    def log_message(self, format, *args):  # noqa: A002
        """Nothing is said."""


class Redemarrable:
    """Start, stop, start again at the same address."""

    def __init__(self):
        self.port = 0
        self.serveur = None

    @property
    def adresse(self):
        return f"http://127.0.0.1:{self.port}"

    def demarrer(self):
        self.serveur = _Serveur(("127.0.0.1", self.port), _Muet)
        self.serveur.set_app(StaticFilesHandler(get_wsgi_application()))
        self.port = self.serveur.server_port
        threading.Thread(target=self.serveur.serve_forever, daemon=True).start()

    def arreter(self):
        self.serveur.shutdown()
        self.serveur.server_close()


@pytest.fixture
def serveur() -> Iterator[Redemarrable]:
    redemarrable = Redemarrable()
    redemarrable.demarrer()
    yield redemarrable
    redemarrable.arreter()


@pytest.fixture
def feuille(navigateur, serveur):
    contexte = navigateur.new_context(base_url=serveur.adresse, locale="fr-FR")
    yield contexte.new_page()
    contexte.close()


def test_le_serveur_redemarre_et_rien_n_est_perdu(feuille, serveur, client_de):
    decor = un_lot_a_corriger(2, pages=1)
    temoin = client_de(decor.correcteur).cookies[settings.SESSION_COOKIE_NAME].value
    feuille.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": temoin, "url": serveur.adresse}]
    )
    feuille.goto(decor.adresse())
    feuille.wait_for_selector("[data-editeur][data-pret]")
    etat = feuille.locator("[data-ed-etat]")
    feuille.get_by_label("Question 1").fill("4")
    feuille.get_by_label("Question 2").focus()
    expect(etat).to_have_text("Enregistré")
    feuille.wait_for_load_state("networkidle")
    serveur.arreter()
    feuille.get_by_label("Question 2").fill("6")
    feuille.keyboard.press("Escape")
    feuille.keyboard.press("v")
    feuille.keyboard.press("s")
    expect(feuille.locator("[data-ed-rang]")).to_have_text("2")
    feuille.get_by_label("Question 3").fill("1,5")
    expect(etat).to_have_text("En attente du réseau\u00a0: 3 changements")
    serveur.demarrer()
    expect(etat).to_have_text("Enregistré", timeout=20_000)
    lues = NoteQuestion.objects.filter(correction__lot=decor.lot).values_list(
        "correction__cle", "question__numero", "points"
    )
    un, deux = (correction.cle for correction in decor.corrections)
    assert set(lues) == {(un, "1", 4), (un, "2", 6), (deux, "3", 1.5)}
    assert Annotation.objects.count() == 1
