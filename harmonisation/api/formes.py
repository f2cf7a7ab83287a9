"""What the API of the harmonisation gives and asks: no field leads to a name (API-01, HAR-03)."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from harmonisation.forms.copies import MOTIF_AU_PLUS
from harmonisation.lectures.copie import copie_lue
from harmonisation.models import CopieHarmonisable, LigneDeRegle, RegleDeMasse
from santorin.copies.models import Intervention


class CopieSerializer(serializers.ModelSerializer[CopieHarmonisable]):
    """HAR-03: a copy of a locked lot."""

    class Meta:
        model = CopieHarmonisable
        fields: tuple[str, ...] = (
            "cle", "nom", "note", "lot", "sujet", "correcteur_nom", "departement", "etablissement", "signalee",
            "harmonisee",
        )  # fmt: skip


class QuestionComparee(serializers.Serializer[object]):
    """HAR-05: one question in both versions."""

    nom = serializers.CharField()
    avant = serializers.CharField(allow_null=True)
    apres = serializers.CharField(allow_null=True)


class ModificationSerializer(serializers.ModelSerializer[Intervention]):
    """HAR-05: a change of a copy, and why; `ecartee_le` once the copy was marked again."""

    class Meta:
        model = Intervention
        fields = ("le", "motif", "note_avant", "note_apres", "ecartee_le")


class RegleDeLaCopie(serializers.ModelSerializer[LigneDeRegle]):
    """HAR-13: what a rule did to a copy."""

    motif = serializers.CharField(source="regle.motif")

    class Meta:
        model = LigneDeRegle
        fields = ("regle", "motif", "note_avant", "note_apres", "annulee_le")


class CopieLueSerializer(serializers.Serializer[object]):
    """HAR-05: a copy, both versions, what was done to it, and the copies around it in the selection."""

    note_du_correcteur = serializers.DecimalField(
        max_digits=6, decimal_places=2, source="lue.note_du_correcteur"
    )
    ajustement = serializers.DecimalField(
        max_digits=6, decimal_places=2, source="lue.ajustement", help_text="Ce que les règles ajoutent"
    )
    questions = QuestionComparee(many=True, source="lue.comparaison.lignes")
    modifications = ModificationSerializer(many=True, source="lue.comparaison.interventions")
    ecartees = ModificationSerializer(many=True, source="lue.ecartees")
    regles = RegleDeLaCopie(many=True, source="lue.regles")
    obstacle = serializers.CharField(
        source="lue.obstacle", allow_null=True, help_text="Pourquoi elle ne se modifie pas"
    )
    precedente = serializers.UUIDField(allow_null=True)
    suivante = serializers.UUIDField(allow_null=True)


class UneCopieSerializer(CopieSerializer):
    """HAR-03, HAR-05: a copy of the list, and all that its screen says."""

    detail = serializers.SerializerMethodField()

    class Meta(CopieSerializer.Meta):
        fields = (*CopieSerializer.Meta.fields, "detail")

    @extend_schema_field(CopieLueSerializer)
    def get_detail(self, ligne: CopieHarmonisable) -> object:
        """Both versions, and the copies around it."""
        precedente, suivante = self.context["voisines"]
        detail = {"lue": copie_lue(ligne), "precedente": precedente, "suivante": suivante}
        return CopieLueSerializer(detail).data


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


class BarreSerializer(serializers.Serializer[object]):
    """HAR-13: a slice of the distribution; `libelle` is where it begins."""

    libelle = serializers.CharField()
    avant = serializers.IntegerField()
    apres = serializers.IntegerField()


class ApercuSerializer(serializers.Serializer[object]):
    """HAR-13: what a rule would do; `empreinte` is given back to apply it."""

    copies = serializers.IntegerField()
    changees = serializers.IntegerField()
    unitaires = serializers.IntegerField()
    ajustees = serializers.IntegerField()
    lots_ouverts = serializers.IntegerField()
    moyenne_avant = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    moyenne_apres = serializers.DecimalField(max_digits=7, decimal_places=2, allow_null=True)
    passages = PassageSerializer(many=True)
    barres = BarreSerializer(many=True)
    empreinte = serializers.CharField()


class RegleLueSerializer(serializers.Serializer[object]):
    """HAR-13: a rule, how many marks it still changes, and which cannot be given back, by reason."""

    regle = RegleSerializer()
    en_vigueur = serializers.IntegerField()
    annulees = serializers.IntegerField()
    recorrigees = serializers.IntegerField()
    lots_ouverts = serializers.IntegerField()
    reprises = serializers.IntegerField()
