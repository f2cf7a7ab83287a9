"""When a candidate may report the scan of its copy (RES-09)."""

from collections.abc import Iterable
from datetime import datetime

from resultats.models import DelaiSignalement
from santorin.copies.models import Composition


def delais_de(compositions: Iterable[Composition]) -> dict[int, datetime | None]:
    """RES-09: until when each of these copies may be reported (by sitting); None: nobody has said. One query."""
    delais = {
        (delai.examen_id, delai.session_id, delai.academie_id): delai.jusqu_au
        for delai in DelaiSignalement.objects.all()
    }
    cles = {c.pk: (c.epreuve.examen_id, c.epreuve.session_id, c.epreuve.academie_id) for c in compositions}
    return {cle: delais.get(lieu) for cle, lieu in cles.items()}


def obstacle_delai(jusqu_au: datetime | None, le: datetime) -> str | None:
    """RES-09: why nothing can be reported at `le`, or None."""
    if jusqu_au is None:
        return "Les signalements ne sont pas ouverts pour cet examen."
    return None if le < jusqu_au else "Le délai pour signaler un problème de numérisation est passé."


def obstacle_nouveau_delai(jusqu_au: datetime, le: datetime) -> str | None:
    """RES-09: why the delay cannot be that one, or None."""
    return None if jusqu_au > le else "Cette date est passée\u00a0: donnez un moment à venir."
