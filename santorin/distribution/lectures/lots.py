"""The lots of an épreuve, with their progress (DIS-01)."""

from django.db.models import Count, QuerySet

from santorin.copies.models import Epreuve, Lot
from santorin.distribution.regles.lots import commencee


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
