"""A marker's grid, stamps, notices and concertations as JSON (API-01)."""

from rest_framework import serializers

from santorin.copies.models import Avis
from santorin.correction.forms import MESSAGE_AU_PLUS
from santorin.correction.models import Remarque


class CaseSerializer(serializers.Serializer[object]):
    """A mark of the grid: of a copy (its key) and a question (its number); `vue` is what was read before."""

    copie = serializers.UUIDField()
    question = serializers.CharField(max_length=10)
    vue = serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=0, allow_null=True, required=False, default=None
    )
    points = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=0, allow_null=True)


class ChoixSerializer(serializers.Serializer[object]):
    """The alternative (a partie's number, "" for none) that a copy answers at a choix."""

    copie = serializers.UUIDField()
    choix = serializers.CharField(max_length=10)
    vue = serializers.CharField(max_length=10, required=False, allow_blank=True, default="")
    partie = serializers.CharField(max_length=10, allow_blank=True)


class GrilleSerializer(serializers.Serializer[object]):
    """The marks and the choices of a whole lot."""

    cases = CaseSerializer(many=True)
    choix = ChoixSerializer(many=True, required=False, default=list)


class CopiesModifieesSerializer(serializers.Serializer[object]):
    """How many copies changed."""

    copies = serializers.IntegerField()


class FormeSerializer(serializers.Serializer[object]):
    """One « pdf » to print, or a « zip » of PDFs with a sheet for the marks."""

    forme = serializers.ChoiceField(choices=["pdf", "zip"])


class TraitementDemandeSerializer(serializers.Serializer[object]):
    """The key of a job, to be followed at /api/v1/traitements/."""

    traitement = serializers.CharField()


class RemarqueSerializer(serializers.ModelSerializer[Remarque]):
    """A stamp of one's own library; `valeur` is written as it is (« −0,5 »)."""

    class Meta:
        model = Remarque
        fields = ("id", "texte", "valeur", "couleur")


class AvisSerializer(serializers.ModelSerializer[Avis]):
    """A notice to read; its lot is null once it was wholly taken back."""

    lot = serializers.UUIDField(source="lot.cle", default=None, allow_null=True)

    class Meta:
        model = Avis
        fields = ("id", "lot", "texte", "le")


class ConcertationSerializer(serializers.Serializer[object]):
    """A copy whose two marks differ, on the épreuve's scale; nobody is named."""

    cle = serializers.UUIDField(source="correction.cle")
    nom = serializers.CharField()
    premiere = serializers.DecimalField(source="double.premiere", max_digits=6, decimal_places=2)
    seconde = serializers.DecimalField(source="double.seconde", max_digits=6, decimal_places=2)
    ecart = serializers.DecimalField(source="double.ecart", max_digits=6, decimal_places=2)
    proposition = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)


class DecisionSerializer(serializers.Serializer[object]):
    """The final mark of a copy, on the épreuve's scale, and why; `vue`: the one that it replaces, null for none."""

    valeur = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=0)
    motif = serializers.CharField(max_length=MESSAGE_AU_PLUS)
    vue = serializers.DecimalField(
        max_digits=6, decimal_places=2, min_value=0, required=False, allow_null=True, default=None
    )
