"""What the screens of the centre and of the room take in."""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms

from cyclades.regles import lire_valeur
from deliberation.actions import SaisieControle
from deliberation.models import Decidee, Jury, Membre
from deliberation.notes_lues import DossierLu
from deliberation.reglement import Reglement
from deliberation.reglement.modele import Regime
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus


class ChampJurys(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Juries to tick; those that the rule refuses are shown by the template, greyed."""

    def label_from_instance(self, obj: Jury) -> str:
        return str(obj)


class ChoixJurys(forms.Form):
    """Juries within one's reach that the rule lets through."""

    jurys = ChampJurys(
        Jury.objects.none(),
        label="Jurys",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins un jury."},
    )

    def __init__(self, *args: Any, possibles: Sequence[Jury], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["jurys"]
        champ.queryset = Jury.objects.complets().filter(pk__in=[jury.pk for jury in possibles])


class NotesManquantes(ChoixJurys):
    """DEL-01: title and juries."""

    titre = forms.CharField(label="Titre édition", max_length=120, initial="Contrôle des notes manquantes")


class ProcesVerbaux(ChoixJurys):
    """DEL-07: one edition, or one per document."""

    separes = forms.ChoiceField(
        label="Paramètres d'édition",
        choices=(
            ("", "Une édition contenant tous les documents du PV"),
            ("oui", "Une édition par document du PV (regroupés dans un fichier Zip)"),
        ),
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )


class Listes(ChoixJurys):
    """DEL-09: which list."""

    titre = forms.CharField(label="Titre édition", max_length=120, initial="Liste des résultats")
    liste = forms.ChoiceField(
        label="► Choix de la liste à éditer",
        choices=(("admis", "Liste d'affichage des admis"), ("non_admis", "Liste des non admis")),
        widget=forms.RadioSelect,
        initial="admis",
    )


class PlanDeSecours(forms.Form):
    """DEL-02, DEL-04: the ZIP, encrypted if asked."""

    mot_de_passe = forms.CharField(
        label="Mot de passe du fichier ZIP",
        help_text="Facultatif. S’il est donné, le fichier est chiffré (AES 256 bits) et ne s’ouvre qu’avec lui.",
        required=False,
        min_length=12,
        max_length=80,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class Periode(forms.Form):
    """DEL-05, DEL-10: the period of deliberation."""

    du = forms.DateField(
        label="du", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    au = forms.DateField(
        label="au", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class ChampValeur(forms.CharField):
    """A mark as people type it: « 12,5 » or « AB »."""

    def clean(self, value: Any) -> Any:
        """The value, None when nothing was typed."""
        texte = super().clean(value)
        if not texte:
            return None
        try:
            return lire_valeur(texte)
        except Refus as refus:
            raise forms.ValidationError(refus.message) from refus


def choix_auteurs(membres: Sequence[Membre]) -> "forms.ModelChoiceField[Membre]":
    """The président and the vice-président."""
    cles = [membre.pk for membre in membres if membre.dirige]
    return forms.ModelChoiceField(
        Membre.objects.en_fonction().filter(pk__in=cles).dans_l_ordre(),
        label="Président ou vice-président",
        empty_label=None,
    )


class ActeDuJury(forms.Form):
    """What every act of the jury says: who carries it, and which state of the dossier he was looking at."""

    vue = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, membres: Sequence[Membre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["auteur"] = choix_auteurs(membres)


class ModifierNote(ActeDuJury):
    """DEL-06: a mark changed."""

    cle = forms.ChoiceField(label="Épreuve")
    valeur = ChampValeur(
        label="Nouvelle note", max_length=6, help_text="Un nombre, par exemple 12,5, ou un code"
    )
    motif = forms.CharField(label="Motif", max_length=500)

    def __init__(self, *args: Any, lu: DossierLu, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        champ: Any = self.fields["cle"]
        champ.choices = [(note.cle, f"{note.libelle} ({note.valeur or '–'})") for note in lu.notes] + [
            (note.cle, f"Épreuve de contrôle : {note.libelle} ({note.valeur or '–'})")
            for note in lu.controles
        ]


class DonnerPoints(ActeDuJury):
    """DEL-06: the jury's points."""

    points = forms.DecimalField(
        label="Points du jury", min_value=0, max_digits=5, decimal_places=2, localize=True
    )
    motif = forms.CharField(label="Motif", max_length=500)


class Decision(ActeDuJury):
    """DEL-06: the decision."""

    decision = forms.ChoiceField(label="Décision", choices=Decidee.choices, widget=forms.RadioSelect)
    livret_examine = forms.BooleanField(label="Le livret scolaire a été examiné", required=False)
    motif = forms.CharField(
        label="Motif",
        max_length=500,
        required=False,
        help_text="Obligatoire quand la décision n’est pas celle du calcul",
    )


class Motif(forms.Form):
    """A reason."""

    motif = forms.CharField(label="Motif", max_length=500)


class OuverturePortailForm(Motif):
    """DEL-04: the portal's opening."""

    jusqu_a = forms.DateTimeField(
        label="Ouvert jusqu’au",
        help_text="24 heures au plus. Le portail se ferme à cette heure, ou avant si vous le fermez.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class EntreeSecours(forms.Form):
    """DEL-04: the slip's two words."""

    identifiant = forms.CharField(label="Login du jury", max_length=20)
    mot_de_passe = forms.CharField(label="Mot de passe", max_length=40, widget=forms.PasswordInput)


class GrilleControle(forms.Form):
    """DEL-01: choices and marks of every candidate of a jury, on one page."""

    def __init__(self, *args: Any, lignes: Sequence[DossierLu], regle: Reglement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lignes, self.regle = lignes, regle
        parties = regle.second_groupe.parties if regle.second_groupe else ()
        for lu in lignes:
            presentes = {note.partie: note for note in lu.controles}
            for partie in parties:
                note, cle = presentes.get(partie.code), f"{lu.dossier.pk}-{partie.code}"
                qui = f"{lu.dossier.candidature}, {partie.libelle}"
                if self.avec_choix:
                    choix = [("", "–"), *((e.code, e.libelle) for e in regle.choix(partie.code))]
                    self.fields[f"{cle}-epreuve"] = forms.ChoiceField(
                        label=f"Discipline choisie : {qui}", choices=choix, required=False,
                        initial=note.epreuve if note else "",
                    )  # fmt: skip
                self.fields[f"{cle}-note"] = ChampValeur(
                    label=f"Note : {qui}", required=False, max_length=6,
                    initial=str(note.valeur or "") if note else "",
                )  # fmt: skip

    @property
    def avec_choix(self) -> bool:
        """Whether the candidate chooses a discipline in each part (since 2022)."""
        second = self.regle.second_groupe
        return second is not None and second.regime is Regime.SUBSTITUTION

    def rangs(self) -> Iterator[tuple[DossierLu, list[tuple[forms.BoundField | None, forms.BoundField]]]]:
        """For each candidate, the fields of each part."""
        parties = self.regle.second_groupe.parties if self.regle.second_groupe else ()
        for lu in self.lignes:
            cles = [f"{lu.dossier.pk}-{partie.code}" for partie in parties]
            yield (
                lu,
                [(self[f"{cle}-epreuve"] if self.avec_choix else None, self[f"{cle}-note"]) for cle in cles],
            )

    def saisies(self) -> list[SaisieControle]:
        """What was entered, candidate by candidate."""
        parties = self.regle.second_groupe.parties if self.regle.second_groupe else ()
        return [
            SaisieControle(
                lu.dossier.pk,
                partie.code,
                self.cleaned_data.get(f"{lu.dossier.pk}-{partie.code}-epreuve", ""),
                self.cleaned_data[f"{lu.dossier.pk}-{partie.code}-note"],
            )
            for lu in self.lignes
            for partie in parties
            if self.cleaned_data[f"{lu.dossier.pk}-{partie.code}-note"] is not None
            or self.cleaned_data.get(f"{lu.dossier.pk}-{partie.code}-epreuve")
            or any(note.partie == partie.code for note in lu.controles)
        ]


class CsvControle(forms.Form):
    """DEL-01: the same by a CSV: candidat;inscription;partie;epreuve;note."""

    fichier = forms.FileField(
        label="Fichier CSV",
        help_text="Colonnes : candidat ; inscription ; partie ; discipline ; note. UTF-8 ou Windows-1252.",
    )

    def __init__(self, *args: Any, lignes: Sequence[DossierLu], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.connus = {lu.dossier.candidature.identifiant: lu.dossier.pk for lu in lignes}

    def clean_fichier(self) -> list[SaisieControle]:
        """The entries; every bad line is told with its number."""
        octets: bytes = self.cleaned_data["fichier"].read(2 * 1024 * 1024)
        saisies, fautes = [], []
        for numero, ligne in enumerate(csv.reader(io.StringIO(_texte(octets)), delimiter=";"), start=1):
            if numero == 1 or not any(ligne):
                continue
            try:
                saisies.append(self._saisie(ligne))
            except (Refus, ValueError) as erreur:
                fautes.append(f"Ligne {numero} : {erreur}")
        if fautes:
            raise forms.ValidationError(fautes)
        return saisies

    def _saisie(self, ligne: Sequence[str]) -> SaisieControle:
        if len(ligne) != 5:  # noqa: PLR2004 - the columns named above
            raise Refus(f"5 colonnes sont attendues, il y en a {len(ligne)}.")
        numero, inscription, partie, epreuve, note = (cellule.strip() for cellule in ligne)
        cle = self.connus.get(f"{numero} - {inscription}")
        if cle is None:
            raise Refus(f"{numero} - {inscription} n'est pas admis à l'épreuve de contrôle devant ce jury.")
        valeur: Valeur | None = lire_valeur(note) if note else None
        return SaisieControle(cle, partie, epreuve, valeur)


def _texte(octets: bytes) -> str:
    try:
        return octets.decode("utf-8-sig")
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")
