"""What Cyclades' screens do, as JSON (API-01)."""

from typing import Any

from rest_framework import serializers

from cyclades.models import Eleve, SourceEleve
from cyclades.regles import lire_valeur
from santorin.refus import Refus


class SaisieForme(serializers.Serializer[Any]):
    """A mark entered by hand; `vue`: when the mark that its author saw was changed, null for none."""

    candidat = serializers.RegexField(r"^01[0-9]{9}$")
    inscription = serializers.RegexField(r"^[0-9]{3}$")
    note = serializers.CharField(max_length=10)
    motif = serializers.CharField(min_length=5, max_length=500)
    provisoire = serializers.BooleanField(default=False)
    vue = serializers.DateTimeField(allow_null=True, default=None)

    def validate_note(self, texte: str) -> Any:
        """« 12,5 » or « AB »."""
        try:
            return lire_valeur(texte)
        except Refus as refus:
            raise serializers.ValidationError(refus.message) from refus


class EtapeForme(serializers.Serializer[Any]):
    """A value that the mark has or had."""

    note = serializers.CharField(source="note.donnee")
    origine = serializers.CharField(source="note.origine")
    version = serializers.IntegerField(source="note.version")
    motif = serializers.CharField(source="note.motif")
    par = serializers.CharField()
    depuis = serializers.DateTimeField()
    jusqu_a = serializers.DateTimeField(allow_null=True)


class FicheForme(serializers.Serializer[Any]):
    """One candidate's mark with its whole history, the last value first."""

    candidat = serializers.CharField(source="inscription.candidature.numero")
    inscription = serializers.CharField(source="inscription.candidature.inscription")
    position = serializers.CharField(source="inscription.position")
    obstacle_saisie = serializers.CharField(allow_null=True)
    composantes = serializers.ListField(child=serializers.CharField())
    historique = EtapeForme(many=True, source="etapes")


class AcademieForme(serializers.Serializer[Any]):
    """An académie, by its code."""

    academie = serializers.CharField(max_length=3)


class PublicationForme(AcademieForme):
    """A publication."""

    publiee_le = serializers.DateTimeField(read_only=True)


class RecalculForme(serializers.Serializer[Any]):
    """How many marks changed."""

    changees = serializers.IntegerField()


class EleveForme(serializers.ModelSerializer[Eleve]):
    """A pupil of the last import."""

    class Meta:
        model = Eleve
        fields = ("ine", "nom", "nom_usage", "prenoms", "date_naissance", "division", "formation", "source")


class ImportForme(serializers.Serializer[Any]):
    """A file of pupils: SIECLE BEE (XML 2.1, zipped or not), or the CSV hors BEE."""

    fichier = serializers.FileField()
    valides_seulement = serializers.BooleanField(default=False)

    def get_fields(self) -> dict[str, Any]:
        """With `source`, which as an attribute would hide the serializer's own."""
        return {"source": serializers.ChoiceField(choices=SourceEleve.choices), **super().get_fields()}
