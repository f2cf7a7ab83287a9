"""The API's door: a token limited to one habilitation (API-01)."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from santorin.comptes.droits import Droit
from santorin.comptes.models import Jeton, Utilisateur


class AuthentificationParJeton(BaseAuthentication):
    """`Authorization: Bearer <secret>`; the user acts with the token's habilitation alone (API-01)."""

    def authenticate(self, request: Request) -> tuple[Utilisateur, Jeton] | None:
        methode, _, secret = get_authorization_header(request).partition(b" ")
        if methode.lower() != b"bearer":
            return None
        jeton = (
            Jeton.objects.valables(timezone.now())
            .filter(
                empreinte=Jeton.empreinte_de(secret.decode("ascii", "replace")),
                habilitation__utilisateur__is_active=True,
            )
            .select_related(
                "habilitation__utilisateur", "habilitation__academie", "habilitation__etablissement"
            )
            .first()
        )
        if jeton is None:
            raise AuthenticationFailed("Jeton inconnu, expiré ou révoqué.")
        utilisateur = jeton.habilitation.utilisateur
        utilisateur.habilitations_actives = (jeton.habilitation,)
        return utilisateur, jeton

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


def permet(*droits: Droit) -> type[BasePermission]:
    """The DRF permission of those who hold one of `droits`."""

    class Permise(BasePermission):
        """Let in those who hold the right."""

        message = "Votre jeton ne donne pas ce droit."

        def has_permission(self, request: Request, view: object) -> bool:
            return isinstance(request.user, Utilisateur) and request.user.a_le_droit(*droits)

    return Permise
