"""Attendance by file, a sujet for the ticked candidates (NUM-03, DIS-01)."""

from typing import Any, BinaryIO, cast

from django import forms

from santorin.copies.models import Epreuve, Sujet
from santorin.preparation.regles.emargements import COLONNES, juger, lire_fichier

ANOMALIES_MONTREES = 20


class FichierEmargementForm(forms.Form):
    """A file of attendance: all its lines are right, or nothing is recorded."""

    fichier = forms.FileField(
        label="Fichier d’émargement",
        help_text="CSV\u00a0: " + ";".join(colonne.nom for colonne in COLONNES),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    confirme = forms.BooleanField(label="Déclarer absent même si une copie est numérisée", required=False)

    def __init__(self, *args: Any, epreuve: Epreuve, **kwargs: Any) -> None:
        self.epreuve = epreuve
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Read and judge it whole; each fault is told with its line and its column."""
        donnees = self.cleaned_data
        if "fichier" in donnees:
            donnees["lus"], anomalies = lire_fichier(self.epreuve, cast(BinaryIO, donnees["fichier"]))
            if not anomalies:
                anomalies = juger(self.epreuve, donnees["lus"], confirme=bool(donnees.get("confirme")))[1]
            for anomalie in anomalies[:ANOMALIES_MONTREES]:
                self.add_error("fichier", f"{anomalie}.")
            if len(anomalies) > ANOMALIES_MONTREES:
                self.add_error("fichier", f"Et {len(anomalies) - ANOMALIES_MONTREES} autres anomalies.")
        return donnees


class DonnerSujetForm(forms.Form):
    """The sujet that the ticked candidates received."""

    sujet: "forms.ModelChoiceField[Sujet]" = forms.ModelChoiceField(
        Sujet.objects.none(), label="Sujet reçu par les candidats cochés"
    )

    def __init__(self, *args: Any, epreuve: Epreuve, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sujet"] = forms.ModelChoiceField(
            epreuve.sujets.all(),
            label="Sujet reçu par les candidats cochés",
            required=False,
            empty_label="Choisir",
        )
