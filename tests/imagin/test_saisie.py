"""HAR-09: services faits entered by hand: kept apart, corrected with a reason, counted once."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import timezone

from imagin.actions import corriger, faire_passer, saisir
from imagin.etats import ANNULER, TRANSMETTRE, VALIDER
from imagin.lectures import Criteres, historique, vue_de
from imagin.models import Mouvement, NatureMouvement, Origine, ServiceFait
from santorin.journal.models import Entree
from santorin.refus import DejaFait, Refus
from tests.fabriques import un_gestionnaire
from tests.imagin.decor import (
    AU,
    DU,
    deposer,
    dernier,
    ligne_santorin,
    un_emis,
    un_tarif,
    une_epreuve,
    une_saisie,
)
from tests.imagin.test_reception import en_parallele

pytestmark = pytest.mark.django_db


def reprendre(ligne, *, nombre=15, vu=None, par=None):
    corriger(
        ligne,
        vu=dernier() if vu is None else vu,
        nombre_de_copies=nombre,
        du=DU,
        au=AU,
        motif="Erreur de saisie",
        par=par or un_gestionnaire(),
        le=timezone.now(),
    )


def passer(ligne, passage):
    faire_passer(
        ligne.epreuve,
        [ligne.pk],
        passage,
        vu=dernier(),
        motif="Essai",
        par=un_gestionnaire(),
        le=timezone.now(),
    )


@pytest.mark.exigence("HAR-09", "SEC-01")
def test_une_saisie_arrive_a_valider_avec_son_motif_et_son_auteur():
    gestionnaire = un_gestionnaire()
    ligne = une_saisie(une_epreuve(), nombre=12, par=gestionnaire)
    assert (ligne.origine, ligne.etat, ligne.version) == (Origine.SAISIE, "a_valider", None)
    mouvement = ligne.mouvements.get()
    assert (mouvement.nature, mouvement.par, mouvement.motif, mouvement.nombre_de_copies) == (
        NatureMouvement.SAISI, gestionnaire, "Copies sur papier", 12,
    )  # fmt: skip
    entree = Entree.objects.latest("pk")
    assert (entree.acte, entree.par, entree.motif) == ("imagin.saisir", gestionnaire, "Copies sur papier")
    assert entree.apres["nombre_de_copies"] == 12


@pytest.mark.exigence("HAR-09")
def test_plusieurs_saisies_d_un_meme_correcteur_restent_a_cote_de_la_ligne_de_santorin():
    un_tarif(montant="5.00")
    epreuve = une_epreuve()
    deposer(un_emis(nombre=40))
    une_saisie(epreuve, nombre=12)
    une_saisie(epreuve, nombre=3)
    santorin, saisis = vue_de(epreuve, Criteres()).tableaux
    assert (santorin.titre, saisis.titre) == ("Transmis par Santorin", "Saisis à la main")
    assert [ligne.nombre_de_copies for ligne in santorin.lignes] == [40]
    assert sorted(ligne.nombre_de_copies for ligne in saisis.lignes) == [3, 12]
    assert (santorin.total.somme, saisis.total.somme) == (Decimal("200.00"), Decimal("75.00"))


@pytest.mark.exigence("HAR-09")
def test_un_formulaire_envoye_deux_fois_ne_compte_qu_une_fois():
    epreuve, gestionnaire = une_epreuve(), un_gestionnaire()
    demande = {
        "cle": UUID(int=7), "numero": "I1", "nom": "SAPIN Ambre", "nombre_de_copies": 5, "du": DU, "au": AU,
        "motif": "Papier", "par": gestionnaire, "le": timezone.now(),
    }  # fmt: skip
    saisir(epreuve, **demande)
    with pytest.raises(DejaFait, match="vient d’être enregistré"):
        saisir(epreuve, **demande)
    assert ServiceFait.objects.count() == Mouvement.objects.count() == 1


@pytest.mark.exigence("HAR-09")
@pytest.mark.django_db(transaction=True)
def test_un_formulaire_envoye_quatre_fois_au_meme_instant_ne_compte_qu_une_fois():
    epreuve, gestionnaire = une_epreuve(), un_gestionnaire()
    issues = en_parallele(
        *[
            lambda: saisir(
                epreuve, cle=UUID(int=7), numero="I1", nom="SAPIN Ambre", nombre_de_copies=5, du=DU, au=AU,
                motif="Papier", par=gestionnaire, le=timezone.now(),
            )
        ]
        * 4
    )  # fmt: skip
    assert sum(isinstance(issue, ServiceFait) for issue in issues) == 1
    assert sum(isinstance(issue, DejaFait) for issue in issues) == 3


@pytest.mark.exigence("HAR-09", "IMA-02")
def test_une_correction_garde_l_ancienne_valeur_et_la_ligne_est_de_nouveau_a_valider():
    gestionnaire = un_gestionnaire()
    ligne = une_saisie(une_epreuve(), nombre=12)
    passer(ligne, VALIDER)
    reprendre(ligne, nombre=15, par=gestionnaire)
    ligne.refresh_from_db()
    assert (ligne.nombre_de_copies, ligne.etat) == (15, "a_valider")
    etapes = historique(ligne)
    assert [(etape.quoi, etape.nombre_de_copies, etape.etat) for etape in etapes] == [
        ("Corrigé à la main", 15, "A valider"),
        ("Changement d’état", 12, "Validé"),
        ("Saisi à la main", 12, "A valider"),
    ]
    assert etapes[0].auteur == gestionnaire.get_full_name()
    entree = Entree.objects.latest("pk")
    assert (entree.avant["nombre_de_copies"], entree.apres["nombre_de_copies"]) == (12, 15)
    assert entree.motif == "Erreur de saisie"


@pytest.mark.exigence("HAR-09")
def test_une_ligne_de_santorin_ne_se_corrige_pas_a_la_main():
    deposer(un_emis(nombre=40))
    with pytest.raises(Refus, match="vient de Santorin"):
        reprendre(ligne_santorin())
    assert ligne_santorin().nombre_de_copies == 40


@pytest.mark.exigence("HAR-09", "IMA-02")
def test_une_ligne_liquidee_ou_annulee_ne_se_corrige_pas():
    un_tarif()
    epreuve = une_epreuve()
    liquidee, annulee = une_saisie(epreuve), une_saisie(epreuve)
    passer(liquidee, VALIDER)
    passer(liquidee, TRANSMETTRE)
    passer(annulee, ANNULER)
    with pytest.raises(Refus, match="transmis à la liquidation"):
        reprendre(liquidee)
    with pytest.raises(Refus, match="annulé"):
        reprendre(annulee)


@pytest.mark.exigence("HAR-09")
def test_de_deux_corrections_faites_sur_le_meme_ecran_la_seconde_est_refusee():
    ligne = une_saisie(une_epreuve(), nombre=12)
    vu = dernier()
    reprendre(ligne, nombre=15, vu=vu)
    with pytest.raises(DejaFait, match="changé depuis"):
        reprendre(ligne, nombre=20, vu=vu)
    ligne.refresh_from_db()
    assert ligne.nombre_de_copies == 15


@pytest.mark.exigence("HAR-09")
def test_une_correction_met_les_dates_a_jour():
    ligne = une_saisie(une_epreuve())
    corriger(
        ligne, vu=dernier(), nombre_de_copies=12, du=date(2027, 7, 1), au=date(2027, 7, 2), motif="Dates",
        par=un_gestionnaire(), le=timezone.now(),
    )  # fmt: skip
    ligne.refresh_from_db()
    assert (ligne.du, ligne.au) == (date(2027, 7, 1), date(2027, 7, 2))
