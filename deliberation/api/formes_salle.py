"""What the room looks like as JSON (API-01, DEL-06)."""

from typing import Any

from rest_framework import serializers

from deliberation.api.saisie import CandidatForme, ChampNote
from deliberation.models import LigneDeLivret, Modification, Role
from deliberation.notes_lues import DossierLu

AUTEURS = [Role.PRESIDENT.value, Role.VICE_PRESIDENT.value]


class NoteForme(serializers.Serializer[Any]):
    """A mark before the jury; `avant` is what it was if the jury changed it."""

    cle = serializers.CharField()
    libelle = serializers.CharField()
    coefficient = serializers.CharField(default="")
    discipline = serializers.CharField(source="choisie", default="")
    note = serializers.SerializerMethodField()
    provenance = serializers.CharField()
    avant = serializers.CharField()

    def get_note(self, lue: Any) -> str:
        """« 12,5 », « AB », or nothing while it is awaited."""
        return str(lue.valeur or "")


class EntreeForme(serializers.Serializer[Any]):
    """What a step of the calculation took."""

    libelle = serializers.CharField()
    texte = serializers.CharField()


class EtapeForme(serializers.Serializer[Any]):
    """A step of the fiche de calcul (DEL-13)."""

    titre = serializers.CharField()
    texte = serializers.CharField()
    resultat = serializers.CharField()
    reference = serializers.CharField(source="source")
    version = serializers.CharField()
    entrees = EntreeForme(many=True)


class LigneDeLivretForme(serializers.ModelSerializer[LigneDeLivret]):
    """One discipline of the livret."""

    class Meta:
        model = LigneDeLivret
        fields = ("discipline", "moyenne", "moyenne_classe", "appreciation")


class ModificationForme(serializers.ModelSerializer[Modification]):
    """A mark changed in deliberation."""

    auteur = serializers.CharField()

    class Meta:
        model = Modification
        fields = ("le", "cle", "libelle", "avant", "valeur", "code", "motif", "auteur")


class CandidatCompletForme(serializers.Serializer[Any]):
    """A candidate before the jury, whole."""

    candidat = serializers.CharField(source="dossier.candidature.numero")
    inscription = serializers.CharField(source="dossier.candidature.inscription")
    nom = serializers.CharField(source="dossier.candidature.nom")
    prenoms = serializers.CharField(source="dossier.candidature.prenoms")
    version = serializers.IntegerField(source="dossier.version")
    propose = serializers.SerializerMethodField()
    moyenne = serializers.SerializerMethodField()
    decision = serializers.CharField(source="dossier.decision")
    motif = serializers.CharField(source="dossier.decision_motif")
    livret_examine = serializers.BooleanField(source="dossier.livret_examine")
    a_reprendre = serializers.BooleanField()
    provisoires = serializers.ListField(child=serializers.CharField())
    points = serializers.DecimalField(max_digits=5, decimal_places=2)
    notes = NoteForme(many=True)
    controles = NoteForme(many=True)
    fiche = serializers.SerializerMethodField()
    livret = LigneDeLivretForme(many=True, source="dossier.livret.all")
    modifications = ModificationForme(many=True, source="dossier.modifications.all")

    def get_propose(self, lu: DossierLu) -> str:
        """The calculated decision, or why there is none."""
        return lu.decision.libelle if lu.decision else lu.anomalie

    def get_moyenne(self, lu: DossierLu) -> str:
        """The mean as people read it."""
        return lu.decision.affichage if lu.decision else ""

    def get_fiche(self, lu: DossierLu) -> list[dict[str, Any]]:
        """DEL-13: each step, in words."""
        etapes = lu.decision.fiche if lu.decision else ()
        return [dict(etape) for etape in EtapeForme(etapes, many=True).data]


class ActeForme(serializers.Serializer[Any]):
    """What every act of the jury says; `vue` is the version of the dossier as it was read."""

    motif = serializers.CharField(max_length=500, allow_blank=True, default="")
    auteur = serializers.ChoiceField(choices=AUTEURS, default=Role.PRESIDENT.value)
    vue = serializers.IntegerField(min_value=0)
    simuler = serializers.BooleanField(default=False)


class NoteModifieeForme(ActeForme):
    """A mark to change."""

    cle = serializers.CharField(max_length=12)
    note = ChampNote()


class PointsForme(ActeForme):
    """The jury's points."""

    points = serializers.DecimalField(max_digits=5, decimal_places=2, min_value=0)


class LigneDeLivretDonneeForme(CandidatForme):
    """One discipline of one candidate's livret."""

    discipline = serializers.CharField(max_length=80)
    moyenne = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=0, max_value=20, allow_null=True, default=None
    )
    moyenne_classe = serializers.DecimalField(
        max_digits=4, decimal_places=2, min_value=0, max_value=20, allow_null=True, default=None
    )
    appreciation = serializers.CharField(max_length=500, allow_blank=True, default="")


class LivretsForme(serializers.Serializer[Any]):
    """Livrets given together."""

    lignes = serializers.ListField(child=LigneDeLivretDonneeForme(), allow_empty=False, max_length=10000)


class MotifForme(serializers.Serializer[Any]):
    """A reason."""

    motif = serializers.CharField(max_length=500)
