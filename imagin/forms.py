"""What people ask of Imag'In's screens, cleaned."""

from typing import Any
from uuid import uuid4

from django import forms

from imagin.etats import EtatServiceFait
from imagin.lectures import Criteres
from imagin.models import Intervenant, Origine
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session
from santorin.referentiel.recherche import texte_de_recherche
from santorin.transmission.destinataires.loi_services_faits import COPIES_VRAISEMBLABLES

CALENDRIER = {"type": "date"}


class CriteresForm(forms.Form):
    """What a list is limited to; an unknown word limits nothing."""

    q = forms.CharField(max_length=80, required=False)
    etat = forms.ChoiceField(choices=EtatServiceFait, required=False)
    origine = forms.ChoiceField(choices=Origine, required=False)
    page = forms.IntegerField(min_value=1, required=False)

    def criteres(self) -> Criteres:
        """The criteria that could be read."""
        self.is_valid()
        lus = self.cleaned_data
        return Criteres(lus.get("q", ""), lus.get("etat", ""), lus.get("origine", ""))

    def numero_de_page(self) -> int:
        """The page asked for, the first by default."""
        self.is_valid()
        return self.cleaned_data.get("page") or 1


class EntiersField(forms.Field):
    """Numbers sent under one name: the ticked lines."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        try:
            return [int(nombre) for nombre in value or ()]
        except ValueError as erreur:
            raise forms.ValidationError("Ligne inconnue.") from erreur


class PassageForm(forms.Form):
    """Which lines go through a passage: those ticked, or all those of the list."""

    lignes = EntiersField(required=False)
    toutes = forms.BooleanField(required=False)
    vu = forms.IntegerField(min_value=0)
    motif = forms.CharField(max_length=300, required=False)
    confirme = forms.BooleanField(required=False)


class EpreuveForm(forms.Form):
    """The key of an épreuve that Imag'In does not know yet."""

    session = forms.ModelChoiceField(Session.objects.all())
    examen = forms.ModelChoiceField(Examen.objects.all())
    code = forms.RegexField(
        r"^[A-Za-z0-9]{1,10}$", label="Code de l’épreuve", help_text="Par exemple U22, au plus 10 caractères"
    )

    def __init__(self, *args: Any, utilisateur: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        academies = Academie.objects.filter(pk__in=utilisateur.academies_de(Droit.SAISIR_SERVICES_FAITS))
        self.fields["academie"] = forms.ModelChoiceField(
            academies, label="Académie", initial=academies.first(), empty_label=None
        )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return code.upper()


class TravailForm(forms.Form):
    """How many copies, when, and why it is entered by hand."""

    nombre_de_copies = forms.IntegerField(
        label="Nombre de copies", min_value=1, max_value=COPIES_VRAISEMBLABLES
    )
    du = forms.DateField(label="Du", widget=forms.DateInput(attrs=CALENDRIER, format="%Y-%m-%d"))
    au = forms.DateField(label="Au", widget=forms.DateInput(attrs=CALENDRIER, format="%Y-%m-%d"))
    motif = forms.CharField(
        label="Motif", max_length=300, help_text="Par exemple : copies sur papier, corrigées hors de Santorin"
    )

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or {}
        if lus.get("du") and lus.get("au") and lus["du"] > lus["au"]:
            self.add_error("au", "La fin est avant le début.")
        return lus


class SaisieForm(TravailForm):
    """A service fait entered by hand; `cle` makes it count once, even sent twice."""

    cle = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    numero = forms.RegexField(r"^[A-Za-z0-9]{1,12}$", label="Numéro d’intervenant")
    nom = forms.CharField(
        label="Nom et prénom",
        max_length=200,
        help_text="Ils doivent être ceux de ce numéro : une erreur ferait payer quelqu’un d’autre",
    )
    field_order = ("cle", "numero", "nom", "nombre_de_copies", "du", "au", "motif")

    def clean(self) -> dict[str, Any]:
        lus = super().clean()
        connu = Intervenant.objects.filter(numero__iexact=lus.get("numero", "")).first()
        if connu is not None:
            lus["numero"] = connu.numero
        if connu is not None and connu.nom and not _meme_nom(lus.get("nom", ""), connu.nom):
            self.add_error("nom", f"Le numéro {connu.numero} est celui de {connu.nom}.")
        return lus


def _meme_nom(saisi: str, connu: str) -> bool:
    """Whether the two are the same words, in any order, accents and case aside."""
    return sorted(texte_de_recherche(saisi).split()) == sorted(texte_de_recherche(connu).split())


class CorrectionForm(TravailForm):
    """The same, for a line entered before; `vu` is its last mouvement on the screen."""

    vu = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
