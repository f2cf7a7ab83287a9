"""Attendance, and suspicion of fraud (NUM-03, PAR-02)."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Epreuve, Page
from santorin.copies.models.candidat import CompositionQuerySet
from santorin.referentiel.accords import CITES, citer


def numerisees(compositions: CompositionQuerySet) -> CompositionQuerySet:
    """Those of whom at least one page was scanned."""
    return compositions.filter(
        Exists(Page.objects.filter(copie__composition=OuterRef("pk"), remplacee_le=None))
    )


def presumees_absentes(epreuve: Epreuve) -> CompositionQuerySet:
    """PAR-02: those that « émargement en masse » would mark absent: not émargés, without a scanned copy."""
    compositions = Composition.objects.filter(epreuve=epreuve, emargement=Emargement.NON_EMARGE)
    return compositions.exclude(
        Exists(Page.objects.filter(copie__composition=OuterRef("pk"), remplacee_le=None))
    )


def obstacle_emargement(
    compositions: Sequence[Composition], etat: Emargement, *, confirme: bool = False
) -> str | None:
    """NUM-03: why these candidates cannot be marked so, or None; an absent who has a scanned copy asks to be confirmed."""
    if len({composition.epreuve_id for composition in compositions}) > 1:
        return "Émargez les candidats d’une seule épreuve à la fois."
    if etat != Emargement.ABSENT or confirme:
        return None
    visees = Composition.objects.filter(pk__in=[composition.pk for composition in compositions])
    noms = citer(c.candidat for c in numerisees(visees).select_related("candidat")[: CITES + 1])
    if not noms:
        return None
    return f"Copie numérisée pour {noms}\u00a0: confirmez pour déclarer absent malgré la copie."


def obstacle_emargement_en_masse(epreuve: Epreuve) -> str | None:
    """PAR-02: why the candidates without a copy cannot be marked absent in one act, or None."""
    if not epreuve.parametrage.emargement_en_masse:
        return "Le paramétrage de cette épreuve ne permet pas l’émargement en masse."
    if not presumees_absentes(epreuve).exists():
        return "Tous les candidats sans copie numérisée sont déjà émargés."
    return None


def obstacle_presomption(composition: Composition, motif: str) -> str | None:
    """NUM-03: why the candidate cannot be flagged as présumé fraudeur, or None."""
    if composition.fraude_presumee:
        return f"{composition.candidat} fait déjà l’objet d’une présomption de fraude."
    if not motif.strip():
        return "Donnez le motif de la présomption de fraude."
    return None


def obstacle_levee(composition: Composition, motif: str) -> str | None:
    """NUM-03: why the flag cannot be taken away, or None."""
    if not composition.fraude_presumee:
        return f"{composition.candidat} ne fait pas l’objet d’une présomption de fraude."
    if not motif.strip():
        return "Donnez le motif de la levée de la présomption."
    return None
