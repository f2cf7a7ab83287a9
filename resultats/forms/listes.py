"""What is asked of a list to post."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from resultats.lectures.listes import Centre


class ListeAffichage(forms.Form):
    """RES-03: the signature block, with its place and date."""

    signature = forms.BooleanField(
        label="Afficher le champ «\u00a0signature\u00a0» en pied de page, avec le lieu et la date",
        required=False,
    )
    lieu = forms.CharField(label="Lieu", max_length=80, required=False)
    le = forms.DateField(
        label="Date",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Donnez une date\u00a0: 05/07/2027, par exemple."},
    )

    def clean(self) -> dict[str, Any]:
        """A signature has its place and its date."""
        lues = super().clean() or {}
        if lues.get("signature"):
            for champ, phrase in (
                ("lieu", "Dites où la liste est signée."),
                ("le", "Dites quand elle est signée."),
            ):
                if not lues.get(champ) and champ not in self.errors:
                    self.add_error(champ, phrase)
        return lues

    def parametres(self) -> dict[str, Any]:
        """What the job is given."""
        lues = self.cleaned_data
        signature = {"lieu": lues["lieu"], "le": lues["le"].isoformat()} if lues["signature"] else None
        return {"signature": signature}


def liste_de(lieu: str) -> ListeAffichage:
    """The form of a school, filled with its town and today."""
    return ListeAffichage(initial={"lieu": lieu, "le": timezone.localdate()})


class ListesDesCentres(ListeAffichage):
    """RES-03: several centres at once."""

    centres = forms.MultipleChoiceField(
        label="Centres",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choisissez au moins un centre.",
            "invalid_choice": "Ce centre n’est pas dans cet examen.",
        },
    )
    separes = forms.BooleanField(label="Un fichier PDF par centre, réunis dans un ZIP", required=False)
    field_order = ("centres", "separes", "signature", "lieu", "le")

    def __init__(self, *args: Any, centres: Sequence[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["centres"]
        champ.choices = [(centre.uai, f"{centre} ({centre.uai})") for centre in centres]

    def parametres(self) -> dict[str, Any]:
        return super().parametres() | {
            "centres": self.cleaned_data["centres"],
            "separes": self.cleaned_data["separes"],
        }
