"""From « copie suivante » to the first page painted, over 50 copies; 400 strokes on a page, still drawing (performance.md §8).

Run: `python -m tests.bancs.editeur`. Real pages at 150 dpi, a real HTTP server, headless Chromium. Exit code 1 when a
limit is passed.
"""

import os
import shutil
import statistics
import sys
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

import django

django.setup()

from socketserver import ThreadingMixIn  # noqa: E402

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402
from playwright.sync_api import Page, sync_playwright  # noqa: E402

from santorin.copies.models import Annotation  # noqa: E402
from tests.correction.decor import Decor, un_lot_a_corriger  # noqa: E402
from tests.editions.echantillons import feuille_ecrite, octets_de  # noqa: E402
from tests.fabriques import une_page  # noqa: E402
from tests.navigateur.conftest import OPTIONS, PROGRAMMES  # noqa: E402

COPIES, PAGES, TRAITS = 50, 4, 400
MEDIANE_AU_PLUS, QUANTILE_AU_PLUS = 150.0, 400.0  # ms
IMAGE_AU_PLUS = 50.0  # ms between two frames while drawing, 95th centile

# The moment the first page of the next copy is decoded and painted, measured in the page.
SUIVANTE = """async () => {
  const avant = document.querySelector("[data-ed-nom]").textContent;
  const debut = performance.now();
  document.querySelector('[data-ed-geste="suivante"]').click();
  while (document.querySelector("[data-ed-nom]").textContent === avant) {
    await new Promise(requestAnimationFrame);
  }
  await document.querySelector("#page-1 img").decode();
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - debut;
}"""
CADENCE = """() => {
  window.images = [];
  let avant = performance.now();
  const battre = (instant) => { window.images.push(instant - avant); avant = instant; window.bat = requestAnimationFrame(battre); };
  window.bat = requestAnimationFrame(battre);
}"""


class Serveur(ThreadingMixIn, WSGIServer):
    """The application as several threads serve it."""

    daemon_threads = True


class Muet(WSGIRequestHandler):
    """No line per request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing is said."""


def preparer() -> Decor:
    """A lot of copies with distinct pages at 150 dpi; the first page of the first one carries many strokes."""
    decor = un_lot_a_corriger(COPIES, pages=0, numero=1)
    for rang, correction in enumerate(decor.corrections):
        for numero in range(1, PAGES + 1):
            graine = rang * PAGES + numero
            une_page(
                correction.copie, numero, octets=octets_de(feuille_ecrite(graine, 1240, 1754), quality=78)
            )
    page = decor.premiere.copie.pages.get(numero=1)
    Annotation.objects.bulk_create(
        Annotation(
            correction=decor.premiere,
            page=page,
            cle=f"00000000-0000-4000-8000-{rang:012d}",
            operation="poser",
            contenu={
                "genre": "encre",
                "points": [[0.1 + 0.02 * i, 0.05 + (rang % 90) * 0.01 + 0.003 * (i % 3)] for i in range(30)],
                "epaisseur": 0.0025,
                "couleur": "rouge",
            },
            le=timezone.now(),
            par=decor.correcteur,
        )
        for rang in range(TRAITS)
    )
    return decor


def tourner_les_copies(page: Page) -> list[float]:
    """Milliseconds to each next copy; half a second of reading between two, in which the next one is asked for."""
    temps = []
    for _ in range(COPIES):
        page.wait_for_timeout(500)
        temps.append(page.evaluate(SUIVANTE))
    return temps


def dessiner(page: Page) -> tuple[list[float], int]:
    """Milliseconds between frames while a long line is drawn over the strokes, and the points it kept."""
    page.get_by_role("button", name="Stylo", exact=True).click()
    boite = page.locator("#page-1 .vs-feuille").bounding_box()
    assert boite
    page.evaluate(CADENCE)
    page.mouse.move(boite["x"] + 50, boite["y"] + 50)
    page.mouse.down()
    for rang in range(300):
        page.mouse.move(boite["x"] + 50 + rang * 1.5, boite["y"] + 120 + 60 * (rang % 2))
    page.mouse.up()
    images = page.evaluate("() => { cancelAnimationFrame(window.bat); return window.images; }")
    traits = page.locator("#page-1 [data-vs-calque] polyline").last
    return images[1:], len((traits.get_attribute("points") or "").split())


def mesurer() -> bool:
    """Print the figures; whether the limits are kept."""
    decor = preparer()
    serveur = Serveur(("127.0.0.1", 0), Muet)
    serveur.set_app(get_wsgi_application())
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    site = f"http://127.0.0.1:{serveur.server_port}"
    client = Client()
    client.force_login(decor.correcteur, backend="django.contrib.auth.backends.ModelBackend")
    programme = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, PROGRAMMES)))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=programme, args=OPTIONS)
        contexte = chromium.new_context(base_url=site, viewport={"width": 1280, "height": 900})
        contexte.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
        page = contexte.new_page()
        page.goto(decor.adresse())
        page.wait_for_selector("[data-editeur][data-pret]")
        images, points = dessiner(page)
        temps = tourner_les_copies(page)
        chromium.close()
    serveur.shutdown()
    return imprimer(temps, images, points)


def imprimer(temps: list[float], images: list[float], points: int) -> bool:
    """Print the figures; whether the limits are kept."""
    mediane, quantile = statistics.median(temps), statistics.quantiles(temps, n=20)[-1]
    image = statistics.quantiles(images, n=20)[-1]
    print(f"{os.cpu_count()} cœurs ; {COPIES} copies de {PAGES} pages de 1240 × 1754 pixels")
    print(
        f"« copie suivante » → première page peinte : médiane {mediane:6.1f} ms, 95 % sous {quantile:6.1f} ms"
    )
    print(
        f"dessin sur {TRAITS} traits : 95 % des images sous {image:5.1f} ms, {points} points gardés sur 300"
    )
    return (
        mediane <= MEDIANE_AU_PLUS
        and quantile <= QUANTILE_AU_PLUS
        and image <= IMAGE_AU_PLUS
        and points >= 290
    )


if __name__ == "__main__":
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sys.exit(0 if mesurer() else 1)
