"""CLO-14: Santorin and Cyclades compared mark by mark, every difference with its reason."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone

from santorin.copies.models import Epreuve
from santorin.traitements.compte_rendu import CompteRendu, Suspension
from santorin.traitements.models import Niveau
from santorin.transmission.actions import rapprocher_a_la_demande
from santorin.transmission.destinataires.en_memoire import Panne
from santorin.transmission.lectures.ecarts import lignes_ecarts
from santorin.transmission.models import Rapprochement
from tests.transmission.scene import detenue, envoyees, numeros, une_scene

pytestmark = pytest.mark.django_db


def rapprocher(scene):
    compte_rendu = CompteRendu(par=scene.gestionnaire)
    rapprochement = rapprocher_a_la_demande(scene.portee, par=scene.gestionnaire, compte_rendu=compte_rendu)
    return rapprochement, compte_rendu


def motifs(rapprochement):
    return {(e.candidat, e.inscription): e.motif for e in rapprochement.ecarts.all()}


@pytest.mark.exigence("CLO-14")
def test_apres_une_cloture_sans_histoire_il_n_y_a_aucun_ecart(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5", "7")
    scene.absent()
    scene.cloturer()
    rapprochement = Rapprochement.objects.get()
    assert (rapprochement.arretees, rapprochement.detenues, rapprochement.ecarts.count()) == (3, 3, 0)


@pytest.mark.exigence("CLO-14")
def test_chaque_ecart_est_nomme_avec_sa_raison(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("1", "2", "3", "4", "5", "6", "7")
    changee, disparue, autre, dispensee, ressaisie, rejetee, identique = scene.compositions(lot)
    rouvert = scene.lot("8")
    tenues = cyclades.epreuve(scene.cle).notes
    cyclades.inscrire(scene.cle, [numeros(c) for c in scene.compositions(rouvert)])
    cyclades.inscrire(
        scene.cle, [numeros(c) for c in (changee, disparue, autre, dispensee, ressaisie, identique)]
    )
    zero = scene.absent()
    cyclades.inscrire(scene.cle, [numeros(zero)])
    cyclades.saisir(scene.cle, numeros(zero), valeur=Decimal(0))
    scene.cloturer()
    retenu = scene.absent()
    scene.deverrouiller(rouvert)
    a_venir = scene.lot("11")
    sans_note = scene.non_emarge()
    cyclades.saisir(scene.cle, numeros(changee), valeur=Decimal(20))
    del tenues[numeros(disparue)]
    tenues[numeros(autre)] = (replace(tenues[numeros(autre)][0], valeur=Decimal(19)), timezone.now())
    cyclades.saisir(scene.cle, numeros(dispensee), code="DI")
    cyclades.saisir(scene.cle, numeros(ressaisie), valeur=Decimal("5.00"))
    cyclades.saisir(scene.cle, numeros(sans_note), valeur=Decimal(9))
    cyclades.saisir(scene.cle, ("01999999999", "001"), valeur=Decimal(9))
    rapprochement, compte_rendu = rapprocher(scene)
    assert motifs(rapprochement) == {
        numeros(changee): "modifiee",
        numeros(disparue): "disparue",
        numeros(autre): "differente",
        numeros(dispensee): "di_protegee",
        numeros(ressaisie): "ressaisie",
        numeros(rejetee): "rejetee",
        numeros(zero): "zero_protege",
        numeros(retenu): "absence_retenue",
        numeros(scene.compositions(rouvert)[0]): "en_recorrection",
        numeros(scene.compositions(a_venir)[0]): "a_transmettre",
        numeros(sans_note): "saisie_seule",
        ("01999999999", "001"): "inconnu",
    }
    erreurs = [texte for niveau, texte in compte_rendu.lignes if niveau == Niveau.ERREUR]
    assert len(erreurs) == 5
    assert rapprochement.ecarts.inattendus().count() == 5


@pytest.mark.exigence("CLO-14", "CLO-11")
def test_la_cloture_suivante_regle_les_ecarts_qu_elle_peut_regler(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("1", "2", "3")
    changee, disparue, autre = scene.compositions(lot)
    scene.cloturer()
    tenues = cyclades.epreuve(scene.cle).notes
    cyclades.saisir(scene.cle, numeros(changee), valeur=Decimal(20))
    del tenues[numeros(disparue)]
    ancien, le = tenues[numeros(autre)]
    tenues[numeros(autre)] = (replace(ancien, valeur=Decimal(19)), le)
    rapprocher(scene)
    transmission, _ = scene.cloturer()
    assert {raison for _, raison in envoyees(transmission).values()} == {"cyclades"}
    assert [detenue(cyclades, scene, c) for c in (changee, disparue, autre)] == ["1.00", "2.00", "3.00"]
    assert Rapprochement.objects.first().ecarts.count() == 0


@pytest.mark.exigence("CLO-14")
def test_cyclades_muet_apres_l_envoi_n_annule_rien_et_le_dit(cyclades, imagin):
    scene = une_scene()
    scene.lot("12")
    cyclades.ligne.pannes.extend([Panne.AUCUNE, Panne.AUCUNE, Panne.AVANT])
    transmission, compte_rendu = scene.cloturer()
    assert transmission.terminee_le is not None
    (alerte,) = [texte for niveau, texte in compte_rendu.lignes if niveau == Niveau.ALERTE]
    assert "n’a pas pu être fait" in alerte
    assert not Rapprochement.objects.exists()


@pytest.mark.exigence("CLO-11")
def test_sans_rapprochement_la_cloture_suivante_n_oublie_ni_ne_renvoie_rien(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12", "7")
    cyclades.ligne.pannes.extend([Panne.AUCUNE, Panne.AUCUNE, Panne.AVANT])
    scene.cloturer()
    changee, _ = scene.compositions(lot)
    cyclades.saisir(scene.cle, numeros(changee), valeur=Decimal(20))
    transmission, _ = scene.cloturer()
    assert envoyees(transmission) == {numeros(changee): ("12.00", "cyclades")}


@pytest.mark.exigence("CLO-14")
def test_cyclades_muet_suspend_un_rapprochement_demande(cyclades, imagin):
    scene = une_scene()
    cyclades.ligne.panne = Panne.AVANT
    with pytest.raises(Suspension):
        rapprocher(scene)


@pytest.mark.exigence("CLO-07", "CLO-14")
def test_le_rapprochement_apprend_la_publication_et_son_retrait(cyclades, imagin):
    scene = une_scene()
    le = timezone.now()
    cyclades.publier(scene.cle, le)
    rapprocher(scene)
    assert Epreuve.objects.get(pk=scene.epreuve.pk).publiee_le == le
    cyclades.epreuve(scene.cle).publiee_le = None
    rapprocher(scene)
    assert Epreuve.objects.get(pk=scene.epreuve.pk).publiee_le is None


@pytest.mark.exigence("CLO-14")
def test_le_csv_des_ecarts_a_une_ligne_par_ecart(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5")
    (candidat,) = scene.compositions(lot)
    scene.cloturer()
    cyclades.saisir(scene.cle, numeros(candidat), code="DI")
    rapprochement, _ = rapprocher(scene)
    _, ligne = lignes_ecarts(rapprochement.ecarts.all())
    assert ligne == (
        *numeros(candidat),
        "GUYLESTE",
        "Fazia",
        Decimal("12.50"),
        "DI",
        "saisie à la main",
        "La dispense (DI) saisie dans Cyclades est conservée",
        "",
    )


@pytest.mark.exigence("CLO-14")
@pytest.mark.parametrize("par_page", [1, 2, 1000])
def test_le_rapprochement_lit_cyclades_page_par_page(cyclades, imagin, par_page):
    cyclades.par_page = par_page
    scene = une_scene()
    scene.lot(*["10"] * 5)
    scene.cloturer()
    rapprochement, _ = rapprocher(scene)
    assert (rapprochement.detenues, rapprochement.ecarts.count()) == (5, 0)
