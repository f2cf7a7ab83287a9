"""What people ask of the lists of the clôture; what is not understood filters nothing."""

from django import forms

from santorin.transmission.etats import MotifEcart, Raison
from santorin.transmission.models import STATUTS_NOTE

SANS_REPONSE = "sans_reponse"


class FiltreNotesForm(forms.Form):
    """Which marks of a run are listed (CLO-06)."""

    q = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)
    statut = forms.ChoiceField(
        label="Réponse de Cyclades",
        required=False,
        choices=[("", "Toutes"), *((statut or SANS_REPONSE, libelle) for statut, libelle in STATUTS_NOTE)],
    )
    raison = forms.ChoiceField(
        label="Raison de l’envoi", required=False, choices=[("", "Toutes"), *Raison.choices]
    )

    @property
    def statut_demande(self) -> str | None:
        """The status asked for, "" for no answer; None: all."""
        self.is_valid()
        statut: str = self.cleaned_data.get("statut", "")
        return "" if statut == SANS_REPONSE else statut or None

    @property
    def actifs(self) -> int:
        """How many filters, the words aside, are set."""
        self.is_valid()
        return sum(bool(self.cleaned_data.get(nom)) for nom in ("statut", "raison"))


class FiltreEcartsForm(forms.Form):
    """Which differences are listed (CLO-14)."""

    q = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)
    motif = forms.ChoiceField(label="Motif", required=False, choices=[("", "Tous"), *MotifEcart.choices])

    @property
    def actifs(self) -> int:
        """How many filters, the words aside, are set."""
        self.is_valid()
        return int(bool(self.cleaned_data.get("motif")))
