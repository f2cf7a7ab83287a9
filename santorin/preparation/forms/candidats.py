"""Files of candidates, attendance, suspicion of fraud (PRE-01, NUM-03)."""

from django import forms
from django.core.files.uploadedfile import UploadedFile

from santorin.copies.etats import Emargement
from santorin.editions.tableaux.texte import TAILLE_MAXIMALE
from santorin.preparation.lectures.candidats import Criteres


class FichierForm(forms.Form):
    """A file of candidates."""

    fichier = forms.FileField(
        label="Fichier des candidats",
        help_text="CSV séparé par des points-virgules, en UTF-8 ou Windows-1252, de 20\u00a0Mo au plus",
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def clean_fichier(self) -> "UploadedFile[bytes]":
        """Not too big; what it holds is judged by the check."""
        fichier: UploadedFile[bytes] = self.cleaned_data["fichier"]
        if (fichier.size or 0) > TAILLE_MAXIMALE:
            raise forms.ValidationError("Le fichier dépasse 20\u00a0Mo\u00a0: découpez-le.")
        return fichier


class CriteresForm(forms.Form):
    """Which candidates are shown."""

    q = forms.CharField(required=False, max_length=80)
    emargement = forms.ChoiceField(required=False, choices=[("", ""), *Emargement.choices])
    fraude = forms.BooleanField(required=False)
    avant = forms.IntegerField(required=False, min_value=1)
    apres = forms.IntegerField(required=False, min_value=1)

    def criteres(self) -> Criteres:
        """What is looked for; what cannot be read is left out."""
        self.is_valid()
        lus = self.cleaned_data
        return Criteres(
            q=lus.get("q", ""), emargement=lus.get("emargement", ""), fraude=lus.get("fraude", False)
        )

    def cles(self) -> dict[str, int | None]:
        """The keys of the page asked for."""
        return {nom: self.cleaned_data.get(nom) for nom in ("avant", "apres")}


class EmargementForm(forms.Form):
    """An attendance to give to the ticked candidates."""

    etat = forms.TypedChoiceField(
        label="Émarger les candidats cochés", choices=Emargement.choices, coerce=Emargement
    )
    confirme = forms.BooleanField(label="Déclarer absent même si une copie est numérisée", required=False)


class MotifForm(forms.Form):
    """A reason, kept in the journal."""

    motif = forms.CharField(
        label="Motif",
        max_length=1000,
        help_text="Il reste au journal",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
