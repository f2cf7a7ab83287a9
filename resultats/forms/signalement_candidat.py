"""What a candidate says of the scan of its copy (RES-09)."""

from typing import Any

from django import forms

from santorin.copies.models import DEFAUTS_DU_CANDIDAT, Defaut
from santorin.copies.regles.signalements import PRECISION_AU_PLUS


class SignalementCandidatForm(forms.Form):
    """What is wrong, where."""

    defaut = forms.ChoiceField(
        label="Quel est le problème ?", choices=DEFAUTS_DU_CANDIDAT, widget=forms.RadioSelect
    )
    page = forms.TypedChoiceField(
        label="Où ?", required=False, coerce=int, empty_value=None, choices=[("", "Toute la copie")]
    )
    precision = forms.CharField(
        label="Précision",
        help_text="Facultatif. Ce que vous attendiez de voir. La note ne se conteste pas ici.",
        required=False,
        max_length=PRECISION_AU_PLUS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, pages: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["page"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [("", "Toute la copie"), *((str(page), f"Page {page}") for page in pages)]

    def clean_defaut(self) -> Defaut:
        """The defect."""
        return Defaut(self.cleaned_data["defaut"])
