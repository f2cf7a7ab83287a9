"""Why a lot is unlocked (COR-04)."""

from django import forms


class DeverrouillageForm(forms.Form):
    """The reason, which the journal keeps."""

    motif = forms.CharField(
        label="Motif du déverrouillage",
        max_length=1000,
        help_text="Par exemple\u00a0: page 3 illisible, à numériser à nouveau. Il reste au journal.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
