"""The candidate's own space: nothing before the hour, then everything that is its own and nothing else (RES-08, RES-09)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resultats.models import DelaiSignalement, NatureService, Service
from santorin.copies.actions import presumer_fraude
from santorin.copies.models import Copie, SignalementCandidat
from santorin.journal.models import Entree
from tests.consultation.conftest import Scene
from tests.fabriques import (
    un_candidat,
    un_chef,
    un_coordinateur,
    un_etablissement,
    un_gestionnaire,
    un_utilisateur,
    une_academie,
)
from tests.fabriques.espace import un_admis, un_compte_de_candidat
from tests.fabriques.resultats import des_candidatures, des_resultats, un_resultat, un_service
from tests.resultats.essai_releves import Ecole

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("RES-09")]
ESPACE = "/espace-candidat/"


def adresses(candidature):
    base = f"/espace-candidat/resultats/{candidature.pk}/"
    return [base, f"{base}fiche/", f"{base}releves/", f"{base}copies/"]


def corps(reponse):
    """The page without what changes at each request."""
    page = reponse.content.decode()
    for morceau in page.split('name="csrfmiddlewaretoken" value="')[1:]:
        page = page.replace(morceau.split('"')[0], "")
    if 'name="jeton-csrf" content="' in page:
        page = page.replace(page.split('name="jeton-csrf" content="')[1].split('"')[0], "")
    return page


def test_le_candidat_lit_son_resultat_sa_fiche_et_le_dit_son_ecran(client_de):
    resultat, compte = un_admis(mention="Mention bien", affichage="14,25")
    client = client_de(compte)
    accueil = client.get(ESPACE).content.decode()
    assert "Voir mon résultat" in accueil
    page, fiche, *_ = [client.get(adresse).content.decode() for adresse in adresses(resultat.candidature)]
    for attendu in (
        "Admis",
        "Mention bien",
        "14,25",
        "Moyenne sur 20",
        "Économie-gestion",
        resultat.candidature.identifiant,
    ):
        assert attendu in page
    assert "Moyenne : 10,50 ; Admis" in fiche
    assert "art. D. 337-79" in fiche


@pytest.mark.exigence("RES-08")
@pytest.mark.parametrize("decalage", [timedelta(seconds=2), timedelta(days=30)])
def test_avant_l_ouverture_rien_ne_distingue_un_resultat_d_un_numero_inconnu(client_de, decalage):
    resultat, compte = un_admis(ouvert=False)
    le = timezone.now()
    un_service(NatureService.CANDIDATS, ouvre_le=le + decalage, ferme_le=None)
    client = client_de(compte)
    inconnu = client.get("/espace-candidat/resultats/999999999/")
    for adresse in adresses(resultat.candidature):
        reponse = client.get(adresse)
        assert (
            (reponse.status_code, corps(reponse))
            == (inconnu.status_code, corps(inconnu))
            == (404, corps(inconnu))
        )
    assert "Les résultats ne sont pas publiés." in client.get(ESPACE).content.decode()


@pytest.mark.exigence("RES-08")
def test_l_accueil_est_le_meme_qu_il_y_ait_ou_non_un_resultat(client_de):
    pages = []
    for faire in (des_candidatures, des_resultats):
        objet = faire(1)[0]
        candidature = getattr(objet, "candidature", objet)
        page = corps(client_de(un_compte_de_candidat(candidature)).get(ESPACE))
        pages.append(page.replace(candidature.numero, ""))
    assert pages[0] == pages[1]


@pytest.mark.exigence("RES-08")
def test_a_la_seconde_de_l_ouverture_tout_se_voit_et_a_la_fermeture_plus_rien(client_de):
    resultat, compte = un_admis()
    client, adresse = client_de(compte), adresses(resultat.candidature)[0]
    le = timezone.now()
    Service.objects.update(ouvre_le=le + timedelta(seconds=30))
    assert client.get(adresse).status_code == 404
    Service.objects.update(ouvre_le=le)
    assert client.get(adresse).status_code == 200
    Service.objects.update(ouvre_le=le - timedelta(days=1), ferme_le=timezone.now())
    assert client.get(adresse).status_code == 404


def test_un_autre_candidat_404_les_autres_profils_403(client_de):
    resultat, _ = un_admis()
    voisin = un_compte_de_candidat(des_resultats(1)[0].candidature)
    inconnu = client_de(voisin).get("/espace-candidat/resultats/999999999/")
    for adresse in adresses(resultat.candidature):
        reponse = client_de(voisin).get(adresse)
        assert (reponse.status_code, corps(reponse)) == (404, corps(inconnu))
        for autre in (un_gestionnaire(), un_chef(), un_coordinateur(), un_utilisateur("jury")):
            assert client_de(autre).get(adresse).status_code == 403
    assert client_de(un_gestionnaire()).get(ESPACE).status_code == 403


def test_un_visiteur_est_renvoye_a_la_connexion(client):
    resultat, _ = un_admis()
    for adresse in (ESPACE, *adresses(resultat.candidature)):
        assert client.get(adresse)["Location"].startswith("/connexion/")


@pytest.mark.exigence("RES-08", "HAR-11")
def test_un_presume_fraudeur_lit_une_phrase_neutre_et_rien_d_autre(client_de):
    resultat, compte = un_admis(fraude_presumee=True, mention="Mention bien")
    client = client_de(compte)
    page, fiche, releves, copies = [client.get(adresse) for adresse in adresses(resultat.candidature)]
    assert "Votre situation est en cours d’examen" in page.content.decode()
    assert "Admis" not in page.content.decode()
    assert fiche.status_code == 404
    assert "Aucun relevé de notes" in releves.content.decode()
    assert "Aucune copie" in copies.content.decode()


def test_sans_resultat_proclame_une_phrase_le_dit(client_de):
    candidature = des_candidatures(1)[0]
    un_service(NatureService.CANDIDATS)
    client = client_de(un_compte_de_candidat(candidature))
    assert "Votre résultat n’est pas disponible" in client.get(adresses(candidature)[0]).content.decode()
    assert client.get(adresses(candidature)[1]).status_code == 404


def test_une_rectification_se_voit_aussitot(client_de):
    resultat, compte = un_admis()
    client, adresse = client_de(compte), adresses(resultat.candidature)[0]
    premier = client.get(adresse)
    un_resultat(resultat.candidature, "AJOURNE", libelle="Refusé")
    second = client.get(adresse)
    assert ("Admis" in premier.content.decode(), "Refusé" in second.content.decode()) == (True, True)
    assert "version n° 2" in second.content.decode()
    assert premier["ETag"] != second["ETag"]


def test_un_compte_voit_toutes_ses_inscriptions_meme_venues_apres(client_de):
    resultat, compte = un_admis()
    numero = resultat.candidature.numero
    des_candidatures(1, numero=numero, inscription="003")
    des_candidatures(1, numero=numero, inscription="004", date_naissance="2008-01-01")
    page = client_de(compte).get(ESPACE).content.decode()
    assert f"{numero} - 002" in page
    assert f"{numero} - 003" in page
    assert f"{numero} - 004" not in page


@pytest.mark.parametrize("nombre", [1, 3])
def test_l_espace_coute_le_meme_nombre_de_requetes(client_de, nombre, django_assert_num_queries):
    resultat, compte = un_admis()
    for rang in range(1, nombre):
        des_candidatures(1, numero=resultat.candidature.numero, inscription=f"00{rang + 2}")
    client = client_de(compte)
    with django_assert_num_queries(6):
        client.get(ESPACE)


@pytest.mark.exigence("SEC-02")
def test_le_resultat_ne_se_garde_que_chez_le_candidat(client_de):
    resultat, compte = un_admis()
    client, adresse = client_de(compte), adresses(resultat.candidature)[0]
    reponse = client.get(adresse)
    assert set(reponse["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert client.get(adresse, headers={"If-None-Match": reponse["ETag"]}).status_code == 304
    temoin = reponse.cookies["billet"]
    assert (temoin["httponly"], temoin["path"], temoin["max-age"]) == (True, "/espace-candidat/", 600)


# ------------------------------------------------------------------------------------- transcripts


def releves_de(candidature):
    return adresses(candidature)[2]


@pytest.mark.exigence("RES-06")
def test_le_releve_se_telecharge_autant_qu_on_veut_une_fois_sa_date_venue(client_de):
    ecole = Ecole(2)
    ecole.publier()
    sien, autre = ecole.candidatures
    client = client_de(un_compte_de_candidat(sien))
    releve, etranger = sien.releves.get(), autre.releves.get()
    adresse = f"{releves_de(sien)}{releve.pk}.pdf"
    assert client.get(adresse).status_code == 404
    ecole.ouvrir(NatureService.CANDIDATS)
    assert adresse in client.get(releves_de(sien)).content.decode()
    for _ in range(2):
        reponse = client.get(adresse)
        assert (reponse.status_code, b"".join(reponse.streaming_content)[:5]) == (200, b"%PDF-")
    assert Entree.objects.filter(acte="releve.telecharger").count() == 2
    assert client.get(f"{releves_de(sien)}{etranger.pk}.pdf").status_code == 404
    assert client.get(f"{releves_de(autre)}{etranger.pk}.pdf").status_code == 404
    assert client_de(un_chef(ecole.etablissement)).get(adresse).status_code == 403


@pytest.mark.exigence("RES-06", "RES-08")
def test_avant_sa_date_ou_retire_le_releve_n_existe_pas(client_de):
    ecole = Ecole(1)
    generation = ecole.publier(dans=timedelta(hours=1))
    ecole.ouvrir(NatureService.CANDIDATS)
    candidature = ecole.candidatures[0]
    client = client_de(un_compte_de_candidat(candidature))
    adresse = f"{releves_de(candidature)}{candidature.releves.get().pk}.pdf"
    assert "Aucun relevé de notes" in client.get(releves_de(candidature)).content.decode()
    assert client.get(adresse).status_code == 404
    type(generation).objects.update(disponible_le=timezone.now() - timedelta(minutes=1))
    assert client.get(adresse).status_code == 200
    candidature.fraude_inscrite = True
    candidature.save()
    assert client.get(adresse).status_code == 404


# ------------------------------------------------------------------------------- copies and reports


@pytest.fixture
def publiee():
    """A candidate with a published, transmitted copy in the same examination as its result."""
    resultat, compte = un_admis()
    decor = Scene(pages=2)
    composition = decor.une_copie_corrigee(
        numero=resultat.candidature.numero, inscription=resultat.candidature.inscription, utilisateur=compte
    )
    decor.transmettre(composition)
    decor.epreuve.publiee_le = timezone.now()
    decor.epreuve.save()
    DelaiSignalement.objects.create(
        examen=decor.epreuve.examen,
        session=decor.epreuve.session,
        academie=decor.epreuve.academie,
        jusqu_au=timezone.now() + timedelta(days=1),
        defini_le=timezone.now(),
        defini_par=decor.gestionnaire,
    )
    decor.composition, decor.compte, decor.candidature = composition, compte, resultat.candidature
    decor.copie = Copie.objects.get(composition=composition)
    decor.copies = adresses(decor.candidature)[3]
    decor.signaler = f"{decor.copies}{decor.copie.cle}/signaler/"
    return decor


def test_le_candidat_voit_sa_copie_et_la_signale(publiee, client_de):
    client = client_de(publiee.compte)
    page = client.get(publiee.copies).content.decode()
    assert f"/copies/{publiee.copie.cle}/" in page
    assert publiee.signaler in page
    assert client.get(f"/copies/{publiee.copie.cle}/").status_code == 200
    assert "Page 2" in client.get(publiee.signaler).content.decode()
    envoi = {"defaut": "illisible", "page": "2", "precision": "Le bas est coupé."}
    assert client.post(publiee.signaler, envoi).status_code == 302
    assert client.post(publiee.signaler, envoi).status_code == 409
    signalement = SignalementCandidat.objects.get()
    assert (signalement.page, signalement.signale_par, signalement.composition) == (
        2, publiee.compte, publiee.composition,
    )  # fmt: skip
    page = client.get(publiee.copies).content.decode()
    assert "Déjà signalée" in page
    assert "Page illisible ou floue (page 2) – Le bas est coupé." in page
    assert "En attente" in page
    assert Entree.objects.filter(acte="copie.signaler_par_le_candidat").exists()


def test_le_signalement_arrive_a_la_numerisation_qui_repond_une_fois(publiee, client_de):
    candidat, numerisation = client_de(publiee.compte), client_de(publiee.gestionnaire)
    candidat.post(publiee.signaler, {"defaut": "manquante", "page": "", "precision": ""})
    ecran = f"/numerisation/epreuves/{publiee.epreuve.pk}/signalements/"
    assert "Page manquante (toute la copie)" in numerisation.get(ecran).content.decode()
    signalement = SignalementCandidat.objects.get()
    repondre = f"/numerisation/signalements-de-candidats/{signalement.pk}/repondre/"
    assert numerisation.post(repondre, {"reponse": "  "}).status_code == 409
    assert numerisation.post(repondre, {"reponse": "La page a été numérisée de nouveau."}).status_code == 302
    assert numerisation.post(repondre, {"reponse": "Encore"}).status_code == 409
    assert "Aucun signalement de candidat" in numerisation.get(ecran).content.decode()
    page = candidat.get(publiee.copies).content.decode()
    assert "La page a été numérisée de nouveau." in page
    assert publiee.signaler in page
    for personne, statut in (
        (un_gestionnaire(une_academie(code="A10")), 404),
        (un_coordinateur(publiee.epreuve), 403),
        (publiee.compte, 403),
    ):
        assert client_de(personne).post(repondre, {"reponse": "x"}).status_code == statut


@pytest.mark.parametrize(
    ("envoi", "faute"),
    [
        ({"defaut": "identite", "page": ""}, "choix valide"),
        ({"defaut": "illisible", "page": "3"}, "choix valide"),
        ({"defaut": "", "page": ""}, "obligatoire"),
    ],
)
def test_un_signalement_mal_rempli_est_explique(publiee, client_de, envoi, faute):
    reponse = client_de(publiee.compte).post(publiee.signaler, envoi)
    assert (reponse.status_code, faute in reponse.content.decode()) == (200, True)
    assert not SignalementCandidat.objects.exists()


def test_apres_le_delai_ou_sans_delai_on_ne_signale_plus(publiee, client_de):
    client, envoi = client_de(publiee.compte), {"defaut": "illisible", "page": ""}
    DelaiSignalement.objects.update(jusqu_au=timezone.now())
    assert "Le délai pour signaler" in client.get(publiee.copies).content.decode()
    assert client.post(publiee.signaler, envoi).status_code == 409
    DelaiSignalement.objects.all().delete()
    assert "ne sont pas ouverts" in client.get(publiee.copies).content.decode()
    assert client.post(publiee.signaler, envoi).status_code == 409
    assert not SignalementCandidat.objects.exists()


@pytest.mark.exigence("HAR-11", "SEC-02")
def test_la_copie_d_un_autre_ou_d_un_presume_fraudeur_n_est_nulle_part(publiee, client_de):
    autre, compte = un_admis(ouvert=False)
    etranger = f"{adresses(autre.candidature)[3]}{publiee.copie.cle}/signaler/"
    assert client_de(compte).get(etranger).status_code == 404
    client = client_de(publiee.compte)
    presumer_fraude(publiee.composition, motif="téléphone", par=publiee.gestionnaire, le=timezone.now())
    assert str(publiee.copie.cle) not in client.get(publiee.copies).content.decode()
    assert client.get(publiee.signaler).status_code == 404
    assert client.get(f"/copies/{publiee.copie.cle}/").status_code == 404


def test_la_copie_attend_la_publication_de_son_epreuve(publiee, client_de):
    publiee.epreuve.publiee_le = None
    publiee.epreuve.save()
    client = client_de(publiee.compte)
    assert "Aucune copie n’est consultable" in client.get(publiee.copies).content.decode()
    assert client.get(publiee.signaler).status_code == 404


@pytest.mark.parametrize("nombre", [1, 3])
def test_les_copies_coutent_le_meme_nombre_de_requetes(publiee, client_de, nombre, django_assert_num_queries):
    for _ in range(1, nombre):
        decor = Scene()
        composition = decor.une_copie_corrigee()
        composition.candidat = publiee.composition.candidat
        composition.save()
        decor.transmettre(composition)
        decor.epreuve.publiee_le = timezone.now()
        decor.epreuve.save()
    client = client_de(publiee.compte)
    with django_assert_num_queries(9):
        page = client.get(publiee.copies).content.decode()
    assert page.count("Signaler un problème de numérisation<") == nombre


def test_le_gestionnaire_fixe_le_delai_et_le_journal_le_dit(client_de):
    des_candidatures(1)
    gestionnaire = un_gestionnaire()
    client = client_de(gestionnaire)
    adresse = "/espace-candidat/acces/BCP/2027-06/A14/delai/"
    assert client.post(adresse, {"jusqu_au": "2020-01-01T08:00"}).status_code == 409
    assert client.post(adresse, {"jusqu_au": "demain"}).status_code == 409
    assert client.post(adresse, {"jusqu_au": "2099-07-31T18:00"}).status_code == 302
    assert client.post(adresse, {"jusqu_au": "2099-08-31T18:00"}).status_code == 302
    assert DelaiSignalement.objects.get().jusqu_au.isoformat() == "2099-08-31T16:00:00+00:00"
    entree = Entree.objects.filter(acte="signalement.fixer_le_delai").latest("id")
    assert entree.avant == "2099-07-31T16:00:00Z"


def test_les_tuiles_sont_celles_de_chacun(client_de):
    _, compte = un_admis()
    assert "Résultats publiés" in client_de(compte).get("/").content.decode()
    chef = client_de(un_chef(un_etablissement())).get("/").content.decode()
    assert "Accès des candidats" in chef
    assert "Mon espace" not in chef
    assert "Accès des candidats" not in client_de(un_utilisateur("correcteur")).get("/").content.decode()


def test_un_candidat_sans_rattachement_lit_une_phrase(client_de):
    un_candidat()
    page = client_de(un_utilisateur("candidat")).get(ESPACE).content.decode()
    assert "Aucune inscription n’est rattachée" in page
