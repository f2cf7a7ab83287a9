"""Services faits, and everything that happened to each (IMA-01, IMA-02, HAR-09)."""

from decimal import Decimal
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.urls import reverse

from imagin.etats import EtatServiceFait
from imagin.models.epreuve import Epreuve, Intervenant
from imagin.models.tarif import Activite, Tarif, Taux
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.recherche import texte_de_recherche

EUROS: "models.DecimalField[Decimal, Decimal]" = models.DecimalField(max_digits=12, decimal_places=2)


class Origine(models.TextChoices):
    """Where a service fait comes from: the two are never mixed (HAR-09)."""

    SANTORIN = "SANTORIN", "Transmis par Santorin"
    SAISIE = "SAISIE", "Saisi à la main"


class ServiceFaitQuerySet(models.QuerySet["ServiceFait"]):
    """Services faits."""

    def pour(self, utilisateur: Utilisateur, *droits: Droit) -> Self:
        """Those of the épreuves within the perimeter."""
        return self.filter(epreuve__in=Epreuve.objects.pour(utilisateur, *droits))

    def cherches(self, texte: str) -> Self:
        """By nom, prénom or numéro, several words at will; accents and case do not count."""
        lignes = self
        for mot in texte_de_recherche(texte).split():
            lignes = lignes.filter(intervenant__recherche__contains=mot)
        return lignes

    def tarifes(self) -> Self:
        """With `taux` (euros per copy on the last day of work, None if no rate is set) and `somme` (IMA-02).

        `somme` is in euros: what was transmitted to the liquidation stays as it was then, what is cancelled
        is worth nothing, the rest follows the dated table of rates.
        """
        tarif = Tarif.objects.filter(examen=OuterRef("epreuve__examen"), activite=Activite.CORRECTION)
        taux = Taux.objects.filter(numero=OuterRef("numero_de_taux")).en_vigueur(OuterRef("au"))
        return self.annotate(
            numero_de_taux=Subquery(tarif.en_vigueur(OuterRef("au")).values("numero")[:1]),
            taux=Subquery(taux.values("montant")[:1], output_field=EUROS),
            somme=Case(
                When(etat=EtatServiceFait.ANNULE, then=Value(Decimal(0))),
                When(etat=EtatServiceFait.TRANSMIS, then=F("montant")),
                default=F("nombre_de_copies") * F("taux"),
                output_field=EUROS,
            ),
        )

    def avec_annonce(self) -> Self:
        """With `annonce`: the copies that Santorin announced after the line was paid, None when there is no gap."""
        refus = Mouvement.objects.filter(
            service_fait=OuterRef("pk"), nature=NatureMouvement.REFUSE, version__gt=OuterRef("version")
        )
        return self.annotate(annonce=Subquery(refus.order_by("-version").values("nombre_de_copies")[:1]))

    def changes_depuis(self, vu: int) -> Self:
        """With `change`: whether the line moved after the mouvement number `vu`, the last one on the screen."""
        apres = Mouvement.objects.filter(service_fait=OuterRef("pk"), pk__gt=vu)
        return self.annotate(change=Exists(apres))


class ServiceFait(models.Model):
    """A marker's work on one épreuve. One line from Santorin, and apart, as many hand-entered as needed (HAR-09)."""

    epreuve = models.ForeignKey(
        Epreuve, models.PROTECT, related_name="services_faits", verbose_name="épreuve"
    )
    intervenant = models.ForeignKey(Intervenant, models.PROTECT, related_name="services_faits")
    origine = models.CharField(max_length=8, choices=Origine)
    nombre_de_copies = models.PositiveIntegerField("nombre de copies")
    du = models.DateField()
    au = models.DateField()
    etat = models.CharField("état", max_length=9, choices=EtatServiceFait, default=EtatServiceFait.A_VALIDER)
    version = models.PositiveIntegerField(
        "version reçue", null=True, help_text="De l'instantané de Santorin ; une saisie n'en a pas"
    )
    saisie = models.UUIDField(
        "clé de la saisie",
        null=True,
        unique=True,
        help_text="Un formulaire envoyé deux fois ne compte qu'une fois",
    )
    montant = models.DecimalField(
        "montant transmis à la liquidation", max_digits=12, decimal_places=2, null=True
    )

    # There only on lines read with `tarifes()`, `avec_annonce()` and `changes_depuis()`.
    taux: Decimal | None
    somme: Decimal | None
    annonce: int | None
    change: bool

    objects = ServiceFaitQuerySet.as_manager()

    class Meta:
        verbose_name = "service fait"
        verbose_name_plural = "services faits"
        constraints = (
            models.UniqueConstraint(
                fields=("epreuve", "intervenant"),
                condition=Q(origine="SANTORIN"),
                name="service_fait_un_seul_de_santorin",
            ),
            models.CheckConstraint(
                condition=Q(origine="SANTORIN", version__isnull=False, saisie=None)
                | Q(origine="SAISIE", version=None, saisie__isnull=False),
                name="service_fait_cle_de_son_origine",
            ),
            models.CheckConstraint(
                condition=Q(nombre_de_copies__gt=0) | Q(etat="annule"), name="service_fait_sans_copie_annule"
            ),
            models.CheckConstraint(condition=Q(du__lte=F("au")), name="service_fait_dates_en_ordre"),
            models.CheckConstraint(
                condition=Q(etat="transmis", montant__isnull=False) | (~Q(etat="transmis") & Q(montant=None)),
                name="service_fait_liquide_a_son_montant",
            ),
        )
        indexes = (models.Index(fields=("epreuve", "origine", "etat"), name="service_fait_epreuve_etat"),)

    def __str__(self) -> str:
        return f"{self.intervenant} – {self.epreuve}"

    def get_absolute_url(self) -> str:
        return reverse("imagin:service_fait", args=[self.pk])


class NatureMouvement(models.TextChoices):
    """What happened to a service fait."""

    RECU = "recu", "Reçu de Santorin"
    REFUSE = "refuse", "Annoncé par Santorin, non pris"
    SAISI = "saisi", "Saisi à la main"
    CORRIGE = "corrige", "Corrigé à la main"
    PASSAGE = "passage", "Changement d’état"


class Mouvement(models.Model):
    """The line as it was left by each event: insert-only, a trigger refuses any change (SEC-01).

    All that an épreuve's lines go through is numbered in order, because its row is locked meanwhile.
    """

    service_fait = models.ForeignKey(ServiceFait, models.PROTECT, related_name="mouvements")
    nature = models.CharField(max_length=7, choices=NatureMouvement)
    nombre_de_copies = models.PositiveIntegerField("nombre de copies")
    du = models.DateField()
    au = models.DateField()
    etat = models.CharField("état", max_length=9, choices=EtatServiceFait)
    version = models.PositiveIntegerField(null=True)
    transmission = models.UUIDField("transmission de Santorin", null=True)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    le = models.DateTimeField("date")
    motif = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "mouvement d'un service fait"
        verbose_name_plural = "mouvements des services faits"
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(nature__in=("recu", "refuse"), transmission__isnull=False, version__isnull=False)
                | (~Q(nature__in=("recu", "refuse")) & Q(transmission=None)),
                name="mouvement_recu_avec_transmission",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_nature_display()} le {self.le:%d/%m/%Y %H:%M}"
