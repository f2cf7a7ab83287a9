"""DEL-07, TRA-01: the PVs of forty juries at once, by a real worker, while somebody else goes on clicking."""

import pypdf
import pytest
from django.utils import timezone

from deliberation.actions import franchir
from deliberation.demandes import demander_edition
from deliberation.etats import TERMINER
from deliberation.lectures.vues import Centre
from deliberation.models import Jury
from santorin.refus import DejaFait
from santorin.traitements.models import EtatTraitement
from tests.deliberation.decor import AU, DU, Scene, des_jurys_clos
from tests.traitements.test_ouvrier import attendre

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.exigence("DEL-07", "DEL-11", "TRA-01", "TRA-02")
def test_un_ouvrier_edite_les_pv_de_quarante_jurys_et_refuse_ceux_qui_ne_sont_plus_en_211(serveur_celery):
    scene = Scene()
    jurys = des_jurys_clos(scene, 40)
    centre = Centre(scene.groupe, scene.centre, tuple(jurys))
    demande = demander_edition(centre, "pv", jurys, par=scene.chef)
    with pytest.raises(DejaFait):
        demander_edition(centre, "pv", jurys, par=scene.chef)
    fait = attendre(demande, EtatTraitement.REUSSI)
    assert (fait.fait, fait.total) == (120, 120)
    with fait.documents.get().fichier.open() as pdf:
        assert len(pypdf.PdfReader(pdf).pages) == 120
    # Asked for, then a jury of the forty is terminated before the worker gets there: nothing is made by halves.
    serveur_celery.suspendre()
    encore = demander_edition(centre, "pv", jurys, par=scene.chef)
    franchir([Jury.objects.get(pk=jurys[7].pk)], TERMINER, du=DU, au=AU, par=scene.chef, le=timezone.now())
    serveur_celery.start()
    refuse = attendre(encore, EtatTraitement.REFUSE)
    assert "à l'état 214" in refuse.message
    assert not refuse.documents.exists()
