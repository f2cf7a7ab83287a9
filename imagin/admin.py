"""Rates, for the administrator. Services faits are never changed here."""

# The admin's classes are generic for the checker only: at run time they take no argument.
# mypy: disallow-any-generics=False

from typing import Any, cast

from django.contrib import admin
from django.forms.models import model_to_dict
from django.http import HttpRequest
from django.utils import timezone

from imagin.models import Tarif, Taux
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser


class TarifsAdmin(admin.ModelAdmin):
    """Journaled, and never deleted: a period is ended by its last day."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        avant = {champ: form.initial.get(champ) for champ in form.fields} if change else None
        super().save_model(request, obj, form, change)
        journaliser(
            "imagin.tarif",
            fil="imagin:tarifs",
            objet=str(obj),
            par=cast(Utilisateur, request.user),
            le=timezone.now(),
            avant=avant,
            apres=model_to_dict(obj),
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Taux)
class TauxAdmin(TarifsAdmin):
    """The grid of rates."""

    list_display = ("numero", "montant", "du", "au", "reference")


@admin.register(Tarif)
class TarifAdmin(TarifsAdmin):
    """Which rate each examen gives."""

    list_display = ("examen", "activite", "numero", "du", "au")
    list_select_related = ("examen",)
