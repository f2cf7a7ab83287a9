"""What transmitted copies look like as JSON."""

from rest_framework import serializers


class LigneDeCopieSerializer(serializers.Serializer[object]):
    """A copy in the list."""

    cle = serializers.UUIDField()
    numero = serializers.CharField()
    nom = serializers.CharField()
    prenoms = serializers.CharField()
    division = serializers.CharField()
    epreuve = serializers.CharField()
    etat = serializers.CharField()
    fraude_presumee = serializers.BooleanField()


class ListeSerializer(serializers.Serializer[object]):
    """A page of the list; `suivant` is the `apres` of the next one."""

    lignes = LigneDeCopieSerializer(many=True)
    precedent = serializers.IntegerField(allow_null=True)
    suivant = serializers.IntegerField(allow_null=True)
    total = serializers.IntegerField()


class EpreuveOfferteSerializer(serializers.Serializer[object]):
    """An épreuve of the list."""

    cle = serializers.IntegerField()
    libelle = serializers.CharField()


class ChoixSerializer(serializers.Serializer[object]):
    """The divisions and épreuves of the list."""

    divisions = serializers.ListField(child=serializers.CharField(allow_blank=True))
    epreuves = EpreuveOfferteSerializer(many=True)


class EditionSerializer(serializers.Serializer[object]):
    """« Éditer les copies » of an épreuve: how many can be seen and put in a ZIP; a sentence says why none can."""

    cle = serializers.IntegerField()
    libelle = serializers.CharField()
    copies = serializers.IntegerField()
    obstacle = serializers.CharField(allow_null=True)
    archivables = serializers.IntegerField()
    obstacle_zip = serializers.CharField(allow_null=True)


class DetailSerializer(serializers.Serializer[object]):
    """The marks of one question."""

    numero = serializers.CharField()
    libelle = serializers.CharField()
    note = serializers.CharField()
    points = serializers.CharField()


class PageSerializer(serializers.Serializer[object]):
    """A page and what is written on it."""

    numero = serializers.IntegerField()
    largeur = serializers.IntegerField()
    hauteur = serializers.IntegerField()
    rotation = serializers.IntegerField()
    lecture = serializers.ListField(child=serializers.CharField())


class CopieSerializer(serializers.Serializer[object]):
    """A copy: what its paramétrage lets out; nothing of a marking in progress."""

    pages = PageSerializer(many=True, source="visionneuse.pages")
    en_recorrection = serializers.BooleanField()
    fraude_presumee = serializers.BooleanField()
    note = serializers.CharField()
    sur = serializers.CharField()
    detail = DetailSerializer(many=True)
    appreciation = serializers.CharField()
    obstacle_pdf = serializers.CharField(allow_null=True)


class ZipSerializer(serializers.Serializer[object]):
    """A ZIP to make: these épreuves (primary keys), or all; encrypted when a password is given."""

    epreuves = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, default=list
    )
    mot_de_passe = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        write_only=True,
        min_length=8,
        max_length=32,
        trim_whitespace=False,
    )
