"""What the API tells of a validation: figures, lots and reasons, never a candidate (API-01, HAR-03)."""

from rest_framework import serializers

from santorin.transmission.etats import EtatCloture, Issue, Retenue


class LotAttenduSerializer(serializers.Serializer[object]):
    """A lot that is not locked."""

    numero = serializers.IntegerField()
    correcteur = serializers.CharField(allow_null=True)
    etat = serializers.CharField()
    copies = serializers.IntegerField()


class PasseeSerializer(serializers.Serializer[object]):
    """A validation, and what it sent."""

    le = serializers.DateTimeField(source="transmission.le")
    totale = serializers.BooleanField(source="transmission.totale")
    notes_envoyees = serializers.IntegerField(source="resultat.notes_envoyees")
    notes_acquittees = serializers.IntegerField(source="resultat.notes_acquittees")
    services_faits_envoyes = serializers.IntegerField(source="resultat.services_faits_envoyes")
    services_faits_acquittes = serializers.IntegerField(source="resultat.services_faits_acquittes")
    etat = serializers.CharField()


class ValidationSerializer(serializers.Serializer[object]):
    """HAR-07: `totale` says what a validation asked now would be; `obstacle` why it cannot be asked, or null."""

    etat = serializers.ChoiceField(EtatCloture.choices, source="bilan.etat")
    totale = serializers.BooleanField(source="bilan.comptes.totale")
    candidats = serializers.IntegerField(source="bilan.comptes.candidats")
    a_transmettre = serializers.IntegerField(source="bilan.a_transmettre")
    manquants = serializers.SerializerMethodField(help_text=", ".join(Retenue.values))
    lots_ouverts = LotAttenduSerializer(many=True)
    ecartees = serializers.IntegerField(help_text="Copies harmonisées puis recorrigées")
    obstacle = serializers.CharField(allow_null=True)
    traitement = serializers.UUIDField(source="traitement.uuid", default=None, allow_null=True)
    passees = PasseeSerializer(many=True)

    def get_manquants(self, lue: object) -> dict[str, int]:
        """How many candidates, by reason."""
        return {motif.value: nombre for motif, nombre in getattr(lue, "manquants", ())}


class ApercuDeValidationSerializer(serializers.Serializer[object]):
    """CLO-13: a dry run in figures; `silence` says why Cyclades' part is not known."""

    totale = serializers.BooleanField()
    notes = serializers.IntegerField()
    issues = serializers.DictField(child=serializers.IntegerField(), help_text=", ".join(Issue.values))
    retenues = serializers.DictField(child=serializers.IntegerField(), help_text=", ".join(Retenue.values))
    silence = serializers.CharField(allow_null=True)
