"""What the statistics look like as JSON; a marker appears there by number alone (HAR-02)."""

from rest_framework import serializers

from harmonisation.regles.statistiques import Notes, Ventilation


class ResumeSerializer(serializers.Serializer[object]):
    """The marks of one group."""

    effectif = serializers.IntegerField()
    moyenne = serializers.FloatField()
    ecart_type = serializers.FloatField()
    minimum = serializers.FloatField()
    q1 = serializers.FloatField()
    mediane = serializers.FloatField()
    q3 = serializers.FloatField()
    maximum = serializers.FloatField()


class TrancheSerializer(serializers.Serializer[object]):
    """An interval of marks, its upper end not in it, but for the last one."""

    bas = serializers.FloatField(source="tranche.bas")
    haut = serializers.FloatField(source="tranche.haut")
    nombre = serializers.IntegerField()


class EnsembleSerializer(serializers.Serializer[object]):
    """The whole épreuve; marks are out of `sur`."""

    sur = serializers.IntegerField()
    candidats = serializers.IntegerField(source="comptes.candidats")
    absents = serializers.IntegerField(source="comptes.absents")
    non_comptees = serializers.IntegerField()
    resume = ResumeSerializer(allow_null=True)
    repartition = TrancheSerializer(many=True)


class LigneSerializer(serializers.Serializer[object]):
    """One group; `masquee` where it is too small to be shown, which leaves `resume` null."""

    reference = serializers.CharField(source="nom.reference")
    effectif = serializers.IntegerField()
    masquee = serializers.BooleanField()
    resume = ResumeSerializer(allow_null=True)
    candidats = serializers.IntegerField(source="comptes.candidats", default=None, allow_null=True)
    absents = serializers.IntegerField(source="comptes.absents", default=None, allow_null=True)
    repartition = serializers.ListField(child=serializers.IntegerField())


class TableauSerializer(serializers.Serializer[object]):
    """A breakdown, whole; marks are out of `sur`, in percent of its points for a question."""

    ventilation = serializers.ChoiceField(Ventilation.choices)
    notes = serializers.ChoiceField(Notes.choices)
    sur = serializers.IntegerField()
    lignes = LigneSerializer(many=True)


class EcartSerializer(serializers.Serializer[object]):
    """One marker against expectation."""

    correcteur = serializers.CharField(source="numero", help_text="Numéro d’intervenant")
    effectif = serializers.IntegerField()
    moyenne = serializers.FloatField()
    attendue = serializers.FloatField()
    ecart = serializers.FloatField(source="difference")
    bas = serializers.FloatField()
    haut = serializers.FloatField()
    retenu = serializers.FloatField()
    suffisant = serializers.BooleanField(source="ecart.suffisant")
    signale = serializers.BooleanField(source="ecart.signale")


class EcartsSerializer(serializers.Serializer[object]):
    """Markers against expectation, and the copies that say nothing of it."""

    signales = serializers.IntegerField()
    copies_non_jugees = serializers.IntegerField(source="ecartes.copies")
    lignes = EcartSerializer(many=True)
