"""What is asked of the table of pupils, and of a run of transcripts: cleaned, never applied (RES-04, RES-06)."""

from typing import Any

from django import forms

from cyclades.models import EtatCandidature
from resultats.forms.ouvertures import champ_instant
from resultats.lectures.releves import Choix, Criteres

TOUS = ("", "Tous")
TOUTES = ("", "Toutes")


class RechercheForm(forms.Form):
    """RES-04: the search of a pupil, by GET; what is not understood filters nothing."""

    etat = forms.ChoiceField(label="État", required=False, choices=[TOUS, *EtatCandidature.choices])
    specialite = forms.ChoiceField(label="Spécialité", required=False)
    nom = forms.CharField(label="Nom de famille", required=False, max_length=80)
    prenoms = forms.CharField(label="Prénom", required=False, max_length=80)
    numero = forms.CharField(label="Numéro candidat", required=False, max_length=11)
    division = forms.CharField(label="Division de classe", required=False, max_length=20)
    date_naissance = forms.DateField(
        label="Date de naissance",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Donnez une date\u00a0: 01/01/2009, par exemple."},
    )
    examen = forms.ChoiceField(required=False)
    session = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, choix: Choix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offrir("specialite", [TOUTES, *((str(s.pk), str(s)) for s in choix.specialites)])
        self._offrir("examen", [TOUS, *((str(e.pk), e.libelle) for e in choix.examens)])
        self._offrir("session", [TOUTES, *((str(s.pk), s.libelle) for s in choix.sessions)])

    def premiers(self) -> list[forms.BoundField]:
        """The criteria of the screen."""
        return [self[nom] for nom in ("etat", "specialite", "nom")]

    def autres(self) -> list[forms.BoundField]:
        """« Voir plus de critères de recherche »."""
        return [self[nom] for nom in ("prenoms", "numero", "division", "date_naissance", "examen", "session")]

    def criteres(self) -> Criteres:
        """What was asked, without what was not understood."""
        self.is_valid()
        propre = self.cleaned_data
        return Criteres(
            etat=propre.get("etat", ""),
            specialite=self._cle("specialite"),
            nom=propre.get("nom", ""),
            prenoms=propre.get("prenoms", ""),
            numero=propre.get("numero", ""),
            division=propre.get("division", ""),
            date_naissance=propre.get("date_naissance"),
            examen=self._cle("examen"),
            session=self._cle("session"),
        )

    def _cle(self, nom: str) -> int | None:
        cle = self.cleaned_data.get(nom)
        return int(cle) if cle else None

    def _offrir(self, nom: str, choix: list[tuple[str, str]]) -> None:
        champ = self.fields[nom]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = choix


class PublicationForm(forms.Form):
    """RES-06: from when the transcripts can be had."""

    disponible_le = champ_instant(
        "Disponible le",
        aide="Date et heure de Paris. Avant cet instant, les relevés sont annoncés et personne ne peut les obtenir.",
    )


class RetraitForm(forms.Form):
    """RES-06: why transcripts are withdrawn."""

    motif = forms.CharField(
        label="Motif du retrait",
        max_length=500,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il reste dans le journal.",
    )
