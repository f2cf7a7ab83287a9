"""What the API of the harmonisation gives and asks: no field leads to a name (API-01, HAR-03)."""

from rest_framework import serializers

from harmonisation.forms.copies import MOTIF_AU_PLUS
from harmonisation.models import CopieHarmonisable, RegleDeMasse


class CopieSerializer(serializers.ModelSerializer[CopieHarmonisable]):
    """HAR-03: a copy of a locked lot."""

    class Meta:
        model = CopieHarmonisable
        fields = (
            "cle", "nom", "note", "lot", "sujet", "correcteur_nom", "departement", "etablissement", "signalee",
            "harmonisee",
        )  # fmt: skip


class PageSerializer(serializers.Serializer[object]):
    """HAR-04: a page of the list, the keys of the pages around, how many answer."""

    copies = CopieSerializer(many=True)
    precedent = serializers.UUIDField(allow_null=True)
    suivant = serializers.UUIDField(allow_null=True)
    nombre = serializers.IntegerField()
    plafonne = serializers.BooleanField()


class MotifSerializer(serializers.Serializer[object]):
    """HAR-05: why; the marker reads it."""

    motif = serializers.CharField(max_length=MOTIF_AU_PLUS)


class InterventionSerializer(serializers.Serializer[object]):
    """HAR-05: the key under which the copy is changed."""

    cle = serializers.UUIDField()


class RegleSerializer(serializers.ModelSerializer[RegleDeMasse]):
    """HAR-13: a rule that was applied."""

    class Meta:
        model = RegleDeMasse
        fields = (
            "id", "portee", "operation", "coefficient", "constante", "minimum", "maximum", "ecart_maximal", "pas",
            "avec_unitaires", "avec_ajustees", "motif", "copies", "le", "annulee_le",
        )  # fmt: skip


class PassageSerializer(serializers.Serializer[object]):
    """HAR-13: who would cross a threshold."""

    seuil = serializers.DecimalField(max_digits=6, decimal_places=2)
    montent = serializers.IntegerField()
    descendent = serializers.IntegerField()


class ApercuSerializer(serializers.Serializer[object]):
    """HAR-13: what a rule would do; `empreinte` is given back to apply it."""

    copies = serializers.IntegerField()
    changees = serializers.IntegerField()
    unitaires = serializers.IntegerField()
    ajustees = serializers.IntegerField()
    lots_ouverts = serializers.IntegerField()
    passages = PassageSerializer(many=True)
    empreinte = serializers.CharField()


class TraitementDemandeSerializer(serializers.Serializer[object]):
    """The job that does it."""

    id = serializers.IntegerField()
    etat = serializers.CharField()
