"""DEL-06, DEL-14: who replaces whom in a jury: what the one did stays his, the other goes on, the PV shows both."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from deliberation.actions import (
    Personne,
    clore,
    decider,
    enregistrer_presences,
    entrer,
    modifier_note,
    nommer,
    ouvrir_portail,
    publier,
    rattacher,
    rectifier,
    remplacer,
    renouveler_acces,
)
from deliberation.editions import pv_de_tenue
from deliberation.lectures.editions import proces_verbal
from deliberation.lectures.salle import salle
from deliberation.models import Decidee, Jury, Membre, Role
from santorin.comptes.droits import Droit
from santorin.editions.pdf import ecrire_pdf
from santorin.journal.models import Entree
from santorin.referentiel.valeur import Valeur
from santorin.refus import DejaFait, Refus
from tests.deliberation.decor import Scene, une_seance
from tests.deliberation.test_api import entetes
from tests.deliberation.test_editions import texte_du_pdf
from tests.deliberation.test_passages import en_parallele
from tests.fabriques import un_gestionnaire, un_utilisateur, une_academie

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("DEL-06")]


@pytest.fixture
def scene():
    return une_seance()


@pytest.fixture
def compte():
    return un_utilisateur("jury", first_name="Paul", last_name="IVOIRE")


def remplacer_le_president(scene, remplacant, motif="Empêchée"):
    return remplacer(scene.membre(), remplacant=remplacant, motif=motif, par=scene.dec, le=timezone.now())


def noter_fazia(scene, auteur, note="9.5"):
    fazia = scene.fazia()
    modifier_note(
        fazia, cle="U51", valeur=Valeur(nombre=Decimal(note)), motif="Livret favorable", auteur=auteur,
        vue=fazia.version, par=scene.president, le=timezone.now(),
    )  # fmt: skip


def un_pv(jury, **suite):
    pv = proces_verbal(jury, **suite)
    parties = {nom: ecrire_pdf(feuilles) for nom, feuilles in pv_de_tenue(pv, le=timezone.now())}
    return pv, {nom: texte_du_pdf(octets) for nom, octets in parties.items()}


@pytest.mark.exigence("DEL-07", "SEC-01")
def test_le_pv_montre_qui_presidait_et_qui_l_a_remplace(scene, compte):
    jury, ancienne = scene.jury(), scene.membre()
    noter_fazia(scene, ancienne)
    scene.tout_decider(jury)
    nouveau = remplacer_le_president(scene, Personne("KAKI", "Paul", "Inspecteur", utilisateur=compte))
    assert (scene.membre(), nouveau.succede_a) == (nouveau, ancienne)
    # She sees the jury no more, and does nothing there; he must be recorded present.
    assert not Jury.objects.pour(scene.president, Droit.DELIBERER).filter(pk=jury.pk).exists()
    with pytest.raises(Refus, match="a été remplacé le"):
        noter_fazia(scene, ancienne, "8")
    with pytest.raises(Refus, match="ni présent ni absent"):
        clore(jury, par=compte, le=timezone.now())
    enregistrer_presences(jury, {nouveau.pk: True, ancienne.pk: False}, par=compte, le=timezone.now())
    with pytest.raises(Refus, match="clos par son président"):
        clore(jury, par=scene.president, le=timezone.now())
    fazia = scene.fazia()
    decider(
        fazia, decision=Decidee.ADMIS, motif="Livret", livret_examine=True, auteur=nouveau, vue=fazia.version,
        par=compte, le=timezone.now(),
    )  # fmt: skip
    clore(jury, par=compte, le=timezone.now())
    pv, textes = un_pv(scene.jury())
    assert [(str(m), present) for m, present in pv.presences if m.role == Role.PRESIDENT] == [
        ("Ludivine ROSE BONBON", True), ("Paul KAKI", True),
    ]  # fmt: skip
    assert [str(m) for m in pv.signataires] == ["Ludivine ROSE BONBON", "Paul KAKI"]
    assert "Paul KAKI prend la place de Ludivine ROSE BONBON (président)." in textes["PV des admis"]
    decisions = textes["PV des admis"] + textes["PV des non admis"]
    for porteur in ("Paul KAKI", "Ludivine ROSE BONBON"):
        assert f"décision portée par {porteur}" in decisions
    assert "Empêchée" not in " ".join(textes.values())
    entree = Entree.objects.get(acte="jury.remplacer")
    assert (entree.avant["membre"], entree.apres["membre"], entree.motif) == (
        "Ludivine ROSE BONBON", "Paul KAKI", "Empêchée",
    )  # fmt: skip


def test_le_vice_president_appele_a_la_presidence_garde_sa_presence_et_compte_une_fois(scene):
    jury, vice = scene.jury(), scene.membre(role=Role.VICE_PRESIDENT)
    avant = proces_verbal(jury).siegeants
    nouveau = remplacer_le_president(scene, vice)
    assert (nouveau.role, str(nouveau), str(scene.membre())) == (
        Role.PRESIDENT, "Alexandre LAVANDE", "Alexandre LAVANDE",
    )  # fmt: skip
    assert not jury.membres.en_fonction().filter(role=Role.VICE_PRESIDENT).exists()
    assert proces_verbal(jury).siegeants == avant
    _, textes = un_pv(jury)
    assert (
        "prend la place de Ludivine ROSE BONBON (président), et quitte son siège (vice-président)."
        in textes["PV des admis"]
    )
    assert salle(jury).obstacle is not None
    scene.tout_decider(jury)
    assert salle(jury).obstacle is None


@pytest.mark.parametrize(
    ("qui", "motif", "dit"),
    [
        ("nouveau", " ", "Dites pourquoi"),
        ("lui-meme", "Malade", "ne se remplace pas lui-même"),
        ("voisin", "Malade", "ne siège pas dans ce jury"),
        ("homonyme", "Malade", "siège déjà dans ce jury"),
        ("compte pris", "Malade", "d’un autre membre"),
    ],
)
def test_un_remplacement_qui_ne_tient_pas_se_refuse_et_rien_ne_bouge(scene, qui, motif, dit):
    rattacher(
        scene.membre(role=Role.VICE_PRESIDENT), utilisateur=un_utilisateur("jury", username="vice"),
        par=scene.dec, le=timezone.now(),
    )  # fmt: skip
    vice = scene.membre(role=Role.VICE_PRESIDENT)
    remplacants = {
        "nouveau": Personne("KAKI", "Paul"),
        "lui-meme": scene.membre(),
        "voisin": scene.membre("25510", Role.VICE_PRESIDENT),
        "homonyme": Personne("LAVANDE", "Alexandre"),
        "compte pris": Personne("KAKI", "Paul", utilisateur=vice.utilisateur),
    }
    with pytest.raises(Refus, match=dit):
        remplacer_le_president(scene, remplacants[qui], motif)
    assert str(scene.membre()) == "Ludivine ROSE BONBON"
    assert not Membre.objects.exclude(sorti_le=None).exists()


def test_le_president_ne_quitte_pas_la_presidence_et_un_siege_perdu_ne_se_reprend_pas(scene):
    vice = scene.membre(role=Role.VICE_PRESIDENT)
    with pytest.raises(Refus, match="préside le jury"):
        remplacer(vice, remplacant=scene.membre(), motif="Malade", par=scene.dec, le=timezone.now())
    ancienne = scene.membre()
    remplacer_le_president(scene, Personne("KAKI", "Paul"))
    with pytest.raises(DejaFait, match="déjà quitté ce rôle"):
        remplacer(
            ancienne, remplacant=Personne("CARMIN", "Zoé"), motif="Malade", par=scene.dec, le=timezone.now()
        )
    with pytest.raises(IntegrityError, match="deliberation_un_president"), transaction.atomic():
        Membre.objects.filter(pk=ancienne.pk).update(sorti_le=None, sorti_par=None, sorti_motif="")
    with pytest.raises(IntegrityError, match="deliberation_sortie_motivee"), transaction.atomic():
        Membre.objects.filter(pk=ancienne.pk).update(sorti_motif="")


@pytest.mark.exigence("DEL-14")
def test_une_rectification_se_tient_quand_le_president_est_parti(compte):
    scene = Scene()
    scene.terminer()
    with pytest.raises(Refus, match="est clos"):
        remplacer_le_president(scene, Personne("KAKI", "Paul", utilisateur=compte))
    publier(scene.groupe, par=scene.dec, le=timezone.now())
    rectifier(scene.jury(), motif="Note inversée", par=scene.dec, le=timezone.now())
    nouveau = remplacer_le_president(scene, Personne("KAKI", "Paul", utilisateur=compte), "Retraite")
    scene.sieger(scene.jury())
    noter_fazia(scene, nouveau)
    scene.tout_decider(scene.jury())
    clore(scene.jury(), par=compte, le=timezone.now())
    dans_le_premier, dans_le_second = (
        [str(m) for m, _ in proces_verbal(scene.jury(), rectification=suite).presences if m.dirige]
        for suite in (False, True)
    )
    assert "Ludivine ROSE BONBON" in dans_le_premier
    assert "Paul KAKI" not in dans_le_premier
    assert "Paul KAKI" in dans_le_second
    assert "Ludivine ROSE BONBON" not in dans_le_second
    _, textes = un_pv(scene.jury())
    assert "prend la place" not in textes["PV des admis"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("DEL-11")
def test_deux_remplacements_a_la_fois_n_en_font_qu_un():
    scene = Scene()
    vue = scene.membre()

    def cliquer(rang):
        remplacer(
            vue,
            remplacant=Personne("KAKI", f"Paul {rang}"),
            motif="Empêchée",
            par=scene.dec,
            le=timezone.now(),
        )

    refus = en_parallele(2, cliquer)
    assert len([r for r in refus if r is None]) == 1
    assert Membre.objects.filter(jury=scene.jury(), role=Role.PRESIDENT).count() == 2


@pytest.mark.exigence("DEL-04")
def test_l_ecran_du_membre_est_a_la_dec_et_a_elle_seule(scene, client_de, compte):
    url = reverse("deliberation:membre", args=[scene.jury().pk, scene.membre().pk])
    for utilisateur, statut in (
        (scene.dec, 200), (scene.chef, 403), (scene.president, 403), (un_gestionnaire(une_academie(code="13", nom="Aix-Marseille")), 404),
    ):  # fmt: skip
        assert client_de(utilisateur).get(url).status_code == statut
    assert "Remplacer<span" in client_de(scene.dec).get(scene.jury().get_absolute_url()).content.decode()
    assert "Remplacer<span" not in client_de(scene.chef).get(scene.jury().get_absolute_url()).content.decode()
    client = client_de(scene.dec)
    vide = client.post(url, {"motif": "Malade"})
    assert "Nommez le remplaçant" in vide.content.decode()
    deux = client.post(
        url, {"motif": "M", "siege": scene.membre(role=Role.VICE_PRESIDENT).pk, "nom": "KAKI", "prenoms": "P"}
    )
    assert "pas les deux" in deux.content.decode()
    sans_droit = {"motif": "M", "nom": "KAKI", "prenoms": "Paul", "utilisateur": scene.chef.username}
    assert "n’a pas le profil Jury" in client.post(url, sans_droit).content.decode()
    voisin, sien = renouveler_acces([scene.jury("25510"), scene.jury()], par=scene.chef, le=timezone.now())
    ouvrir_portail(
        scene.groupe,
        motif="Panne",
        jusqu_a=timezone.now() + timedelta(hours=1),
        par=scene.dec,
        le=timezone.now(),
    )
    entrer(sien.identifiant, sien.mot_de_passe, le=timezone.now())
    fait = client.post(url, sans_droit | {"utilisateur": compte.username}, follow=True).content.decode()
    assert "Paul KAKI remplace Ludivine ROSE BONBON" in fait
    assert "Remplacé par Paul KAKI le" in fait
    assert (
        "papillon de secours de ce jury est révoqué\xa0: Ludivine ROSE BONBON pouvait l’avoir gardé" in fait
    )
    assert "générant de nouveau le plan" in fait
    # The slip that the one who left may have kept opens nothing; the neighbour jury keeps its own.
    with pytest.raises(Refus, match="incorrect"):
        entrer(sien.identifiant, sien.mot_de_passe, le=timezone.now())
    entrer(voisin.identifiant, voisin.mot_de_passe, le=timezone.now())
    revocation = Entree.objects.get(acte="secours.revoquer")
    assert (revocation.par, revocation.motif) == (scene.dec, "Ludivine ROSE BONBON quitte le jury")
    assert client.get(url).status_code == 404


def test_un_membre_recoit_son_compte_et_le_chef_de_centre_n_en_donne_pas(scene, client_de, compte):
    vice = scene.membre(role=Role.VICE_PRESIDENT)
    client, url = client_de(scene.dec), reverse("deliberation:membre", args=[scene.jury().pk, vice.pk])
    client.post(url, {"rattacher": "oui", "utilisateur": compte.username})
    assert scene.membre(role=Role.VICE_PRESIDENT).utilisateur == compte
    assert Entree.objects.get(acte="jury.rattacher").apres == {"compte": compte.username}
    encore = client.post(url, {"rattacher": "oui", "utilisateur": compte.username})
    assert encore.status_code == 409
    nom = {"nom": "OCRE", "prenoms": "Zoé", "role": "membre", "utilisateur": un_utilisateur("jury").username}
    ajouter = reverse("deliberation:nommer", args=[scene.jury().pk])
    client_de(scene.chef).post(ajouter, nom)
    assert Membre.objects.get(nom="OCRE").utilisateur is None
    client.post(ajouter, nom | {"nom": "AZUR"})
    assert Membre.objects.get(nom="AZUR").utilisateur.username == nom["utilisateur"]
    with pytest.raises(Refus, match="remplacez-le"):
        nommer(
            scene.jury(), nom="K", prenoms="P", qualite="", role="president", professionnel=False, par=scene.dec,
            le=timezone.now(),
        )  # fmt: skip


@pytest.mark.exigence("API-01")
def test_l_interface_remplace_et_rattache_dans_son_perimetre(scene, client, compte):
    jury, membre = scene.jury(), scene.membre()
    url = reverse("deliberation:api_remplacer", args=[jury.pk, membre.pk])

    def poster(adresse, corps, utilisateur):
        return client.post(
            adresse, json.dumps(corps), content_type="application/json", headers=entetes(utilisateur)
        )

    corps = {"motif": "Malade", "nom": "KAKI", "prenoms": "Paul", "compte": compte.username}
    assert [
        poster(url, corps, u).status_code
        for u in (scene.chef, un_gestionnaire(une_academie(code="13", nom="Aix-Marseille")))
    ] == [403, 404]
    assert poster(url, {"motif": "Malade"}, scene.dec).status_code == 400
    assert poster(url, corps | {"compte": "personne"}, scene.dec).status_code == 400
    fait = poster(url, corps, scene.dec)
    dits = {(m["nom"], m["role"], m["compte"], m["sorti_le"] is None) for m in fait.json()}
    assert fait.status_code == 201
    assert ("KAKI", "president", compte.username, True) in dits
    assert ("ROSE BONBON", "president", scene.president.username, False) in dits
    vice = scene.membre(role=Role.VICE_PRESIDENT)
    adresse = reverse("deliberation:api_rattacher", args=[jury.pk, vice.pk])
    assert poster(adresse, {"compte": compte.username}, scene.dec).status_code == 409
    assert poster(adresse, {"compte": un_utilisateur("jury").username}, scene.dec).status_code == 200
    ajouter = reverse("deliberation:api_membres", args=[jury.pk])
    avec_compte = {"nom": "OCRE", "prenoms": "Zoé", "compte": un_utilisateur("jury").username}
    assert poster(ajouter, avec_compte, scene.chef).status_code == 403
    assert poster(ajouter, avec_compte, scene.dec).status_code == 201
