"""The lots of an épreuve, with their progress (DIS-01)."""

from collections import Counter

from django.db.models import Count, F, QuerySet

from santorin.copies.models import Correction, Epreuve, Lot
from santorin.distribution.regles.lots import commencee, disponible


def lots(epreuve: Epreuve) -> QuerySet[Lot]:
    """The lots in order, each with `copies` and `commencees`."""
    return (
        Lot.objects.filter(epreuve=epreuve)
        .select_related("correcteur", "sujet")
        .annotate(
            copies=Count("corrections"),
            commencees=Count("corrections", filter=commencee("corrections__")),
        )
        .order_by("numero")
    )


def copies_d_eleves(epreuve: Epreuve) -> list[tuple[Lot, int]]:
    """DIS-01: the lots that hold copies of their marker's own pupils, and how many.

    The draw makes none: an établissement or divisions told after it do.
    """
    corrections = Correction.objects.filter(lot__epreuve=epreuve).order_by()
    candidat = "copie__composition__candidat"
    comptes = Counter(
        corrections.filter(lot__correcteur__etablissement=F(f"{candidat}__etablissement")).values_list(
            "lot", flat=True
        )
    )
    par_divisions = epreuve.correcteurs.filter(etablissement=None).exclude(divisions=[])
    connus = {correcteur.pk: disponible(correcteur) for correcteur in par_divisions}
    lignes = corrections.filter(lot__correcteur__in=list(connus)).values_list(
        "lot", "lot__correcteur", f"{candidat}__etablissement", f"{candidat}__division"
    )
    comptes.update(lot for lot, qui, *place in lignes if connus[qui].connait(*place))
    lots_concernes = Lot.objects.filter(pk__in=comptes).select_related("correcteur").order_by("numero")
    return [(lot, comptes[lot.pk]) for lot in lots_concernes]
