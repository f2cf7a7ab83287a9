"""Épreuves, sujets, correcteurs, candidates and imports as JSON (PRE-01, PRE-02, NUM-03)."""

from rest_framework import serializers

from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Correcteur, Epreuve, Nature, Sujet
from santorin.preparation.models import ImportCandidats
from santorin.preparation.regles.baremes import bareme_de
from santorin.preparation.regles.lignes_de_bareme import bareme_en_texte
from santorin.referentiel.models import Examen, Session


class EpreuveSerializer(serializers.ModelSerializer[Epreuve]):
    """An épreuve; the other systems call it by (session, examen, code)."""

    session = serializers.CharField(source="session.code")
    examen = serializers.CharField(source="examen.code")
    academie = serializers.CharField(source="academie.code")

    class Meta:
        model = Epreuve
        fields = ("id", "session", "examen", "academie", "code", "libelle", "nature", "date", "note_sur")


class EpreuveVoulueSerializer(serializers.Serializer[object]):
    """What may be corrected of an épreuve; `specialite` is a code of its examination, null for none."""

    libelle = serializers.CharField(max_length=120)
    date = serializers.DateField()
    note_sur = serializers.IntegerField(min_value=1, max_value=1000, default=20)
    specialite = serializers.CharField(max_length=20, required=False, allow_null=True, default=None)


class EpreuveNouvelleSerializer(EpreuveVoulueSerializer):
    """A new épreuve: its session, examination and académie by their codes."""

    session = serializers.SlugRelatedField(slug_field="code", queryset=Session.objects.all())
    examen = serializers.SlugRelatedField(slug_field="code", queryset=Examen.objects.all())
    academie = serializers.CharField(max_length=3)
    code = serializers.CharField(max_length=10)
    nature = serializers.ChoiceField(choices=Nature.choices)


class SujetLuSerializer(serializers.ModelSerializer[Sujet]):
    """A sujet; `bareme` has one line per question: numéro;libellé;points;pas;coefficient;choix."""

    bareme = serializers.SerializerMethodField()

    class Meta:
        model = Sujet
        fields = ("id", "code", "libelle", "bareme")

    def get_bareme(self, sujet: Sujet) -> str:
        """As it is typed."""
        return bareme_en_texte(bareme_de(sujet))


class SujetEcritSerializer(serializers.Serializer[object]):
    """A sujet to record; `ramener` says that the total differs from the épreuve's scale on purpose."""

    code = serializers.CharField(max_length=20)
    libelle = serializers.CharField(max_length=120)
    bareme = serializers.CharField(max_length=40_000)
    ramener = serializers.BooleanField(default=False)


class CorrecteurSerializer(serializers.ModelSerializer[Correcteur]):
    """A marker called for the épreuve."""

    uai = serializers.CharField(source="etablissement.uai", default="")
    compte = serializers.CharField(source="utilisateur.username", default="")

    class Meta:
        model = Correcteur
        fields = ("numero", "nom", "prenoms", "uai", "divisions", "compte")


class ConnuSerializer(serializers.Serializer[object]):
    """What is known of a marker; `divisions` are separated by commas, as in the file."""

    nom = serializers.CharField(max_length=80)
    prenoms = serializers.CharField(max_length=120)
    uai = serializers.CharField(max_length=8, required=False, allow_blank=True, default="")
    divisions = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    compte = serializers.CharField(max_length=150, required=False, allow_blank=True, default="")


class AppelSerializer(ConnuSerializer):
    """A marker to call."""

    numero = serializers.CharField(max_length=12)


class NombreSerializer(serializers.Serializer[object]):
    """How many rows the act changed."""

    nombre = serializers.IntegerField()


class CandidatInscritSerializer(serializers.ModelSerializer[Composition]):
    """A candidate of the épreuve; `pages` are those scanned."""

    numero_candidat = serializers.CharField(source="candidat.numero")
    inscription = serializers.CharField(source="candidat.inscription")
    nom = serializers.CharField(source="candidat.nom")
    prenoms = serializers.CharField(source="candidat.prenoms")
    uai = serializers.CharField(source="candidat.etablissement.uai")
    division = serializers.CharField(source="candidat.division")
    sujet = serializers.CharField(source="sujet.code", default=None)
    pages = serializers.IntegerField()

    class Meta:
        model = Composition
        fields = (
            "id", "numero_candidat", "inscription", "nom", "prenoms", "uai", "division", "emargement", "sujet",
            "fraude_presumee", "pages",
        )  # fmt: skip


class CandidatsSerializer(serializers.Serializer[object]):
    """A page of candidates; `suivant` is what `apres` takes for the next one."""

    candidats = CandidatInscritSerializer(many=True)
    suivant = serializers.IntegerField(allow_null=True)


class EmargementSerializer(serializers.Serializer[object]):
    """An attendance for candidates (their `id`); `confirme`: absents may have a scanned copy."""

    candidats = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=5000)
    etat = serializers.ChoiceField(choices=Emargement.choices)
    confirme = serializers.BooleanField(default=False)


class SujetRecuSerializer(serializers.Serializer[object]):
    """The sujet (its code) that candidates (their `id`) received."""

    candidats = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=5000)
    sujet = serializers.CharField(max_length=20)


class DesinscriptionSerializer(serializers.Serializer[object]):
    """Candidates (their `id`) to take off the épreuve, and why."""

    candidats = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=5000)
    motif = serializers.CharField(max_length=1000)


class MotifDeFraudeSerializer(serializers.Serializer[object]):
    """The reason of a suspicion of fraud, or of its end."""

    motif = serializers.CharField(max_length=1000)


class FichierSerializer(serializers.Serializer[object]):
    """A CSV file."""

    fichier = serializers.FileField(allow_empty_file=True)


class ImportSerializer(serializers.ModelSerializer[ImportCandidats]):
    """A file of candidates: what its check found (null before its end), whether it was imported."""

    traitement = serializers.SerializerMethodField()
    bilan = serializers.JSONField(allow_null=True)

    class Meta:
        model = ImportCandidats
        fields = ("id", "fichier", "depose_le", "importe_le", "bilan", "traitement")

    def get_traitement(self, depot: ImportCandidats) -> str | None:
        """The job under way or the last one."""
        cle = depot.application_id or depot.controle_id
        return str(cle) if cle else None


class DemandeImportSerializer(serializers.Serializer[object]):
    """Whether bad lines are left out."""

    valides_seulement = serializers.BooleanField(default=False)


class FichierEmargementSerializer(FichierSerializer):
    """A CSV of attendance; `confirme`: absents may have a scanned copy."""

    confirme = serializers.BooleanField(default=False)


class BilanDuFichierSerializer(serializers.Serializer[object]):
    """What a file of attendance changed."""

    emarges = serializers.IntegerField()
    sujets = serializers.IntegerField()
    presumes = serializers.IntegerField()
