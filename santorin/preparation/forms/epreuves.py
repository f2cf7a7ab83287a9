"""A new épreuve (PRE-02)."""

# Django's form classes are generic for the checker only: at run time they take no argument.
# mypy: disallow-any-generics=False

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.copies.models import Epreuve
from santorin.editions.tableaux import cellules
from santorin.referentiel.models import Academie, Session


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
        academies = Academie.objects.filter(pk__in=utilisateur.academies_de(Droit.PREPARER))
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


class ModificationForm(forms.ModelForm):
    """What may be corrected of an épreuve once it is made."""

    class Meta:
        model = Epreuve
        fields = ("libelle", "date", "specialite", "note_sur")
        widgets = {"date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choix = self.fields["specialite"]
        if isinstance(choix, forms.ModelChoiceField):
            choix.queryset = self.instance.examen.specialites.all()
        self.fields["note_sur"].validators += [MinValueValidator(1), MaxValueValidator(1000)]
