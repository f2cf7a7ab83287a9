"""A new épreuve, a sujet and its barème (PRE-02)."""

# Django's form classes are generic for the checker only: at run time they take no argument.
# mypy: disallow-any-generics=False

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.preparation.regles.epreuves import QuestionLue, lire_bareme
from santorin.preparation.tableaux import cellules
from santorin.referentiel.models import Academie, Session

EXEMPLE = "1;Calcul de la marge;4;0,5"


class EpreuveForm(forms.ModelForm):
    """An épreuve of one of the académies of this person."""

    class Meta:
        model = Epreuve
        fields = (
            "session",
            "examen",
            "academie",
            "specialite",
            "code",
            "libelle",
            "nature",
            "date",
            "note_sur",
        )
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, utilisateur: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        academies = Academie.objects.filter(
            pk__in=[h.academie_id for h in utilisateur.habilitations_de(Droit.PREPARER)]
        )
        choix = self.fields["academie"]
        if isinstance(choix, forms.ModelChoiceField):
            choix.queryset = academies
            choix.initial = academies.first()
        self.fields["session"].initial = Session.objects.first()
        self.fields["note_sur"].validators += [MinValueValidator(1), MaxValueValidator(1000)]

    def clean_code(self) -> str:
        """A code that the exchanges can carry."""
        try:
            return cellules.code(str(self.cleaned_data["code"]).strip(), au_plus=10)
        except ValueError as erreur:
            raise forms.ValidationError(str(erreur)) from erreur

    def clean(self) -> dict[str, Any] | None:
        """The speciality belongs to the examination."""
        donnees = super().clean() or {}
        specialite, examen = donnees.get("specialite"), donnees.get("examen")
        if specialite and examen and specialite.examen_id != examen.pk:
            self.add_error("specialite", "Cette spécialité n’est pas de cet examen.")
        return donnees


class SujetForm(forms.Form):
    """A sujet with its barème, typed one question per line."""

    code = forms.CharField(label="Code du sujet", max_length=20)
    libelle = forms.CharField(label="Libellé", max_length=120)
    bareme = forms.CharField(
        label="Barème",
        max_length=20_000,
        help_text=f"Une question par ligne\u00a0: numéro;libellé;points;pas. Par exemple\u00a0: {EXEMPLE}",
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Letters, digits and a few signs."""
        try:
            return cellules.code(str(self.cleaned_data["code"]).strip(), au_plus=20)
        except ValueError as erreur:
            raise forms.ValidationError(str(erreur)) from erreur

    def clean_bareme(self) -> list[QuestionLue]:
        """The questions; every bad line is told."""
        try:
            return lire_bareme(str(self.cleaned_data["bareme"]))
        except ValueError as erreur:
            raise forms.ValidationError(str(erreur).splitlines()) from erreur
