"""A sujet and its barème, typed or by file (PRE-02)."""

from typing import Any, BinaryIO, cast

from django import forms

from santorin.copies.models import Epreuve, Sujet
from santorin.editions.tableaux import cellules
from santorin.preparation.regles.baremes import (
    BaremeLu,
    bareme_de,
    est_notee,
    obstacle_changement,
    obstacle_total,
)
from santorin.preparation.regles.lignes_de_bareme import COLONNES, bareme_en_texte, lire_bareme, lire_fichier

EXEMPLE = "1;Calcul de la marge;4;0,5"
ANOMALIES_MONTREES = 10


class SujetForm(forms.Form):
    """A sujet with its barème, typed one question per line, or in a CSV file that takes the place of what is typed."""

    code = forms.CharField(label="Code du sujet", max_length=20)
    libelle = forms.CharField(label="Libellé", max_length=120)
    bareme = forms.CharField(
        label="Barème",
        max_length=40_000,
        required=False,
        help_text=(
            "Une question par ligne\u00a0: numéro;libellé;points;pas;coefficient;choix. "
            f"Par exemple\u00a0: {EXEMPLE}"
        ),
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
    )
    fichier = forms.FileField(
        label="Ou un fichier CSV",
        required=False,
        help_text="Colonnes\u00a0: " + ";".join(colonne.nom for colonne in COLONNES),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    ramener = forms.BooleanField(
        label="Ramener la note à l’échelle de l’épreuve",
        required=False,
        help_text="À cocher quand le total du barème n’est pas celui de l’épreuve, par exemple 40 points pour une note sur 20",
    )

    def __init__(self, *args: Any, epreuve: Epreuve, ancien: Sujet | None = None, **kwargs: Any) -> None:
        self.epreuve, self.ancien = epreuve, ancien
        if ancien is not None:
            lu = bareme_de(ancien)
            kwargs["initial"] = {
                "code": ancien.code,
                "libelle": ancien.libelle,
                "bareme": bareme_en_texte(lu),
                "ramener": obstacle_total(lu, epreuve.note_sur, ramener=False) is not None,
            }
        super().__init__(*args, **kwargs)

    def clean_code(self) -> str:
        """Letters, digits and a few signs."""
        try:
            return cellules.code(str(self.cleaned_data["code"]).strip(), au_plus=20)
        except ValueError as erreur:
            raise forms.ValidationError(str(erreur)) from erreur

    def clean(self) -> dict[str, Any]:
        """The barème, wherever it comes from; every bad line is told, then what the rules say of the whole."""
        lus = self.cleaned_data
        champ = "fichier" if lus.get("fichier") else "bareme"
        lu = self._fichier(cast(BinaryIO, lus["fichier"])) if lus.get("fichier") else self._texte()
        if lu is not None:
            lus["lu"] = lu
            if obstacle := self._obstacle(lu):
                self.add_error(champ, obstacle)
        return lus

    def _texte(self) -> BaremeLu | None:
        try:
            return lire_bareme(str(self.cleaned_data.get("bareme", "")))
        except ValueError as erreur:
            self.add_error("bareme", str(erreur).splitlines())
            return None

    def _fichier(self, fichier: BinaryIO) -> BaremeLu | None:
        lu, anomalies = lire_fichier(fichier)
        if anomalies:
            self.add_error("fichier", [f"{anomalie}." for anomalie in anomalies[:ANOMALIES_MONTREES]])
            return None
        return lu

    def _obstacle(self, lu: BaremeLu) -> str | None:
        if self.ancien is not None and est_notee(self.ancien):
            return obstacle_changement(bareme_de(self.ancien), lu)
        return obstacle_total(lu, self.epreuve.note_sur, ramener=bool(self.cleaned_data.get("ramener")))
