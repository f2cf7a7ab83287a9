"""Differences between Santorin and Cyclades, as people read them (CLO-14)."""

from collections.abc import Iterator

from django.db.models import QuerySet

from santorin.editions.tableur import Cellule
from santorin.transmission.models import Ecart, Rapprochement
from santorin.transmission.regles import Portee

ORIGINES = {"SAISIE": "saisie à la main", "SANTORIN": "Santorin", "": ""}


def dernier_rapprochement(portee: Portee) -> Rapprochement | None:
    """CLO-14: the last comparison of the épreuve."""
    return Rapprochement.objects.filter(epreuve=portee.epreuve).select_related("par").first()


def ecarts_de(rapprochement: Rapprochement, portee: Portee) -> QuerySet[Ecart]:
    """CLO-14: the differences about the candidates of `portee`, with their names."""
    siens = rapprochement.ecarts.select_related("composition__candidat")
    if portee.etablissement is None:
        return siens
    return siens.filter(composition__candidat__etablissement=portee.etablissement)


def lignes_ecarts(ecarts: QuerySet[Ecart]) -> Iterator[tuple[Cellule, ...]]:
    """CLO-14: the rows of a CSV of these differences, header first."""
    yield (
        "Numéro candidat",
        "Numéro d’inscription",
        "Nom",
        "Prénoms",
        "Note Santorin",
        "Note Cyclades",
        "Origine de la note Cyclades",
        "Motif",
        "Précision",
    )
    for ecart in ecarts.select_related("composition__candidat").order_by("id").iterator(chunk_size=2000):
        candidat = ecart.composition.candidat if ecart.composition else None
        yield (
            ecart.candidat,
            ecart.inscription,
            candidat.nom if candidat else "",
            candidat.prenoms if candidat else "",
            ecart.code if ecart.valeur is None else ecart.valeur,
            ecart.cyclades_code if ecart.cyclades_valeur is None else ecart.cyclades_valeur,
            ORIGINES[ecart.cyclades_origine],
            ecart.get_motif_display(),
            ecart.precision,
        )
