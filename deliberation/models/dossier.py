"""A candidate before the jury: the first group's outcome, the marks of the épreuve de contrôle, the decision."""

from decimal import Decimal
from typing import Self
from unicodedata import normalize

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Replace, Upper

from cyclades.models import Candidature
from deliberation.models.jury import Jury, Membre
from santorin.referentiel.models import Etablissement
from santorin.referentiel.valeur import Valeur

LATINES = [chr(rang) for rang in range(0xC0, 0x180)]
SANS_BARRE = {"Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "Ø": "O", "ø": "o"}
# Letters that are ordered as the one that they are made from; those that are two.
NUES = {
    lettre: nue
    for lettre in LATINES
    if (nue := SANS_BARRE.get(lettre) or normalize("NFD", lettre)[0]) != lettre
}
DOUBLES = {"Œ": "OE", "œ": "oe", "Æ": "AE", "æ": "ae", "ß": "ss"}


class Issue(models.TextChoices):
    """Outcome of the first group, as the règlement names it, kept when the DEC locks it."""

    ADMIS = "ADMIS", "Admis"
    AUTORISE = "AUTORISE", "Admis à passer l'épreuve de contrôle"
    AJOURNE = "AJOURNE", "Ajourné"
    ELIMINE = "ELIMINE", "Éliminé"
    NON_DELIVRABLE = "NON_DELIVRABLE", "Diplôme non délivrable"
    SANS_DECISION_FINALE = "SANS_DECISION_FINALE", "Sans décision finale"
    EN_ATTENTE = "EN_ATTENTE", "En attente de notes"


class Decidee(models.TextChoices):
    """What the jury decides at the end of the épreuve de contrôle (DEL-06)."""

    ADMIS = "admis", "Admis"
    NON_ADMIS = "non_admis", "Non admis"


def sans_accent(champ: str) -> Func:
    """The text that orders: accents and case do not count, whatever the database's collation; « Œillet » is at « Oe »."""
    texte: F | Func = F(champ)
    for lettre, lettres in DOUBLES.items():
        texte = Replace(texte, Value(lettre), Value(lettres))
    return Upper(Func(texte, Value("".join(NUES)), Value("".join(NUES.values())), function="TRANSLATE"))


class DossierQuerySet(models.QuerySet["Dossier"]):
    """Candidates before juries."""

    def au_controle(self) -> Self:
        """Those admitted to sit the épreuve de contrôle: all that the second group decides about."""
        return self.filter(issue_premier=Issue.AUTORISE)

    def affichables(self) -> Self:
        """DEL-09: those a posted list may name: neither présumés fraudeurs nor liste rouge."""
        return self.filter(candidature__fraude_presumee=False, candidature__liste_rouge=False)

    def ecartes_de_l_affichage(self) -> Self:
        """DEL-08: the others, whom the centre must know."""
        return self.filter(Q(candidature__fraude_presumee=True) | Q(candidature__liste_rouge=True))

    def dans_l_ordre(self) -> Self:
        """As lists print them."""
        return self.select_related("candidature").order_by(
            sans_accent("candidature__nom"), sans_accent("candidature__prenoms"), "candidature__numero", "pk"
        )


class Dossier(models.Model):
    """One candidature before its jury. `version` grows at each act: a stale screen is refused, never merged."""

    jury = models.ForeignKey(Jury, models.PROTECT, related_name="dossiers")
    candidature = models.OneToOneField(Candidature, models.PROTECT, related_name="+")
    centre_controle = models.ForeignKey(
        Etablissement,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="centre de l'épreuve de contrôle",
    )
    issue_premier = models.CharField("issue du premier groupe", max_length=20, choices=Issue, blank=True)
    points_jury = models.DecimalField("points du jury", max_digits=5, decimal_places=2, default=Decimal(0))
    livret_examine = models.BooleanField("livret scolaire examiné", default=False)
    decision = models.CharField("décision", max_length=10, choices=Decidee, blank=True)
    decision_motif = models.CharField("motif de la décision", max_length=500, blank=True)
    decidee_le = models.DateTimeField("décidée le", null=True, blank=True)
    decidee_au_nom_de = models.ForeignKey(
        Membre, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="décision portée par"
    )
    empreinte_decision = models.CharField(
        "empreinte de ce qui a été décidé", max_length=64, blank=True, db_default="", editable=False
    )
    version = models.PositiveIntegerField(default=0)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = "dossier de délibération"
        verbose_name_plural = "dossiers de délibération"
        ordering = ("jury", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(decision="", decidee_le=None, decidee_au_nom_de=None)
                | (~Q(decision="") & Q(decidee_le__isnull=False, decidee_au_nom_de__isnull=False)),
                name="deliberation_decision_signee",
            ),
            models.CheckConstraint(
                condition=Q(decision="") | Q(issue_premier="AUTORISE"),
                name="deliberation_decision_du_controle",
            ),
            models.CheckConstraint(condition=Q(points_jury__gte=0), name="deliberation_points_positifs"),
        )
        indexes = (
            models.Index(fields=("jury", "issue_premier", "decision"), name="deliberation_dossier_jury"),
        )

    def __str__(self) -> str:
        return str(self.candidature)


class NoteControle(models.Model):
    """A mark of the épreuve de contrôle, in one part: the discipline chosen, then a number or a code (DEL-01)."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="notes_controle")
    partie = models.CharField(max_length=4)
    epreuve = models.CharField("discipline choisie", max_length=10, blank=True)
    valeur = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    code = models.CharField(max_length=3, null=True, blank=True)
    saisie_le = models.DateTimeField("saisie le")
    saisie_par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "note de l'épreuve de contrôle"
        verbose_name_plural = "notes de l'épreuve de contrôle"
        ordering = ("dossier", "partie")
        constraints = (
            models.UniqueConstraint(fields=("dossier", "partie"), name="deliberation_controle_unique"),
            models.CheckConstraint(
                condition=Q(valeur=None) | Q(code=None), name="deliberation_controle_valeur_ou_code"
            ),
            models.CheckConstraint(
                condition=Q(valeur=None) | Q(valeur__gte=0, valeur__lte=20),
                name="deliberation_controle_sur_20",
            ),
        )

    def __str__(self) -> str:
        return str(self.donnee or "")

    @property
    def donnee(self) -> Valeur | None:
        """The value, None while it is awaited."""
        if self.valeur is None and self.code is None:
            return None
        return Valeur(nombre=self.valeur, code=self.code)
