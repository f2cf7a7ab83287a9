"""Forms of the distribution."""

from typing import Any

from django import forms

from santorin.copies.models import Correcteur, Epreuve, Sujet
from santorin.distribution.regles.plan import TAILLE_AU_PLUS


class PropositionForm(forms.Form):
    """DIS-01: what a draw depends on; without a seed, one is drawn."""

    sujet: "forms.ModelChoiceField[Sujet]" = forms.ModelChoiceField(Sujet.objects.none(), label="Sujet")
    taille = forms.IntegerField(
        label="Copies par lot, au plus", min_value=1, max_value=TAILLE_AU_PLUS, initial=40
    )
    graine = forms.IntegerField(
        label="Graine du tirage",
        required=False,
        min_value=0,
        max_value=2**62,
        help_text="Vide\u00a0: tirée au hasard",
    )

    def __init__(self, *args: Any, epreuve: Epreuve, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sujet"] = forms.ModelChoiceField(
            epreuve.sujets.select_related("epreuve__examen"), label="Sujet", initial=epreuve.sujets.first()
        )


class ChoixDeCorrecteur(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A marker told from its namesakes, and from those who could not log in."""

    def label_from_instance(self, obj: Correcteur) -> str:
        """« SAPIN Ambre (I000012), sans compte »."""
        return f"{obj} ({obj.numero})" + (", sans compte" if obj.sans_compte else "")


class RetraitForm(forms.Form):
    """DIS-01: why copies are taken back."""

    motif = forms.CharField(label="Motif", max_length=500)


class ReaffectationForm(forms.Form):
    """DIS-01: who takes the lot over."""

    correcteur: "forms.ModelChoiceField[Correcteur]" = forms.ModelChoiceField(
        Correcteur.objects.none(), label="Nouveau correcteur"
    )
    motif = forms.CharField(label="Motif", max_length=500)
    confirme = forms.BooleanField(
        label="Réaffecter malgré l’avertissement",
        required=False,
        help_text="À cocher quand des copies sont commencées, que le nouveau correcteur n’a pas de compte, ou qu’on ignore où il enseigne",
    )

    def __init__(self, *args: Any, epreuve: Epreuve, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["correcteur"] = ChoixDeCorrecteur(
            epreuve.correcteurs.select_related("utilisateur"), label="Nouveau correcteur"
        )
