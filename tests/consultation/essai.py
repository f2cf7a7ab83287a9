"""Addresses of the tests of the viewer alone: one copy without database, whose pages are drawn."""

import json
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.template import engines
from django.urls import include, path

from santorin.editions.visionneuse import Visionneuse, page_montree
from tests.editions.echantillons import annotations_d_un_correcteur, feuille_ecrite, octets_de

GABARIT = """{% extends "base.html" %}{% load static %}
{% block styles %}<link rel="stylesheet" href="{% static 'css/visionneuse.css' %}">{% endblock %}
{% block modules %}<script type="module" src="{% static 'js/visionneuse.js' %}"></script>{% endblock %}
{% block contenu %}<h1>Copie</h1><div id="donnees" data-annotations="{{ donnees }}"></div>
{% include "composants/visionneuse.html" %}{% endblock %}"""
DROITE, COUCHEE = (620, 877), (877, 620)
ROTATIONS = (0, 90, 0, 180, 270)


@cache
def image(numero: int) -> bytes:
    """The stored image of a page: lying on its side when the page says how to turn it."""
    rotation = ROTATIONS[numero - 1]
    return octets_de(feuille_ecrite(numero, *DROITE).rotate(rotation, expand=True))


def annotations(numero: int) -> list[dict[str, object]]:
    """Every kind of annotation, and the long ones that must be moved, widened, made smaller."""
    long = {"x": 0.9, "y": 0.93, "largeur": 0.3, "texte": "Trop long : « déplacé » ! " * 6, "taille": 0.02}
    fixes: list[dict[str, object]] = [
        {"genre": "texte", "couleur": "bleu", **long},
        {
            "genre": "tampon",
            "x": 0.7,
            "y": 0.2,
            "taille": 0.02,
            "couleur": "vert",
            "texte": "Bien vu",
            "valeur": "+0,5",
        },
        {"genre": "vu", "x": 0.99, "y": 0.01, "taille": 0.03, "couleur": "violet"},
        {"genre": "encre", "points": [[0.5, 0.5]], "epaisseur": 0.01, "couleur": "orange"},
    ]
    return [*annotations_d_un_correcteur(numero), *fixes]


def visionneuse() -> Visionneuse:
    """A copy of five pages, one for each way of lying in the scanner."""
    pages = [
        page_montree(
            numero,
            len(ROTATIONS),
            adresse=f"/pages/{numero}",
            vignette=f"/pages/{numero}",
            largeur=(DROITE if rotation % 180 == 0 else COUCHEE)[0],
            hauteur=(DROITE if rotation % 180 == 0 else COUCHEE)[1],
            rotation=rotation,
            annotations=annotations(numero),
        )
        for numero, rotation in enumerate(ROTATIONS, start=1)
    ]
    return Visionneuse("Copie de GUYLESTE Fazia", tuple(pages))


@login_not_required
def copie(request):
    """The viewer in a page."""
    donnees = json.dumps([annotations(numero) for numero in range(1, len(ROTATIONS) + 1)])
    gabarit = engines["django"].from_string(GABARIT)
    return HttpResponse(gabarit.render({"visionneuse": visionneuse(), "donnees": donnees}, request))


@login_not_required
def page(request, numero):
    """The image of a page; that of a page 99 does not exist."""
    return HttpResponse(image(numero), content_type="image/jpeg")


urlpatterns = [
    path("visionneuse/", copie),
    path("pages/<int:numero>", page),
    path("", include("santorin.urls")),
]
