"""The worker dies in the middle of a purge: whole batches are destroyed, the rest is intact, the job ends (SEC-03, TRA-02)."""

import time

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from santorin.conservation.demandes import demander_purge
from santorin.conservation.models import Destruction, FichierADetruire
from santorin.copies.fichiers import ranger
from santorin.copies.models import Copie, Note, Page
from santorin.journal import lectures as journal
from tests.conservation.conftest import PLUS_TARD, publier
from tests.consultation.conftest import Scene
from tests.consultation.masse import des_copies_transmises
from tests.fabriques import un_administrateur
from tests.fabriques.copies import octets_de_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("SEC-03", "TRA-02")]
NOMBRE, DELAI = 900, 90
LENTEUR = """
CREATE FUNCTION lenteur() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NEW; END $$;
CREATE TRIGGER lenteur BEFORE INSERT ON santorin_destruction FOR EACH ROW EXECUTE FUNCTION lenteur()
"""


@pytest.fixture
def lente():
    """Each batch takes half a second before its commit, so that the kill falls inside one."""
    with connection.cursor() as curseur:
        curseur.execute(LENTEUR)
    yield
    with connection.cursor() as curseur:
        curseur.execute("DROP TRIGGER lenteur ON santorin_destruction; DROP FUNCTION lenteur()")


def attendre(condition):
    limite = time.monotonic() + DELAI
    while time.monotonic() < limite:
        if condition():
            return
        time.sleep(0.02)
    pytest.fail("rien ne vient")


def test_un_ouvrier_tue_ne_laisse_que_des_paquets_entiers_et_la_purge_finit(serveur_celery, lente):
    decor = Scene()
    images = [ranger(octets_de_page(f"page {numero}")) for numero in (1, 2)]
    des_copies_transmises(decor, images, NOMBRE)
    publier(decor.epreuve, timezone.now() - PLUS_TARD)
    notes = list(Note.objects.order_by("pk").values())
    traitement = demander_purge(["copies"], par=un_administrateur())
    attendre(Destruction.objects.exists)
    serveur_celery.kill()
    detruites = Copie.objects.exclude(detruite_le=None).count()
    assert 0 < detruites < NOMBRE
    assert Destruction.objects.aggregate(somme=Sum("nombre"))["somme"] == detruites
    assert Page.objects.count() == 2 * (NOMBRE - detruites)
    assert not Page.objects.exclude(copie__detruite_le=None).exists()
    serveur_celery.start()
    attendre(lambda: not type(traitement).objects.get(pk=traitement.pk).est_actif)
    traitement.refresh_from_db()
    assert (traitement.etat, traitement.tentatives) == ("reussi", 2), traitement.message
    assert (Copie.objects.filter(detruite_le=None).count(), Page.objects.count()) == (0, 0)
    assert Destruction.objects.aggregate(somme=Sum("nombre"))["somme"] == NOMBRE
    assert list(Note.objects.order_by("pk").values()) == notes
    assert traitement.documents.count() == 1
    assert list(journal.verifier()) == []
    # Written just now, the images wait for the next purge, which knows them.
    restants = set(FichierADetruire.objects.values_list("nom", flat=True))
    assert {nom for nom in restants if default_storage.exists(nom)} != set()
