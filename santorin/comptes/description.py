"""How the API's description names what it exchanges (API-01)."""

from drf_spectacular.openapi import AutoSchema
from rest_framework.serializers import Serializer

NEUTRES = {"santorin", "api", "formes", "serializers"}


class Description(AutoSchema):
    """Two processes may call two things « Page »: the process comes before the name."""

    def get_serializer_name(self, serializer: "Serializer[object]", direction: str) -> str:
        """« HarmonisationPage » for `PageSerializer` of `harmonisation.api.formes`."""
        nom = type(serializer).__name__
        lieu = type(serializer).__module__
        if lieu.startswith(("drf_spectacular", "rest_framework")):
            return nom
        mots = [mot for mot in lieu.replace("_", ".").split(".") if mot not in NEUTRES]
        return "".join(mot.capitalize() for mot in mots) + nom
