"""Markers of an épreuve, one by one or by file (PRE-02)."""

from typing import BinaryIO, cast

from django import forms
from django.http import QueryDict

from santorin.copies.models import Correcteur
from santorin.editions.tableaux import Anomalie, Ligne, Tableau, TableauRefuse
from santorin.preparation.regles.correcteurs import COLONNES, CorrecteurLu, lire
from santorin.referentiel.accords import compter

ANOMALIES_MONTREES = 10


class CorrecteurForm(forms.Form):
    """One marker."""

    numero = forms.CharField(label="Numéro d’intervenant", max_length=12)
    nom = forms.CharField(label="Nom", max_length=80)
    prenoms = forms.CharField(label="Prénoms", max_length=120)
    uai = forms.CharField(
        label="Établissement de service (UAI)",
        required=False,
        help_text="Il ne recevra aucune copie de ses élèves",
    )
    divisions = forms.CharField(
        label="Divisions de service", required=False, max_length=500, help_text="Séparées par des virgules"
    )
    compte = forms.CharField(label="Identifiant de son compte", required=False, max_length=150)

    def clean(self) -> dict[str, object]:
        """The same rules as for a line of a file."""
        lus = self.cleaned_data
        if not self.errors:
            lu = lire(Ligne(1, {nom: str(valeur).strip() for nom, valeur in lus.items()}))
            if isinstance(lu, tuple):
                for anomalie in lu:
                    self.add_error(anomalie.colonne, anomalie.raison)
            else:
                lus["correcteur"] = lu
        return lus


class ModificationForm(CorrecteurForm):
    """What is known of a marker, to be corrected or emptied; its number stays."""

    def __init__(self, donnees: QueryDict | None, *, correcteur: Correcteur) -> None:
        connu = {
            "numero": correcteur.numero,
            "nom": correcteur.nom,
            "prenoms": correcteur.prenoms,
            "uai": correcteur.etablissement.uai if correcteur.etablissement else "",
            "divisions": ", ".join(correcteur.divisions),
            "compte": correcteur.utilisateur.username if correcteur.utilisateur else "",
        }
        super().__init__(donnees, initial=connu)
        self.fields["numero"].disabled = True
        self.fields[
            "uai"
        ].help_text = "Il ne recevra aucune copie de ses élèves. Vide\u00a0: plus aucun établissement"


class FichierDeCorrecteursForm(forms.Form):
    """A file of markers: all its lines are right, or nothing is recorded."""

    fichier = forms.FileField(
        label="Fichier des correcteurs",
        help_text="CSV\u00a0: " + ";".join(colonne.nom for colonne in COLONNES),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean(self) -> dict[str, object]:
        """Read it whole; each fault is told with its line and its reason."""
        lus = self.cleaned_data
        if "fichier" in lus:
            lus["correcteurs"], anomalies = _lire(cast(BinaryIO, lus["fichier"]))
            dites = [
                f"Ligne {anomalie.ligne}, {anomalie.colonne or 'ligne'}\u00a0: {anomalie.raison}"
                for anomalie in anomalies[:ANOMALIES_MONTREES]
            ]
            if (reste := len(anomalies) - len(dites)) > 0:
                dites.append(f"Et {compter(reste, 'autre anomalie,autres anomalies')}.")
            if dites:
                self.add_error("fichier", dites)
        return lus


def _lire(fichier: BinaryIO) -> tuple[list[CorrecteurLu], list[Anomalie]]:
    correcteurs: list[CorrecteurLu] = []
    anomalies: list[Anomalie] = []
    try:
        for ligne in Tableau(fichier, COLONNES):
            lu = (ligne,) if isinstance(ligne, Anomalie) else lire(ligne)
            if isinstance(lu, tuple):
                anomalies += lu
            else:
                correcteurs.append(lu)
    except TableauRefuse as refus:
        anomalies.append(refus.anomalie)
    return correcteurs, anomalies
