"""The screens of retention, read by an administrateur on a small screen; a hold is placed."""

import pytest
from playwright.sync_api import expect

from santorin.conservation.models import Gel
from tests.consultation.conftest import Scene
from tests.fabriques import un_administrateur

pytestmark = pytest.mark.django_db(transaction=True)

DEBORD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.mark.exigence("SEC-03", "ACC-02", "ACC-03")
@pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 800}}], indirect=True)
def test_la_conservation_se_lit_et_un_gel_se_pose_sur_un_petit_ecran(page, axe, connecter):
    composition = Scene().une_copie_corrigee()
    connecter(un_administrateur())
    for adresse in ("", "durees/copies/", "gels/", "purge/", "archives/", "personnes/?q=guyleste"):
        page.goto(f"/conservation/{adresse}")
        axe(page)
        assert (adresse, page.evaluate(DEBORD)) == (adresse, 0)
    page.goto("/conservation/gels/")
    page.get_by_label("Numéro candidat").fill(composition.candidat.numero)
    page.get_by_label("Motif").fill("Recours devant le tribunal administratif")
    page.get_by_role("button", name="Poser le gel").click()
    expect(page.get_by_text("Recours devant le tribunal administratif").first).to_be_visible()
    axe(page)
    assert Gel.objects.get().leve_le is None
