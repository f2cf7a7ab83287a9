"""DEL-04: the emergency portal: closed, opened with a reason and an end, throttled, revocable, journaled."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import entrer, fermer_portail, ouvrir_portail, renouveler_acces, revoquer
from deliberation.models import AccesSecours, OuverturePortail
from santorin.journal.models import Entree
from santorin.refus import Refus
from tests.deliberation.decor import Scene, une_seance

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("DEL-04")]


@pytest.fixture
def scene():
    return une_seance()


@pytest.fixture
def papillon(scene):
    return renouveler_acces([scene.jury()], par=scene.chef, le=timezone.now())[0]


def ouvrir(scene, heures=2):
    le = timezone.now()
    return ouvrir_portail(
        scene.groupe, motif="Imag'In indisponible", jusqu_a=le + timedelta(hours=heures), par=scene.dec, le=le
    )


def se_presenter(client, papillon, mot_de_passe=None):
    saisi = {"identifiant": papillon.identifiant, "mot_de_passe": mot_de_passe or papillon.mot_de_passe}
    return client.post(reverse("deliberation:secours"), saisi)


def test_ferme_le_portail_ne_repond_rien_de_different(scene, papillon, client):
    ferme = se_presenter(client, papillon)
    ouvrir(scene)
    faux = se_presenter(client, papillon, "MAUVAIS")
    assert ferme.context["form"].non_field_errors() == faux.context["form"].non_field_errors()
    assert client.get(reverse("deliberation:secours_jury")).status_code == 302


def test_ouvert_le_jury_lit_ses_pvi_et_decide_et_tout_est_au_journal(scene, papillon, client):
    ouvrir(scene)
    assert se_presenter(client, papillon)["Location"] == reverse("deliberation:secours_jury")
    page = client.get(reverse("deliberation:secours_jury"))
    assert "GUYLESTE Fazia" in page.content.decode()
    # DEL-06: the slip proves nobody; the président closes under his own account.
    assert "ne prouve pas qui agit" in page.content.decode()
    assert "Clore le jury ?" not in page.content.decode()
    fazia = scene.fazia()
    url = reverse("deliberation:secours_dossier", args=[fazia.pk])
    assert client.get(url).status_code == 200
    decision = {
        "acte": "decision",
        "vue": 0,
        "auteur": scene.membre().pk,
        "decision": "admis",
        "motif": "Avis du jury",
    }
    assert client.post(url, decision).status_code == 302
    assert scene.fazia().decision == "admis"
    ailleurs = scene.jury("25510").dossiers.au_controle().first()
    assert client.get(reverse("deliberation:secours_dossier", args=[ailleurs.pk])).status_code == 404
    actes = list(
        Entree.objects.filter(fil_id=scene.jury().fil).order_by("numero").values_list("acte", flat=True)
    )
    assert actes[-5:] == [
        "secours.entrer", "secours.lire", "secours.lire", "secours.agir", "jury.decider",
    ]  # fmt: skip
    agi = Entree.objects.filter(acte="secours.agir").get()
    assert agi.objet == f"{papillon.identifiant} : {fazia.candidature.identifiant}, decision"


def test_une_session_ouverte_s_arrete_a_la_fermeture_et_a_la_revocation(scene, papillon, client):
    ouvrir(scene)
    se_presenter(client, papillon)
    jury = reverse("deliberation:secours_jury")
    assert client.get(jury).status_code == 200
    fermer_portail(scene.groupe, par=scene.dec, le=timezone.now())
    assert client.get(jury).status_code == 302
    with pytest.raises(Refus, match="déjà fermé"):
        fermer_portail(scene.groupe, par=scene.dec, le=timezone.now())
    ouvrir(scene)
    assert client.get(jury).status_code == 200
    revoquer(scene.jury(), motif="Papillon perdu", par=scene.dec, le=timezone.now())
    assert client.get(jury).status_code == 302


def test_l_ouverture_demande_un_motif_et_une_fin_a_venir_et_s_arrete_a_son_heure(scene, papillon):
    le = timezone.now()
    for motif, jusqu_a in (("", le + timedelta(hours=1)), ("Panne", le - timedelta(minutes=1))):
        with pytest.raises(Refus):
            ouvrir_portail(scene.groupe, motif=motif, jusqu_a=jusqu_a, par=scene.dec, le=le)
    ouvrir(scene)
    with pytest.raises(Refus, match="déjà ouvert"):
        ouvrir(scene)
    entrer(papillon.identifiant, papillon.mot_de_passe, le=le + timedelta(hours=1))
    with pytest.raises(Refus):
        entrer(papillon.identifiant, papillon.mot_de_passe, le=le + timedelta(hours=3))
    assert OuverturePortail.objects.get().motif == "Imag'In indisponible"


def test_le_portail_ne_s_ouvre_pas_plus_d_un_jour_et_la_base_le_garde(scene, client_de):
    le = timezone.now()
    with pytest.raises(Refus, match="24\xa0heures au plus"):
        ouvrir_portail(
            scene.groupe, motif="Panne", jusqu_a=le + timedelta(hours=24, minutes=1), par=scene.dec, le=le
        )
    url = reverse("deliberation:portail", args=[scene.groupe.pk, scene.centre.uai])
    fin = (timezone.localtime() + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    refus = client_de(scene.dec).post(url, {"motif": "Panne", "jusqu_a": fin}, follow=True).content.decode()
    assert "heures au plus" in refus
    assert not OuverturePortail.objects.exists()
    ouvrir(scene, heures=24)
    with pytest.raises(IntegrityError, match="deliberation_ouverture_courte"), transaction.atomic():
        OuverturePortail.objects.update(jusqu_a=le + timedelta(days=2))


def test_cinq_echecs_bloquent_l_acces_un_quart_d_heure(scene, papillon):
    ouvrir(scene)
    le = timezone.now()
    for _ in range(5):
        with pytest.raises(Refus):
            entrer(papillon.identifiant, "FAUX", le=le)
    with pytest.raises(Refus):
        entrer(papillon.identifiant, papillon.mot_de_passe, le=le)
    assert entrer(papillon.identifiant, papillon.mot_de_passe, le=le + timedelta(minutes=16))


def test_un_poste_qui_essaie_tous_les_identifiants_est_freine(scene, papillon, client):
    ouvrir(scene)
    for rang in range(20):
        client.post(reverse("deliberation:secours"), {"identifiant": f"J{rang:05}", "mot_de_passe": "X"})
    reponse = se_presenter(client, papillon)
    assert "Trop d&#x27;essais" in reponse.content.decode()


def test_le_mot_de_passe_n_est_garde_que_hache_et_tire_au_hasard(scene):
    papillons = renouveler_acces(scene.jurys, par=scene.chef, le=timezone.now())
    mots = {papillon.mot_de_passe for papillon in papillons}
    assert len(mots) == 3
    assert all(len(mot) == 14 for mot in mots)
    gardes = " ".join(AccesSecours.objects.values_list("mot_de_passe", flat=True))
    journal = " ".join(str(entree.apres) for entree in Entree.objects.filter(acte="secours.renouveler"))
    assert not any(mot in gardes or mot in journal for mot in mots)


def test_l_academie_ouvre_et_ferme_sur_son_ecran(scene, papillon, client_de):
    client = client_de(scene.dec)
    url = reverse("deliberation:portail", args=[scene.groupe.pk, scene.centre.uai])
    fin = (timezone.localtime() + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(url, {"motif": "Panne", "jusqu_a": fin}).status_code == 302
    assert [o.motif for o in client.get(url).context["en_cours"]] == ["Panne"]
    client.post(reverse("deliberation:fermer_portail", args=[scene.groupe.pk, scene.centre.uai]))
    assert client.get(url).context["en_cours"] == []
    client.post(reverse("deliberation:revoquer", args=[scene.jury().pk]))
    assert client.get(url).context["acces"] == []


def test_le_portail_dit_a_qui_revient_d_enregistrer_la_composition(client):
    scene = Scene()
    scene.ouvrir()
    papillon = renouveler_acces([scene.jury()], par=scene.chef, le=timezone.now())[0]
    ouvrir(scene)
    se_presenter(client, papillon)
    page = reverse("deliberation:secours_jury")
    assert "Le chef de centre enregistre la composition" in client.get(page).content.decode()
    scene.sieger(scene.jury())
    assert "Le chef de centre enregistre la composition" not in client.get(page).content.decode()
