"""The purge: batch by batch, rows first, files after the commit, everything counted (SEC-03, TRA-02).

A worker killed anywhere leaves whole batches: what a batch destroyed, its count and the names of its files are of one
transaction. The files left are erased by the same job when it is taken up again, or by the next purge.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from santorin.comptes.droits import Droit
from santorin.conservation.editions import joindre_proces_verbal
from santorin.conservation.fichiers import effacer
from santorin.conservation.models import Destruction, FichierADetruire
from santorin.conservation.nature import Nature, Paquet, natures
from santorin.conservation.regles import durees, seuil
from santorin.conservation.verrou import partager
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Traitement

# A page sent again as the same bytes may be about to be named by a new row.
DELAI_DES_FICHIERS: Final = timedelta(days=1)


def purger(compte_rendu: CompteRendu) -> None:
    """SEC-03: destroy what is due at the hour of the request, and write the procès-verbal.

    `parametres`: natures, the keys of the kinds of data to purge (all when empty). Raises `Refus` without a job, whose
    counts could not be kept.
    """
    traitement = compte_rendu.traitement
    if traitement is None:
        raise Refus("Une purge est un traitement\u00a0: ses comptes sont gardés.")
    if not traitement.demande_par.a_le_droit(Droit.PURGER):
        raise Refus("La personne qui a demandé cette purge n’a plus le droit de purger.")
    le, voulues = traitement.demande_le, set(compte_rendu.parametres.get("natures", ()))
    en_vigueur = durees()
    for nature in natures():
        if nature.purge is not None and (not voulues or nature.cle in voulues):
            _purger_une_nature(nature, seuil(nature, en_vigueur, le), le, traitement, compte_rendu)
    restants = effacer(le=le, avant=le - DELAI_DES_FICHIERS)
    if restants:
        compte_rendu.alerter(
            f"{compter(restants, 'fichier')} à effacer\u00a0: trop récents ou encore nommés, la prochaine purge y reviendra."
        )
    joindre_proces_verbal(traitement, compte_rendu, le=le)


def _purger_une_nature(
    nature: Nature, avant: datetime, le: datetime, traitement: Traitement, compte_rendu: CompteRendu
) -> None:
    if nature.purge is None:
        return
    nombre = 0
    for groupe in nature.purge.groupes(avant):
        while paquet := _detruire(nature, groupe, avant, le=le, traitement=traitement):
            nombre += paquet.nombre
            effacer(le=le, avant=le - DELAI_DES_FICHIERS, noms=paquet.fichiers)
            compte_rendu.avancer(compte_rendu.fait + paquet.nombre)
    if nombre:
        compte_rendu.noter(f"{nature.libelle}\u00a0: {compter(nombre, 'élément')} ({nature.sort.lower()}).")


@transaction.atomic
def _detruire(
    nature: Nature, groupe: Any, avant: datetime, *, le: datetime, traitement: Traitement
) -> Paquet | None:
    """One batch: its rows, its count, its files' names and its entry of the journal, or nothing of it."""
    partager()
    assert nature.purge is not None  # noqa: S101
    paquet = nature.purge.detruire(groupe, avant, le=le)
    if paquet is None or not paquet.nombre:
        return paquet
    Destruction.objects.create(
        traitement=traitement,
        nature=nature.cle,
        groupe=paquet.groupe[:200],
        nombre=paquet.nombre,
        # Thumbnails are named in every way of turning them: most never existed.
        fichiers=sum(not nom.startswith("vignettes/") for nom in paquet.fichiers),
        octets=paquet.octets,
        empreinte=paquet.empreinte,
        le=le,
    )
    _a_effacer(paquet.fichiers, le=le, traitement=traitement)
    journaliser(
        "conservation.detruire",
        fil="conservation",
        objet=f"{nature.libelle} – {paquet.groupe}",
        par=traitement.demande_par,
        le=le,
        apres={"nombre": paquet.nombre, "octets": paquet.octets, "empreinte": paquet.empreinte},
    )
    return paquet


def _a_effacer(noms: Collection[str], *, le: datetime, traitement: Traitement) -> None:
    FichierADetruire.objects.bulk_create(
        (FichierADetruire(nom=nom, traitement=traitement, le=le) for nom in dict.fromkeys(noms)),
        ignore_conflicts=True,
    )
