"""The answer sheets to print, gathered by établissement (PRE-03)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from santorin.copies.models import Composition, Epreuve
from santorin.numerisation.feuilles import Feuilles


@dataclass(frozen=True, slots=True)
class DocumentAImprimer:
    """One PDF: the candidates of one établissement; `sur` is how many candidates there are in all."""

    nom: str
    feuilles: list[Feuilles]
    sur: int


def titre(epreuve: Epreuve) -> str:
    """What the PDF is called by its readers."""
    return f"Feuilles de composition – {epreuve}"


def documents(epreuve: Epreuve, *, pages: int, division: str = "") -> Iterator[DocumentAImprimer]:
    """PRE-03: the documents to print, candidates in the order of their divisions and names."""
    compositions = (
        Composition.objects.filter(epreuve=epreuve)
        .select_related("candidat__etablissement")
        .order_by("candidat__etablissement__uai", "candidat__division", "candidat__recherche", "pk")
    )
    if division:
        compositions = compositions.filter(candidat__division=division)
    sur = compositions.count()
    par_etablissement = groupby(
        compositions.iterator(chunk_size=2000), key=lambda composition: composition.candidat.etablissement.uai
    )
    for uai, groupe in par_etablissement:
        feuilles = [_feuilles(epreuve, composition, pages) for composition in groupe]
        yield DocumentAImprimer(f"Feuilles {epreuve.code} {uai}.pdf", feuilles, sur)


def divisions(epreuve: Epreuve) -> list[str]:
    """The divisions of the candidates of the épreuve."""
    noms = Composition.objects.filter(epreuve=epreuve).exclude(candidat__division="").order_by()
    return sorted(noms.values_list("candidat__division", flat=True).distinct())


def _feuilles(epreuve: Epreuve, composition: Composition, pages: int) -> Feuilles:
    candidat = composition.candidat
    return Feuilles(
        epreuve=epreuve.pk,
        anonymat=composition.anonymat,
        pages=pages,
        entete=f"{epreuve} – session {epreuve.session}",
        identite=str(candidat),
        details=(
            f"Né(e) le {candidat.date_naissance:%d/%m/%Y}",
            f"Candidat {candidat.identifiant}",
            f"{candidat.etablissement.nom} ({candidat.etablissement.uai})",
            f"Division {candidat.division}" if candidat.division else "Sans division",
        ),
    )
