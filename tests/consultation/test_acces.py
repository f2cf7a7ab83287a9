"""Who sees which copy, by every door: list, viewer, page image, thumbnail, PDF, ZIP, API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resultats.models import NatureService, Service
from santorin.copies.actions import presumer_fraude
from santorin.copies.fichiers import ouvrir
from santorin.journal.models import Entree
from telechargement.processus import telechargement
from tests.fabriques import (
    un_chef,
    un_coordinateur,
    un_etablissement,
    un_gestionnaire,
    un_utilisateur,
    une_academie,
    une_composition,
    une_epreuve,
)
from tests.fabriques.comptes import jeton_de
from tests.fabriques.resultats import des_candidatures, un_service

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("SEC-02", "EDI-01")]


def portes(copie):
    """Every address at which a copy can be had."""
    return [
        f"/copies/{copie.cle}/",
        f"/copies/{copie.cle}/pages/1",
        f"/copies/{copie.cle}/pages/1/vignette",
        f"/copies/{copie.cle}/copie.pdf",
    ]


def lire(reponse):
    """The body, read to its end as a browser does."""
    return b"".join(reponse.streaming_content) if reponse.streaming else reponse.content


def reponses(client, copie):
    recues = [client.get(porte) for porte in portes(copie)]
    for recue in recues:
        lire(recue)
    return [recue.status_code for recue in recues]


def ouvrir_page(page):
    """The stored scan."""
    return ouvrir(page.sha256, page.type_mime)


def un_candidat_connecte(composition):
    """The candidate's own account."""
    utilisateur = un_utilisateur("candidat")
    composition.candidat.utilisateur = utilisateur
    composition.candidat.save()
    return utilisateur


def test_l_etablissement_et_le_gestionnaire_voient_une_copie_transmise(transmise, client_de):
    for personne in (transmise.chef, transmise.gestionnaire):
        assert reponses(client_de(personne), transmise.copie) == [200] * 4


@pytest.mark.exigence("EDI-01", "HAR-10")
def test_une_copie_non_transmise_n_est_nulle_part(scene, client_de):
    decor = scene()
    composition = decor.une_copie_corrigee()
    for personne in (decor.chef, decor.gestionnaire):
        assert reponses(client_de(personne), composition.copie) == [404] * 4


def test_les_voisins_recoivent_404_et_les_profils_sans_droit_403(transmise, client_de):
    ailleurs = une_academie(code="A10")
    voisins = [
        un_chef(un_etablissement()),
        un_gestionnaire(ailleurs),
        un_chef(un_etablissement(academie=ailleurs)),
    ]
    for voisin in voisins:
        assert reponses(client_de(voisin), transmise.copie) == [404] * 4
    sans_droit = [un_coordinateur(transmise.epreuve), un_utilisateur("correcteur"), un_utilisateur("jury")]
    for personne in sans_droit:
        assert reponses(client_de(personne), transmise.copie) == [403] * 4


def test_un_visiteur_est_renvoye_a_la_connexion(transmise, client):
    assert reponses(client, transmise.copie) == [302] * 4


@pytest.mark.exigence("EDI-05")
def test_le_gestionnaire_n_edite_pas_les_copies_harmonisees(scene, client_de):
    decor = scene("harmonisee")
    composition = decor.une_copie_corrigee()
    decor.transmettre(composition)
    assert reponses(client_de(decor.gestionnaire), composition.copie) == [404] * 4
    assert reponses(client_de(decor.chef), composition.copie) == [200] * 4
    ecran = client_de(decor.gestionnaire).get(f"/copies/epreuves/{decor.epreuve.pk}/")
    assert "Les copies harmonisées ne s’éditent pas depuis la clôture" in ecran.content.decode()


@pytest.mark.exigence("API-01", "EDI-01", "EDI-04", "EDI-05", "HAR-10")
def test_l_interface_dit_pourquoi_les_copies_d_une_epreuve_sont_fermees_dans_les_mots_de_l_ecran(
    scene, client, client_de
):
    decor = scene("harmonisee")
    composition = decor.une_copie_corrigee()
    adresse = f"/api/v1/copies/epreuves/{decor.epreuve.pk}/"
    lue = client.get(adresse, headers=jeton_de(decor.chef)).json()
    assert "à la validation de l’harmonisation" in lue["obstacle"]
    assert (lue["copies"], lue["archivables"]) == (0, 0)
    decor.transmettre(composition)
    lue = client.get(adresse, headers=jeton_de(decor.gestionnaire)).json()
    assert lue["obstacle"].startswith("Les copies harmonisées ne s’éditent pas depuis la clôture")
    ecran = client_de(decor.gestionnaire).get(f"/copies/epreuves/{decor.epreuve.pk}/").text
    assert lue["obstacle"] in ecran.replace("&amp;", "&")
    refus = client.post(
        "/api/v1/copies/zip/",
        {"epreuves": [decor.epreuve.pk]},
        content_type="application/json",
        headers=jeton_de(decor.gestionnaire),
    )
    assert (refus.status_code, refus.json()["message"]) == (409, lue["obstacle_zip"])
    assert lue["obstacle_zip"] == lue["obstacle"]
    assert client.get(adresse, headers=jeton_de(decor.chef)).json() == {
        "cle": decor.epreuve.pk,
        "libelle": str(decor.epreuve),
        "copies": 1,
        "obstacle": None,
        "archivables": 1,
        "obstacle_zip": None,
    }
    assert client.get(adresse, headers=jeton_de(un_chef(un_etablissement()))).status_code == 404
    assert client.get(adresse, headers=jeton_de(un_utilisateur("jury"))).status_code == 403
    assert client.get(adresse).status_code == 401


@pytest.mark.exigence("TEL-03")
def test_la_liste_rouge_n_exclut_pas(scene, client_de):
    decor = scene()
    composition = decor.une_copie_corrigee(liste_rouge=True)
    decor.transmettre(composition)
    assert reponses(client_de(decor.chef), composition.copie) == [200] * 4


def ouvrir_aux_candidats(epreuve):
    """The publication of its examination's results to candidates."""
    return un_service(
        NatureService.CANDIDATS, academie=epreuve.academie, examen=epreuve.examen, session=epreuve.session
    )


def presumer_ici(transmise):
    """In this very épreuve."""
    presumer_fraude(transmise.composition, motif="téléphone", par=transmise.gestionnaire, le=timezone.now())


def presumer_a_une_autre_epreuve(transmise):
    """The copies of the candidate, not the copy: another épreuve of the registration withholds this one too."""
    autre = une_composition(
        une_epreuve(academie=transmise.epreuve.academie), candidat=transmise.composition.candidat
    )
    presumer_fraude(autre, motif="téléphone", par=transmise.gestionnaire, le=timezone.now())


def presumer_dans_cyclades(transmise):
    """Where registrations are held, whatever Santorin knows."""
    candidat = transmise.composition.candidat
    des_candidatures(1, numero=candidat.numero, inscription=candidat.inscription, fraude_presumee=True)


@pytest.mark.exigence("TEL-03", "HAR-11")
@pytest.mark.parametrize("presumer", [presumer_ici, presumer_a_une_autre_epreuve, presumer_dans_cyclades])
def test_un_presume_fraudeur_n_est_nulle_part_pour_l_etablissement_ni_pour_le_candidat(
    transmise, client_de, presumer
):
    candidat = un_candidat_connecte(transmise.composition)
    transmise.epreuve.publiee_le = timezone.now()
    transmise.epreuve.save()
    ouvrir_aux_candidats(transmise.epreuve)
    chef, lui = client_de(transmise.chef), client_de(candidat)
    assert reponses(chef, transmise.copie) == reponses(lui, transmise.copie) == [200] * 4
    presumer(transmise)
    assert reponses(chef, transmise.copie) == reponses(lui, transmise.copie) == [404] * 4
    for adresse in ("/telechargement/", f"/copies/epreuves/{transmise.epreuve.pk}/"):
        page = chef.get(adresse).content.decode()
        assert str(transmise.copie.cle) not in page
        assert "GUYLESTE" not in page
    entetes = jeton_de(transmise.chef)
    assert chef.get("/api/v1/copies/", headers=entetes).json()["lignes"] == []
    assert chef.get("/api/v1/copies/choix/", headers=entetes).json() == {"divisions": [], "epreuves": []}
    assert chef.get("/telechargement/").context["archivables"] == 0
    assert {tuile.indicateurs for groupe in telechargement(transmise.chef) for tuile in groupe.tuiles} == {
        (("Copies disponibles", "0"),)
    }
    for suite in ("", "pdf/", "pages/1/"):
        assert chef.get(f"/api/v1/copies/{transmise.copie.cle}/{suite}", headers=entetes).status_code == 404
    assert (
        chef.post("/api/v1/copies/zip/", {}, content_type="application/json", headers=entetes).status_code
        == 409
    )
    assert chef.post("/telechargement/zip/").status_code == 409


@pytest.mark.exigence("HAR-11")
@pytest.mark.parametrize("presumer", [presumer_ici, presumer_dans_cyclades])
def test_le_gestionnaire_voit_la_copie_d_un_presume_fraudeur_signalee_comme_telle(
    transmise, client_de, presumer
):
    presumer(transmise)
    client = client_de(transmise.gestionnaire)
    assert reponses(client, transmise.copie) == [200] * 4
    assert "Présomption de fraude" in client.get(portes(transmise.copie)[0]).content.decode()
    entetes = jeton_de(transmise.gestionnaire)
    (ligne,) = client.get("/api/v1/copies/", headers=entetes).json()["lignes"]
    lue = client.get(f"/api/v1/copies/{transmise.copie.cle}/", headers=entetes).json()
    assert (ligne["fraude_presumee"], lue["fraude_presumee"]) == (True, True)


@pytest.mark.exigence("RES-08")
def test_le_candidat_voit_sa_copie_une_fois_l_epreuve_publiee_et_jamais_celle_d_un_autre(
    transmise, client_de
):
    lui, autre = un_candidat_connecte(transmise.composition), un_utilisateur("candidat")
    assert reponses(client_de(lui), transmise.copie) == [404] * 4
    transmise.epreuve.publiee_le = timezone.now()
    transmise.epreuve.save()
    # RES-08: the mark is published in Cyclades, the results are not open to candidates yet.
    assert reponses(client_de(lui), transmise.copie) == [404] * 4
    service = ouvrir_aux_candidats(transmise.epreuve)
    assert reponses(client_de(lui), transmise.copie) == [200] * 4
    Service.objects.filter(pk=service.pk).update(ouvre_le=timezone.now() + timedelta(minutes=1))
    assert reponses(client_de(lui), transmise.copie) == [404] * 4
    Service.objects.filter(pk=service.pk).update(ouvre_le=timezone.now())
    assert reponses(client_de(lui), transmise.copie) == [200] * 4
    assert reponses(client_de(autre), transmise.copie) == [404] * 4
    assert client_de(lui).get("/telechargement/").status_code == 403


@pytest.mark.exigence("API-01")
def test_l_interface_donne_la_liste_la_copie_et_le_pdf_dans_le_perimetre_du_jeton(transmise, client):
    entetes = jeton_de(transmise.chef)
    ligne = client.get("/api/v1/copies/?q=guyleste", headers=entetes).json()["lignes"][0]
    assert ligne["cle"] == str(transmise.copie.cle)
    copie = client.get(f"/api/v1/copies/{ligne['cle']}/", headers=entetes).json()
    assert copie["note"] == "13,5"
    assert [detail["note"] for detail in copie["detail"]] == ["6", "4,5", "3"]
    pdf = client.get(f"/api/v1/copies/{ligne['cle']}/pdf/", headers=entetes)
    assert lire(pdf).startswith(b"%PDF-")
    page = client.get(f"/api/v1/copies/{ligne['cle']}/pages/1/", headers=entetes)
    with ouvrir_page(transmise.copie.pages.get()) as fichier:
        assert lire(page) == fichier.read()
    offre = client.get("/api/v1/copies/choix/", headers=entetes).json()
    assert offre["epreuves"] == [{"cle": transmise.epreuve.pk, "libelle": str(transmise.epreuve)}]
    assert offre["divisions"] == [transmise.composition.candidat.division]
    voisin = jeton_de(un_chef(un_etablissement()))
    assert client.get(f"/api/v1/copies/{ligne['cle']}/pages/1/", headers=voisin).status_code == 404
    assert client.get("/api/v1/copies/", headers=voisin).json()["total"] == 0
    assert client.get(f"/api/v1/copies/{ligne['cle']}/pdf/", headers=voisin).status_code == 404
    sans_droit = jeton_de(un_utilisateur("jury"))
    assert client.get("/api/v1/copies/", headers=sans_droit).status_code == 403
    assert client.get("/api/v1/copies/").status_code == 401


@pytest.mark.exigence("SEC-01")
def test_chaque_consultation_et_chaque_telechargement_laissent_une_trace(transmise, client_de):
    client = client_de(transmise.chef)
    client.get(portes(transmise.copie)[0])
    pdf = client.get(portes(transmise.copie)[3])
    lire(pdf)
    lire(client.get(portes(transmise.copie)[3], headers={"Range": "bytes=100-"}))
    client.get(portes(transmise.copie)[3], headers={"If-None-Match": pdf["ETag"]})
    actes = Entree.objects.filter(fil__nom=f"copie:{transmise.copie.pk}").order_by("numero")
    assert list(actes.values_list("acte", "auteur")) == [
        ("copie.consulter", transmise.chef.username),
        ("copie.telecharger", transmise.chef.username),
    ]


def test_un_droit_retire_ferme_aussitot_la_copie(transmise, client_de):
    client = client_de(transmise.chef)
    assert reponses(client, transmise.copie) == [200] * 4
    transmise.chef.habilitations.all().delete()
    assert reponses(client, transmise.copie) == [403] * 4


def test_une_page_remplacee_ne_se_voit_plus(transmise, client_de):
    transmise.copie.pages.update(remplacee_le=timezone.now() - timedelta(minutes=1))
    client = client_de(transmise.chef)
    assert client.get(portes(transmise.copie)[1]).status_code == 404
