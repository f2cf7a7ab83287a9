"""What a visitor gives to have a document checked (RES-07)."""

from typing import Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from resultats import sceau

MEBI: Final = 1 << 20
TAILLE_AU_PLUS: Final = 2 * MEBI  # bytes: a transcript is some tens of kilobytes
_DEBUT: Final = b"%PDF-"


class CodeForm(forms.Form):
    """The code printed under « Vérifier ce relevé »."""

    code = forms.CharField(
        label="Code de vérification",
        max_length=60,
        help_text="16 lettres et chiffres, par exemple 7Q2F-M8XK-01ZC-TN5D. Les majuscules, les espaces et les tirets "
        "ne comptent pas.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """The code, as it is kept."""
        code = sceau.lire(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                "Ce n’est pas un code de vérification\u00a0: il compte 16 lettres et chiffres. Relisez-le."
            )
        return code


class FichierForm(forms.Form):
    """The PDF itself."""

    fichier = forms.FileField(
        label="Fichier PDF du relevé",
        help_text=f"Le fichier reçu, sans l’ouvrir ni l’enregistrer de nouveau, de {TAILLE_AU_PLUS // MEBI}\u00a0Mo au "
        "plus. Il n’est pas conservé.",
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def clean_fichier(self) -> "UploadedFile[bytes]":
        """A PDF by its content, not too big."""
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > TAILLE_AU_PLUS:
            raise forms.ValidationError(f"Le fichier dépasse {TAILLE_AU_PLUS // MEBI}\u00a0Mo.")
        if fichier.read(len(_DEBUT)) != _DEBUT:
            raise forms.ValidationError("Ce n’est pas un fichier PDF.")
        return fichier
