"""The lots of an épreuve, with their progress (DIS-01)."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from santorin.copies.models import Annotation, Epreuve, Lot, NoteQuestion


def lots(epreuve: Epreuve) -> QuerySet[Lot]:
    """The lots in order, each with `copies` and `commencees`."""
    notes = NoteQuestion.objects.filter(correction=OuterRef("corrections__pk"))
    traces = Annotation.objects.filter(correction=OuterRef("corrections__pk"))
    return (
        Lot.objects.filter(epreuve=epreuve)
        .select_related("correcteur", "sujet")
        .annotate(
            copies=Count("corrections"),
            commencees=Count("corrections", filter=Q(Exists(notes)) | Q(Exists(traces))),
        )
        .order_by("numero")
    )
