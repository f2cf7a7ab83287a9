"""The image of a page as a marker receives it (COR-02)."""

from django.http import Http404, HttpResponse

from santorin.copies.fichiers import ouvrir
from santorin.copies.models import Page
from santorin.editions.copie.sans_metadonnees import sans_metadonnees

UNE_HEURE = 3600  # seconds


def reponse_image(image: Page) -> HttpResponse:
    """COR-02: a page without its metadata, under no validator that would name it."""
    try:
        with ouvrir(image.sha256, image.type_mime) as fichier:
            octets = fichier.read()
    except FileNotFoundError as erreur:
        raise Http404 from erreur
    reponse = HttpResponse(sans_metadonnees(octets), content_type=image.type_mime)
    # Told as it is: a JPEG is not worth the time of being compressed again on its way.
    reponse["Content-Encoding"] = "identity"
    reponse["Cache-Control"] = f"private, max-age={UNE_HEURE}, immutable"
    return reponse
