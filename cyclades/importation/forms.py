"""The file of pupils, checked by its first bytes, never by its name."""

from typing import Any

from django import forms

from cyclades.models import SourceEleve

OCTETS_AU_PLUS = 60 * 1024 * 1024


class ImportEleves(forms.Form):
    """PRE-04: which file, and what to do with bad lines."""

    source = forms.ChoiceField(
        label="Origine du fichier",
        choices=SourceEleve.choices,
        widget=forms.RadioSelect,
        initial=SourceEleve.BEE,
    )
    fichier = forms.FileField(
        label="Fichier",
        help_text=(
            "Export BEE (XML 2.1, zippé ou non), 60\u00a0Mo au plus\u00a0; ou CSV hors BEE, séparé par des "
            "points-virgules, 20\u00a0Mo au plus"
        ),
    )
    valides_seulement = forms.BooleanField(
        label="Importer les lignes valides même si d’autres ne le sont pas", required=False
    )

    def clean_fichier(self) -> Any:
        """The file, if it can be one of the two."""
        fichier = self.cleaned_data["fichier"]
        if fichier.size > OCTETS_AU_PLUS:
            raise forms.ValidationError("Ce fichier dépasse 60\u00a0Mo.")
        debut = fichier.read(512)
        fichier.seek(0)
        if b"\0" in debut and not debut.startswith(b"PK\x03\x04"):
            raise forms.ValidationError("Ce fichier n’est ni un XML, ni un ZIP, ni un CSV.")
        return fichier
