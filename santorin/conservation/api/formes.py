"""What retention looks like as JSON."""

from typing import Any

from rest_framework import serializers

from santorin.conservation.durees import Unite
from santorin.conservation.models import CategorieDeGel, Gel
from santorin.conservation.personne import Qualite


class NatureSerializer(serializers.Serializer[Any]):
    """A line of the table of retention."""

    cle = serializers.CharField(source="nature.cle")
    libelle = serializers.CharField(source="nature.libelle")
    contenu = serializers.CharField(source="nature.contenu")
    depart = serializers.CharField(source="nature.depart")
    base = serializers.CharField(source="nature.base")
    sort = serializers.CharField(source="nature.sort")
    nombre = serializers.IntegerField(source="duree.nombre")
    unite = serializers.ChoiceField(source="duree.unite", choices=Unite.choices)
    reglable = serializers.BooleanField(source="nature.reglable")


class DureeDemandeeSerializer(serializers.Serializer[Any]):
    """Another period."""

    nombre = serializers.IntegerField(min_value=1, max_value=600)
    unite = serializers.ChoiceField(choices=Unite.choices)
    motif = serializers.CharField(max_length=500)


class GelSerializer(serializers.ModelSerializer[Gel]):
    """A hold."""

    class Meta:
        model = Gel
        fields = ("id", "numero", "epreuve", "categorie", "motif", "pose_le", "leve_le", "motif_de_levee")


class GelDemandeSerializer(serializers.Serializer[Any]):
    """A hold to place; `epreuve` is the key of an épreuve."""

    numero = serializers.RegexField(r"^01[0-9]{9}$", required=False, default="", allow_blank=True)
    epreuve = serializers.IntegerField(required=False, allow_null=True, default=None)
    categorie = serializers.ChoiceField(choices=CategorieDeGel.choices)
    motif = serializers.CharField(max_length=500)


class MotifDeLeveeSerializer(serializers.Serializer[Any]):
    """Why a hold is lifted."""

    motif = serializers.CharField(max_length=500)


class CompteSerializer(serializers.Serializer[Any]):
    """What is due in one group."""

    groupe = serializers.CharField()
    a_detruire = serializers.IntegerField()
    retenus = serializers.DictField(child=serializers.IntegerField())


class ApercuDePurgeSerializer(serializers.Serializer[Any]):
    """What a purge would destroy of a kind of data."""

    nature = serializers.CharField(source="nature.cle")
    a_detruire = serializers.IntegerField()
    retenus = serializers.IntegerField()
    groupes = CompteSerializer(many=True)


class PurgeDemandeeSerializer(serializers.Serializer[Any]):
    """The kinds of data to purge; none: all."""

    natures = serializers.ListField(child=serializers.CharField(), required=False, default=list)


class TauxSerializer(serializers.Serializer[Any]):
    """The share of a session's copies drawn for the archives."""

    session = serializers.CharField(help_text="Code de la session")
    pour_mille = serializers.IntegerField(min_value=0, max_value=1000)


class PersonneTrouveeSerializer(serializers.Serializer[Any]):
    """A person found."""

    cle = serializers.IntegerField()
    nom = serializers.CharField()
    numero = serializers.CharField()
    precision = serializers.CharField()


class ExportDemandeSerializer(serializers.Serializer[Any]):
    """The person whose data are asked for."""

    qualite = serializers.ChoiceField(choices=Qualite.choices)
    cle = serializers.IntegerField(min_value=1)
