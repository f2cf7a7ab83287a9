"""What the doors of the preparation have in common (API-01)."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from rest_framework.views import APIView

from santorin.comptes.api import permet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve


@method_decorator(login_not_required, name="dispatch")
class Vue(APIView):
    """A door that one right opens, on the épreuves within reach."""

    droit = Droit.PREPARER
    permission_classes = (permet(Droit.PREPARER),)

    @property
    def par(self) -> Utilisateur:
        """Who asks."""
        return cast(Utilisateur, self.request.user)

    def epreuve(self, epreuve_id: int) -> Epreuve:
        """The épreuve, within reach. Raises 404 otherwise."""
        epreuves = Epreuve.objects.pour(self.par, self.droit)
        lue = epreuves.select_related("session", "examen", "academie", "parametrage")
        return get_object_or_404(lue, pk=epreuve_id)


class VueDEmargement(Vue):
    """A door that the right to scan opens."""

    droit = Droit.NUMERISER
    permission_classes = (permet(Droit.NUMERISER),)
