"""What a job looks like as JSON."""

from rest_framework import serializers

from santorin.traitements.models import Ligne, Traitement


class LigneSerializer(serializers.ModelSerializer[Ligne]):
    """A line of the report."""

    class Meta:
        model = Ligne
        fields = ("le", "niveau", "texte")


class DocumentSerializer(serializers.Serializer[object]):
    """A document made by the job."""

    uuid = serializers.UUIDField()
    nom = serializers.CharField()
    type = serializers.CharField()
    taille = serializers.IntegerField(help_text="En octets")
    sha256 = serializers.CharField(
        allow_blank=True, help_text="Des octets du document\u00a0; vide pendant qu’elle se calcule"
    )
    obstacle = serializers.CharField(
        allow_null=True, help_text="Pourquoi il ne se télécharge plus\u00a0; nul quand il se télécharge"
    )


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
