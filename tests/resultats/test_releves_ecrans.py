"""The transcripts' screens and files, for each profil and for its neighbour (RES-04, RES-05, RES-06, RES-08)."""

import hashlib
from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest
from django.utils import timezone

from resultats import fichiers
from resultats.actions.releves import retirer
from resultats.lectures.releves import masses
from resultats.models import Generation, NatureService, Rattachement, Releve
from resultats.regles.releves import en_masse
from santorin.journal.models import Entree
from santorin.traitements.models import Traitement
from tests.fabriques import un_chef, un_correcteur, un_examen, un_gestionnaire, un_utilisateur, une_academie
from tests.fabriques.comptes import un_correcteur_connecte
from tests.fabriques.resultats import des_candidatures
from tests.resultats.essai_releves import Ecole

pytestmark = pytest.mark.django_db

RECHERCHE = "/resultats/releves/"
FERME = "Le service de publication des résultats aux établissements n’est pas ouvert."


def adresse_du_pdf(releve):
    return f"/resultats/releves/{releve.pk}/pdf/"


def adresse_des_documents(candidature):
    return f"/resultats/releves/candidatures/{candidature.pk}/"


def adresse_en_masse(ecole):
    lieu, cadre = ecole.etablissement, ecole.cadre
    return f"/resultats/releves/en-masse/{lieu.uai}/{cadre.examen.code}/{cadre.session.code}/"


def page(client, adresse, **criteres):
    return client.get(adresse, criteres).content.decode()


def octets(reponse):
    return b"".join(reponse.streaming_content)


# --------------------------------------------------------------------------- search of a pupil


@pytest.mark.exigence("RES-04")
def test_la_liste_a_les_colonnes_et_le_compte_du_document(client_de):
    ecole = Ecole(3, nom="TEST", prenoms="Erwan", inscription="001", date_naissance=date(2001, 1, 1))
    lue = page(client_de(ecole.chef), RECHERCHE)
    colonnes = ("Numéro candidat", "Numéro d’inscription", "Nom de famille", "Prénoms", "Date de naissance")
    assert all(colonne in lue for colonne in colonnes)
    assert lue.count("001 Version 01") == 3
    assert lue.count("<td>01/01/2001</td>") == 3
    assert "Affichage de l’élément 1 à 3 sur 3 élément(s)" in lue


@pytest.mark.exigence("RES-04")
@pytest.mark.parametrize(
    ("criteres", "trouves"),
    [
        ({"nom": "lef"}, {"LEFÈVRE"}),
        ({"nom": "SOEUR"}, {"SŒUR"}),
        ({"nom": "ŒUR"}, set()),
        ({"prenoms": "noelle"}, {"LEFÈVRE"}),
        ({"division": "tcom2"}, {"SŒUR"}),
        ({"date_naissance": "2008-05-04"}, {"LEFÈVRE"}),
        ({"date_naissance": "04/05/2008"}, {"LEFÈVRE"}),
        ({"etat": "annule"}, set()),
        ({"etat": "inscrit"}, {"GUYLESTE", "LEFÈVRE", "SŒUR"}),
        ({"etat": "nimporte", "specialite": "9999999"}, {"GUYLESTE", "LEFÈVRE", "SŒUR"}),
        ({"nom": "a\x00b"}, {"GUYLESTE", "LEFÈVRE", "SŒUR"}),
        ({"page": "99999999999999999999", "ordre": "-numero"}, {"GUYLESTE", "LEFÈVRE", "SŒUR"}),
        ({"ordre": "ine"}, {"GUYLESTE", "LEFÈVRE", "SŒUR"}),
    ],
)
def test_on_cherche_selon_les_criteres_et_ce_qui_n_est_pas_compris_ne_filtre_rien(
    client_de, criteres, trouves
):
    ecole = Ecole(1, nom="GUYLESTE", prenoms="Fazia")
    lieu = ecole.etablissement
    des_candidatures(etablissement=lieu, nom="LEFÈVRE", prenoms="Noëlle", date_naissance=date(2008, 5, 4))
    des_candidatures(etablissement=lieu, nom="SŒUR", prenoms="Maëlys", division="TCOM2")
    reponse = client_de(ecole.chef).get(RECHERCHE, criteres)
    assert {candidature.nom for candidature in reponse.context["page"].object_list} == trouves


@pytest.mark.exigence("RES-04")
def test_une_date_illisible_est_dite_sous_son_champ(client_de):
    lue = page(client_de(Ecole(1).chef), RECHERCHE, date_naissance="31/02/2001")
    assert "Donnez une date" in lue
    assert "<details" in lue


@pytest.mark.exigence("RES-04", "RES-08")
def test_le_voisin_ne_trouve_rien_et_le_correcteur_n_entre_pas(client_de):
    ecole = Ecole(1)
    candidature = ecole.candidatures[0]
    releve = ecole.publier().releves.get()
    voisin = client_de(un_chef())
    assert candidature.numero not in page(voisin, RECHERCHE)
    assert voisin.get(adresse_des_documents(candidature)).status_code == 404
    assert voisin.get(adresse_du_pdf(releve)).status_code == 404
    assert voisin.get(adresse_en_masse(ecole) + "pdf/").status_code == 404
    assert voisin.post(adresse_en_masse(ecole)).status_code == 404
    correcteur = client_de(un_correcteur_connecte(un_correcteur()))
    for adresse in (RECHERCHE, adresse_des_documents(candidature), adresse_du_pdf(releve)):
        assert correcteur.get(adresse).status_code == 403
    assert correcteur.get("/resultats/releves/en-masse/").status_code == 403


@pytest.mark.exigence("RES-04")
@pytest.mark.parametrize("nombre", [1, 3])
def test_la_recherche_et_les_documents_coutent_toujours_autant(client_de, nombre, django_assert_num_queries):
    ecole = Ecole(nombre)
    candidature = ecole.candidatures[0]
    for rang in range(nombre):
        if rang:
            ecole.changer(candidature, affichage=f"1{rang},00")
        ecole.publier()
    client = client_de(ecole.chef)
    with django_assert_num_queries(8):
        assert len(client.get(RECHERCHE).context["page"].object_list) == nombre
    with django_assert_num_queries(6):
        reponse = client.get(adresse_des_documents(candidature))
    assert len(reponse.context["documents"]) == nombre


# ------------------------------------------------------------- announced, available, handed out


@pytest.mark.exigence("RES-04")
def test_disponible_le_document_se_telecharge_autant_de_fois_que_voulu_et_chaque_fois_est_notee(client_de):
    ecole = Ecole(1, nom="ABAC", prenoms="Bart")
    releve = ecole.publier().releves.get()
    client = client_de(ecole.chef)
    lue = page(client, adresse_des_documents(ecole.candidatures[0]))
    jour = timezone.localtime(releve.generation.genere_le).strftime("%d/%m/%Y")
    assert f"Liste des documents publiés pour la candidature n° {ecole.candidatures[0].identifiant}" in lue
    phrase = (
        f"Relevé de Notes\u00a0: Version n°1 mis à jour le {jour} (publié par le Service Examens et Concours)"
    )
    assert phrase in lue
    assert adresse_du_pdf(releve) in lue
    for _ in range(2):
        reponse = client.get(adresse_du_pdf(releve))
        recus = octets(reponse)
        assert recus == fichiers.lire(releve)
        assert reponse["Content-Type"] == "application/pdf"
        assert "RLN_ABAC_Bart_" in reponse["Content-Disposition"]
    assert Entree.objects.filter(acte="releve.telecharger", par_id=ecole.chef.pk).count() == 2


@pytest.mark.exigence("RES-04", "SEC-02")
def test_un_telechargement_coupe_reprend_et_ne_se_note_pas_deux_fois(client_de):
    ecole = Ecole(1)
    releve = ecole.publier().releves.get()
    client = client_de(ecole.chef)
    entier = fichiers.lire(releve)
    premiere = client.get(adresse_du_pdf(releve))
    assert premiere["ETag"] == f'"{releve.sha256}"'
    octets(premiere)
    suite = client.get(adresse_du_pdf(releve), headers={"Range": "bytes=100-", "If-Range": premiere["ETag"]})
    assert (suite.status_code, octets(suite)) == (206, entier[100:])
    assert client.get(adresse_du_pdf(releve), headers={"If-None-Match": premiere["ETag"]}).status_code == 304
    assert Entree.objects.filter(acte="releve.telecharger").count() == 1


@pytest.mark.exigence("RES-04", "RES-08")
def test_annonce_avant_sa_date_le_document_n_a_ni_lien_ni_octets_par_aucune_porte(client_de):
    ecole = Ecole(1)
    generation = ecole.publier(timedelta(days=1))
    ecole.ouvrir()
    releve = generation.releves.get()
    client = client_de(ecole.chef)
    lue = page(client, adresse_des_documents(ecole.candidatures[0]))
    assert "Relevé de Notes\u00a0: Version n°1" in lue
    assert "Disponible à partir du" in lue
    assert "/pdf/" not in lue
    annonce, inconnu = client.get(adresse_du_pdf(releve)), client.get("/resultats/releves/999999999/pdf/")
    assert (annonce.status_code, inconnu.status_code) == (404, 404)
    assert sans_jeton(annonce) == sans_jeton(inconnu)
    assert client.get(adresse_en_masse(ecole) + "pdf/").status_code == 409
    assert client.post(adresse_en_masse(ecole)).status_code == 409
    assert not Traitement.objects.filter(libelle__startswith="Relevés de notes").exists()


def sans_jeton(reponse):
    """The page without what changes at each drawing: the form's protection."""
    return [ligne for ligne in reponse.content.decode().splitlines() if "csrf" not in ligne]


@pytest.mark.exigence("RES-08")
def test_genere_et_pas_publie_rien_ne_se_voit(client_de):
    ecole = Ecole(1)
    releve = ecole.generer().releves.get()
    client = client_de(ecole.chef)
    assert "Aucun document n’est publié" in page(client, adresse_des_documents(ecole.candidatures[0]))
    assert client.get(adresse_du_pdf(releve)).status_code == 404


@pytest.mark.exigence("RES-04", "RES-08")
def test_a_la_seconde_de_la_date_le_document_devient_disponible():
    ecole = Ecole(1)
    generation = ecole.publier(timedelta(hours=1))
    generation.refresh_from_db()
    instant = generation.disponible_le
    assert not Releve.objects.disponibles(instant - timedelta(microseconds=1)).exists()
    assert Releve.objects.disponibles(instant).exists()


@pytest.mark.exigence("RES-08")
def test_une_fraude_presumee_apres_coup_retire_le_document_partout(client_de):
    ecole = Ecole(1)
    releve = ecole.publier().releves.get()
    ecole.ouvrir()
    type(ecole.candidatures[0]).objects.update(fraude_inscrite=True)
    client = client_de(ecole.chef)
    assert client.get(adresse_du_pdf(releve)).status_code == 404
    assert "Aucun document n’est publié" in page(client, adresse_des_documents(ecole.candidatures[0]))
    assert client.get(adresse_en_masse(ecole) + "pdf/").status_code == 409


# -------------------------------------------------------------------------------------- en masse


@pytest.mark.exigence("RES-05")
def test_hors_periode_le_message_du_document_est_affiche(client_de):
    ecole = Ecole(1)
    ecole.publier()
    client = client_de(ecole.chef)
    assert FERME in page(client, "/resultats/releves/en-masse/")
    ecole.ouvrir(ouvre_le=timezone.now() + timedelta(hours=1), ferme_le=timezone.now() + timedelta(hours=2))
    lue = page(client, "/resultats/releves/en-masse/")
    assert FERME in lue
    assert "Editer les relevés de notes" not in lue
    reponse = client.get(adresse_en_masse(ecole) + "pdf/")
    assert (reponse.status_code, FERME in reponse.content.decode()) == (409, True)


@pytest.mark.exigence("RES-05", "SEC-01")
def test_un_seul_pdf_reunit_les_eleves_par_division_puis_par_nom(client_de):
    ecole = Ecole(1, nom="VERT", division="TCOM2")
    for nom, division in (("ROUGE", "TCOM2"), ("BLANC", "TCOM1"), ("BRUN", "TCOM1")):
        candidature = des_candidatures(etablissement=ecole.etablissement, nom=nom, division=division)[0]
        ecole.changer(candidature)
    voisine = Ecole(1, nom="VOISIN")
    ecole.publier()
    ecole.ouvrir()
    client = client_de(ecole.chef)
    assert "4\u00a0relevés" in page(client, "/resultats/releves/en-masse/")
    reponse = client.get(adresse_en_masse(ecole) + "pdf/")
    lecteur = pypdf.PdfReader(BytesIO(octets(reponse)))
    textes = [feuille.extract_text() for feuille in lecteur.pages]
    ordre = [nom for texte in textes for nom in ("BLANC", "BRUN", "ROUGE", "VERT", "VOISIN") if nom in texte]
    assert ordre == ["BLANC", "BRUN", "ROUGE", "VERT"]
    assert voisine.cadre == ecole.cadre
    assert Entree.objects.get(acte="releves.telecharger_en_masse").apres == {"releves": 4}


@pytest.mark.exigence("RES-05")
def test_le_pdf_en_masse_tient_la_derniere_version_disponible(client_de):
    ecole = Ecole(1)
    ecole.publier()
    ecole.changer(ecole.candidatures[0], affichage="11,00")
    ecole.publier()
    ecole.changer(ecole.candidatures[0], affichage="19,00")
    ecole.publier(timedelta(days=1))
    ecole.ouvrir()
    lecteur = pypdf.PdfReader(BytesIO(octets(client_de(ecole.chef).get(adresse_en_masse(ecole) + "pdf/"))))
    assert len(lecteur.pages) == 1
    assert "11,00" in lecteur.pages[0].extract_text()


@pytest.mark.exigence("RES-05")
@pytest.mark.parametrize("nombre", [1, 3])
def test_l_ecran_en_masse_coute_toujours_autant(client_de, nombre, django_assert_num_queries):
    ecole = Ecole(nombre)
    ecole.publier()
    ecole.ouvrir()
    for autre in ("BGT", "CFG")[: nombre - 1]:
        des_candidatures(etablissement=ecole.etablissement, examen=un_examen(autre).code)
    client = client_de(ecole.chef)
    with django_assert_num_queries(11):
        client.get("/resultats/releves/en-masse/")


# ----------------------------------------------------------------------------- the gestionnaire


def adresse_du_cadre(ecole):
    return f"/resultats/gestion/{ecole.cadre.cle}/releves/"


def adresse_de(generation, acte=""):
    return f"/resultats/gestion/generations/{generation.pk}/{acte}"


@pytest.mark.exigence("RES-06")
def test_le_gestionnaire_demande_la_generation_par_un_traitement(client_de):
    ecole = Ecole(2)
    client = client_de(ecole.gestionnaire)
    assert "Relevés à générer" in page(client, adresse_du_cadre(ecole))
    reponse = client.post(adresse_du_cadre(ecole) + "generer/")
    traitement = Traitement.objects.get()
    assert reponse["Location"] == traitement.get_absolute_url()
    assert (traitement.academie, traitement.tache) == (ecole.academie, "resultats.tasks.generer_les_releves")
    assert client.post(adresse_du_cadre(ecole) + "generer/").status_code == 409


@pytest.mark.exigence("RES-06")
def test_quand_tout_est_fait_le_bouton_dit_pourquoi_il_est_gris(client_de):
    ecole = Ecole(1)
    ecole.generer()
    client = client_de(ecole.gestionnaire)
    assert "il n’y a rien à générer" in page(client, adresse_du_cadre(ecole))
    assert client.post(adresse_du_cadre(ecole) + "generer/").status_code == 409
    assert not Traitement.objects.exists()


@pytest.mark.exigence("RES-06")
def test_le_gestionnaire_regarde_publie_reporte_et_retire(client_de):
    ecole = Ecole(2)
    generation = ecole.generer()
    client = client_de(ecole.gestionnaire)
    releve = generation.releves.first()
    assert adresse_du_pdf(releve) in page(client, adresse_de(generation))
    assert octets(client.get(adresse_du_pdf(releve))) == fichiers.lire(releve)
    demain = timezone.localtime() + timedelta(days=1)
    date_locale = demain.strftime("%Y-%m-%dT%H:%M")
    client.post(adresse_de(generation, "publier/"), {"disponible_le": date_locale})
    generation.refresh_from_db()
    assert generation.disponible_le == demain.replace(second=0, microsecond=0)
    assert "Changer la date" in page(client, adresse_de(generation))
    maintenant = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    client.post(adresse_de(generation, "reporter/"), {"disponible_le": maintenant})
    lue = page(client, adresse_de(generation))
    assert "Changer la date" not in lue
    assert "Le retrait est définitif" in lue
    client.post(adresse_de(generation, "retirer/"), {"motif": "barème erroné"})
    assert "barème erroné" in page(client, adresse_de(generation))
    assert not Releve.objects.annonces().exists()


@pytest.mark.exigence("RES-04", "RES-05", "RES-06")
def test_le_retrait_d_une_version_ne_remet_pas_la_precedente_a_jour(client_de):
    ecole = Ecole(2)
    ecole.ouvrir()
    ecole.publier()
    change, autre = ecole.candidatures
    ecole.changer(change, affichage="12,00")
    seconde = ecole.publier()
    seconde.refresh_from_db()
    retirer(seconde, motif="barème erroné", par=ecole.gestionnaire, le=timezone.now())
    client = client_de(ecole.chef)
    assert "Remplacé depuis" in page(client, adresse_des_documents(change))
    assert "Remplacé depuis" not in page(client, adresse_des_documents(autre))
    le = timezone.now()
    assert [releve.candidature for releve in en_masse(ecole.etablissement.uai, le)] == [autre]
    (masse,) = masses(ecole.chef, le)
    assert masse.nombre == 1


@pytest.mark.exigence("RES-06")
@pytest.mark.parametrize(
    ("date_donnee", "raison"),
    [
        ("", "Ce champ est obligatoire"),
        ("hier", "Donnez une date et une heure"),
        ("2020-01-01T08:00", "Cette date est déjà passée"),
        ("2027-03-28T02:30", "fuseau horaire"),
        ("9999-12-31T23:59", "année"),
    ],
)
def test_une_mauvaise_date_est_refusee_avec_sa_raison(client_de, date_donnee, raison):
    ecole = Ecole(1)
    generation = ecole.generer()
    reponse = client_de(ecole.gestionnaire).post(
        adresse_de(generation, "publier/"), {"disponible_le": date_donnee}
    )
    assert (reponse.status_code, raison in reponse.content.decode()) == (200, True)
    assert Generation.objects.get().publie_le is None


@pytest.mark.exigence("RES-06")
def test_un_retrait_sans_motif_est_refuse(client_de):
    ecole = Ecole(1)
    generation = ecole.publier()
    reponse = client_de(ecole.gestionnaire).post(adresse_de(generation, "retirer/"), {"motif": ""})
    assert "Ce champ est obligatoire" in reponse.content.decode()
    assert Releve.objects.annonces().exists()


@pytest.mark.exigence("RES-06", "RES-08")
def test_une_autre_academie_et_un_chef_n_atteignent_pas_les_generations(client_de):
    ecole = Ecole(1)
    generation = ecole.generer()
    releve = generation.releves.get()
    voisin = client_de(un_gestionnaire(une_academie(code="A10")))
    assert voisin.get(adresse_du_cadre(ecole)).status_code == 404
    assert voisin.get(adresse_de(generation)).status_code == 404
    assert voisin.get(adresse_du_pdf(releve)).status_code == 404
    chef = client_de(ecole.chef)
    assert chef.get(adresse_du_cadre(ecole)).status_code == 403
    assert chef.get(adresse_de(generation)).status_code == 403
    for acte in ("publier/", "reporter/", "retirer/"):
        assert voisin.post(adresse_de(generation, acte)).status_code == 404
        assert chef.post(adresse_de(generation, acte)).status_code == 403
    assert voisin.post(adresse_du_cadre(ecole) + "generer/").status_code == 404
    assert chef.post(adresse_du_cadre(ecole) + "generer/").status_code == 403


@pytest.mark.exigence("RES-06")
def test_les_releves_d_une_generation_se_cherchent_et_se_feuillettent(client_de):
    ecole = Ecole(53, nom="ROSE")
    autre = des_candidatures(etablissement=ecole.etablissement, nom="VIOLET")[0]
    ecole.changer(autre)
    generation = ecole.generer()
    client = client_de(ecole.gestionnaire)
    premiere = client.get(adresse_de(generation)).context["page"]
    assert (len(premiere.lignes), premiere.precedent) == (50, None)
    seconde = client.get(adresse_de(generation), {"apres": premiere.suivant}).context["page"]
    assert (len(seconde.lignes), seconde.suivant) == (4, None)
    assert [
        r.candidature for r in client.get(adresse_de(generation), {"q": "viol"}).context["page"].lignes
    ] == [autre]
    for bizarre in ("abc", "-1", "9" * 40, "²"):
        assert client.get(adresse_de(generation), {"apres": bizarre}).status_code == 200


@pytest.mark.exigence("RES-06")
@pytest.mark.parametrize("nombre", [1, 3])
def test_les_ecrans_du_gestionnaire_coutent_toujours_autant(client_de, nombre, django_assert_num_queries):
    ecole = Ecole(nombre)
    for rang in range(nombre):
        if rang:
            ecole.changer(ecole.candidatures[0], affichage=f"1{rang},00")
        generation = ecole.generer()
    client = client_de(ecole.gestionnaire)
    with django_assert_num_queries(10):
        lues = client.get(adresse_du_cadre(ecole)).context["generations"]
    assert [lue.generation for lue in lues] == list(Generation.objects.order_by("-pk"))
    assert [lue.remplacants for lue in lues] == [1] * (nombre - 1) + [0]
    with django_assert_num_queries(8):
        client.get(adresse_de(generation))


@pytest.mark.exigence("RES-09", "RES-08")
def test_le_candidat_n_obtient_le_sien_que_son_service_ouvert_et_par_son_compte(client_de):
    ecole = Ecole(2)
    generation = ecole.publier()
    candidature = ecole.candidatures[0]
    compte = un_utilisateur("candidat")
    Rattachement.objects.create(
        utilisateur=compte,
        numero=candidature.numero,
        date_naissance=candidature.date_naissance,
        rattache_le=timezone.now(),
    )
    sien = generation.releves.get(candidature=candidature)
    autre = generation.releves.exclude(pk=sien.pk).get()
    client = client_de(compte)
    assert client.get(adresse_du_pdf(sien)).status_code == 404
    ecole.ouvrir(NatureService.CANDIDATS)
    assert hashlib.sha256(octets(client.get(adresse_du_pdf(sien)))).hexdigest() == sien.sha256
    assert client.get(adresse_du_pdf(autre)).status_code == 404
    assert client.get(RECHERCHE).status_code == 403
