"""Input of the candidates' access: slips, activation, delays (RES-09)."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from santorin.comptes.models import Utilisateur

JOUR = forms.DateInput(attrs={"type": "date", "autocomplete": "bday"}, format="%Y-%m-%d")
INSTANT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class ImpressionForm(forms.Form):
    """Which candidates get a slip."""

    renouveler = forms.BooleanField(
        label="Aussi pour les candidats qui ont déjà un coupon",
        help_text="Leur ancien coupon ne sera plus valable.",
        required=False,
    )


class RevocationForm(forms.Form):
    """Why a slip is revoked."""

    motif = forms.CharField(label="Motif", max_length=500, min_length=5)


class DelaiForm(forms.Form):
    """Until when scans may be reported."""

    jusqu_au = forms.DateTimeField(
        label="Signalements possibles jusqu’au",
        help_text="Heure de Paris. Après ce moment, les candidats ne peuvent plus signaler de problème.",
        widget=INSTANT,
    )


class ActivationForm(forms.Form):
    """The slip's words, and the password chosen."""

    numero = forms.RegexField(
        r"^\s*01[0-9]{9}\s*$",
        label="Numéro candidat",
        help_text="11 chiffres, qui commencent par 01. Ce sera votre identifiant.",
        error_messages={"invalid": "Un numéro candidat a 11 chiffres et commence par 01."},
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "numeric"}),
    )
    date_naissance = forms.DateField(label="Date de naissance", widget=JOUR)
    code = forms.CharField(
        label="Code d’activation",
        help_text="Les 16 caractères de votre coupon. Majuscules, espaces et tirets ne comptent pas.",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    mot_de_passe = forms.CharField(
        label="Mot de passe",
        help_text="Au moins 12 caractères, pas seulement des chiffres, rien qui ressemble à votre numéro.",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    encore = forms.CharField(
        label="Le même mot de passe",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """SEC-02: the password rules are checked whether the rest is right or not, so that they tell nothing."""
        donnees = super().clean() or {}
        mot_de_passe = donnees.get("mot_de_passe", "")
        if mot_de_passe and donnees.get("encore") != mot_de_passe:
            self.add_error("encore", "Les deux mots de passe ne sont pas les mêmes.")
        elif mot_de_passe:
            self._valider(mot_de_passe, donnees)
        donnees["numero"] = str(donnees.get("numero", "")).strip()
        return donnees

    def _valider(self, mot_de_passe: str, donnees: dict[str, Any]) -> None:
        try:
            validate_password(mot_de_passe, Utilisateur(username=str(donnees.get("numero", "")).strip()))
        except forms.ValidationError as erreur:
            self.add_error("mot_de_passe", erreur)
