"""What people ask of the screens of retention, cleaned (SEC-03)."""

from django import forms

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.conservation.durees import Duree, Unite
from santorin.conservation.models import CategorieDeGel
from santorin.conservation.nature import Nature, natures
from santorin.conservation.personne import Qualite
from santorin.conservation.regles import epreuves_de
from santorin.copies.models import Epreuve
from santorin.referentiel.models import Session

MOTIF_LIMITE = 500


class DureeForm(forms.Form):
    """Another period for a kind of data."""

    nombre = forms.IntegerField(label="Durée", min_value=1, max_value=600)
    unite = forms.ChoiceField(label="Unité", choices=Unite)
    motif = forms.CharField(label="Motif", max_length=MOTIF_LIMITE, help_text="Il reste dans le journal")

    def __init__(self, *args: object, nature: Nature, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if nature.bornes:
            minimum, maximum = nature.bornes
            self.fields["nombre"].help_text = f"Entre {minimum} et {maximum}"

    def duree(self) -> Duree:
        """The period asked for."""
        return Duree(self.cleaned_data["nombre"], Unite(self.cleaned_data["unite"]))


class GelForm(forms.Form):
    """A hold: on a candidate, an épreuve, or a candidate in an épreuve."""

    numero = forms.RegexField(
        r"^01[0-9]{9}$",
        label="Numéro candidat",
        required=False,
        help_text="11 chiffres, sans le numéro d’inscription. Vide\u00a0: tous les candidats de l’épreuve",
        error_messages={"invalid": "Un numéro candidat a 11 chiffres et commence par 01."},
    )
    epreuve = forms.ModelChoiceField(
        queryset=Epreuve.objects.none(),
        label="Épreuve",
        required=False,
        empty_label="Toutes celles du candidat",
    )
    categorie = forms.ChoiceField(label="Pourquoi", choices=CategorieDeGel)
    motif = forms.CharField(
        label="Motif", max_length=MOTIF_LIMITE, help_text="Par exemple la référence du recours"
    )

    def __init__(self, *args: object, utilisateur: Utilisateur, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        epreuves = epreuves_de(utilisateur, Droit.GELER).select_related("session", "examen", "academie")
        self.fields["epreuve"].queryset = epreuves  # type: ignore[attr-defined]


class MotifForm(forms.Form):
    """A reason."""

    motif = forms.CharField(label="Motif", max_length=MOTIF_LIMITE, help_text="Il reste dans le journal")


class TauxForm(forms.Form):
    """The share of a session's copies drawn for the archives."""

    session = forms.ModelChoiceField(Session.objects.all())
    pour_mille = forms.IntegerField(
        label="Copies pour mille", min_value=0, max_value=1000, help_text="0\u00a0: aucun échantillon"
    )


class PurgeForm(forms.Form):
    """The kinds of data to purge; none ticked: all."""

    natures = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        purgeables = [(n.cle, n.libelle) for n in natures() if n.purge is not None]
        self.fields["natures"].choices = purgeables  # type: ignore[attr-defined]


class RechercheForm(forms.Form):
    """Who asks for its data."""

    qualite = forms.ChoiceField(label="La personne est connue comme", choices=Qualite)
    q = forms.CharField(
        label="Nom, numéro ou nom d’utilisateur",
        max_length=80,
        help_text="Au moins trois caractères",
        min_length=3,
    )


class ExportForm(forms.Form):
    """The person chosen."""

    qualite = forms.ChoiceField(choices=Qualite)
    cle = forms.IntegerField(min_value=1)
