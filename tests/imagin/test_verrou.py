"""Whoever writes services faits of an épreuve waits for the épreuve's row: nothing is decided on a stale reading."""

import threading

import pytest
from django.db import connections, transaction
from django.utils import timezone

from imagin.actions import corriger, faire_passer, recevoir
from imagin.etats import VALIDER
from imagin.models import Epreuve, Origine, ServiceFait
from tests.fabriques import un_gestionnaire
from tests.imagin.decor import (
    AU,
    DU,
    deposer,
    dernier,
    ligne_santorin,
    lire,
    un_emis,
    un_envoi,
    une_epreuve,
    une_saisie,
    une_source,
)

pytestmark = pytest.mark.django_db(transaction=True)


def ecritures():
    """(verb, job) of everything that writes services faits of the épreuve U22."""
    source, gestionnaire, epreuve = une_source(), un_gestionnaire(), une_epreuve()
    deposer(un_emis(nombre=40), par=source)
    une_saisie(epreuve, par=gestionnaire)
    saisie = ServiceFait.objects.select_related("epreuve", "intervenant").get(origine=Origine.SAISIE)
    vu, ligne, le = dernier(), ligne_santorin(), timezone.now()
    envoi = un_envoi(un_emis(nombre=42, version=2))
    return {
        "recevoir": lambda: recevoir(envoi, par=source, le=le),
        "passer": lambda: faire_passer(epreuve, [ligne.pk], VALIDER, vu=vu, par=gestionnaire, le=le),
        "saisir": lambda: une_saisie(epreuve, par=gestionnaire),
        "corriger": lambda: corriger(
            saisie, vu=vu, nombre_de_copies=1, du=DU, au=AU, motif="Essai", par=gestionnaire, le=le
        ),
    }


@pytest.mark.exigence("IMA-01", "IMA-02", "HAR-09")
@pytest.mark.parametrize("verbe", ["recevoir", "passer", "saisir", "corriger"])
def test_chaque_ecriture_attend_celle_qui_tient_l_epreuve(verbe):
    ecrire, fini = ecritures()[verbe], threading.Event()
    avant = list(ServiceFait.objects.order_by("pk").values())

    def travailler():
        try:
            ecrire()
            fini.set()
        finally:
            connections.close_all()

    fil = threading.Thread(target=travailler)
    with transaction.atomic():
        Epreuve.objects.select_for_update(no_key=True).get(code="U22")
        fil.start()
        assert not fini.wait(0.7)
        assert list(ServiceFait.objects.order_by("pk").values()) == avant
    fil.join(10)
    assert fini.is_set()
    assert list(ServiceFait.objects.order_by("pk").values()) != avant


@pytest.mark.exigence("IMA-01", "IMA-02")
def test_un_envoi_qui_a_attendu_decide_sur_ce_qui_a_ete_ecrit_pendant_qu_il_attendait():
    source, epreuve = une_source(), une_epreuve()
    deposer(un_emis(nombre=40), par=source)
    envoi, reponses = un_envoi(un_emis(nombre=42, version=2)), []

    def travailler():
        try:
            reponses.append(lire(recevoir(envoi, par=source, le=timezone.now())))
        finally:
            connections.close_all()

    fil = threading.Thread(target=travailler)
    with transaction.atomic():
        Epreuve.objects.select_for_update(no_key=True).get(pk=epreuve.pk)
        fil.start()
        fil.join(0.7)
        ServiceFait.objects.update(nombre_de_copies=55, version=9)
    fil.join(10)
    assert reponses[0].accuses[0].motif == "VERSION_DEPASSEE"
    assert (ligne_santorin().nombre_de_copies, ligne_santorin().version) == (55, 9)
