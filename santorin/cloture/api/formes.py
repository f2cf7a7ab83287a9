"""What a closing looks like as JSON."""

from rest_framework import serializers

from santorin.transmission.etats import EtatCloture, Issue, Retenue


class EpreuveSerializer(serializers.Serializer[object]):
    """Which épreuve, whose candidates."""

    cle = serializers.CharField(help_text="À reprendre dans les adresses")
    session = serializers.CharField(source="epreuve.session.code")
    examen = serializers.CharField(source="epreuve.examen.code")
    code = serializers.CharField(source="epreuve.code")
    libelle = serializers.CharField(source="epreuve.libelle")
    academie = serializers.CharField(source="epreuve.academie.code")
    etablissement = serializers.CharField(source="etablissement.uai", default=None)


class EtatSerializer(serializers.Serializer[object]):
    """CLO-03: where a closing stands; `obstacle` says why it cannot be launched, null when it can."""

    epreuve = EpreuveSerializer(source="portee")
    etat = serializers.ChoiceField(EtatCloture.choices, source="bilan.etat")
    candidats = serializers.IntegerField(source="bilan.comptes.candidats")
    correcteurs = serializers.IntegerField(source="bilan.correcteurs")
    moyenne = serializers.DecimalField(7, 2, source="bilan.moyenne", allow_null=True)
    moyenne_sur = serializers.IntegerField(source="bilan.echelle")
    lots = serializers.IntegerField(source="bilan.situation.lots")
    lots_verrouilles = serializers.IntegerField(source="bilan.situation.lots_verrouilles")
    transmises = serializers.IntegerField(source="bilan.comptes.acquittees")
    a_transmettre = serializers.IntegerField(source="bilan.a_transmettre")
    sans_note = serializers.IntegerField(source="bilan.sans_note")
    services_faits_a_renvoyer = serializers.IntegerField(source="services_faits.a_renvoyer")
    obstacle = serializers.CharField(allow_null=True)
    traitement = serializers.UUIDField(source="traitement.uuid", default=None, allow_null=True)


class NotePrevueSerializer(serializers.Serializer[object]):
    """One mark that would leave."""

    candidat = serializers.CharField()
    inscription = serializers.CharField()
    note = serializers.CharField()
    tenue = serializers.CharField(allow_null=True, help_text="Ce que Cyclades détient")
    issue = serializers.ChoiceField(Issue.choices)


class ApercuSerializer(serializers.Serializer[object]):
    """CLO-13: a dry run; `silence` says why Cyclades' part is not known."""

    totale = serializers.BooleanField()
    notes = serializers.IntegerField()
    issues = serializers.DictField(child=serializers.IntegerField(), help_text=", ".join(Issue.values))
    retenues = serializers.DictField(child=serializers.IntegerField(), help_text=", ".join(Retenue.values))
    lignes = NotePrevueSerializer(many=True)
    suivant = serializers.IntegerField(allow_null=True)
    publiee_le = serializers.DateTimeField(allow_null=True)
    silence = serializers.CharField(allow_null=True)
