"""What stands for Django's own emptying of the base, and for a décor made again."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.journal.models import Entree
from santorin.referentiel.models import Academie, Departement
from tests.fabriques import un_etablissement, un_gestionnaire, une_academie
from tests.harnais.memoire import rejouer
from tests.harnais.vidage import triggers_retenables


def _pleines():
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    with connection.cursor() as curseur:
        for table in tables:
            curseur.execute(f"SELECT EXISTS (SELECT FROM {connection.ops.quote_name(table)})")  # noqa: S608
            if curseur.fetchone() == (True,):
                yield table


@pytest.mark.django_db(transaction=True)
def test_ce_qu_un_essai_a_ecrit_disparait_ce_qui_ne_s_efface_jamais_compris():
    par = un_gestionnaire(une_academie())
    un_etablissement()
    journaliser("essai", fil="essai", objet="essai", par=par, le=timezone.now())
    Utilisateur.objects.bulk_create(Utilisateur(username=f"{rang:0150}") for rang in range(6_000))
    assert Entree.objects.exists()
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
    assert list(_pleines()) == []


def _decor(faits):
    def faire():
        faits.append(un_etablissement(academie=une_academie(nom="Rennes")))
        return {"lieu": faits[-1], "compte": un_gestionnaire(faits[-1].departement.academie)}

    return faire


@pytest.mark.django_db
def test_un_decor_se_refait_de_memoire_a_l_identique_sur_une_base_vide():
    if not triggers_retenables():
        pytest.skip("ce serveur n’est pas jeté après les essais")
    faits = []
    rendus = []
    for _ in range(2):
        with transaction.atomic():
            rendus.append(rejouer("essai", _decor(faits)))
            assert Academie.objects.get() == rendus[-1]["lieu"].departement.academie
            assert Utilisateur.objects.get() == rendus[-1]["compte"]
            assert Departement.objects.count() == 1
            transaction.set_rollback(True)
    assert len(faits) == 1
    assert rendus[0] == rendus[1]
    une_academie()
    assert rejouer("essai", _decor(faits))["lieu"] != rendus[0]["lieu"]
