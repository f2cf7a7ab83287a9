"""Who reaches what, and the figures of what they reach (CLO-03)."""

from decimal import Decimal

import pytest
from django.utils import timezone

from santorin.comptes.droits import Droit
from santorin.comptes.models import Habilitation
from santorin.copies.models import Nature
from santorin.transmission.etats import Acte, EtatCloture
from santorin.transmission.lectures import bilan_de, bilans
from santorin.transmission.regles import Portee, Situation, obstacle, portee_de, portees_de
from tests.fabriques import (
    un_administrateur,
    un_chef,
    un_coordinateur,
    un_etablissement,
    un_gestionnaire,
    une_academie,
    une_epreuve,
)
from tests.transmission.scene import une_scene

pytestmark = pytest.mark.django_db

SUIVRE = Droit.CONSULTER_CLOTURE


@pytest.fixture
def ici():
    return un_etablissement()


@pytest.mark.exigence("CLO-03")
def test_chacun_atteint_ce_que_dit_son_profil(ici):
    scene = une_scene()
    epreuve = scene.epreuve
    scene.lot("12", etablissement=ici)
    entiere = Portee(epreuve)
    assert portee_de(un_gestionnaire(epreuve.academie), epreuve, SUIVRE) == entiere
    assert portee_de(un_administrateur(), epreuve, SUIVRE) == entiere
    assert portee_de(un_chef(ici), epreuve, SUIVRE) == Portee(epreuve, ici)
    assert portee_de(un_coordinateur(epreuve), epreuve, Droit.HARMONISER) == entiere


@pytest.mark.exigence("CLO-03")
def test_personne_n_atteint_ce_qui_n_est_pas_a_lui(ici):
    epreuve = une_epreuve()
    assert portee_de(un_gestionnaire(une_academie(code="A99")), epreuve, SUIVRE) is None
    assert portee_de(un_chef(ici), epreuve, SUIVRE) is None, "aucun de ses candidats n'y compose"
    assert portee_de(un_administrateur(), epreuve, Droit.CLOTURER) is None


@pytest.mark.exigence("CLO-03")
def test_un_chef_de_deux_etablissements_a_une_portee_pour_chacun(ici):
    scene, la_bas = une_scene(), un_etablissement()
    scene.lot("12", etablissement=ici)
    scene.lot("12", etablissement=la_bas)
    chef = un_chef(ici)
    Habilitation.objects.create(utilisateur=chef, profil="chef_etablissement", etablissement=la_bas)
    assert set(portees_de(chef, [scene.epreuve], SUIVRE)) == {
        Portee(scene.epreuve, ici),
        Portee(scene.epreuve, la_bas),
    }
    assert portee_de(chef, scene.epreuve, SUIVRE, uai=la_bas.uai) == Portee(scene.epreuve, la_bas)
    assert portee_de(chef, scene.epreuve, SUIVRE, uai="0000000A") is None


@pytest.mark.exigence("CLO-03", "PAR-02")
def test_les_indicateurs_disent_ce_qui_est(cyclades, imagin):
    scene = une_scene(parametrage={"affichage_note": 40})
    scene.lot("10", "15")
    scene.lot("3", verrouille=False)
    scene.absent()
    scene.non_emarge()
    bilan = bilan_de(scene.portee)
    assert bilan.etat == EtatCloture.NON_REALISEE
    assert (bilan.comptes.candidats, bilan.correcteurs) == (5, 2)
    assert (bilan.presents, bilan.absents, bilan.non_emarges) == (3, 1, 1)
    assert (bilan.moyenne, bilan.echelle) == (Decimal("25.00"), 40)
    assert (bilan.situation.lots_verrouilles, bilan.situation.lots) == (1, 2)
    assert (bilan.a_transmettre, bilan.absences_retenues, bilan.sans_note) == (2, 1, 2)
    scene.cloturer()
    bilan = bilan_de(scene.portee)
    assert (bilan.etat, bilan.comptes.acquittees) == (EtatCloture.PARTIELLE, 2)
    assert (bilan.a_transmettre, bilan.absences_retenues) == (0, 1)


@pytest.mark.exigence("CLO-03")
def test_les_indicateurs_d_un_etablissement_ne_comptent_que_ses_candidats(cyclades, imagin, ici):
    scene = une_scene()
    scene.lot("10", etablissement=ici)
    scene.lot("18")
    scene.lot("3", verrouille=False)
    bilan = bilan_de(Portee(scene.epreuve, ici))
    assert (bilan.comptes.candidats, bilan.correcteurs, bilan.moyenne) == (1, 1, Decimal("10.00"))
    assert (bilan.situation.lots_verrouilles, bilan.situation.lots) == (1, 1)
    assert bilan.comptes.totale


@pytest.mark.exigence("CLO-04", "CLO-09")
def test_la_cloture_d_un_etablissement_n_envoie_que_ses_candidats(cyclades, imagin, ici):
    scene = une_scene()
    sien = scene.lot("10", etablissement=ici)
    scene.lot("18")
    scene.lot("3", verrouille=False)
    absent = scene.absent(etablissement=ici)
    portee = Portee(scene.epreuve, ici)
    scene.cloturer(portee=portee)
    tenues = cyclades.epreuve(scene.cle).notes
    siens = [*scene.compositions(sien), absent]
    assert set(tenues) == {(c.candidat.numero, c.candidat.inscription) for c in siens}
    assert bilan_de(portee).etat == EtatCloture.TOTALE
    assert bilan_de(scene.portee).etat == EtatCloture.PARTIELLE


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_chiffres_de_plusieurs_epreuves_ne_coutent_pas_plus_de_requetes(
    django_assert_num_queries, nombre, ici
):
    portees = []
    for _ in range(nombre):
        scene = une_scene()
        scene.lot("12", etablissement=ici)
        portees += [scene.portee, Portee(scene.epreuve, ici)]
    with django_assert_num_queries(10):
        assert len(bilans(portees)) == 2 * nombre


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_portees_de_plusieurs_epreuves_ne_coutent_pas_plus_de_requetes(
    django_assert_num_queries, nombre, ici
):
    epreuves = []
    for _ in range(nombre):
        scene = une_scene()
        scene.lot("12", etablissement=ici)
        epreuves.append(scene.epreuve)
    chef = un_chef(ici)
    assert chef.habilitations_actives
    with django_assert_num_queries(1):
        assert len(portees_de(chef, epreuves, SUIVRE)) == nombre


OUVERTE = Situation(lots=2, lots_verrouilles=1)


@pytest.mark.exigence("CLO-02", "CLO-07", "CLO-12", "HAR-01")
@pytest.mark.parametrize(
    ("nature", "publiee", "situation", "acte", "debut"),
    [
        (Nature.PONCTUELLE, False, OUVERTE, Acte.CLOTURE, None),
        (Nature.CONCOURS, False, OUVERTE, Acte.CLOTURE, None),
        (Nature.E3C, False, OUVERTE, Acte.CLOTURE, None),
        (Nature.HARMONISEE, False, OUVERTE, Acte.HARMONISATION, None),
        (Nature.HARMONISEE, False, OUVERTE, Acte.CLOTURE, "Cette épreuve est harmonisée"),
        (Nature.PONCTUELLE, False, OUVERTE, Acte.HARMONISATION, "Cette épreuve n’est pas harmonisée"),
        (Nature.PONCTUELLE, True, OUVERTE, Acte.CLOTURE, "Les notes de cette épreuve ont été publiées"),
        (Nature.PONCTUELLE, True, OUVERTE, Acte.SERVICES_FAITS, None),
        (Nature.PONCTUELLE, False, Situation(2, 1, en_cours=True), Acte.CLOTURE, "Une transmission ou"),
        (Nature.PONCTUELLE, False, Situation(2, 0), Acte.CLOTURE, "Aucun lot de cette épreuve"),
        (Nature.HARMONISEE, False, Situation(2, 0), Acte.HARMONISATION, "Aucun lot de cette épreuve"),
    ],
)
def test_l_obstacle_est_dit_en_mots(nature, publiee, situation, acte, debut):
    epreuve = une_epreuve(nature=nature)
    epreuve.publiee_le = timezone.now() if publiee else None
    dit = obstacle(Portee(epreuve), situation, acte)
    assert (dit is None) if debut is None else dit.startswith(debut)
