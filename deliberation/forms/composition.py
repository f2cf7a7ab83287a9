"""What the screens of the composition take in: a member, his account, who takes his place (DEL-06)."""

from typing import Any

from django import forms

from deliberation.actions.composition import Personne, compte_de
from deliberation.models import Membre, Role
from santorin.comptes.models import Utilisateur
from santorin.refus import Refus


class ChampCompte(forms.CharField):
    """The login of an account that may deliberate; nothing is nobody."""

    def __init__(self, **champs: Any) -> None:
        super().__init__(
            label="Compte",
            max_length=150,
            help_text="Identifiant de connexion, de profil Jury. Le président et le vice-président en ont besoin pour "
            "clore le jury.",
            **champs,
        )

    def clean(self, value: Any) -> Any:
        """The account."""
        try:
            return compte_de(super().clean(value))
        except Refus as refus:
            raise forms.ValidationError(refus.message) from refus


class NouveauMembre(forms.Form):
    """DEL-06: a member; only who constitutes juries says with which account he logs in."""

    nom = forms.CharField(label="Nom", max_length=80)
    prenoms = forms.CharField(label="Prénoms", max_length=120)
    qualite = forms.CharField(label="Qualité", max_length=120, required=False)
    role = forms.ChoiceField(label="Rôle", choices=Role.choices, initial=Role.MEMBRE)
    professionnel = forms.BooleanField(label="Membre de la profession", required=False)
    utilisateur = ChampCompte(required=False)

    def __init__(self, *args: Any, avec_compte: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not avec_compte:
            del self.fields["utilisateur"]


class Compte(forms.Form):
    """DEL-06: the account of a member already named."""

    utilisateur = ChampCompte()


class Remplacement(forms.Form):
    """DEL-06: who takes the place of a member, and why."""

    motif = forms.CharField(
        label="Motif",
        max_length=500,
        help_text="Il reste au journal et n’est pas imprimé. Ne dites rien de médical.",
    )
    siege = forms.ModelChoiceField(
        Membre.objects.none(),
        label="Remplaçant",
        required=False,
        empty_label="Une personne qui ne siège pas encore, nommée ci-dessous",
        help_text="Un membre du jury quitte son siège pour ce rôle",
    )
    nom = forms.CharField(label="Nom", max_length=80, required=False)
    prenoms = forms.CharField(label="Prénoms", max_length=120, required=False)
    qualite = forms.CharField(label="Qualité", max_length=120, required=False)
    professionnel = forms.BooleanField(label="Membre de la profession", required=False)
    utilisateur = ChampCompte(required=False)

    def __init__(self, *args: Any, membre: Membre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if membre.dirige:
            champ: Any = self.fields["siege"]
            champ.queryset = _appelables(membre)
        else:
            del self.fields["siege"]

    def clean(self) -> dict[str, Any]:
        """A name is needed when nobody of the jury is chosen, and of no use otherwise."""
        saisi: dict[str, Any] = super().clean() or {}
        nomme = bool(saisi.get("nom") or saisi.get("prenoms"))
        if saisi.get("siege") and nomme:
            self.add_error(
                "siege", "Choisissez un membre du jury, ou nommez quelqu’un d’autre\u00a0: pas les deux."
            )
        if not saisi.get("siege") and not self.errors:
            for champ in ("nom", "prenoms"):
                if not saisi.get(champ):
                    self.add_error(champ, "Nommez le remplaçant.")
        return saisi

    @property
    def remplacant(self) -> Personne | Membre:
        """Who takes the place."""
        saisi = self.cleaned_data
        siege: Membre | None = saisi.get("siege")
        utilisateur: Utilisateur | None = saisi["utilisateur"]
        return siege or Personne(
            saisi["nom"], saisi["prenoms"], saisi["qualite"], saisi["professionnel"], utilisateur
        )


def _appelables(membre: Membre) -> Any:
    autres = Membre.objects.en_fonction().filter(jury=membre.jury_id).exclude(pk=membre.pk)
    return autres.exclude(role=Role.PRESIDENT).dans_l_ordre()
