"""A rule, as the coordinateur writes it (HAR-13)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from harmonisation.forms.copies import MOTIF_AU_PLUS
from harmonisation.forms.nombres import NombreField
from harmonisation.lectures.copies import correcteurs_nommes
from harmonisation.models import Operation, Portee, RegleDeMasse
from santorin.copies.etats import EtatLot
from santorin.copies.models import Correcteur, Epreuve, Lot, Question, Sujet

PAS = ("0.01", "0.25", "0.5", "1")
BORNE = Decimal(1000)
HOMONYMES = 10  # markers named when several answer


class RegleForm(forms.Form):
    """HAR-13: scope, operation, limits, step. Read by GET: the address of a preview holds the rule."""

    portee = forms.ChoiceField(label="Portée", choices=Portee.choices)
    sujet = forms.ModelChoiceField(
        Sujet.objects.none(),
        label="Sujet",
        required=False,
        empty_label="–",
        help_text="Quand la portée est «\u00a0Un sujet\u00a0»",
    )
    question = forms.ModelChoiceField(
        Question.objects.none(),
        label="Question",
        required=False,
        empty_label="–",
        help_text="Quand la portée est «\u00a0Une question\u00a0»",
    )
    correcteur = forms.CharField(
        label="Correcteur",
        required=False,
        max_length=80,
        help_text="Quand la portée est «\u00a0Un correcteur\u00a0»\u00a0: son nom ou son numéro d’intervenant",
    )
    lot = forms.IntegerField(
        label="Lot",
        required=False,
        min_value=0,
        max_value=2**31 - 1,
        widget=forms.TextInput,
        help_text="Quand la portée est «\u00a0Un lot\u00a0»\u00a0: son numéro",
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
        """The marker that the words name, by number or by name, among those of the épreuve's lots."""
        texte = self.cleaned_data["correcteur"]
        if not texte.strip():
            return None
        trouves = correcteurs_nommes(self.epreuve, texte).order_by("nom", "prenoms", "numero")[
            : HOMONYMES + 1
        ]
        if not trouves:
            raise forms.ValidationError("Aucun correcteur de cette épreuve n’a ce nom ou ce numéro.")
        if len(trouves) > 1:
            raise forms.ValidationError(_a_preciser(list(trouves)))
        return trouves[0]

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


def _a_preciser(trouves: Sequence[Correcteur]) -> str:
    """Which markers answer, with the numbers that tell them apart."""
    if len(trouves) > HOMONYMES:
        return "Trop de correcteurs répondent\u00a0: précisez le nom, ou donnez le numéro d’intervenant."
    noms = ", ".join(f"{correcteur} ({correcteur.numero})" for correcteur in trouves)
    return f"Plusieurs correcteurs répondent, donnez le numéro de l’un d’eux\u00a0: {noms}."


class AnnulationForm(forms.Form):
    """HAR-13: why a rule is taken back."""

    motif = forms.CharField(
        label="Motif de l’annulation", max_length=MOTIF_AU_PLUS, widget=forms.Textarea(attrs={"rows": 2})
    )
