"""The screens of the clôture: who sees them, what they say and do (ACC-01, CLO-01 to CLO-14)."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from santorin.accueil.processus import groupes
from santorin.cloture.processus import cloture
from santorin.copies.models import Epreuve, Nature
from santorin.traitements.models import EtatTraitement, Traitement
from santorin.transmission.actions import rapprocher
from santorin.transmission.destinataires.en_memoire import Panne
from santorin.transmission.models import Transmission
from santorin.transmission.regles import Portee, objet_de
from tests.fabriques import (
    un_administrateur,
    un_chef,
    un_coordinateur,
    un_correcteur,
    un_correcteur_connecte,
    un_etablissement,
    un_gestionnaire,
    un_traitement,
    une_academie,
)
from tests.transmission.scene import numeros, une_scene

pytestmark = pytest.mark.django_db

PAGES = ("epreuve", "apercu", "retenus", "ecarts")
ACTES = ("lancer", "renvoyer", "rapprocher")


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ").replace("&#x27;", "'")


def adresse(nom, scene, *, lieu=None, uuid=None):
    cle = Portee(scene.epreuve, lieu).cle
    return reverse(f"cloture:{nom}", args=[cle, *([uuid] if uuid else [])])


@pytest.fixture
def scene(cyclades, imagin):
    scene = une_scene()
    scene.lot("12.5", "7")
    return scene


@pytest.fixture
def client(client_de, scene):
    return client_de(scene.gestionnaire)


@pytest.mark.exigence("ACC-01", "CLO-01")
def test_chaque_ecran_s_ouvre_a_son_gestionnaire_est_403_hors_profil_et_404_chez_le_voisin(scene, client_de):
    transmission, _ = scene.cloturer()
    pages = [adresse(nom, scene) for nom in (*PAGES, "ecarts_csv")]
    pages += [adresse(nom, scene, uuid=transmission.uuid) for nom in ("transmission", "services_faits")]
    gestionnaire, voisin = client_de(scene.gestionnaire), client_de(un_gestionnaire(une_academie(code="A02")))
    hors_profil = [
        client_de(un_coordinateur(scene.epreuve)),
        client_de(un_correcteur_connecte(un_correcteur())),
    ]
    for page in pages:
        assert gestionnaire.get(page).status_code == 200, page
        assert voisin.get(page).status_code == 404, page
        assert {client.get(page).status_code for client in hors_profil} == {403}, page
        assert gestionnaire.post(page).status_code == 405, page
    for acte in ACTES:
        assert voisin.post(adresse(acte, scene)).status_code == 404
        assert {client.post(adresse(acte, scene)).status_code for client in hors_profil} == {403}
        assert gestionnaire.get(adresse(acte, scene)).status_code == 405
    assert not Traitement.objects.exists()


@pytest.mark.exigence("CLO-03", "CLO-08")
def test_l_ecran_donne_l_etat_et_les_indicateurs(scene, client):
    scene.lot("3", verrouille=False)
    lu = texte(client.get(adresse("epreuve", scene)))
    assert "Non réalisée" in lu
    for attendu in ("9,75", "sur 20", "sur 2", "dont 3 présents, 0 absent", "partielle"):
        assert attendu in lu, attendu
    scene.cloturer()
    assert "Réalisée – partielle" in texte(client.get(adresse("epreuve", scene)))


@pytest.mark.exigence("CLO-02")
def test_sans_lot_verrouille_le_bouton_est_grise_avec_sa_raison(cyclades, imagin, client_de):
    scene = une_scene()
    scene.lot("12", verrouille=False)
    client = client_de(scene.gestionnaire)
    reponse = client.get(adresse("epreuve", scene))
    assert reponse.context["ecran"].obstacle == "Aucun lot de cette épreuve n’est verrouillé."
    assert 'disabled aria-describedby="lancer-obstacle"' in texte(reponse)
    refus = client.post(adresse("lancer", scene))
    assert refus.status_code == 409
    assert "Aucun lot de cette épreuve n’est verrouillé." in texte(refus)
    assert not Traitement.objects.exists()


@pytest.mark.exigence("CLO-04", "TRA-01")
def test_lancer_demande_un_traitement_et_mene_a_son_compte_rendu(scene, client):
    reponse = client.post(adresse("lancer", scene))
    traitement = Traitement.objects.get()
    assert reponse["Location"] == reverse("traitements:detail", args=[traitement.uuid])
    assert (traitement.objet, traitement.parametres) == (
        objet_de(scene.epreuve),
        {"epreuve_id": scene.epreuve.pk, "uai": ""},
    )
    assert traitement.academie == scene.epreuve.academie
    encore = client.get(adresse("epreuve", scene))
    assert "Suivre son avancement" in texte(encore)
    assert "déjà en cours" in encore.context["ecran"].obstacle
    assert client.post(adresse("lancer", scene)).status_code == 409


@pytest.mark.exigence("CLO-07")
def test_apres_la_publication_le_bouton_dit_pourquoi(scene, client):
    Epreuve.objects.filter(pk=scene.epreuve.pk).update(publiee_le=timezone.now())
    assert "ont été publiées dans Cyclades" in client.get(adresse("epreuve", scene)).context["ecran"].obstacle
    assert client.post(adresse("lancer", scene)).status_code == 409


@pytest.mark.exigence("CLO-12")
def test_une_epreuve_harmonisee_n_a_rien_a_lancer_mais_garde_ses_chiffres(cyclades, imagin, client_de):
    scene = une_scene(nature=Nature.HARMONISEE)
    scene.lot("12.5")
    lieu = scene.epreuve.compositions.get().candidat.etablissement
    for client in (client_de(scene.gestionnaire), client_de(un_chef(lieu))):
        lu = texte(client.get(adresse("epreuve", scene)))
        assert "validation de l’harmonisation" in lu
        assert "12,5" in lu
        assert '<form class="sn-action"' not in lu
        for acte in ("lancer", "renvoyer"):
            assert client.post(adresse(acte, scene)).status_code == 409


@pytest.mark.exigence("CLO-12", "PAR-02")
def test_un_chef_ne_cloture_que_si_le_parametrage_le_dit_et_que_ses_candidats(scene, client_de):
    ici = un_etablissement(academie=scene.epreuve.academie)
    scene.lot("10", etablissement=ici)
    client = client_de(un_chef(ici))
    ecran = client.get(adresse("epreuve", scene)).context["ecran"]
    assert ecran.obstacle == "La clôture de cette épreuve est faite par l’académie."
    assert ecran.bilan.comptes.candidats == 1
    assert client.post(adresse("lancer", scene)).status_code == 409
    scene.epreuve.parametrage.cloture_par_etablissement = True
    scene.epreuve.parametrage.save()
    assert client.get(adresse("epreuve", scene)).context["ecran"].obstacle is None
    client.post(adresse("lancer", scene))
    assert Traitement.objects.get().parametres == {"epreuve_id": scene.epreuve.pk, "uai": ici.uai}


@pytest.mark.exigence("CLO-12", "SEC-01")
def test_un_chef_ne_voit_ni_les_candidats_ni_les_ecarts_des_autres(scene, cyclades, client_de):
    ici, la_bas = (un_etablissement(academie=scene.epreuve.academie) for _ in range(2))
    sien, autre = scene.lot("10", etablissement=ici), scene.lot("11", etablissement=la_bas)
    transmission, _ = scene.cloturer()
    (mon_candidat,), (son_candidat,) = scene.compositions(sien), scene.compositions(autre)
    for composition in (mon_candidat, son_candidat):
        cyclades.saisir(scene.cle, numeros(composition), valeur=Decimal(1))
    rapprocher(scene.epreuve, cyclades=cyclades, par=scene.gestionnaire, le=timezone.now())
    client = client_de(un_chef(ici))
    pages = [adresse(nom, scene) for nom in ("apercu", "ecarts", "ecarts_csv")]
    pages.append(adresse("transmission", scene, uuid=transmission.uuid))
    for page in pages:
        reponse = client.get(page)
        lu = b"".join(reponse) if reponse.streaming else reponse.content
        assert mon_candidat.candidat.numero in lu.decode(), page
        assert son_candidat.candidat.numero not in lu.decode(), page
    assert client.get(adresse("epreuve", scene, lieu=la_bas)).status_code == 404
    assert client.get(adresse("services_faits", scene, uuid=transmission.uuid)).status_code == 404


@pytest.mark.exigence("ACC-01")
def test_l_administrateur_suit_sans_pouvoir_lancer(scene, client_de):
    client = client_de(un_administrateur())
    ecran = client.get(adresse("epreuve", scene)).context["ecran"]
    assert ecran.obstacle == "Votre profil permet de suivre la clôture, pas de la lancer."
    assert not ecran.peut_agir
    assert client.post(adresse("lancer", scene)).status_code == 403


@pytest.mark.exigence("CLO-13")
def test_l_apercu_montre_ce_qui_partirait_et_ce_qui_serait_retenu(scene, cyclades, client):
    lot = scene.lot("3", verrouille=False)
    (candidat, _) = scene.compositions(scene.epreuve.lots.exclude(pk=lot.pk).get())
    cyclades.saisir(scene.cle, numeros(candidat), valeur=Decimal(18))
    lu = texte(client.get(adresse("apercu", scene)))
    for attendu in ("2 notes", "18 (saisie à la main)", "Lot non verrouillé", "partielle"):
        assert attendu in lu, attendu
    seules = client.get(adresse("apercu", scene), {"issue": "ecrasee"})
    assert [ligne.candidat for ligne in seules.context["apercu"].lignes] == [candidat.candidat.numero]
    assert f"lot {lot.numero}" in texte(client.get(adresse("retenus", scene)))


@pytest.mark.exigence("CLO-13")
def test_l_apercu_dit_que_cyclades_ne_repond_pas(scene, cyclades, client):
    cyclades.ligne.panne = Panne.AVANT
    lu = texte(client.get(adresse("apercu", scene)))
    assert "Cyclades ne répond pas" in lu
    assert "2 notes" in lu


@pytest.mark.exigence("CLO-13")
@pytest.mark.parametrize("motif", ["lot_ouvert", "n-importe-quoi"])
def test_les_retenus_se_filtrent_par_raison(scene, client, motif):
    scene.lot("3", verrouille=False)
    scene.non_emarge()
    retenus = client.get(adresse("retenus", scene), {"motif": motif}).context["retenus"]
    assert len(retenus) == (1 if motif == "lot_ouvert" else 2)


@pytest.mark.exigence("CLO-06")
def test_le_detail_d_une_cloture_se_cherche_et_se_filtre(scene, cyclades, client):
    connu, inconnu = scene.compositions(scene.epreuve.lots.get())
    inconnu.candidat.nom = "LAVANDE"
    inconnu.candidat.save()
    cyclades.inscrire(scene.cle, [numeros(connu)])
    transmission, _ = scene.cloturer()
    page = adresse("transmission", scene, uuid=transmission.uuid)

    def lues(**filtre):
        return {note.candidat for note in client.get(page, filtre).context["notes"]}

    assert lues() == {connu.candidat.numero, inconnu.candidat.numero}
    assert lues(statut="rejetee") == {inconnu.candidat.numero}
    assert lues(q="lavandé") == {inconnu.candidat.numero}
    assert lues(statut="enregistree", q="lavande") == set()
    assert lues(raison="cyclades") == set()
    assert lues(statut="n-importe-quoi") == lues()
    lu = texte(client.get(page, {"statut": "rejetee"}))
    assert "Des notes n’ont pas été prises" in lu
    assert "inconnu de Cyclades" in lu


@pytest.mark.exigence("CLO-06")
def test_le_detail_se_lit_page_par_page_dans_les_deux_sens(scene, client):
    scene.lot(*["10"] * 120)
    transmission, _ = scene.cloturer()
    page, pages = adresse("transmission", scene, uuid=transmission.uuid), []
    suivant = ""
    while suivant is not None:
        contexte = client.get(page, {"apres": suivant}).context
        pages.append([note.pk for note in contexte["notes"]])
        suivant = contexte["suivant"]
    assert [len(lue) for lue in pages] == [50, 50, 22]
    assert len({cle for lue in pages for cle in lue}) == 122
    retour = client.get(page, {"avant": pages[2][0]}).context["notes"]
    assert [note.pk for note in retour] == pages[1]


@pytest.mark.exigence("CLO-05")
def test_les_services_faits_en_echec_se_renvoient_depuis_l_ecran(scene, imagin, client):
    imagin.ligne.panne = Panne.AVANT
    transmission, _ = scene.cloturer()
    lu = texte(client.get(adresse("epreuve", scene)))
    assert "Des services faits ne sont pas parvenus à Imag’In" in lu
    assert "Sans réponse" in texte(client.get(adresse("services_faits", scene, uuid=transmission.uuid)))
    client.post(adresse("renvoyer", scene))
    assert Traitement.objects.get().tache == "santorin.cloture.tasks.renvoyer"


@pytest.mark.exigence("CLO-05")
def test_sans_echec_il_n_y_a_rien_a_renvoyer(scene, client):
    scene.cloturer()
    refus = client.post(adresse("renvoyer", scene))
    assert refus.status_code == 409
    assert "Imag’In a reçu tous les services faits envoyés." in texte(refus)


@pytest.mark.exigence("CLO-14")
def test_les_ecarts_sont_listes_avec_leur_raison_et_en_csv(scene, cyclades, client):
    assert "pas encore été comparés" in texte(client.get(adresse("ecarts", scene)))
    assert client.get(adresse("ecarts_csv", scene)).status_code == 404
    scene.cloturer()
    candidat, _ = scene.compositions(scene.epreuve.lots.get())
    cyclades.saisir(scene.cle, numeros(candidat), valeur=Decimal(3))
    rapprocher(scene.epreuve, cyclades=cyclades, par=scene.gestionnaire, le=timezone.now())
    lu = texte(client.get(adresse("ecarts", scene)))
    for attendu in ("3 (saisie à la main)", "12,5", "la prochaine clôture la remplacera"):
        assert attendu in lu, attendu
    assert not client.get(adresse("ecarts", scene), {"motif": "inconnu"}).context["ecarts"]
    assert not client.get(adresse("ecarts", scene), {"q": "personne"}).context["ecarts"]
    csv = b"".join(client.get(adresse("ecarts_csv", scene))).decode("utf-8-sig").splitlines()
    assert len(csv) == 2
    assert csv[1].startswith(
        f"{candidat.candidat.numero};{candidat.candidat.inscription};GUYLESTE;Fazia;12,50;3"
    )
    assert "1 écart à regarder" in texte(client.get(adresse("epreuve", scene)))


@pytest.mark.exigence("CLO-14", "TRA-02")
def test_un_rapprochement_ne_se_lance_pas_pendant_une_cloture(scene, client):
    un_traitement(objet=objet_de(scene.epreuve))
    assert client.post(adresse("rapprocher", scene)).status_code == 409
    Traitement.objects.update(etat=EtatTraitement.REUSSI, fin=timezone.now())
    assert client.post(adresse("rapprocher", scene)).status_code == 302


@pytest.mark.exigence("CLO-04")
def test_l_historique_dit_ce_que_chaque_cloture_a_envoye(scene, client):
    scene.cloturer()
    scene.lot("4")
    scene.cloturer()
    passees = client.get(adresse("epreuve", scene)).context["ecran"].passees
    assert [(p.resultat.notes_envoyees, p.etat) for p in passees] == [(1, "Terminée"), (2, "Terminée")]


@pytest.mark.exigence("CLO-15")
def test_une_transmission_laissee_ouverte_est_dite_interrompue(scene, client):
    scene.cloturer()
    Transmission.objects.update(terminee_le=None)
    (passee,) = client.get(adresse("epreuve", scene)).context["ecran"].passees
    assert passee.etat == "Interrompue"


@pytest.mark.exigence("EDI-01", "EDI-05")
def test_le_lien_vers_les_copies_s_ouvre_avec_la_premiere_note_transmise(scene, client):
    assert client.get(adresse("epreuve", scene)).context["ecran"].editer is None
    scene.cloturer()
    editer = client.get(adresse("epreuve", scene)).context["ecran"].editer
    assert editer == reverse("visionneuse:epreuve", args=[scene.epreuve.pk])


@pytest.mark.exigence("ACC-01", "CLO-01")
def test_la_tuile_mene_a_l_ecran_et_donne_l_etat(scene):
    (groupe,) = cloture(scene.gestionnaire)
    (tuile,) = groupe.tuiles
    assert (groupe.cle, tuile.url, tuile.etat) == (
        f"epreuve:{scene.epreuve.pk}",
        adresse("epreuve", scene),
        "Non réalisée",
    )
    assert dict(tuile.indicateurs) == {
        "Candidats": "2",
        "Lots verrouillés": "1 / 1",
        "Notes à transmettre": "2",
    }
    assert cloture(un_coordinateur(scene.epreuve)) == ()
    assert cloture(un_gestionnaire(une_academie(code="A02"))) == []
    assert "Clôture" in {tuile.titre for groupe in groupes(scene.gestionnaire) for tuile in groupe.tuiles}


@pytest.mark.exigence("ACC-02")
def test_chaque_ecran_a_son_retour_son_fil_et_son_aide(scene, client):
    transmission, _ = scene.cloturer()
    pages = [adresse(nom, scene) for nom in PAGES]
    pages += [adresse(nom, scene, uuid=transmission.uuid) for nom in ("transmission", "services_faits")]
    for page in pages:
        lu = texte(client.get(page))
        assert "Retour à l’accueil" in lu, page
        assert reverse("accueil:aide_ecran", args=["cloture"]) in lu, page
        assert 'aria-label="Vous êtes ici"' in lu, page
    assert client.get(reverse("accueil:aide_ecran", args=["cloture"])).status_code == 200


def requetes(faire):
    with CaptureQueriesContext(connection) as captees:
        faire()
    return len(captees)


@pytest.mark.exigence("ACC-01")
def test_la_tuile_ne_coute_pas_plus_de_requetes_pour_trois_epreuves(cyclades, imagin):
    gestionnaire = un_gestionnaire()
    nombres = []
    for epreuves in (1, 2):
        for _ in range(epreuves):
            scene = une_scene(academie=gestionnaire.habilitations.get().academie)
            scene.lot("12")
        nombres.append(requetes(lambda: cloture(type(gestionnaire).objects.get(pk=gestionnaire.pk))))
    assert nombres[0] == nombres[1]


@pytest.mark.exigence("ACC-01")
def test_la_tuile_d_un_chef_ne_coute_pas_plus_de_requetes_pour_trois_epreuves(cyclades, imagin):
    ici = un_etablissement()
    chef, nombres = un_chef(ici), []
    for epreuves in (1, 2):
        for _ in range(epreuves):
            une_scene().lot("12", etablissement=ici)
        nombres.append(requetes(lambda: cloture(type(chef).objects.get(pk=chef.pk))))
    assert len(cloture(type(chef).objects.get(pk=chef.pk))) == 3
    assert nombres[0] == nombres[1]


@pytest.mark.parametrize("nom", ["epreuve", "apercu", "retenus", "ecarts", "transmission", "services_faits"])
def test_une_liste_plus_longue_ne_coute_pas_plus_de_requetes(cyclades, imagin, client_de, nom):
    nombres = []
    for lignes in (1, 3):
        scene = une_scene()
        for _ in range(lignes):
            scene.lot("12")
            scene.lot("3", verrouille=False)
            scene.non_emarge()
        transmission, _ = scene.cloturer()
        for composition in scene.compositions_toutes():
            cyclades.saisir(scene.cle, numeros(composition), valeur=Decimal(1))
        rapprocher(scene.epreuve, cyclades=cyclades, par=scene.gestionnaire, le=timezone.now())
        client = client_de(scene.gestionnaire)
        uuid = transmission.uuid if nom in ("transmission", "services_faits") else None
        client.get(adresse(nom, scene, uuid=uuid))
        nombres.append(requetes(lambda c=client, s=scene, u=uuid: c.get(adresse(nom, s, uuid=u))))
    assert nombres[0] == nombres[1]
