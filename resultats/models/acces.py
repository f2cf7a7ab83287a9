"""A candidate's way in: printed slips, the account tied to its candidatures, its prepared pages (RES-08, RES-09)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cyclades.models import Candidature
from resultats.models.resultat import ResultatProclame
from santorin.referentiel.models import Academie, Examen, Session


class CouponQuerySet(models.QuerySet["Coupon"]):
    """Slips."""

    def valables(self, le: datetime) -> Self:
        """Neither used, nor revoked, nor expired at `le`."""
        return self.en_cours().filter(expire_le__gt=le)

    def en_cours(self) -> Self:
        """Neither used nor revoked."""
        return self.filter(utilise_le=None, revoque_le=None)


class Coupon(models.Model):
    """A printed slip: its code, kept as a keyed fingerprint only, opens one account once (RES-09).

    One slip per numéro candidat at a time; `candidature` is the one it was printed for.
    """

    candidature = models.ForeignKey(Candidature, models.PROTECT, related_name="coupons")
    numero = models.CharField("numéro candidat", max_length=11)
    empreinte = models.CharField(max_length=64, unique=True, editable=False)
    emis_le = models.DateTimeField("émis le")
    emis_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    expire_le = models.DateTimeField("expire le")
    revoque_le = models.DateTimeField("révoqué le", null=True, blank=True)
    utilise_le = models.DateTimeField("utilisé le", null=True, blank=True)

    objects = CouponQuerySet.as_manager()

    class Meta:
        verbose_name = "coupon de connexion"
        verbose_name_plural = "coupons de connexion"
        ordering = ("-emis_le", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("numero",),
                condition=Q(utilise_le=None, revoque_le=None),
                name="resultats_coupon_un_seul_en_cours",
            ),
            models.CheckConstraint(condition=Q(expire_le__gt=F("emis_le")), name="resultats_coupon_expire"),
            models.CheckConstraint(
                condition=Q(utilise_le=None) | Q(revoque_le=None), name="resultats_coupon_une_seule_fin"
            ),
        )

    def __str__(self) -> str:
        return f"Coupon du candidat {self.numero}"


class Rattachement(models.Model):
    """The account of a person: its candidatures are those of that number and birth date, whenever registered."""

    utilisateur = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="rattachement"
    )
    numero = models.CharField("numéro candidat", max_length=11, unique=True)
    date_naissance = models.DateField("date de naissance")
    rattache_le = models.DateTimeField("rattaché le")

    class Meta:
        verbose_name = "rattachement d'un compte"
        verbose_name_plural = "rattachements de comptes"

    def __str__(self) -> str:
        return self.numero


class DelaiSignalement(models.Model):
    """Until when candidates may report the scan of their copies; no row: they may not yet (RES-09)."""

    examen = models.ForeignKey(Examen, models.PROTECT, related_name="+")
    session = models.ForeignKey(Session, models.PROTECT, related_name="+")
    academie = models.ForeignKey(Academie, models.PROTECT, related_name="+", verbose_name="académie")
    jusqu_au = models.DateTimeField("jusqu'au")
    defini_le = models.DateTimeField("défini le")
    defini_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "délai de signalement"
        verbose_name_plural = "délais de signalement"
        constraints = (
            models.UniqueConstraint(
                fields=("examen", "session", "academie"), name="resultats_delai_signalement_unique"
            ),
        )

    def __str__(self) -> str:
        return f"{self.examen} – {self.session}"


class PagePrete(models.Model):
    """A candidate's result, rendered before the opening and compressed; served as it is (RES-08).

    It stands as long as `resultat` is the last version, and the presumption of fraud what it was.
    """

    candidature = models.OneToOneField(
        Candidature, models.PROTECT, primary_key=True, related_name="page_prete"
    )
    resultat = models.ForeignKey(ResultatProclame, models.PROTECT, related_name="+", db_index=False)
    numero = models.PositiveSmallIntegerField("version")
    fraude_presumee = models.BooleanField()
    contenu = models.BinaryField("page compressée")
    empreinte = models.CharField(max_length=64)
    faite_le = models.DateTimeField("faite le")

    class Meta:
        verbose_name = "page de résultat prête"
        verbose_name_plural = "pages de résultat prêtes"

    def __str__(self) -> str:
        return str(self.candidature)


class ClePublique(models.Model):
    """What a stranger must know, exactly, to read one public result: a keyed fingerprint of it (RES-08).

    Nothing can be listed, nor searched by halves: names are not in this table.
    """

    empreinte = models.CharField(max_length=64, db_index=True)
    candidature = models.ForeignKey(Candidature, models.CASCADE, related_name="cles_publiques")

    class Meta:
        verbose_name = "clé publique"
        verbose_name_plural = "clés publiques"
        constraints = (
            models.UniqueConstraint(
                fields=("candidature", "empreinte"), name="resultats_cle_publique_unique"
            ),
        )

    def __str__(self) -> str:
        return self.empreinte[:8]
