"""The validation of the harmonisation: screens without identity, one engine with the clôture (HAR-01, HAR-06, HAR-07)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from harmonisation import tasks
from harmonisation.processus import harmonisation
from santorin.copies.models import Nature
from santorin.traitements.models import EtatTraitement, Traitement
from santorin.transmission.etats import Acte
from santorin.transmission.models import NoteEnvoyee
from tests.fabriques import un_coordinateur, un_gestionnaire, une_academie, une_epreuve
from tests.transmission.scene import Scene, detenue, numeros, une_scene
from tests.transmission.test_transmettre import Documente


def adresse(nom, scene):
    return reverse(f"harmonisation:{nom}", args=[scene.epreuve.pk])


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ").replace("&#x27;", "'")


@pytest.fixture
def scene(db, cyclades, imagin):
    scene = une_scene(nature=Nature.HARMONISEE)
    scene.lot("12.5", "7")
    return scene


@pytest.fixture
def coordinateur(scene):
    return un_coordinateur(scene.epreuve)


@pytest.mark.exigence("HAR-01", "ACC-01")
def test_le_coordinateur_a_sa_tuile_et_ses_ecrans(scene, coordinateur, client_de):
    (groupe,) = harmonisation(coordinateur)
    assert groupe.tuiles[0].obstacle is None
    client = client_de(coordinateur)
    assert adresse("validation", scene) in client.get("/").text
    for nom in ("validation", "apercu"):
        assert client.get(adresse(nom, scene)).status_code == 200


@pytest.mark.exigence("HAR-01")
def test_sans_lot_verrouille_la_tuile_est_fermee_avec_sa_raison(db):
    epreuve = une_epreuve(Nature.HARMONISEE)
    (groupe,) = harmonisation(un_coordinateur(epreuve))
    assert groupe.tuiles[0].obstacle == "Aucun lot de cette épreuve n’est verrouillé."


@pytest.mark.exigence("HAR-01")
@pytest.mark.parametrize("nom", ["validation", "apercu", "valider"])
def test_hors_profil_403_et_chez_le_voisin_404(scene, client_de, nom):
    demander = "post" if nom == "valider" else "get"
    gestionnaire = client_de(un_gestionnaire(scene.epreuve.academie))
    assert getattr(gestionnaire, demander)(adresse(nom, scene)).status_code == 403
    for voisin in (
        un_coordinateur(academie=scene.epreuve.academie),
        un_coordinateur(academie=une_academie(code="A02")),
    ):
        assert getattr(client_de(voisin), demander)(adresse(nom, scene)).status_code == 404


@pytest.mark.exigence("HAR-01")
def test_une_epreuve_ponctuelle_n_est_pas_a_harmoniser(scene, client_de):
    ponctuelle = une_epreuve(academie=scene.epreuve.academie)
    client = client_de(un_coordinateur(ponctuelle))
    assert client.get(reverse("harmonisation:validation", args=[ponctuelle.pk])).status_code == 404


@pytest.mark.exigence("HAR-03", "HAR-07")
def test_l_ecran_dit_partielle_et_qui_manque_sans_nommer_personne(scene, coordinateur, client_de):
    ouvert = scene.lot("9", verrouille=False)
    scene.non_emarge()
    pages = [texte(client_de(coordinateur).get(adresse(nom, scene))) for nom in ("validation", "apercu")]
    assert "partielle" in pages[0]
    assert "Lot non verrouillé" in pages[0]
    assert "Candidat non émargé" in pages[0]
    assert f"Lot {ouvert.numero}" in pages[0]
    for composition in scene.compositions_toutes():
        candidat = composition.candidat
        for secret in (candidat.nom, candidat.prenoms, candidat.numero, candidat.etablissement.uai):
            assert not [page for page in pages if secret in page], secret


@pytest.mark.exigence("HAR-07")
def test_l_ecran_dit_totale_quand_personne_ne_manque(scene, coordinateur, client_de):
    scene.absent()
    page = texte(client_de(coordinateur).get(adresse("validation", scene)))
    assert "<strong>totale</strong>" in page
    assert "Candidats sans note transmise" not in page


@pytest.mark.exigence("HAR-06", "HAR-12", "CLO-12")
@pytest.mark.django_db(transaction=True)
def test_la_validation_se_fait_autant_de_fois_qu_il_le_faut(cyclades, imagin, client_de):
    scene = une_scene(nature=Nature.HARMONISEE)
    lot = scene.lot("12.5", "7")
    premiere, seconde = scene.compositions(lot)
    client = client_de(un_coordinateur(scene.epreuve))
    assert _valider(client, scene).etat == EtatTraitement.REUSSI
    assert detenue(cyclades, scene, premiere) == "12.50"
    assert Traitement.objects.get().get_absolute_url() in texte(client.get(adresse("validation", scene)))

    scene.recorriger(lot, "14", "7")
    assert _valider(client, scene).etat == EtatTraitement.REUSSI
    assert [detenue(cyclades, scene, c) for c in (premiere, seconde)] == ["14.00", "7.00"]
    assert NoteEnvoyee.objects.count() == 3


@pytest.mark.exigence("HAR-06")
@pytest.mark.django_db(transaction=True)
def test_un_coordinateur_a_qui_l_epreuve_est_retiree_ne_valide_plus(cyclades, imagin, client_de):
    scene = une_scene(nature=Nature.HARMONISEE)
    scene.lot("12.5")
    coordinateur = un_coordinateur(scene.epreuve)
    client_de(coordinateur).post(adresse("valider", scene))
    scene.epreuve.coordinateurs.clear()
    traitement = _executer(Traitement.objects.get())
    assert traitement.etat == EtatTraitement.REFUSE
    assert not NoteEnvoyee.objects.exists()


@pytest.mark.exigence("HAR-06")
def test_un_double_clic_ne_lance_qu_une_validation(scene, coordinateur, client_de):
    client = client_de(coordinateur)
    client.post(adresse("valider", scene))
    assert client.post(adresse("valider", scene)).status_code == 409
    assert Traitement.objects.count() == 1


@pytest.mark.exigence("ACC-01")
def test_le_tableau_de_bord_coute_le_meme_nombre_de_requetes(cyclades, imagin, db):
    academie = une_academie()
    comptes = []
    for nombre in (1, 3):
        epreuves = [une_epreuve(Nature.HARMONISEE, academie=academie) for _ in range(nombre)]
        for epreuve in epreuves:
            Scene(epreuve, un_gestionnaire(academie)).lot("10")
        coordinateur = un_coordinateur(*epreuves)
        with CaptureQueriesContext(connection) as requetes:
            assert len(harmonisation(coordinateur)) == nombre
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


@pytest.mark.exigence("HAR-03", "HAR-06", "HAR-08", "CLO-06")
def test_le_compte_rendu_du_coordinateur_ne_nomme_aucun_candidat(scene, cyclades, db):
    """What Cyclades keeps or refuses is counted by cause; the gestionnaire, for the same act, reads who."""
    compositions = scene.compositions_toutes()
    cyclades.saisir(scene.cle, numeros(compositions[0]), code="DI")
    compte_rendu = Documente(par=scene.gestionnaire)
    scene.cloturer(acte=Acte.HARMONISATION, compte_rendu=compte_rendu)
    textes = "\n".join([texte for _, texte in compte_rendu.lignes] + compte_rendu.documents)
    assert "1\xa0note\xa0: " in textes
    assert "Le gestionnaire en lit le détail" in textes
    for composition in compositions:
        candidat = composition.candidat
        secrets = (candidat.nom, candidat.prenoms, candidat.numero)
        assert [secret for secret in secrets if secret in textes] == []


def _valider(client, scene):
    """Press the button, and do the worker's work here."""
    client.post(adresse("valider", scene))
    return _executer(Traitement.objects.latest("pk"))


def _executer(traitement):
    tasks.valider.apply(kwargs={"traitement_id": traitement.pk})
    traitement.refresh_from_db()
    return traitement
