"""The matrix of rights, and the perimeters it is used in."""

import pytest
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from santorin.comptes.api import AuthentificationParJeton
from santorin.comptes.droits import MATRICE, Droit, Profil
from santorin.comptes.models import Habilitation, Jeton, Utilisateur
from santorin.copies.models import Composition, Epreuve
from tests.fabriques import (
    un_administrateur,
    un_chef,
    un_coordinateur,
    un_correcteur,
    un_correcteur_connecte,
    un_etablissement,
    un_gestionnaire,
    un_lot,
    un_utilisateur,
    une_academie,
    une_application,
    une_composition,
    une_epreuve,
)

pytestmark = pytest.mark.django_db


def test_chaque_droit_est_tenu_par_un_profil_et_chaque_profil_est_dans_la_matrice():
    assert set(MATRICE) == set(Profil)
    assert frozenset().union(*MATRICE.values()) == set(Droit)


@pytest.mark.exigence("ACC-01")
def test_la_page_qui_peut_quoi_dit_la_matrice(client_de):
    page = client_de(un_gestionnaire()).get(reverse("comptes:qui_peut_quoi"))
    lignes = dict(page.context["lignes"])
    profils = list(Profil)
    assert lignes["Clôturer une épreuve"][profils.index(Profil.GESTIONNAIRE)] is True
    assert lignes["Clôturer une épreuve"][profils.index(Profil.CORRECTEUR)] is False


@pytest.fixture
def paysage():
    """Two académies; in the first, one épreuve with a candidate, a marker and a coordinateur."""
    ici, ailleurs = une_academie(), une_academie(code="A15")
    epreuve, _autre = une_epreuve(academie=ici), une_epreuve(academie=ailleurs)
    etablissement = un_etablissement(academie=ici)
    une_composition(epreuve, etablissement=etablissement)
    correcteur = un_correcteur(epreuve)
    un_lot(epreuve, correcteur=correcteur)
    return {
        "epreuve": epreuve,
        "administrateur": un_administrateur(),
        "gestionnaire": un_gestionnaire(ici),
        "coordinateur": un_coordinateur(epreuve),
        "chef": un_chef(etablissement),
        "correcteur": un_correcteur_connecte(correcteur),
        "voisins": [
            un_gestionnaire(ailleurs),
            un_coordinateur(academie=ici),
            un_chef(un_etablissement(academie=ici)),
            un_correcteur_connecte(un_correcteur()),
            un_utilisateur(),
        ],
    }


@pytest.mark.parametrize("qui", ["gestionnaire", "coordinateur", "chef", "correcteur"])
def test_chacun_voit_ses_epreuves_et_elles_seules(paysage, qui):
    assert list(Epreuve.objects.pour(paysage[qui])) == [paysage["epreuve"]]


def test_l_administrateur_voit_toutes_les_epreuves(paysage):
    assert Epreuve.objects.pour(paysage["administrateur"]).count() == 2


def test_les_voisins_ne_voient_pas_l_epreuve(paysage):
    for voisin in paysage["voisins"]:
        assert not Epreuve.objects.pour(voisin).filter(pk=paysage["epreuve"].pk).exists()


def test_le_perimetre_depend_du_droit_demande(paysage):
    assert not Epreuve.objects.pour(paysage["correcteur"], Droit.CLOTURER).exists()
    assert not Composition.objects.pour(paysage["correcteur"], Droit.EDITER_COPIES).exists()
    assert Composition.objects.pour(paysage["gestionnaire"], Droit.EDITER_COPIES).count() == 1
    assert Composition.objects.pour(paysage["chef"], Droit.TELECHARGER).count() == 1


@pytest.mark.parametrize(
    ("profil", "avec"),
    [("gestionnaire", None), ("chef_etablissement", "academie"), ("correcteur", "academie")],
)
def test_la_base_refuse_une_habilitation_sans_le_perimetre_de_son_profil(profil, avec):
    academie = une_academie() if avec else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Habilitation.objects.create(utilisateur=un_utilisateur(), profil=profil, academie=academie)


def requete(secret):
    return RequestFactory().get("/", headers={"Authorization": f"Bearer {secret}"})


@pytest.mark.exigence("API-01")
def test_un_jeton_n_agit_qu_avec_son_habilitation():
    utilisateur, secret = une_application()
    Habilitation.objects.create(utilisateur=utilisateur, profil=Profil.ADMINISTRATEUR)
    lu, _ = AuthentificationParJeton().authenticate(requete(secret))
    assert lu == utilisateur
    assert lu.a_le_droit(Droit.DEPOSER_NOTES)
    assert not lu.a_le_droit(Droit.GERER_COMPTES)


@pytest.mark.exigence("API-01")
@pytest.mark.parametrize("defaut", ["inconnu", "expire", "revoque", "inactif"])
def test_un_jeton_qui_ne_vaut_plus_est_refuse(defaut):
    _, secret = une_application()
    if defaut == "expire":
        Jeton.objects.update(expire_le=timezone.now())
    elif defaut == "revoque":
        Jeton.objects.update(revoque_le=timezone.now())
    elif defaut == "inactif":
        Utilisateur.objects.update(is_active=False)
    else:
        secret = "deviné"
    with pytest.raises(AuthenticationFailed):
        AuthentificationParJeton().authenticate(
            requete(secret.encode().hex() if defaut == "inconnu" else secret)
        )


def test_le_secret_d_un_jeton_n_est_pas_garde():
    _, secret = une_application()
    assert secret not in str(Jeton.objects.values().get())
