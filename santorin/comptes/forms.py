"""What the screens of accounts ask."""

from django import forms


class CodeForm(forms.Form):
    """The code of an application, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Les 6 chiffres de votre application, ou un code de secours.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


class PremierCodeForm(CodeForm):
    """The first code, which proves that the key was read."""

    code = forms.CharField(
        label="Code affiché par l’application",
        max_length=20,
        help_text="6 chiffres, par exemple 123 456.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
