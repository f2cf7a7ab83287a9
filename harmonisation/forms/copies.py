"""The filters of the list of copies, by GET (HAR-04), and the reason of a change (HAR-05)."""

from typing import Any
from uuid import UUID

from django import forms

from harmonisation.forms.nombres import NombreField
from harmonisation.lectures.copies import NON, ORDRE, OUI, TRIS, Choix, Criteres
from harmonisation.models import Harmonisee

MOTIF_AU_PLUS = 1000


class CriteresForm(forms.Form):
    """HAR-04: what is not understood filters nothing, and is said."""

    note_min = NombreField(label="Note minimale", required=False)
    note_max = NombreField(label="Note maximale", required=False)
    etablissement = forms.CharField(
        label="Établissement", required=False, max_length=80, help_text="UAI, nom ou ville"
    )
    correcteur = forms.CharField(
        label="Correcteur", required=False, max_length=80, help_text="Nom ou numéro d’intervenant"
    )
    sujet = forms.ChoiceField(label="Sujet", required=False)
    lot = forms.IntegerField(
        label="Lot", required=False, min_value=0, max_value=2**31 - 1, widget=forms.TextInput
    )
    question = forms.ChoiceField(label="Question", required=False)
    question_min = NombreField(label="Points minimaux à la question", required=False)
    question_max = NombreField(label="Points maximaux à la question", required=False)
    signalee = forms.ChoiceField(
        label="Signalée à la numérisation",
        required=False,
        choices=[("", "Toutes"), (OUI, "Signalées"), (NON, "Non signalées")],
    )
    harmonisee = forms.ChoiceField(
        label="Harmonisation",
        required=False,
        choices=[
            ("", "Toutes"),
            (OUI, "Harmonisées"),
            (NON, "Non harmonisées"),
            *((str(valeur), libelle) for valeur, libelle in Harmonisee.choices if valeur),
        ],
    )
    copie = forms.RegexField(
        r"^(?:[Cc]opie\s+)?(?P<cle>[0-9A-Fa-f]{1,32})$",
        label="Copie",
        required=False,
        help_text="Début de son nom, par exemple 7F3A",
    )
    departements = forms.MultipleChoiceField(
        label="Départements", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choix: Choix, **options: Any) -> None:
        super().__init__(*args, **options)
        self._offrir("departements", choix.departements)
        self._offrir("sujet", [("", "Tous"), *choix.sujets])
        self._offrir("question", [("", "Aucune"), *((str(cle), nom) for cle, nom in choix.questions)])

    def _offrir(self, nom: str, offre: Any) -> None:
        champ = self.fields[nom]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = offre

    def criteres(self, ordre: str = ORDRE) -> Criteres:
        """What was asked, without what was not understood."""
        self.is_valid()
        propre = {nom: valeur for nom, valeur in self.cleaned_data.items() if valeur not in (None, "", [])}
        if "departements" in propre:
            propre["departements"] = tuple(propre["departements"])
        if "question" in propre:
            propre["question"] = int(propre["question"])
        if "copie" in propre:
            propre["copie"] = propre["copie"].split()[-1].lower()
        connu = ordre.removeprefix("-") in TRIS
        return Criteres(**propre, ordre=ordre if connu else ORDRE)


class MotifForm(forms.Form):
    """HAR-05: why a copy is changed; its marker reads it."""

    motif = forms.CharField(
        label="Motif de la modification",
        max_length=MOTIF_AU_PLUS,
        help_text="Le correcteur le lit\u00a0: n’y nommez ni candidat ni établissement.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def lire_cle(texte: str | None) -> UUID | None:
    """A copy's key in an address; None for anything else."""
    try:
        return UUID(texte) if texte else None
    except ValueError:
        return None
