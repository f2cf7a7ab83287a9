"""A rule, as the coordinateur writes it (HAR-13)."""

from decimal import Decimal
from typing import Any

from django import forms

from harmonisation.forms.copies import MOTIF_AU_PLUS
from harmonisation.forms.nombres import NombreField
from harmonisation.models import Operation, Portee, RegleDeMasse
from santorin.copies.etats import EtatLot
from santorin.copies.models import Correcteur, Epreuve, Lot, Question, Sujet

PAS = ("0.01", "0.25", "0.5", "1")
BORNE = Decimal(1000)


class RegleForm(forms.Form):
    """HAR-13: scope, operation, limits, step. Read by GET: the address of a preview holds the rule."""

    portee = forms.ChoiceField(label="Portée", choices=Portee.choices)
    sujet = forms.ModelChoiceField(Sujet.objects.none(), label="Sujet", required=False, empty_label="–")
    question = forms.ModelChoiceField(
        Question.objects.none(), label="Question", required=False, empty_label="–"
    )
    correcteur = forms.CharField(
        label="Correcteur", required=False, max_length=12, help_text="Son numéro d’intervenant"
    )
    lot = forms.IntegerField(
        label="Lot", required=False, min_value=0, max_value=2**31 - 1, widget=forms.TextInput
    )
    operation = forms.ChoiceField(label="Opération", choices=Operation.choices)
    coefficient = NombreField(
        label="Coefficient (a)",
        required=False,
        decimales=3,
        help_text="Pour multiplier ou transformer. De 0 à 10",
    )
    constante = NombreField(
        label="Points (b)",
        required=False,
        help_text="À ajouter (−1 pour retirer un point), le plafond ou le plancher",
    )
    minimum = NombreField(label="Note minimale après la règle", required=False)
    maximum = NombreField(label="Note maximale après la règle", required=False)
    ecart_maximal = NombreField(label="Écart maximal par copie", help_text="En points, par exemple 2")
    pas = forms.ChoiceField(
        label="Arrondi au pas de", choices=[(pas, pas.replace(".", ",")) for pas in PAS], initial="0.25"
    )
    avec_unitaires = forms.BooleanField(
        label="Changer aussi les copies harmonisées à l’unité", required=False
    )
    avec_ajustees = forms.BooleanField(
        label="Changer aussi les copies déjà touchées par une règle", required=False
    )
    motif = forms.CharField(
        label="Motif",
        max_length=MOTIF_AU_PLUS,
        help_text="Les correcteurs concernés le lisent\u00a0: n’y nommez ni candidat ni établissement.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, epreuve: Epreuve, **options: Any) -> None:
        super().__init__(*args, **options)
        self.epreuve = epreuve
        self._offrir("sujet", epreuve.sujets.order_by("code"))
        questions = Question.objects.filter(sujet__epreuve=epreuve).select_related("sujet")
        self._offrir("question", questions.order_by("sujet__code", "ordre"))

    def _offrir(self, nom: str, objets: Any) -> None:
        champ = self.fields[nom]
        if isinstance(champ, forms.ModelChoiceField):
            champ.queryset = objets

    def clean_correcteur(self) -> Correcteur | None:
        """The marker of that number, among those of the épreuve's lots."""
        numero = self.cleaned_data["correcteur"]
        if not numero:
            return None
        trouve = Correcteur.objects.filter(numero__iexact=numero, lots__epreuve=self.epreuve).first()
        if trouve is None:
            raise forms.ValidationError("Aucun correcteur de cette épreuve n’a ce numéro.")
        return trouve

    def clean_lot(self) -> Lot | None:
        """The locked lot of that number."""
        numero = self.cleaned_data["lot"]
        if numero is None:
            return None
        trouve = self.epreuve.lots.filter(numero=numero).first()
        if trouve is None:
            raise forms.ValidationError("Cette épreuve n’a pas de lot de ce numéro.")
        if trouve.etat != EtatLot.VERROUILLE:
            raise forms.ValidationError(f"Le lot {numero} n’est pas verrouillé.")
        return trouve

    def clean(self) -> dict[str, Any]:
        """One scope, and the numbers that the operation needs, each within reason."""
        propre: dict[str, Any] = super().clean() or self.cleaned_data
        portee = propre.get("portee")
        if portee in {Portee.SUJET, Portee.QUESTION, Portee.CORRECTEUR, Portee.LOT} and not (
            propre.get(str(portee)) or portee in self.errors
        ):
            self.add_error(str(portee), "Dites lequel.")
        self._exiger_les_nombres(propre)
        for nom in ("coefficient", "constante", "minimum", "maximum", "ecart_maximal"):
            valeur = propre.get(nom)
            if valeur is not None and abs(valeur) > (Decimal(10) if nom == "coefficient" else BORNE):
                self.add_error(nom, "Cette valeur est trop grande.")
        if propre.get("minimum") is not None and propre.get("maximum") is not None:
            self._ordonner(propre)
        return propre

    def _exiger_les_nombres(self, propre: dict[str, Any]) -> None:
        operation = propre.get("operation")
        if operation in {Operation.MULTIPLIER, Operation.LINEAIRE} and propre.get("coefficient") is None:
            self.add_error("coefficient", "Donnez le coefficient.")
        if operation not in {None, Operation.MULTIPLIER} and propre.get("constante") is None:
            self.add_error("constante", "Donnez le nombre de points.")
        for nom in ("coefficient", "minimum", "maximum"):
            if propre.get(nom) is not None and propre[nom] < 0:
                self.add_error(nom, "Ce nombre ne peut pas être négatif.")
        ecart = propre.get("ecart_maximal")
        if ecart is not None and ecart <= 0:
            self.add_error("ecart_maximal", "L’écart maximal est plus grand que zéro.")

    def _ordonner(self, propre: dict[str, Any]) -> None:
        if propre["minimum"] > propre["maximum"]:
            self.add_error("maximum", "La note maximale est au moins la note minimale.")

    def regle(self) -> RegleDeMasse:
        """The rule, not saved; the form is valid. A question has its own scale and step."""
        propre, portee = self.cleaned_data, self.cleaned_data["portee"]
        operation = propre["operation"]
        question = propre["question"] if portee == Portee.QUESTION else None
        echelle = question.points if question else Decimal(self.epreuve.note_sur)
        return RegleDeMasse(
            epreuve=self.epreuve,
            portee=portee,
            sujet=propre["sujet"] if portee == Portee.SUJET else None,
            question=question,
            correcteur=propre["correcteur"] if portee == Portee.CORRECTEUR else None,
            lot=propre["lot"] if portee == Portee.LOT else None,
            operation=operation,
            coefficient=propre["coefficient"]
            if operation in {Operation.MULTIPLIER, Operation.LINEAIRE}
            else Decimal(1),
            constante=propre["constante"] if operation != Operation.MULTIPLIER else Decimal(0),
            minimum=propre["minimum"] if propre["minimum"] is not None else Decimal(0),
            maximum=propre["maximum"] if propre["maximum"] is not None else echelle,
            ecart_maximal=propre["ecart_maximal"],
            pas=question.pas if question else Decimal(propre["pas"]),
            avec_unitaires=propre["avec_unitaires"],
            avec_ajustees=propre["avec_ajustees"],
            motif=propre["motif"],
        )


class AnnulationForm(forms.Form):
    """HAR-13: why a rule is taken back."""

    motif = forms.CharField(
        label="Motif de l’annulation", max_length=MOTIF_AU_PLUS, widget=forms.Textarea(attrs={"rows": 2})
    )
