"""The values asked for several épreuves at once, and the filters of their table (PAR-01)."""

from itertools import groupby
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from santorin.copies.models import Nature, TypeLots
from santorin.preparation.regles.parametrage import PARAMETRES
from santorin.referentiel.models import Examen, Session

INCHANGE = [("", "Ne pas changer")]
OUI_NON = [*INCHANGE, ("oui", "OUI"), ("non", "NON")]


class DemandesForm(forms.Form):
    """A new value for each parameter that is to change; the others are left empty."""

    niveau_validation = forms.IntegerField(
        label="Niveau de validation (%)",
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        help_text="De 0 à 100. Laissez vide pour ne pas changer.",
    )
    type_lots = forms.ChoiceField(
        label="Type de lots", required=False, choices=[*INCHANGE, *TypeLots.choices]
    )
    ecart_tolere = forms.DecimalField(
        label="Écart toléré",
        required=False,
        min_value=0,
        max_digits=5,
        decimal_places=2,
        localize=True,
        help_text="Lots DOUBLE, en points de l’épreuve. Laissez vide pour ne pas changer.",
    )
    affichage_note = forms.IntegerField(
        label="Affichage note",
        required=False,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text="De 1 à 1000. Laissez vide pour ne pas changer.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for parametre in PARAMETRES:
            if parametre.champ not in self.fields:
                self.fields[parametre.champ] = forms.ChoiceField(
                    label=parametre.titre, required=False, choices=OUI_NON
                )
        self.order_fields([parametre.champ for parametre in PARAMETRES])

    def groupes(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their titles, in the order of the table."""
        return [
            (titre, [self[parametre.champ] for parametre in siens])
            for titre, siens in groupby(PARAMETRES, key=lambda parametre: parametre.groupe)
        ]

    def demandes(self) -> dict[str, Any]:
        """The values asked for, by field; the form is valid."""
        traduction = {"oui": True, "non": False}
        return {
            champ: traduction.get(valeur, valeur)
            for champ, valeur in self.cleaned_data.items()
            if valeur not in (None, "")
        }


class FiltresForm(forms.Form):
    """Which épreuves the table shows."""

    q = forms.CharField(label="Code ou libellé", required=False, max_length=80)
    session = forms.ModelChoiceField(
        label="Session", required=False, queryset=Session.objects.all(), empty_label="Toutes"
    )
    examen = forms.ModelChoiceField(
        label="Examen", required=False, queryset=Examen.objects.all(), empty_label="Tous"
    )
    nature = forms.ChoiceField(label="Nature", required=False, choices=[("", "Toutes"), *Nature.choices])

    @property
    def actifs(self) -> int:
        """How many filters are set."""
        return sum(bool(valeur) for valeur in self.cleaned_data.values()) if self.is_valid() else 0
