"""What every page needs, whoever shows it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The service's name, and whether the State's marks may be worn. Costs no query."""
    return {"marques_etat": settings.MARQUES_ETAT, "nom_du_service": settings.NOM_DU_SERVICE}
