"""Interruptions: what is acknowledged stays, the rest leaves again, nothing counts twice (CLO-15)."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from santorin.copies.models import Note
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu, Interruption, Suspension
from santorin.traitements.models import EtatTraitement, Traitement
from santorin.transmission.destinataires import NeRepondPas
from santorin.transmission.destinataires.en_memoire import Panne
from santorin.transmission.models import Envoi, NoteEnvoyee, Transmission
from santorin.transmission.regles import objet_de
from tests.fabriques import un_traitement
from tests.transmission.scene import detenue, envoyees, note_de, une_scene

pytestmark = pytest.mark.django_db


def en_cours(scene, **champs):
    """A job under way on this épreuve, and its compte rendu in memory."""
    traitement = un_traitement(
        objet=objet_de(scene.epreuve),
        etat=EtatTraitement.EN_COURS,
        jeton=uuid.uuid4(),
        battement_le=timezone.now(),
        demande_par=scene.gestionnaire,
        tentatives=1,
        **champs,
    )
    compte_rendu = CompteRendu(par=scene.gestionnaire)
    compte_rendu.traitement = traitement
    return compte_rendu


def corps(envois):
    return {(envoi.envoi, tuple(envoi.notes), envoi.emise_le, envoi.protege) for envoi in envois}


@pytest.fixture
def un_par_un(settings):
    settings.ENVOI_TAILLE = settings.ENVOI_SIMULTANES = 1


@pytest.mark.exigence("CLO-15")
def test_cyclades_muet_suspend_le_traitement_et_la_reprise_renvoie_les_memes_octets(
    cyclades, imagin, un_par_un
):
    scene = une_scene()
    scene.lot("12.5", "7", "9")
    compte_rendu = en_cours(scene)
    cyclades.ligne.pannes.extend([Panne.AUCUNE, Panne.AUCUNE, Panne.APRES, Panne.AVANT])
    with pytest.raises(Suspension, match="Cyclades ne répond pas"):
        scene.cloturer(compte_rendu=compte_rendu)
    premiers = list(cyclades.recus)
    assert Envoi.objects.filter(acquitte_le__isnull=False).count() == 1
    transmission, _ = scene.cloturer(compte_rendu=compte_rendu)
    assert Transmission.objects.count() == 1
    renvoyes = [envoi for envoi in cyclades.recus if envoi not in premiers] + premiers
    assert len(corps(renvoyes)) == len({envoi.envoi for envoi in renvoyes}) == 3
    assert not NoteEnvoyee.objects.filter(statut="").exists()
    assert {n.version_acquittee for n in Note.objects.all()} == {1}
    assert transmission.terminee_le is not None


@pytest.mark.exigence("CLO-15")
def test_la_reprise_est_de_plus_en_plus_tardive(cyclades, imagin, settings):
    settings.ENVOI_REPRISE = 30
    scene = une_scene()
    scene.lot("12.5")
    compte_rendu = en_cours(scene)
    cyclades.ligne.panne = Panne.AVANT
    delais = []
    for tentatives in (1, 2, 3, 12):
        compte_rendu.traitement.tentatives = tentatives
        with pytest.raises(Suspension) as suspension:
            scene.cloturer(compte_rendu=compte_rendu)
        delais.append(suspension.value.delai)
    assert delais == [timedelta(seconds=s) for s in (30, 60, 120, 900)]


@pytest.mark.exigence("CLO-15")
def test_ce_qui_volait_au_moment_de_la_panne_est_acquitte(cyclades, imagin, settings):
    settings.ENVOI_TAILLE, settings.ENVOI_SIMULTANES = 1, 2
    scene = une_scene()
    scene.lot(*["10"] * 6)
    echouer_au(cyclades, 1)
    with pytest.raises(Suspension):
        scene.cloturer(compte_rendu=en_cours(scene))
    recues = {envoi.envoi for envoi in cyclades.recus}
    acquittes = set(Envoi.objects.filter(acquitte_le__isnull=False).values_list("uuid", flat=True))
    assert len(recues) >= 1
    assert acquittes == recues


def echouer_au(cyclades, rang):
    """The batch of that rank finds nobody."""
    envoyer, compteur, verrou = cyclades.envoyer, [0], threading.Lock()

    def envoyer_ou_echouer(envoi):
        with verrou:
            compteur[0] += 1
            if compteur[0] == rang:
                raise NeRepondPas("Cyclades ne répond pas : la connexion ne s’établit pas.")
        return envoyer(envoi)

    cyclades.envoyer = envoyer_ou_echouer


@pytest.mark.exigence("CLO-15")
def test_une_transmission_abandonnee_laisse_la_place_et_ses_notes_repartent(cyclades, imagin, un_par_un):
    scene = une_scene()
    lot = scene.lot("12.5", "7")
    recue, jamais_partie = scene.compositions(lot)
    compte_rendu = en_cours(scene)
    cyclades.ligne.pannes.extend([Panne.AUCUNE, Panne.APRES, Panne.AVANT])
    with pytest.raises(Suspension):
        scene.cloturer(compte_rendu=compte_rendu)
    Traitement.objects.filter(pk=compte_rendu.traitement.pk).update(
        etat=EtatTraitement.ECHOUE, fin=timezone.now()
    )
    transmission, _ = scene.cloturer(compte_rendu=en_cours(scene))
    assert [raison for _, raison in envoyees(transmission).values()] == ["renvoi", "renvoi"]
    assert [note_de(c).version_acquittee for c in (recue, jamais_partie)] == [2, 2]
    assert [detenue(cyclades, scene, c) for c in (recue, jamais_partie)] == ["12.50", "7.00"]
    assert not Transmission.objects.filter(terminee_le=None).exists()


@pytest.mark.exigence("CLO-15")
def test_un_envoi_en_retard_n_ecrase_pas_la_version_suivante(cyclades, imagin, un_par_un):
    """The batch of an abandoned run arrives after the run that replaced it: it is rejected, and changes nothing."""
    scene = une_scene()
    lot = scene.lot("12.5")
    (candidat,) = scene.compositions(lot)
    retenus = []
    envoyer = cyclades.envoyer

    def retenir(envoi):
        retenus.append(envoi)
        raise NeRepondPas("Cyclades ne répond pas : la liaison a été coupée.")

    cyclades.envoyer = retenir
    with pytest.raises(Suspension):
        scene.cloturer()
    cyclades.envoyer = envoyer
    scene.recorriger(lot, "14")
    scene.cloturer()
    (en_retard,) = retenus
    assert cyclades.envoyer(en_retard).accuses[0].motif == "VERSION_DEPASSEE"
    assert detenue(cyclades, scene, candidat) == "14.00"


@pytest.mark.exigence("CLO-15")
def test_deux_livraisons_du_meme_envoi_ne_comptent_qu_une_fois(cyclades, imagin):
    scene = une_scene()
    lot = scene.lot("12.5")
    scene.cloturer()
    (envoi,) = cyclades.recus
    (candidat,) = scene.compositions(lot)
    scene.recorriger(lot, "14")
    scene.cloturer()
    assert cyclades.envoyer(envoi) == cyclades.envoyer(envoi)
    assert detenue(cyclades, scene, candidat) == "14.00"


@pytest.mark.exigence("CLO-06", "TRA-01")
def test_une_annulation_garde_ce_qui_est_acquitte(cyclades, imagin, un_par_un):
    scene = une_scene()
    scene.lot("12.5", "7", "9")
    compte_rendu = en_cours(scene, annulation_demandee=True)
    avancer = compte_rendu.avancer

    def annuler_au_deuxieme(fait, total=None):
        avancer(fait, total)
        if fait >= 1:
            raise Interruption("Annulé à la demande d'un utilisateur.")

    compte_rendu.avancer = annuler_au_deuxieme
    with pytest.raises(Interruption):
        scene.cloturer(compte_rendu=compte_rendu)
    transmission = Transmission.objects.get()
    recus = {envoi.envoi for envoi in cyclades.recus}
    acquittes = set(transmission.envois.filter(acquitte_le__isnull=False).values_list("uuid", flat=True))
    assert acquittes == recus
    assert 1 <= len(acquittes) < 3
    assert transmission.terminee_le is not None


@pytest.mark.exigence("CLO-15")
def test_un_traitement_repris_ailleurs_laisse_la_transmission_ouverte(cyclades, imagin, un_par_un):
    scene = une_scene()
    scene.lot("12.5", "7")
    compte_rendu = en_cours(scene)

    def repris_ailleurs(fait, total=None):
        raise Interruption("Ce traitement a été repris ailleurs.")

    compte_rendu.avancer = repris_ailleurs
    with pytest.raises(Interruption):
        scene.cloturer(compte_rendu=compte_rendu)
    assert Transmission.objects.get().terminee_le is None


@pytest.mark.exigence("CLO-15")
def test_un_traitement_repris_juste_apres_la_fin_redit_le_resultat_sans_rien_renvoyer(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5")
    compte_rendu = en_cours(scene)
    scene.cloturer(compte_rendu=compte_rendu)
    envois = len(cyclades.recus)
    reprise = CompteRendu(par=scene.gestionnaire)
    reprise.traitement = compte_rendu.traitement
    transmission, _ = scene.cloturer(compte_rendu=reprise)
    assert len(cyclades.recus) == envois
    assert Transmission.objects.count() == 1
    assert any("1\xa0note enregistrée" in texte for _, texte in reprise.lignes)
    assert transmission.terminee_le is not None


@pytest.mark.exigence("TRA-02", "CLO-15")
def test_une_transmission_deja_en_cours_sur_l_epreuve_en_interdit_une_autre(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5")
    en_cours(scene)
    with pytest.raises(Refus, match="déjà en cours"):
        scene.cloturer()


@pytest.mark.exigence("TRA-02")
def test_la_base_refuse_deux_transmissions_ouvertes_sur_une_epreuve(cyclades, imagin):
    scene = une_scene()
    champs = {
        "epreuve": scene.epreuve,
        "acte": "cloture",
        "par": scene.gestionnaire,
        "le": timezone.now(),
        "totale": False,
        "protege": True,
    }
    Transmission.objects.create(**champs)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transmission.objects.create(**champs)


@pytest.mark.exigence("CLO-11")
@pytest.mark.parametrize(
    "changement",
    [
        {"valeur": "13.00"},
        {"valeur": None, "code": "AB"},
        {"version": 1},
        {"version_acquittee": 0},
    ],
)
def test_la_base_refuse_une_note_qui_change_sans_version_ou_qui_recule(cyclades, imagin, changement):
    scene = une_scene()
    lot = scene.lot("12.5")
    scene.recorriger(lot, "14")
    scene.cloturer()
    with pytest.raises(IntegrityError, match="sans nouvelle version, ou recule"), transaction.atomic():
        Note.objects.filter(composition=scene.compositions(lot)[0]).update(**changement)


@pytest.mark.exigence("CLO-15")
@pytest.mark.django_db(transaction=True)
def test_deux_clotures_lancees_au_meme_instant_n_envoient_qu_une_fois_chaque_note(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5", "7", "9")
    depart, refus = threading.Barrier(2), []

    def lancer():
        depart.wait()
        try:
            scene.cloturer()
        except (Refus, IntegrityError) as erreur:
            refus.append(erreur)
        connection.close()

    fils = [threading.Thread(target=lancer) for _ in range(2)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert refus == []
    assert {n.version_acquittee for n in Note.objects.all()} <= {1, 2}
    assert all(n.version == n.version_acquittee for n in Note.objects.all())
    assert not Transmission.objects.filter(terminee_le=None).exists()
    assert sorted(str(t.valeur) for t, _ in cyclades.epreuve(scene.cle).notes.values()) == [
        "12.50",
        "7.00",
        "9.00",
    ]
