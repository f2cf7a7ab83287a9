"""What a distribution asks and shows, as JSON (DIS-01)."""

from rest_framework import serializers

from santorin.copies.models import Lot
from santorin.distribution.lectures.proposition import Apercu, Situation
from santorin.distribution.regles.plan import TAILLE_AU_PLUS


class SituationSerializer(serializers.Serializer[Situation]):
    """What there is to distribute: numbers of copies and of candidates."""

    a_distribuer = serializers.SerializerMethodField()
    distribuees = serializers.IntegerField()
    en_attente = serializers.IntegerField()
    sans_sujet = serializers.IntegerField()

    def get_a_distribuer(self, situation: Situation) -> int:
        """Copies ready."""
        return len(situation.copies)


class TirageSerializer(serializers.Serializer[object]):
    """A draw: the sujet's code, the size of the lots; without `graine`, one is drawn and told."""

    sujet = serializers.CharField(max_length=20)
    taille = serializers.IntegerField(min_value=1, max_value=TAILLE_AU_PLUS)
    graine = serializers.IntegerField(min_value=0, max_value=2**62, required=False)


class ApplicationSerializer(TirageSerializer):
    """The draw that a preview showed: its seed and its `empreinte` are the preview's."""

    graine = serializers.IntegerField(min_value=0, max_value=2**62)
    empreinte = serializers.CharField(max_length=64)


class PartSerializer(serializers.Serializer[object]):
    """What one marker would receive."""

    correcteur = serializers.CharField(source="correcteur.numero")
    deja = serializers.IntegerField()
    copies = serializers.IntegerField()
    lots = serializers.IntegerField()


class ApercuSerializer(serializers.Serializer[Apercu]):
    """What a draw would do; nothing is changed."""

    graine = serializers.SerializerMethodField()
    empreinte = serializers.CharField(source="plan.empreinte")
    copies = serializers.IntegerField()
    lots = serializers.SerializerMethodField()
    orphelines = serializers.SerializerMethodField()
    parts = PartSerializer(many=True)

    def get_graine(self, apercu: Apercu) -> int:
        """The seed of this draw, which its application gives back."""
        tiree: int = self.context["graine"]
        return tiree

    def get_lots(self, apercu: Apercu) -> int:
        """How many lots."""
        return len(apercu.plan.lots)

    def get_orphelines(self, apercu: Apercu) -> int:
        """Markings that no marker may take."""
        return len(apercu.plan.orphelines)


class LotDistribueSerializer(serializers.ModelSerializer[Lot]):
    """A lot: its marker's number, its sujet's code, its copies and those already begun."""

    correcteur = serializers.CharField(source="correcteur.numero", default=None)
    sujet = serializers.CharField(source="sujet.code")
    copies = serializers.IntegerField()
    commencees = serializers.IntegerField()

    class Meta:
        model = Lot
        fields = ("id", "numero", "rang", "etat", "correcteur", "sujet", "copies", "commencees")


class FaiteSerializer(serializers.Serializer[object]):
    """A distribution that was applied; a large one is a `traitement` (its key), to be followed."""

    premier = serializers.IntegerField(allow_null=True)
    dernier = serializers.IntegerField(allow_null=True)
    copies = serializers.IntegerField(allow_null=True)
    traitement = serializers.CharField(allow_null=True)


class RetraitSerializer(serializers.Serializer[object]):
    """Why the copies that nobody began are taken back."""

    motif = serializers.CharField(max_length=500)


class ReaffectationSerializer(RetraitSerializer):
    """Who takes the lot over (number of intervenant); `confirme` when copies are begun already."""

    correcteur = serializers.CharField(max_length=12)
    confirme = serializers.BooleanField(default=False)


class RetireesSerializer(serializers.Serializer[object]):
    """How many copies were taken back."""

    copies = serializers.IntegerField()
