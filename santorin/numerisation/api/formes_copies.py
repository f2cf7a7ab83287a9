"""Copies, their missing pages and their reports as JSON."""

from django.urls import reverse
from rest_framework import serializers

from santorin.copies.models import Copie, Signalement, SignalementCandidat
from santorin.copies.regles.signalements import PRECISION_AU_PLUS


class PageManquanteSerializer(serializers.Serializer[object]):
    """A page that lacks, of how many."""

    anonymat = serializers.CharField(source="copie.composition.anonymat")
    numero = serializers.IntegerField()
    total = serializers.IntegerField()


class PageNonRendueSerializer(serializers.Serializer[object]):
    """A page that the candidate did not hand in, and why one thinks so."""

    numero = serializers.IntegerField(min_value=1)
    motif = serializers.CharField(max_length=500)


class CopieBlancheSerializer(serializers.Serializer[object]):
    """A copy that looks blank, and where the images of its pages are."""

    anonymat = serializers.CharField(source="composition.anonymat")
    pages = serializers.SerializerMethodField()

    def get_pages(self, copie: Copie) -> list[str]:
        """Addresses of the images, in order."""
        pages = getattr(copie, "pages_a_regarder", [])
        return [reverse("numerisation_api:image", args=[page.image]) for page in pages if page.image]


class LigneRapprochementSerializer(serializers.Serializer[object]):
    """One attendance: candidates with a copy, without, and how many do not agree."""

    emargement = serializers.CharField()
    avec = serializers.IntegerField()
    sans = serializers.IntegerField()
    ecart = serializers.IntegerField()


class SignalementRecuSerializer(serializers.ModelSerializer[Signalement]):
    """A report of a marker, who is not named."""

    anonymat = serializers.CharField(source="correction.copie.composition.anonymat")

    class Meta:
        model = Signalement
        fields = ("id", "anonymat", "page", "defaut", "precision", "signale_le")


class SignalementDeCandidatSerializer(serializers.ModelSerializer[SignalementCandidat]):
    """A report of a candidate on its own copy, once published."""

    anonymat = serializers.CharField(source="composition.anonymat")

    class Meta:
        model = SignalementCandidat
        fields = ("id", "anonymat", "page", "defaut", "precision", "signale_le")


class ReponseAuCandidatSerializer(serializers.Serializer[object]):
    """What the candidate reads."""

    reponse = serializers.CharField(max_length=PRECISION_AU_PLUS)


class ReponseSerializer(serializers.Serializer[object]):
    """What is answered; its marker reads it."""

    reponse = serializers.CharField(
        max_length=PRECISION_AU_PLUS, required=False, allow_blank=True, default=""
    )


class VerdictSerializer(serializers.Serializer[object]):
    """Whether a page of the sample is well scanned and well filed."""

    conforme = serializers.BooleanField()
