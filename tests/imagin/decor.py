"""What the tests of Imag'In start from: real rows, made by the acts themselves wherever an act exists."""

import gzip
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import msgspec
from django.utils import timezone

from imagin.actions import ouvrir, recevoir, saisir
from imagin.models import Mouvement, Origine, ServiceFait, Tarif, Taux
from santorin.transmission.destinataires import (
    CleEpreuve,
    EnvoiServicesFaits,
    ReponseServicesFaits,
    ServiceFaitEmis,
)
from tests.fabriques import un_examen, un_gestionnaire, une_academie, une_application, une_session
from tests.fabriques.suite import suivant

DU, AU = date(2027, 6, 20), date(2027, 6, 28)


def un_emis(intervenant="I000001", nombre=40, version=1, *, du=DU, au=AU, nom="SAPIN Ambre"):
    """A snapshot as Santorin sends it."""
    return ServiceFaitEmis(intervenant, nombre, du, au, version, nom)


def un_envoi(*emis, envoi=None, academie="A14", code="U22", session="2027-06", examen="BCP"):
    """A batch of snapshots."""
    return EnvoiServicesFaits(
        envoi=envoi or uuid4(),
        transmission=uuid4(),
        epreuve=CleEpreuve(session, examen, code, academie),
        emise_le=timezone.now(),
        services_faits=list(emis),
    )


def une_epreuve(code="U22", *, academie=None):
    """An épreuve that Imag'In knows, with the frames it hangs on."""
    return ouvrir(
        session=une_session(),
        examen=un_examen(),
        academie=academie or une_academie(),
        code=code,
        par=un_gestionnaire(),
        le=timezone.now(),
    )


def une_source(academie=None):
    """The application that deposits services faits (the default frames exist afterwards)."""
    une_session(), un_examen()
    utilisateur, _ = une_application(academie or une_academie())
    return utilisateur


def deposer(*emis, par=None, **cle):
    """Send a batch straight to the act; the answer."""
    return lire(recevoir(un_envoi(*emis, **cle), par=par or une_source(), le=timezone.now()))


def lire(reponse: bytes) -> ReponseServicesFaits:
    """The answer that was kept compressed."""
    return msgspec.json.decode(gzip.decompress(reponse), type=ReponseServicesFaits)


def ligne_santorin(numero="I000001", code="U22"):
    """The line that Santorin fills for this marker."""
    return ServiceFait.objects.get(origine=Origine.SANTORIN, intervenant__numero=numero, epreuve__code=code)


def une_saisie(epreuve, *, numero="I000001", nom="SAPIN Ambre", nombre=12, par=None, du=DU, au=AU):
    """A line entered by hand."""
    return saisir(
        epreuve,
        cle=UUID(int=suivant()),
        numero=numero,
        nom=nom,
        nombre_de_copies=nombre,
        du=du,
        au=au,
        motif="Copies sur papier",
        par=par or un_gestionnaire(),
        le=timezone.now(),
    )


def un_tarif(numero=5, montant="5.00", *, du=date(2012, 4, 13), au=None, examen=None):
    """A rate in force, given to an examen."""
    Taux.objects.get_or_create(numero=numero, du=du, defaults={"montant": Decimal(montant), "au": au})
    return Tarif.objects.create(examen=examen or un_examen(), numero=numero, du=du, au=au)


def dernier():
    """The last mouvement of all: what a screen drawn now has seen."""
    return Mouvement.objects.order_by("pk").values_list("pk", flat=True).last() or 0
