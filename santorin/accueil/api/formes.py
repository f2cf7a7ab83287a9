"""What the dashboard looks like as JSON."""

from rest_framework import serializers

from santorin.accueil.processus import Tuile


class TuileSerializer(serializers.Serializer[object]):
    """A process: open, or closed with the reason."""

    titre = serializers.CharField()
    description = serializers.CharField()
    obstacle = serializers.CharField(
        allow_null=True,
        help_text="Pourquoi le processus est fermé, dans les mots de l’écran\u00a0; nul s’il est ouvert",
    )
    etat = serializers.CharField()
    url = serializers.CharField(help_text="L’écran")
    indicateurs = serializers.SerializerMethodField(help_text="Les chiffres de la tuile, par libellé")

    def get_indicateurs(self, tuile: Tuile) -> dict[str, str]:
        """« Candidats »: « 1 200 », as the screen writes them."""
        return dict(tuile.indicateurs)


class GroupeSerializer(serializers.Serializer[object]):
    """The processes of one épreuve or centre."""

    cle = serializers.CharField()
    titre = serializers.CharField()
    sous_titre = serializers.CharField()
    tuiles = TuileSerializer(many=True)
