"""What a job looks like as JSON."""

from rest_framework import serializers

from santorin.traitements.models import Document, Ligne, Traitement


class LigneSerializer(serializers.ModelSerializer[Ligne]):
    """A line of the report."""

    class Meta:
        model = Ligne
        fields = ("le", "niveau", "texte")


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A document made by the job."""

    class Meta:
        model = Document
        fields = ("uuid", "nom", "type", "taille", "sha256")


class TraitementSerializer(serializers.ModelSerializer[Traitement]):
    """A job and how far it is."""

    class Meta:
        model = Traitement
        fields = (
            "uuid",
            "libelle",
            "etat",
            "message",
            "demande_le",
            "debut",
            "fin",
            "fait",
            "total",
            "reprise_le",
        )


class SuiviSerializer(serializers.Serializer[object]):
    """A job with the last lines of its report and its documents."""

    traitement = TraitementSerializer()
    lignes = LigneSerializer(many=True)
    lignes_masquees = serializers.IntegerField()
    documents = DocumentSerializer(many=True)
