"""What people type, cleaned and never applied (CYC-02)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from cyclades import regles
from cyclades.lectures import SANS_NOTE, Filtre
from cyclades.models import Origine
from santorin.referentiel.models import Academie, EffetCode, Examen, Session
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus, exiger
from santorin.transmission.destinataires.loi import CENTIEME, Bareme


class FiltreEpreuves(forms.Form):
    """Which épreuves are listed."""

    academie = forms.ChoiceField(label="Académie")
    session = forms.ChoiceField(label="Session")
    examen = forms.ChoiceField(label="Examen", required=False)

    def __init__(
        self,
        *args: Any,
        academies: Sequence[Academie],
        sessions: Sequence[Session],
        examens: Sequence[Examen],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choix("academie", [(academie.code, academie.nom) for academie in academies])
        self._choix("session", [(session.code, session.libelle) for session in sessions])
        self._choix("examen", [("", "Tous"), *((examen.code, examen.libelle) for examen in examens)])

    def _choix(self, nom: str, choix: Sequence[tuple[str, str]]) -> None:
        """A list of which there is only one to choose from is not shown."""
        champ = self.fields[nom]
        if len(choix) == 1:
            del self.fields[nom]
        elif isinstance(champ, forms.ChoiceField):
            champ.choices = choix


class FiltreNotes(forms.Form):
    """Which marks are listed; what is not understood filters nothing."""

    q = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)
    origine = forms.ChoiceField(
        label="Origine",
        required=False,
        choices=[("", "Toutes"), *Origine.choices, (SANS_NOTE, "Pas encore de note")],
    )
    code = forms.ChoiceField(label="Code", required=False)

    def __init__(self, *args: Any, codes: Sequence[EffetCode], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ = self.fields["code"]
        if isinstance(champ, forms.ChoiceField):
            champ.choices = [("", "Tous"), *((e.code, f"{e.code} – {e.libelle}") for e in codes)]

    def filtre(self) -> Filtre:
        """What is asked."""
        self.is_valid()
        return Filtre(**{nom: self.cleaned_data.get(nom, "") for nom in ("q", "origine", "code")})


class Saisie(forms.Form):
    """A mark typed by hand, and why."""

    note = forms.CharField(label="Nouvelle note", max_length=10)
    motif = forms.CharField(
        label="Motif de la saisie",
        max_length=500,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il reste dans l’historique de la note et dans le journal.",
    )
    provisoire = forms.BooleanField(
        label="Note provisoire, en attendant la note définitive",
        help_text="Elle est montrée comme telle partout. Aucun jury ne décide sur elle sans l’arrêter, et elle ne se "
        "publie pas.",
        required=False,
    )
    vue = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, bareme: Bareme, benefice: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bareme = replace(bareme, codes=()) if benefice else bareme
        bareme = self.bareme
        if benefice:
            del self.fields["provisoire"]
        pas = "" if bareme.pas == CENTIEME else f", de {Valeur(bareme.pas)} en {Valeur(bareme.pas)}"
        codes = f", ou un code : {', '.join(sorted(bareme.codes))}" if bareme.codes else ""
        self.fields["note"].help_text = f"Un nombre de 0 à {Valeur(bareme.note_sur)}{pas}{codes}."
        self.fields["note"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_note(self) -> Valeur:
        """The mark, as a number or a code."""
        try:
            valeur = regles.lire_valeur(self.cleaned_data["note"])
            exiger(self.bareme.obstacle(valeur.nombre, valeur.code))
        except Refus as refus:
            raise forms.ValidationError(refus.message) from refus
        return valeur

    def clean_vue(self) -> datetime | None:
        """Which mark its author was looking at: when it was changed, None for no mark."""
        texte: str = self.cleaned_data["vue"]
        instant = parse_datetime(texte) if texte else None
        if texte and instant is None:
            # On the whole form: nobody sees a hidden field's errors.
            self.add_error(None, "Cette page n’est plus à jour. Rechargez la page.")
        return instant
