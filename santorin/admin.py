"""Django's admin: for the administrator's accounts and frames. Marks and lots are never changed here."""

# The admin's classes are generic for the checker only: at run time they take no argument.
# mypy: disallow-any-generics=False

from typing import cast

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from santorin.comptes.actions import retirer_second_facteur
from santorin.comptes.models import Habilitation, Jeton, Utilisateur
from santorin.copies.models import Correcteur, Epreuve
from santorin.referentiel.accords import compter
from santorin.referentiel.models import (
    Academie,
    Departement,
    EffetCode,
    Etablissement,
    Examen,
    Session,
    Specialite,
)


class HabilitationInline(admin.TabularInline):
    """The habilitations of an account, on its page."""

    model = Habilitation
    extra = 0
    autocomplete_fields = ("academie", "etablissement")


@admin.register(Utilisateur)
class UtilisateurAdmin(UserAdmin):
    """Accounts: rights come from the habilitations alone."""

    inlines = (HabilitationInline,)
    list_display = ("username", "last_name", "first_name", "is_active")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Personne", {"fields": ("first_name", "last_name", "email")}),
        ("Accès", {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    actions = ("retirer_second_facteur",)

    @admin.action(description="Retirer le second facteur (téléphone perdu)")
    def retirer_second_facteur(self, request: HttpRequest, comptes: QuerySet[Utilisateur]) -> None:
        """SEC-02: the next login installs another."""
        for compte in comptes:
            retirer_second_facteur(compte, par=cast(Utilisateur, request.user), le=timezone.now())
        self.message_user(request, f"Second facteur retiré\u00a0: {compter(comptes.count(), 'compte')}.")


@admin.register(Jeton)
class JetonAdmin(admin.ModelAdmin):
    """Tokens can be revoked here; their secret can be read nowhere."""

    list_display = ("libelle", "habilitation", "cree_le", "expire_le", "revoque_le")
    readonly_fields = ("habilitation", "libelle", "cree_le")

    def has_add_permission(self, request: object) -> bool:
        return False


@admin.register(Academie)
class AcademieAdmin(admin.ModelAdmin):
    """Académies."""

    list_display = ("code", "nom")
    search_fields = ("code", "nom")


@admin.register(Departement)
class DepartementAdmin(admin.ModelAdmin):
    """Départements."""

    list_display = ("code", "nom", "academie")
    list_select_related = ("academie",)


@admin.register(Etablissement)
class EtablissementAdmin(admin.ModelAdmin):
    """Schools and centres."""

    list_display = ("uai", "nom", "ville", "departement")
    list_select_related = ("departement",)
    search_fields = ("uai", "nom", "ville")


@admin.register(Specialite)
class SpecialiteAdmin(admin.ModelAdmin):
    """Specialities."""

    list_display = ("code", "libelle", "examen")
    list_select_related = ("examen",)


@admin.register(EffetCode)
class EffetCodeAdmin(admin.ModelAdmin):
    """What each code does, by examination and session (CYC-02)."""

    list_display = ("examen", "session", "code", "compte_zero", "bloque_diplome", "hors_moyenne")
    list_select_related = ("examen", "session")


@admin.register(Epreuve)
class EpreuveAdmin(admin.ModelAdmin):
    """Épreuves: their coordinateurs are named here, and nothing else; they are made on their own screen (PRE-02)."""

    list_display = ("code", "libelle", "nature", "academie", "session")
    list_select_related = ("academie", "session", "examen")
    fields = ("session", "examen", "academie", "code", "libelle", "nature", "date", "coordinateurs")
    readonly_fields = fields[:-1]
    filter_horizontal = ("coordinateurs",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Epreuve | None = None) -> bool:
        return False


@admin.register(Correcteur)
class CorrecteurAdmin(admin.ModelAdmin):
    """Markers."""

    list_display = ("numero", "nom", "prenoms")
    search_fields = ("numero", "nom")


admin.site.register((Session, Examen))
