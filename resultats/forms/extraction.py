"""What a chef d'établissement extracts, as he ticks it (RES-02)."""

from collections.abc import Mapping
from typing import Any

from django import forms

from resultats.lectures.extraction import NON, OUI, TOUS, Arbre, Demande

FORMATS = (("csv", "CSV"), ("xlsx", "XLSX"))


def _plusieurs(label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "«\u00a0%(value)s\u00a0» n’existe pas dans votre établissement."},
    )


class ExtractionNotes(forms.Form):
    """RES-02: the two tabs, in one form."""

    groupe = forms.ChoiceField(
        label="Groupe de décision",
        required=False,
        error_messages={"invalid_choice": "Groupe de décision inconnu."},
    )
    identite = forms.BooleanField(label="Nom et prénom du candidat", required=False)
    identification = forms.BooleanField(label="Identification du candidat", required=False)
    ine = forms.BooleanField(label="INE", required=False)
    naissance = forms.BooleanField(label="Date de naissance du candidat", required=False)
    liste_rouge = forms.ChoiceField(
        label="La présence sur liste rouge",
        choices=((NON, "Non"), (OUI, "Oui"), (TOUS, "Oui ou non")),
        error_messages={"required": "Choisissez.", "invalid_choice": "Choix inconnu."},
    )
    specialites = _plusieurs("Spécialité")
    divisions = _plusieurs("Division")
    decisions = _plusieurs("Décision")
    mentions = _plusieurs("Mention")
    epreuves = _plusieurs("Épreuve présentée")
    moyenne_min = forms.DecimalField(
        label="Moyenne ou total, au moins",
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
        localize=True,
    )
    moyenne_max = forms.DecimalField(
        label="Moyenne ou total, au plus",
        required=False,
        min_value=0,
        max_digits=7,
        decimal_places=2,
        localize=True,
    )

    PARAMETRES = ("identite", "identification", "ine", "naissance")
    BRANCHES = (
        ("Candidat", ("specialites", "divisions")),
        ("Résultat", ("decisions", "mentions", "moyenne_min", "moyenne_max")),
        ("Épreuve", ("epreuves",)),
    )
    DEPART: Mapping[str, Any] = {"identite": "on", "liste_rouge": NON}

    def __init__(self, *args: Any, arbre: Arbre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nom in ("specialites", "divisions", "decisions", "mentions", "epreuves"):
            champ: Any = self.fields[nom]
            champ.choices = getattr(arbre, nom)
        groupe: Any = self.fields["groupe"]
        groupe.choices = [("", "Tous"), *arbre.groupes]

    def clean(self) -> dict[str, Any]:
        """A minimum above the maximum keeps nobody: it is said."""
        lues = super().clean() or {}
        bas, haut = lues.get("moyenne_min"), lues.get("moyenne_max")
        if bas is not None and haut is not None and bas > haut:
            self.add_error("moyenne_min", "Le minimum est plus grand que le maximum.")
        return lues

    def demande(self) -> Demande:
        """The request, once valid."""
        lues: dict[str, Any] = {
            nom: tuple(valeur) if isinstance(valeur, list) else valeur
            for nom, valeur in self.cleaned_data.items()
        }
        return Demande(**lues)

    def branches(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """The tree: its branches, their criteria that offer something, and whether one is set."""
        return [
            (titre, champs, any(champ.data for champ in champs))
            for titre, noms in self.BRANCHES
            if (champs := [self[nom] for nom in noms if getattr(self.fields[nom], "choices", True)])
        ]

    def parametres(self) -> list[forms.BoundField]:
        """The four boxes of the first tab."""
        return [self[nom] for nom in self.PARAMETRES]
