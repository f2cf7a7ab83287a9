"""Cyclades in the admin: only what nobody enters on a screen. Marks are never changed here: they have a history."""

# The admin's classes are generic for the checker only: at run time they take no argument.
# mypy: disallow-any-generics=False

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet
from django.utils import timezone

from cyclades import regles
from cyclades.actions import definir_calcul, notees
from cyclades.models import Composante, Epreuve


class Composantes(BaseInlineFormSet):
    """CYC-02: what a calculated épreuve is made of."""

    def clean(self) -> None:
        """Refused with the rule's sentence."""
        super().clean()
        if any(self.errors) or not self.has_changed():
            return
        if obstacle := regles.obstacle_calcul(self.instance, list(self.voulues()), self._notees()):
            raise ValidationError(obstacle)

    def voulues(self) -> dict[Epreuve, Any]:
        """The épreuves to calculate from, with their coefficients."""
        lignes = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return {ligne["epreuve"]: ligne["coefficient"] for ligne in lignes if not ligne.get("DELETE")}

    def _notees(self) -> set[int]:
        return notees(self.instance, self.voulues()) if self.instance.pk else set()


class ComposanteInline(admin.TabularInline):
    """The composantes of an épreuve, on its own page."""

    model = Composante
    formset = Composantes
    fk_name = "calculee"
    autocomplete_fields = ("epreuve",)
    extra = 0


@admin.register(Epreuve)
class EpreuveAdmin(admin.ModelAdmin):
    """The scale of an épreuve, and what it is calculated from."""

    list_display = ("examen", "code", "libelle", "session", "note_sur", "pas")
    list_filter = ("session", "examen")
    search_fields = ("code", "libelle")
    inlines = (ComposanteInline,)

    def save_formset(self, request: Any, form: Any, formset: Any, change: Any) -> None:
        """CYC-02: by the action, which journals it."""
        if formset.has_changed():
            formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
            definir_calcul(formset.instance, formset.voulues(), par=request.user, le=timezone.now())
