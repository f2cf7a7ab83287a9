"""Places and frames of the examinations."""

from django.core.exceptions import ValidationError
from django.db import models

from santorin.referentiel.cles import anomalie_uai


def valider_uai(uai: str) -> None:
    """Django's validator of a school code (PRE-01)."""
    if anomalie := anomalie_uai(uai):
        raise ValidationError(anomalie)


class Academie(models.Model):
    """An académie, or a group of centres abroad: the entité responsable."""

    code = models.CharField(max_length=3, unique=True, help_text="Entité responsable, par exemple A14")
    nom = models.CharField(max_length=80)

    class Meta:
        verbose_name = "académie"
        ordering = ("nom",)

    def __str__(self) -> str:
        return self.nom


class Departement(models.Model):
    """A département of one académie."""

    code = models.CharField(max_length=3, unique=True)
    nom = models.CharField(max_length=80)
    academie = models.ForeignKey(
        Academie, models.PROTECT, related_name="departements", verbose_name="académie"
    )

    class Meta:
        verbose_name = "département"
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.code} {self.nom}"


class Etablissement(models.Model):
    """A school, also a centre of examination."""

    uai = models.CharField("code UAI", max_length=8, unique=True, validators=[valider_uai])
    nom = models.CharField(max_length=120)
    ville = models.CharField(max_length=80)
    departement = models.ForeignKey(
        Departement, models.PROTECT, related_name="etablissements", verbose_name="département"
    )

    class Meta:
        verbose_name = "établissement"
        ordering = ("nom", "ville")

    def __str__(self) -> str:
        return f"{self.nom} – {self.ville} ({self.uai})"

    @property
    def academie(self) -> Academie:
        """The académie of its département."""
        return self.departement.academie


class Session(models.Model):
    """A session of examinations: « 2027-06 », « JUIN 2027 »."""

    code = models.CharField(max_length=7, unique=True)
    libelle = models.CharField("libellé", max_length=40)

    class Meta:
        ordering = ("-code",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{4}-(0[1-9]|1[0-2])$"), name="session_code_annee_mois"
            ),
        )

    def __str__(self) -> str:
        return self.libelle


class Examen(models.Model):
    """An examination: BCP, BGT, CFG…"""

    code = models.CharField(max_length=5, unique=True)
    libelle = models.CharField("libellé", max_length=80)

    class Meta:
        ordering = ("code",)

    def __str__(self) -> str:
        return self.libelle


class Specialite(models.Model):
    """A speciality of an examination: 31202 Commerce."""

    examen = models.ForeignKey(Examen, models.PROTECT, related_name="specialites")
    code = models.CharField(max_length=5)
    libelle = models.CharField("libellé", max_length=120)

    class Meta:
        verbose_name = "spécialité"
        ordering = ("code",)
        constraints = (models.UniqueConstraint(fields=("examen", "code"), name="specialite_unique"),)

    def __str__(self) -> str:
        return f"{self.code} {self.libelle}"


class EffetCode(models.Model):
    """What a mark's code does in one examination and session: data, never an `if` (CYC-02, DEL-12)."""

    examen = models.ForeignKey(Examen, models.CASCADE, related_name="effets")
    session = models.ForeignKey(Session, models.CASCADE, related_name="effets")
    code = models.CharField(max_length=3)
    libelle = models.CharField("libellé", max_length=80)
    compte_zero = models.BooleanField("compte pour zéro", default=False)
    bloque_diplome = models.BooleanField("empêche le diplôme", default=False)
    hors_moyenne = models.BooleanField("hors de la moyenne", default=False)
    affichage = models.CharField("affiché", max_length=20)

    class Meta:
        verbose_name = "effet d'un code"
        verbose_name_plural = "effets des codes"
        ordering = ("examen", "session", "code")
        constraints = (
            models.UniqueConstraint(fields=("examen", "session", "code"), name="effet_code_unique"),
            models.CheckConstraint(
                condition=models.Q(compte_zero=False) | models.Q(hors_moyenne=False),
                name="effet_code_coherent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.examen.code} {self.session.code} {self.code}"
