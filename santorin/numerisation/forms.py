"""Forms of the numérisation."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from santorin.copies.regles.pages import PAGES_AU_PLUS as PAGES_D_UNE_COPIE
from santorin.numerisation.decoupe.morceau import MEBI, TAILLE_AU_PLUS
from santorin.numerisation.models import PageLue
from santorin.numerisation.regles.feuilles import PAGES_AU_PLUS


class FeuillesForm(forms.Form):
    """PRE-03: which answer sheets to print."""

    pages = forms.IntegerField(
        label="Pages par candidat",
        min_value=1,
        max_value=PAGES_AU_PLUS,
        initial=8,
        help_text="Fiche d’identité en plus",
    )
    division = forms.ChoiceField(label="Division", required=False)

    def __init__(self, *args: Any, divisions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = [("", "Toutes les divisions"), *((nom, nom) for nom in divisions)]
        self.fields["division"] = forms.ChoiceField(label="Division", required=False, choices=choix)


class DepotForm(forms.Form):
    """NUM-01: a file of scans, and whether it takes the place of an earlier one."""

    fichier = forms.FileField(
        label="Fichier numérisé",
        help_text=f"PDF ou ZIP d’images, de {TAILLE_AU_PLUS // MEBI}\u00a0Mo au plus",
        widget=forms.FileInput(attrs={"accept": ".pdf,.zip,application/pdf,application/zip"}),
    )
    remplace = forms.BooleanField(
        label="Nouvelle numérisation",
        required=False,
        help_text="Ses pages remplacent celles déjà classées, qui restent dans l’historique",
    )

    def clean_fichier(self) -> "UploadedFile[bytes]":
        """Not too big; the rest is judged by its content."""
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > TAILLE_AU_PLUS:
            raise forms.ValidationError(f"Le fichier dépasse {TAILLE_AU_PLUS // MEBI}\u00a0Mo.")
        return fichier


class AffectationForm(forms.Form):
    """NUM-01: the place of a page in a copy."""

    anonymat = forms.CharField(
        label="Numéro d’anonymat", max_length=16, help_text="Imprimé sous l’en-tête de la page"
    )
    numero = forms.IntegerField(label="Page de la copie", min_value=1, max_value=PAGES_D_UNE_COPIE)
    rotation = forms.TypedChoiceField(
        label="Tourner l’image",
        coerce=int,
        choices=[
            (0, "Ne pas tourner"),
            (90, "Un quart à droite"),
            (180, "Un demi-tour"),
            (270, "Un quart à gauche"),
        ],
        initial=0,
    )
    remplace = forms.BooleanField(
        label="Remplacer l’image en place",
        required=False,
        help_text="Seulement si une autre image occupe cette place\u00a0; elle reste dans l’historique",
    )

    @classmethod
    def de(cls, page: PageLue) -> "AffectationForm":
        """Filled in with what the page's code says."""
        anonymat = page.copie.composition.anonymat if page.copie else ""
        return cls(initial={"anonymat": anonymat, "numero": page.numero or None})


class MotifForm(forms.Form):
    """A reason."""

    motif = forms.CharField(label="Motif", max_length=500)
