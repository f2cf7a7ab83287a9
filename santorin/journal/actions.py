"""Writing to the journal: the only door (SEC-01)."""

import json
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from santorin.journal.chaine import empreinte
from santorin.journal.models import Entree, Fil
from santorin.journal.provenance import provenance


@transaction.atomic
def journaliser(
    acte: str,
    *,
    fil: str,
    objet: str,
    par: AbstractBaseUser | None,
    le: datetime,
    avant: Any = None,
    apres: Any = None,
    motif: str = "",
) -> Entree:
    """Append one entry to the chain `fil`, in the caller's transaction: the act and its trace stand or fall together.

    The head of the chain stays locked until the commit, so call it last. Rule SEC-01.
    """
    Fil.objects.bulk_create([Fil(nom=fil)], ignore_conflicts=True)
    tete = Fil.objects.select_for_update().get(nom=fil)
    entree = Entree(
        fil=tete,
        numero=tete.numero + 1,
        le=le,
        par_id=par.pk if par else None,
        auteur=par.get_username() if par else "système",
        provenance=provenance(),
        acte=acte,
        objet=objet[:160],
        motif=motif,
        avant=_simple(avant),
        apres=_simple(apres),
        precedente=tete.empreinte,
    )
    entree.empreinte = empreinte(entree)
    entree.save(force_insert=True)
    tete.numero, tete.empreinte = entree.numero, entree.empreinte
    tete.save(update_fields=["numero", "empreinte"])
    return entree


def _simple(valeur: Any) -> Any:
    """The value as JSON gives it back, so that the fingerprint can be computed again from the database."""
    return json.loads(json.dumps(valeur, cls=DjangoJSONEncoder))
