"""Cyclades in the admin: only what nobody enters on a screen. Marks are never changed here: they have a history."""

# The admin's classes are generic for the checker only: at run time they take no argument.
# mypy: disallow-any-generics=False

from django.contrib import admin

from cyclades.models import Epreuve


@admin.register(Epreuve)
class EpreuveAdmin(admin.ModelAdmin):
    """The scale of an épreuve."""

    list_display = ("examen", "code", "libelle", "session", "note_sur", "pas")
    list_filter = ("session", "examen")
    search_fields = ("code", "libelle")
