"""How the API's description names the token (API-01)."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from santorin.comptes.api import AuthentificationParJeton


class JetonDansLaDescription(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """A bearer token."""

    target_class = AuthentificationParJeton
    name = "jeton"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}
