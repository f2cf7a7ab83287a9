"""Groups of decision, juries and their members."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from deliberation.etats import CLOS, EtatJury
from santorin.comptes.droits import Droit, Profil
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Etablissement, Examen, Session, Specialite


class GroupeDecision(models.Model):
    """The juries of one examination that an académie decides together: « 11 ». Its opening is the DEC's (DEL-01)."""

    numero = models.CharField("numéro", max_length=2)
    examen = models.ForeignKey(Examen, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    academie = models.ForeignKey(Academie, models.PROTECT, related_name="+", verbose_name="académie")
    controle_ouvert_le = models.DateTimeField("épreuve de contrôle ouverte le", null=True, blank=True)
    controle_ouvert_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    publie_le = models.DateTimeField("résultats publiés le", null=True, blank=True)
    publie_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "groupe de décision"
        verbose_name_plural = "groupes de décision"
        ordering = ("-session__code", "examen__code", "numero")
        constraints = (
            models.UniqueConstraint(
                fields=("session", "examen", "academie", "numero"), name="deliberation_groupe_unique"
            ),
            models.CheckConstraint(
                condition=Q(numero__regex=r"^[0-9]{2}$"), name="deliberation_groupe_numero"
            ),
            models.CheckConstraint(
                condition=Q(controle_ouvert_le=None, controle_ouvert_par=None)
                | Q(controle_ouvert_le__isnull=False, controle_ouvert_par__isnull=False),
                name="deliberation_controle_ouvert_par",
            ),
            models.CheckConstraint(
                condition=Q(publie_le=None, publie_par=None)
                | Q(publie_le__isnull=False, publie_par__isnull=False),
                name="deliberation_publie_par",
            ),
        )

    def __str__(self) -> str:
        return f"{self.examen} – {self.session} – groupe de décision {self.numero}"

    @property
    def fil(self) -> str:
        """The chain of the journal of its own acts (SEC-01)."""
        return f"deliberation:groupe:{self.pk}"


class JuryQuerySet(models.QuerySet["Jury"]):
    """Juries."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those where one of the habilitations holds one of `droits`: académie, centre, or one's own seat."""
        portee = Q(pk=None)
        for habilitation in utilisateur.habilitations_de(*droits):
            if habilitation.academie_id:
                portee |= Q(groupe__academie=habilitation.academie_id)
            elif habilitation.etablissement_id:
                portee |= Q(centre=habilitation.etablissement_id)
            elif habilitation.profil == Profil.JURY:
                sieges = Membre.objects.en_fonction().filter(utilisateur=utilisateur)
                portee |= Q(pk__in=sieges.values("jury"))
        return self.filter(portee)

    def complets(self) -> Self:
        """With what every screen names."""
        return self.select_related(
            "groupe__examen", "groupe__session", "groupe__academie", "specialite", "centre"
        )


class Jury(models.Model):
    """A jury: five digits, one spécialité, deliberating in one centre."""

    groupe = models.ForeignKey(
        GroupeDecision, models.PROTECT, related_name="jurys", verbose_name="groupe de décision"
    )
    numero = models.CharField("numéro", max_length=5)
    specialite = models.ForeignKey(Specialite, models.PROTECT, related_name="+", verbose_name="spécialité")
    centre = models.ForeignKey(Etablissement, models.PROTECT, related_name="+")
    etat = models.CharField(
        "état d'avancement", max_length=3, choices=EtatJury, default=EtatJury.PREMIER_TERMINE
    )
    periode_du = models.DateField("période de délibération, du", null=True, blank=True)
    periode_au = models.DateField("au", null=True, blank=True)
    clos_le = models.DateTimeField(null=True, blank=True)
    clos_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = JuryQuerySet.as_manager()

    class Meta:
        verbose_name = "jury"
        verbose_name_plural = "jurys"
        ordering = ("groupe", "numero")
        constraints = (
            models.UniqueConstraint(fields=("groupe", "numero"), name="deliberation_jury_unique"),
            models.CheckConstraint(condition=Q(numero__regex=r"^[0-9]{5}$"), name="deliberation_jury_numero"),
            models.CheckConstraint(
                condition=Q(etat__in=CLOS, clos_le__isnull=False, clos_par__isnull=False)
                | (~Q(etat__in=CLOS) & Q(clos_le=None, clos_par=None)),
                name="deliberation_jury_clos",
            ),
            models.CheckConstraint(condition=Q(etat__in=EtatJury.values), name="deliberation_jury_etat"),
            models.CheckConstraint(
                condition=Q(periode_du=None, periode_au=None) | Q(periode_du__lte=F("periode_au")),
                name="deliberation_jury_periode",
            ),
        )

    def __str__(self) -> str:
        return f"{self.numero} - {self.specialite.libelle}"

    def get_absolute_url(self) -> str:
        return reverse("deliberation:jury", args=[self.pk])

    @property
    def fil(self) -> str:
        """The chain of the journal of its acts (SEC-01)."""
        return f"jury:{self.pk}"

    @property
    def etat_complet(self) -> str:
        """« 200 - Recueil des notes de l'épreuve de contrôle »."""
        return f"{self.etat} - {EtatJury(self.etat).label}"


class Role(models.TextChoices):
    """What a member does in the jury."""

    PRESIDENT = "president", "Président"
    VICE_PRESIDENT = "vice_president", "Vice-président"
    MEMBRE = "membre", "Membre"


RANG_DES_ROLES = models.Case(
    *(models.When(role=role, then=models.Value(rang)) for rang, role in enumerate(Role)),
    output_field=models.PositiveSmallIntegerField(),
)


class MembreQuerySet(models.QuerySet["Membre"]):
    """Members."""

    def en_fonction(self) -> Self:
        """Those who hold their seat: neither replaced, nor called to another role of the jury."""
        return self.filter(sorti_le=None)

    def dans_l_ordre(self) -> Self:
        """As a composition is read: the président, the vice-président, then the others by name."""
        return self.order_by(RANG_DES_ROLES, F("sorti_le").asc(nulls_last=True), "nom", "prenoms", "pk")


class Membre(models.Model):
    """A person's seat in the jury; `professionnel`: a member of the profession, not a teacher.

    A seat that is left is kept: it is what the PV of a meeting already held shows (DEL-06).
    """

    jury = models.ForeignKey(Jury, models.CASCADE, related_name="membres")
    nom = models.CharField(max_length=80)
    prenoms = models.CharField("prénoms", max_length=120)
    qualite = models.CharField("qualité", max_length=120, blank=True)
    role = models.CharField("rôle", max_length=14, choices=Role, default=Role.MEMBRE)
    professionnel = models.BooleanField("membre de la profession", default=False)
    utilisateur = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="sieges"
    )
    succede_a = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successeur", verbose_name="succède à"
    )
    sorti_le = models.DateTimeField("sorti le", null=True, blank=True)
    sorti_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    sorti_motif = models.CharField("motif de la sortie", max_length=500, blank=True, db_default="")

    objects = MembreQuerySet.as_manager()

    class Meta:
        verbose_name = "membre du jury"
        verbose_name_plural = "membres du jury"
        ordering = ("jury", "nom", "prenoms")
        constraints = (
            models.UniqueConstraint(
                fields=("jury", "role"),
                condition=Q(role__in=("president", "vice_president"), sorti_le=None),
                name="deliberation_un_president",
            ),
            models.UniqueConstraint(
                fields=("jury", "utilisateur"),
                condition=Q(utilisateur__isnull=False, sorti_le=None),
                name="deliberation_un_siege",
            ),
            models.CheckConstraint(
                condition=Q(sorti_le=None, sorti_par=None, sorti_motif="")
                | (Q(sorti_le__isnull=False, sorti_par__isnull=False) & ~Q(sorti_motif="")),
                name="deliberation_sortie_motivee",
            ),
        )

    def __str__(self) -> str:
        return f"{self.prenoms} {self.nom}"

    @property
    def dirige(self) -> bool:
        """Président or vice-président: those who change marks and sign."""
        return self.role != Role.MEMBRE

    @property
    def cle_de_personne(self) -> tuple[str, str]:
        """Who it is, whatever the seat: the same person may leave one for another in the same meeting."""
        return (self.nom.casefold(), self.prenoms.casefold())
