"""What is asked of the table of copies, and of a ZIP: cleaned, never applied."""

from typing import Any

from django import forms

from santorin.consultation.lectures.lignes import Choix, Criteres
from santorin.consultation.mot_de_passe import LONGUEUR

TOUTES, SANS = "", "\x00"


class CriteresForm(forms.Form):
    """The filters of the table, by GET; what is not on offer filters nothing."""

    q = forms.CharField(required=False, max_length=120)
    division = forms.ChoiceField(required=False)
    epreuve = forms.ChoiceField(label="Épreuve", required=False)
    apres = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    avant = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)

    def __init__(self, *args: Any, choix: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        divisions = [(division or SANS, division or "Sans division") for division in choix.divisions]
        epreuves = [(str(cle), libelle) for cle, libelle in choix.epreuves]
        self.champ("division").choices = [(TOUTES, "Toutes les divisions"), *divisions]
        self.champ("epreuve").choices = [(TOUTES, "Toutes les épreuves"), *epreuves]

    def champ(self, nom: str) -> forms.ChoiceField:
        """The select of that name."""
        champ = self.fields[nom]
        if not isinstance(champ, forms.ChoiceField):
            raise TypeError(nom)
        return champ

    def criteres(self) -> Criteres:
        """What was asked, without what was not on offer."""
        self.is_valid()
        propre = self.cleaned_data
        division = propre.get("division") or None
        return Criteres(
            texte=propre.get("q", ""),
            division="" if division == SANS else division,
            epreuve=int(propre["epreuve"]) if propre.get("epreuve") else None,
            apres=propre.get("apres"),
            avant=propre.get("avant"),
        )


class ZipForm(forms.Form):
    """TEL-02: the épreuves of a ZIP (all when none is ticked) and its password, if one is wanted."""

    epreuves = forms.MultipleChoiceField(
        label="Épreuves",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune case cochée\u00a0: toutes les épreuves.",
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe du ZIP (facultatif)",
        required=False,
        strip=False,
        min_length=8,
        max_length=LONGUEUR // 4,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Avec un mot de passe, le ZIP est chiffré (AES-256)\u00a0: il s’ouvre avec 7-Zip ou un logiciel "
        "équivalent. Il n’est gardé nulle part\u00a0: notez-le.",
    )

    def __init__(self, *args: Any, choix: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["epreuves"]
        if isinstance(champ, forms.MultipleChoiceField):
            champ.choices = [(str(cle), libelle) for cle, libelle in choix.epreuves]

    def cles(self) -> list[int]:
        """The épreuves ticked, by primary key."""
        return [int(cle) for cle in self.cleaned_data["epreuves"]]
