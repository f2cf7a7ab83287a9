"""Numbers as people write them."""

from decimal import Decimal
from typing import Any

from django import forms

from santorin.correction.forms import lire_nombre


class NombreField(forms.CharField):
    """« 7,25 » or « 7.25 »; nothing written is None. `decimales`: how many may be written."""

    def __init__(self, *, decimales: int = 2, **options: Any) -> None:
        super().__init__(max_length=9, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)
        self.decimales = decimales

    def clean(self, value: Any) -> Decimal | None:
        """The number. Raises ValidationError for what is not a finite one."""
        texte = super().clean(value)
        if not texte:
            return None
        nombre = lire_nombre(texte)
        if not nombre.is_finite():
            raise forms.ValidationError(f"«\u00a0{texte}\u00a0» n’est pas un nombre.")
        if nombre != round(nombre, self.decimales):
            raise forms.ValidationError(f"Ce nombre a {self.decimales} décimales au plus.")
        return nombre
