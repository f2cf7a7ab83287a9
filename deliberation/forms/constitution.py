"""What the screen that makes up juries takes in: the académie, and two files (DEL-06)."""

from collections.abc import Sequence
from typing import Any

from django import forms

from santorin.editions.tableaux.texte import TAILLE_MAXIMALE
from santorin.referentiel.models import Academie

CSV = {"accept": ".csv,text/csv"}


class ChampFichier(forms.FileField):
    """A CSV that may be left out; what it holds is judged by the check."""

    def __init__(self, **champs: Any) -> None:
        super().__init__(
            required=False,
            allow_empty_file=True,
            widget=forms.FileInput(attrs=CSV),
            help_text="CSV séparé par des points-virgules, en UTF-8 ou Windows-1252, de 20\u00a0Mo au plus",
            **champs,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Not too big."""
        fichier = super().clean(data, initial)
        if fichier and (fichier.size or 0) > TAILLE_MAXIMALE:
            raise forms.ValidationError("Le fichier dépasse 20\u00a0Mo\u00a0: découpez-le.")
        return fichier or None


class FichiersDeJurys(forms.Form):
    """DEL-06: the files of one académie."""

    academie = forms.ModelChoiceField(Academie.objects.none(), label="Académie", empty_label=None)
    candidats = ChampFichier(label="Fichier des candidats")
    membres = ChampFichier(label="Fichier des membres")

    def __init__(self, *args: Any, academies: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["academie"]
        champ.queryset = Academie.objects.filter(pk__in=academies).order_by("nom")

    def clean(self) -> dict[str, Any]:
        """One file at least."""
        saisi: dict[str, Any] = super().clean() or {}
        if not self.errors and not (saisi.get("candidats") or saisi.get("membres")):
            raise forms.ValidationError("Donnez le fichier des candidats, celui des membres, ou les deux.")
        return saisi


class CriteresDeJurys(forms.Form):
    """Which juries are shown."""

    q = forms.CharField(required=False, max_length=80)
    avant = forms.IntegerField(required=False, min_value=1)
    apres = forms.IntegerField(required=False, min_value=1)
