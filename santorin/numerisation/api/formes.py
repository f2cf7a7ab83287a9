"""Liasses, anomalies and reconciliation as JSON."""

from django.urls import reverse
from rest_framework import serializers

from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.feuilles import PAGES_AU_PLUS


class FeuillesSerializer(serializers.Serializer[object]):
    """Which answer sheets to print: pages for each candidate (the cover comes besides), of one division or of all."""

    pages = serializers.IntegerField(min_value=1, max_value=PAGES_AU_PLUS)
    division = serializers.CharField(max_length=20, default="", allow_blank=True)


class AnnonceSerializer(serializers.Serializer[object]):
    """A file that is coming; `empreinte` is the SHA-256 of the SHA-256 of its pieces of 4 MiB, in hexadecimal."""

    nom = serializers.CharField(max_length=200)
    taille = serializers.IntegerField()
    empreinte = serializers.CharField(max_length=64)
    remplace = serializers.BooleanField(default=False)


class LiasseSerializer(serializers.ModelSerializer[Liasse]):
    """A liasse: how far it is received, where it goes on."""

    api = serializers.SerializerMethodField()
    page = serializers.SerializerMethodField()

    class Meta:
        model = Liasse
        fields = ("cle", "nom", "taille", "recus", "etat", "pages", "motif", "api", "page")

    def get_api(self, liasse: Liasse) -> str:
        """Where the pieces go."""
        return reverse("numerisation_api:liasse", args=[liasse.cle])

    def get_page(self, liasse: Liasse) -> str:
        """Its screen."""
        return reverse("numerisation:liasse", args=[liasse.cle])


class ReceptionSerializer(serializers.Serializer[object]):
    """How many bytes are received: where the next piece starts."""

    recus = serializers.IntegerField()


class PageLueSerializer(serializers.ModelSerializer[PageLue]):
    """A page in anomaly; `anonymat` and `numero` are what its code says, `epreuve_lue` the other épreuve it names."""

    anonymat = serializers.SerializerMethodField()

    class Meta:
        model = PageLue
        fields = (
            "cle",
            "rang",
            "nom",
            "anomalie",
            "anonymat",
            "numero",
            "total",
            "rotation",
            "encre",
            "epreuve_lue",
        )

    def get_anonymat(self, page: PageLue) -> str | None:
        """The number of a known copy, or what was read."""
        return page.copie.composition.anonymat if page.copie else page.anonymat_lu or None


class SuiteSerializer(serializers.Serializer[object]):
    """The épreuve where pages are sent."""

    epreuve = serializers.IntegerField(min_value=1)


class PagesEcarteesSerializer(serializers.Serializer[object]):
    """How many pages were set aside."""

    ecartees = serializers.IntegerField()


class AffectationSerializer(serializers.Serializer[object]):
    """The place of a page in a copy; `remplace`: another image that holds it goes to history."""

    anonymat = serializers.CharField(max_length=16)
    numero = serializers.IntegerField(min_value=1)
    rotation = serializers.ChoiceField(choices=[0, 90, 180, 270], required=False)
    remplace = serializers.BooleanField(default=False)


class MotifSerializer(serializers.Serializer[object]):
    """A reason."""

    motif = serializers.CharField(max_length=500)
