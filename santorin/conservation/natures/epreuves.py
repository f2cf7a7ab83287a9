"""What all the data tied to a published épreuve share: their groups, and who is kept back (SEC-03)."""

from typing import Any, Final

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When

from santorin.conservation.models import CopieArchivee, gele
from santorin.consultation.regles import retenues
from santorin.copies.models import Composition, Copie, Epreuve, SignalementCandidat

GEL: Final = "gel en cours"
FRAUDE: Final = "présomption de fraude"
NON_ACQUITTEE: Final = "note absente ou non acquittée par Cyclades"
SIGNALEMENT: Final = "signalement du candidat sans réponse"
ARCHIVES: Final = "échantillon d’archives à verser"
NON_PUBLIEE: Final = "épreuve non publiée, délai non commencé"


def raison() -> Case:
    """SEC-03: why a copy is kept beyond its term, empty when it is not: of several reasons, the first is shown."""
    return Case(
        When(gele(numero="composition__candidat__numero", epreuve="composition__epreuve"), then=Value(GEL)),
        When(composition__in=Composition.objects.filter(retenues()).order_by(), then=Value(FRAUDE)),
        When(
            Q(composition__note=None)
            | Q(composition__note__arretee=False)
            | Q(composition__note__version__gt=F("composition__note__version_acquittee")),
            then=Value(NON_ACQUITTEE),
        ),
        When(
            Exists(SignalementCandidat.objects.filter(composition=OuterRef("composition"), repondu_le=None)),
            then=Value(SIGNALEMENT),
        ),
        When(
            Exists(CopieArchivee.objects.filter(copie=OuterRef("pk"), versee_le=None)), then=Value(ARCHIVES)
        ),
        default=Value(""),
        output_field=CharField(),
    )


def intitule(epreuve: Epreuve) -> str:
    """« Session 2027-06 – BCP U22 – Économie (académie de Lyon) »: a group of the counts."""
    return f"Session {epreuve.session.code} – {epreuve} ({epreuve.academie})"[:200]


def epreuves() -> QuerySet[Epreuve]:
    """With what their name needs, the oldest session first."""
    return Epreuve.objects.select_related("session", "examen", "academie").order_by("session__code", "pk")


def conservees() -> QuerySet[Any]:
    """The copies that are not destroyed, each with the reason for which it must be kept (`raison`, empty: none)."""
    return Copie.objects.filter(detruite_le=None).annotate(raison=raison())
