"""Writing to the journal: the only door (SEC-01)."""

import json
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from santorin.journal.chaine import contenu, empreinte
from santorin.journal.models import Entree, Fil
from santorin.journal.provenance import provenance

# Two statements for what a marker's every save does: the head is made, locked and read; the entry and it are written.
TETE = """
    INSERT INTO santorin_fil AS fil (nom, numero, empreinte) VALUES (%s, 0, '')
    ON CONFLICT (nom) DO UPDATE SET numero = fil.numero
    RETURNING numero, empreinte
"""
AJOUT = """
    WITH ajoutee AS (
        INSERT INTO santorin_entree (fil_id, numero, le, par_id, auteur, provenance, acte, objet, motif, avant, apres,
            precedente, empreinte)
        VALUES (%(fil)s, %(numero)s, %(le)s, %(par)s, %(auteur)s, %(provenance)s, %(acte)s, %(objet)s, %(motif)s,
            %(avant)s::jsonb, %(apres)s::jsonb, %(precedente)s, %(empreinte)s)
    )
    UPDATE santorin_fil SET numero = %(numero)s, empreinte = %(empreinte)s WHERE nom = %(fil)s
"""


@transaction.atomic(savepoint=False)
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
) -> None:
    """Append one entry to the chain `fil`, in the caller's transaction: the act and its trace stand or fall together.

    The head of the chain stays locked until the commit, so call it last. Rule SEC-01.
    """
    tete = _tete(fil)
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
    _ajouter(entree)


def _ajouter(entree: Entree) -> None:
    """Write the entry and the new head of its chain."""
    etats = {"avant": entree.avant, "apres": entree.apres}
    etats = {nom: None if etat is None else json.dumps(etat) for nom, etat in etats.items()}
    with connection.cursor() as curseur:
        curseur.execute(AJOUT, contenu(entree) | etats | {"empreinte": entree.empreinte})


def _tete(nom: str) -> Fil:
    """The head of the chain, made if need be, locked until the commit."""
    with connection.cursor() as curseur:
        curseur.execute(TETE, [nom])
        numero, empreinte_ = curseur.fetchone()
    return Fil(nom=nom, numero=numero, empreinte=empreinte_)


def _simple(valeur: Any) -> Any:
    """The value as JSON gives it back, so that the fingerprint can be computed again from the database."""
    return json.loads(json.dumps(valeur, cls=DjangoJSONEncoder))
