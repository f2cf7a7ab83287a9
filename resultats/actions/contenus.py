"""What a list to post or an extraction holds, kept beside it (RES-08)."""

from collections.abc import Iterable

from resultats.models import ContenuEdite
from santorin.traitements.compte_rendu import CompteRendu


def retenir(compte_rendu: CompteRendu, resultats: Iterable[int]) -> None:
    """RES-08: keep the results (primary keys) that the job's document holds, before it can be seen."""
    if compte_rendu.traitement is not None:
        ContenuEdite.objects.update_or_create(
            traitement=compte_rendu.traitement, defaults={"resultats": list(resultats)}
        )
