"""Services faits: one snapshot per marker, replacing the one before (IMA-01, CLO-05)."""

import pytest

from santorin.copies.models import TypeLots
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Niveau
from santorin.transmission.actions import renvoyer_services_faits
from santorin.transmission.destinataires.en_memoire import Panne
from santorin.transmission.etats import EtatCloture
from santorin.transmission.lectures import ServicesFaits, bilan_de, services_faits_de
from santorin.transmission.models import ServiceFaitEnvoye
from santorin.transmission.regles import Portee
from tests.fabriques import un_correcteur, un_etablissement
from tests.transmission.scene import une_scene

pytestmark = pytest.mark.django_db


def nombres(imagin):
    return {numero: service.nombre_de_copies for (_, numero), service in imagin.services_faits.items()}


@pytest.mark.exigence("IMA-01")
def test_le_nombre_est_celui_des_copies_des_lots_verrouilles(cyclades, imagin):
    scene = une_scene()
    premier, second = un_correcteur(scene.epreuve), un_correcteur(scene.epreuve)
    scene.lot("12", "8", correcteur=premier)
    scene.lot("9", correcteur=premier)
    scene.lot("9", correcteur=second)
    scene.lot("9", "4", correcteur=second, verrouille=False)
    scene.cloturer()
    assert nombres(imagin) == {premier.numero: 3, second.numero: 1}


@pytest.mark.exigence("IMA-01", "HAR-12")
def test_une_copie_recorrigee_ne_compte_pas_deux_fois(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12", "8")
    scene.cloturer()
    scene.recorriger(lot, "13", "8")
    scene.cloturer()
    assert nombres(imagin) == {lot.correcteur.numero: 2}


@pytest.mark.exigence("IMA-01")
def test_un_correcteur_dont_tous_les_lots_sont_deverrouilles_tombe_a_zero(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12")
    scene.lot("8")
    scene.cloturer()
    scene.deverrouiller(lot)
    scene.cloturer()
    assert nombres(imagin)[lot.correcteur.numero] == 0
    versions = ServiceFaitEnvoye.objects.filter(correcteur=lot.correcteur).values_list("version", flat=True)
    assert sorted(versions) == [1, 2]


@pytest.mark.exigence("COR-05", "IMA-01")
def test_les_deux_correcteurs_d_une_double_correction_ont_chacun_leurs_copies(cyclades, imagin):
    scene = une_scene(parametrage={"type_lots": TypeLots.DOUBLE})
    premier = scene.lot("12", "8")
    second = scene.lot(verrouille=False, rang=2, sujet=premier.sujet)
    for rang, correction in enumerate(premier.corrections.order_by("ordre"), start=1):
        double = second.corrections.create(copie=correction.copie, rang=2, ordre=rang)
        double.notes.bulk_create(
            type(note)(correction=double, question=note.question, points=note.points)
            for note in correction.notes.all()
        )
    scene.verrouiller(second)
    scene.cloturer()
    assert nombres(imagin) == {premier.correcteur.numero: 2, second.correcteur.numero: 2}


@pytest.mark.exigence("CLO-11", "IMA-01")
def test_ce_qu_imagin_a_deja_ne_repart_pas(cyclades, imagin):
    scene = une_scene()
    scene.lot("12")
    scene.cloturer()
    scene.cloturer()
    assert len(imagin.recus) == 1


@pytest.mark.exigence("CLO-05")
def test_si_imagin_echoue_la_cloture_est_faite_et_la_moitie_echouee_se_renvoie_seule(cyclades, imagin):
    scene = une_scene()
    scene.lot("12")
    imagin.ligne.panne = Panne.AVANT
    transmission, compte_rendu = scene.cloturer()
    assert transmission.terminee_le is not None
    assert bilan_de(scene.portee).etat == EtatCloture.TOTALE
    assert services_faits_de(scene.epreuve) == ServicesFaits(sans_reponse=1)
    erreurs = [texte for niveau, texte in compte_rendu.lignes if niveau == Niveau.ERREUR]
    assert any("Imag’In ne répond pas" in texte for texte in erreurs)
    imagin.ligne.panne = Panne.AUCUNE
    notes = len(cyclades.recus)
    renvoi = renvoyer_services_faits(
        scene.epreuve, par=scene.gestionnaire, compte_rendu=CompteRendu(par=scene.gestionnaire)
    )
    assert services_faits_de(scene.epreuve) == ServicesFaits(recus=1)
    assert len(cyclades.recus) == notes
    assert not renvoi.envois.filter(destinataire="notes").exists()


@pytest.mark.exigence("CLO-06")
def test_un_service_fait_rejete_est_dit_avec_son_correcteur_et_sa_cause(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12")
    imagin.inconnus = frozenset({lot.correcteur.numero})
    _, compte_rendu = scene.cloturer()
    (erreur,) = [texte for niveau, texte in compte_rendu.lignes if niveau == Niveau.ERREUR]
    assert lot.correcteur.numero in erreur
    assert "inconnu d’Imag’In" in erreur
    assert bilan_de(scene.portee).etat == EtatCloture.TOTALE


@pytest.mark.exigence("CLO-05")
def test_un_service_fait_rejete_ne_repart_qu_a_la_demande(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12")
    imagin.inconnus = frozenset({lot.correcteur.numero})
    scene.cloturer()
    scene.cloturer()
    assert len(imagin.recus) == 1
    imagin.inconnus = frozenset()
    renvoyer_services_faits(
        scene.epreuve, par=scene.gestionnaire, compte_rendu=CompteRendu(par=scene.gestionnaire)
    )
    assert nombres(imagin) == {lot.correcteur.numero: 1}


@pytest.mark.exigence("CLO-04", "IMA-01")
def test_la_cloture_d_un_etablissement_envoie_les_services_faits_de_toute_l_epreuve(cyclades, imagin):
    """A part of the copies would replace the whole in Imag'In."""
    scene = une_scene()
    ici = un_etablissement(academie=scene.epreuve.academie)
    correcteur = un_correcteur(scene.epreuve)
    scene.lot("12", etablissement=ici, correcteur=correcteur)
    scene.lot("7", "8", correcteur=correcteur)
    scene.cloturer(portee=Portee(scene.epreuve, ici))
    assert nombres(imagin) == {correcteur.numero: 3}
