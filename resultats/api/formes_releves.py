"""What transcripts and their runs look like as JSON."""

from rest_framework import serializers

from resultats.api.base import Instant
from resultats.models import Releve


class ReleveSerializer(serializers.ModelSerializer[Releve]):
    """A transcript that the token may download now."""

    candidat = serializers.CharField(source="candidature.numero")
    inscription = serializers.CharField(source="candidature.inscription")
    nom = serializers.CharField(source="candidature.nom")
    prenoms = serializers.CharField(source="candidature.prenoms")
    uai = serializers.CharField(source="candidature.uai")
    division = serializers.CharField(source="candidature.division")
    version = serializers.IntegerField(source="numero")
    genere_le = serializers.DateTimeField(source="generation.genere_le")
    disponible_le = serializers.DateTimeField(source="generation.disponible_le", allow_null=True)
    taille = serializers.IntegerField(source="longueur")

    class Meta:
        model = Releve
        fields = (
            "id",
            "candidat",
            "inscription",
            "nom",
            "prenoms",
            "uai",
            "division",
            "version",
            "genere_le",
            "disponible_le",
            "taille",
            "sha256",
        )


class PageDeRelevesSerializer(serializers.Serializer[object]):
    """A page of the list; `suivant` is the `apres` of the next one."""

    lignes = ReleveSerializer(many=True)
    precedent = serializers.IntegerField(allow_null=True)
    suivant = serializers.IntegerField(allow_null=True)


class CriteresSerializer(serializers.Serializer[object]):
    """Which transcripts are asked for."""

    candidat = serializers.CharField(required=False, default="", max_length=11)
    apres = serializers.IntegerField(required=False, default=0, min_value=0, max_value=2**63 - 1)


class GenerationSerializer(serializers.Serializer[object]):
    """A run, where it stands, and its figures."""

    id = serializers.IntegerField(source="generation.pk")
    etat = serializers.CharField(source="situation.value")
    releves = serializers.IntegerField(source="nombre")
    nouvelles_versions = serializers.IntegerField(source="remplacants")
    genere_le = serializers.DateTimeField(source="generation.genere_le")
    disponible_le = serializers.DateTimeField(source="generation.disponible_le", allow_null=True)


class DateSerializer(serializers.Serializer[object]):
    """The instant from which transcripts can be had."""

    disponible_le = Instant()


class MotifSerializer(serializers.Serializer[object]):
    """Why transcripts are withdrawn."""

    motif = serializers.CharField(min_length=5, max_length=500)


class MasseSerializer(serializers.Serializer[object]):
    """The établissement, the examination and the session of a mass PDF, by their codes."""

    uai = serializers.CharField(max_length=8)
    examen = serializers.CharField(max_length=5)
    session = serializers.CharField(max_length=7)
