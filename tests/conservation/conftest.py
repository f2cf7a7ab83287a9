"""Published épreuves whose copies are past their period, and purges of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from santorin.conservation.actions import purger
from santorin.conservation.demandes import demander_purge
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import executer
from santorin.traitements.models import Traitement
from tests.consultation.conftest import Scene
from tests.fabriques import un_administrateur

PLUS_TARD = timedelta(days=800)


def publier(epreuve, le=None):
    epreuve.publiee_le = le or timezone.now()
    epreuve.save(update_fields=["publiee_le"])
    return epreuve.publiee_le


def _demandee(le, natures, par):
    traitement = demander_purge(natures, par=par or un_administrateur())
    Traitement.objects.filter(pk=traitement.pk).update(demande_le=le)
    traitement.refresh_from_db()
    return traitement


def purge_a(le, *natures, par=None):
    """A purge asked for at that instant and done here; its report."""
    traitement = _demandee(le, natures, par)
    compte_rendu = CompteRendu(par=traitement.demande_par, parametres=traitement.parametres)
    compte_rendu.traitement = traitement
    purger(compte_rendu)
    Traitement.objects.filter(pk=traitement.pk).update(etat="reussi", fin=le)
    return compte_rendu


def purge_reelle(le, *natures, par=None):
    """The same, as a worker does it; the job, with its document."""
    traitement = _demandee(le, natures, par)
    executer(traitement.pk, purger)
    traitement.refresh_from_db()
    assert traitement.etat in ("reussi", "incomplet"), traitement.message
    return traitement


@pytest.fixture
def scene():
    """A published épreuve with two transmitted copies: `scene.compositions`, `scene.publiee_le`."""
    decor = Scene(pages=2)
    decor.compositions = [decor.une_copie_corrigee() for _ in range(2)]
    decor.transmettre(*decor.compositions)
    decor.publiee_le = publier(decor.epreuve)
    return decor
