"""What is asked over the API, besides the changes of a copy (API-01)."""

from rest_framework import serializers

from santorin.copies.models import Defaut
from santorin.copies.regles.signalements import PRECISION_AU_PLUS


class VerrouillageSerializer(serializers.Serializer[object]):
    """COR-03: the `bilan` of the lot as it was read, so that what changed since is not settled unseen."""

    bilan = serializers.CharField(max_length=64, required=False, allow_null=True, default=None)


class DeverrouillageSerializer(serializers.Serializer[object]):
    """COR-04: why a lot is given back; `message` is read by its marker."""

    motif = serializers.CharField(max_length=1000)
    message = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class SignalementSerializer(serializers.Serializer[object]):
    """COR-07: what is wrong with a scan; without `page`, the whole copy."""

    defaut = serializers.ChoiceField(choices=Defaut.choices)
    page = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)
    precision = serializers.CharField(
        max_length=PRECISION_AU_PLUS, required=False, allow_blank=True, default=""
    )


class PropositionSerializer(serializers.Serializer[object]):
    """COR-05: the final mark proposed, on the épreuve's scale."""

    valeur = serializers.DecimalField(max_digits=6, decimal_places=2, min_value=0)


class NoteFinaleSerializer(serializers.Serializer[object]):
    """COR-05: the final mark once both agree, null before."""

    valeur = serializers.DecimalField(max_digits=6, decimal_places=2, allow_null=True)
