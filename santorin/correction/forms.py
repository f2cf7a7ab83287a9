"""What people write on the screens of the correction."""

from decimal import Decimal, InvalidOperation

from django import forms

from santorin.copies.models import Defaut
from santorin.copies.regles.signalements import PRECISION_AU_PLUS
from santorin.correction.models import Remarque

MESSAGE_AU_PLUS = 1000


class DeverrouillageForm(forms.Form):
    """COR-04: the reason, which the journal keeps, and what the marker is told."""

    motif = forms.CharField(
        label="Motif du déverrouillage",
        max_length=MESSAGE_AU_PLUS,
        help_text="Par exemple\u00a0: page 3 illisible, à numériser à nouveau. Il reste au journal.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    message = forms.CharField(
        label="Message au correcteur",
        max_length=MESSAGE_AU_PLUS,
        required=False,
        help_text="Le correcteur le lit\u00a0: n’y nommez ni candidat ni établissement.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SignalementForm(forms.Form):
    """COR-07: what is wrong with a scan."""

    defaut = forms.ChoiceField(
        label="Quel est le problème\u00a0?", choices=Defaut.choices, widget=forms.RadioSelect
    )
    page = forms.IntegerField(
        label="Page", min_value=1, required=False, help_text="Laissez vide s’il s’agit de toute la copie."
    )
    precision = forms.CharField(
        label="Précision",
        max_length=PRECISION_AU_PLUS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RemarqueForm(forms.ModelForm):  # type: ignore[type-arg]
    """COR-01: a stamp of one's own library."""

    class Meta:
        model = Remarque
        fields = ("texte", "valeur", "couleur")
        help_texts = {"valeur": "Facultatif, écrit tel quel sur la copie\u00a0: « −0,5 », « +1 »."}


class NoteFinaleForm(forms.Form):
    """COR-05: the mark that two markers propose to each other."""

    valeur = forms.CharField(label="Note finale", max_length=7)

    def clean_valeur(self) -> Decimal:
        """The number, its comma read as people write it."""
        return lire_nombre(self.cleaned_data["valeur"])


class DecisionForm(NoteFinaleForm):
    """COR-05: the mark that the coordinateur decides, and why."""

    motif = forms.CharField(
        label="Motif", max_length=MESSAGE_AU_PLUS, widget=forms.Textarea(attrs={"rows": 2})
    )
    vue = forms.DecimalField(widget=forms.HiddenInput, required=False)


def lire_nombre(texte: str) -> Decimal:
    """« 7,25 » or « 7.25 » as a number. Raises ValidationError."""
    try:
        return Decimal(texte.strip().replace(",", "."))
    except InvalidOperation as erreur:
        raise forms.ValidationError(f"«\u00a0{texte}\u00a0» n’est pas un nombre.") from erreur
