"""What the composition of a jury looks like as JSON (API-01, DEL-06)."""

from typing import Any

from rest_framework import serializers
from rest_framework.fields import empty

from deliberation.actions.composition import compte_de
from deliberation.models import Role
from santorin.refus import Refus


class ChampCompte(serializers.CharField):
    """The login of an account that may deliberate."""

    def to_internal_value(self, data: Any) -> Any:
        """The account. One that cannot deliberate is told in words."""
        try:
            return compte_de(super().to_internal_value(data))
        except Refus as refus:
            raise serializers.ValidationError(refus.message) from refus

    def run_validation(self, data: Any = empty) -> Any:
        """Nothing is nobody."""
        return None if data == "" and self.allow_blank else super().run_validation(data)


class MembreForme(serializers.Serializer[Any]):
    """A member and his presence: null while it is not recorded. `sorti_le`: he left that seat, `succede_a`: whose it was."""

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """From (member, presence)."""
        membre, present = instance
        return {
            "id": membre.pk,
            "nom": membre.nom,
            "prenoms": membre.prenoms,
            "qualite": membre.qualite,
            "role": membre.role,
            "professionnel": membre.professionnel,
            "present": present,
            "compte": membre.utilisateur.username if membre.utilisateur else "",
            "sorti_le": membre.sorti_le,
            "succede_a": membre.succede_a_id,
        }


class MembreNouveauForme(serializers.Serializer[Any]):
    """A member to add."""

    nom = serializers.CharField(max_length=80)
    prenoms = serializers.CharField(max_length=120)
    qualite = serializers.CharField(max_length=120, allow_blank=True, default="")
    role = serializers.ChoiceField(choices=Role.choices, default=Role.MEMBRE.value)
    professionnel = serializers.BooleanField(default=False)
    compte = ChampCompte(source="utilisateur", required=False, allow_blank=True, default=None)


class RemplacementForme(serializers.Serializer[Any]):
    """Who takes the place, and why: a member of the jury by its key, or somebody else by name."""

    motif = serializers.CharField(max_length=500)
    membre = serializers.IntegerField(required=False, allow_null=True, default=None)
    nom = serializers.CharField(max_length=80, allow_blank=True, default="")
    prenoms = serializers.CharField(max_length=120, allow_blank=True, default="")
    qualite = serializers.CharField(max_length=120, allow_blank=True, default="")
    professionnel = serializers.BooleanField(default=False)
    compte = ChampCompte(source="utilisateur", required=False, allow_blank=True, default=None)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two, and only one."""
        nomme = bool(attrs["nom"] and attrs["prenoms"])
        if nomme == (attrs["membre"] is not None):
            raise serializers.ValidationError(
                "Donnez un membre du jury, ou le nom et les prénoms d’une autre personne."
            )
        return attrs


class CompteForme(serializers.Serializer[Any]):
    """The account that a member logs in with."""

    compte = ChampCompte(source="utilisateur")


class PresenceForme(serializers.Serializer[Any]):
    """A member's presence."""

    membre = serializers.IntegerField()
    present = serializers.BooleanField()


class PresencesForme(serializers.Serializer[Any]):
    """The presences to record."""

    presences = serializers.ListField(child=PresenceForme(), allow_empty=False, max_length=200)
