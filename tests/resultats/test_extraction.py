"""« Extraire des notes »: criteria shown and applied, files read back (RES-02)."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cyclades.models import Candidature
from resultats.actions import extraction as actions
from resultats.actions.extraction import extraire_par_traitement
from resultats.demandes import extraire_les_notes
from resultats.lectures.extraction import OUI, TOUS, Demande, Extraction, arbre, criteres_fixes
from resultats.lectures.perimetres import perimetre_de, perimetres
from resultats.models import NatureService
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import executer
from santorin.traitements.models import Traitement
from tests.fabriques import (
    un_chef,
    un_etablissement,
    un_gestionnaire,
    une_academie,
    une_session,
    une_specialite,
)
from tests.fabriques.resultats import des_candidatures, des_resultats, un_resultat, un_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def lycee():
    return un_etablissement()


@pytest.fixture
def chef(lycee):
    return un_chef(lycee)


@pytest.fixture
def ouvert(lycee):
    return un_service(NatureService.EXTRACTION)


def perimetre(chef, lycee):
    return perimetre_de(chef, lycee.uai, "BCP", "2027-06")


def adresse(lycee, nom="extraction"):
    return reverse(f"resultats_etablissement:{nom}", args=[lycee.uai, "BCP", "2027-06"])


def lire_csv(reponse):
    octets = b"".join(reponse.streaming_content)
    assert octets.startswith(b"\xef\xbb\xbf")
    texte = octets.decode("utf-8-sig")
    assert texte.count("\r\n") == texte.count("\n")
    return list(csv.reader(io.StringIO(texte, newline=""), delimiter=";"))


def noms(chef, lycee, **demande):
    extraction = Extraction(perimetre(chef, lycee), Demande(**demande))
    lignes = list(extraction.lignes())[1:]
    assert len(lignes) == extraction.nombre()
    return [ligne[0] for ligne in lignes]


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ").replace("&amp;", "&")


@pytest.mark.exigence("RES-02")
def test_ferme_l_ecran_dit_la_phrase_du_document_et_rien_d_autre(chef, lycee, client_de):
    des_resultats(1, etablissement=lycee)
    le = timezone.now()
    un_service(NatureService.EXTRACTION, ouvre_le=le + timedelta(days=1), ferme_le=le + timedelta(days=2))
    client = client_de(chef)
    page = client.get(adresse(lycee))
    assert "Service extraction des notes établissement ouvert du " in texte(page)
    assert 'id="extraction"' not in texte(page)
    assert client.post(adresse(lycee), {"acte": "csv"}).status_code == 409
    assert client.post(adresse(lycee, "extraction_compter")).status_code == 409


@pytest.mark.exigence("RES-02")
def test_les_criteres_montres_sont_ceux_du_document(chef, lycee, ouvert, client_de):
    des_resultats(1, etablissement=lycee)
    page = client_de(chef).post(adresse(lycee), {"acte": "criteres", "liste_rouge": "non"})
    montres = [(c.libelle, c.valeur) for c in page.context["fixes"]]
    assert montres == [
        ("L’état", "Inscrit"),
        ("Le mode de notation", "Saisie et calculée"),
        ("L’établissement d’inscription", str(lycee)),
        ("La position épreuve", "Inscrit & Bénéfice"),
        ("La présomption de fraude", "Non"),
    ]
    for libelle, valeur in montres:
        assert libelle in texte(page)
        assert valeur in texte(page)
    assert page.context["volet"] == "criteres"
    assert page.context["form"]["liste_rouge"].value() == "non"


@pytest.mark.exigence("RES-02")
def test_chaque_critere_fixe_montre_est_applique(chef, lycee):
    [garde] = des_resultats(1, etablissement=lycee, nom="GARDÉ")
    des_resultats(1, etablissement=lycee, nom="FRAUDE", fraude_presumee=True)
    des_resultats(1, etablissement=un_etablissement(), nom="AILLEURS")
    des_resultats(1, etablissement=lycee, nom="ROUGE", liste_rouge=True)
    [annule] = des_resultats(1, etablissement=lycee, nom="ANNULÉ")
    Candidature.objects.filter(pk=annule.candidature_id).update(etat="annule")
    assert noms(chef, lycee) == ["GARDÉ"]
    assert garde.candidature.etat == "inscrit"
    # Each of the criteria on candidates leaves somebody out: none is there for show.
    ecartes = {c.libelle for c in criteres_fixes(perimetre(chef, lycee)) if c.filtre or c.retient}
    assert len(ecartes) == 5


@pytest.mark.exigence("RES-02")
def test_la_liste_rouge_est_modifiable(chef, lycee):
    des_resultats(1, etablissement=lycee, nom="BLANC")
    des_resultats(1, etablissement=lycee, nom="ROUGE", liste_rouge=True)
    assert noms(chef, lycee) == ["BLANC"]
    assert noms(chef, lycee, liste_rouge=OUI) == ["ROUGE"]
    assert noms(chef, lycee, liste_rouge=TOUS) == ["BLANC", "ROUGE"]


@pytest.mark.exigence("RES-02")
def test_l_arbre_restreint(chef, lycee):
    une_specialite()
    des_resultats(
        1, etablissement=lycee, nom="AZUR", division="TA", specialite="31202", mention="Bien", affichage="14,50",
        groupe_decision="11",
    )  # fmt: skip
    des_resultats(1, "AJOURNE", etablissement=lycee, nom="BRUN", division="TB", affichage="9,99")
    [sans_e52] = des_candidatures(1, etablissement=lycee, nom="CORAIL", epreuves=(("E99", "Autre"),))
    un_resultat(sans_e52, epreuves=(("E99", "Autre", "10", "1"),), affichage="200 points")
    assert noms(chef, lycee) == ["AZUR", "BRUN", "CORAIL"]
    assert noms(chef, lycee, divisions=("TB",)) == ["BRUN"]
    assert noms(chef, lycee, specialites=("31202",)) == ["AZUR"]
    assert noms(chef, lycee, decisions=("AJOURNE",)) == ["BRUN"]
    assert noms(chef, lycee, mentions=("Bien",)) == ["AZUR"]
    assert noms(chef, lycee, mentions=("(sans mention)",)) == ["BRUN", "CORAIL"]
    assert noms(chef, lycee, epreuves=("E99",)) == ["CORAIL"]
    assert noms(chef, lycee, moyenne_min=Decimal(10), moyenne_max=Decimal("14.5")) == ["AZUR"]
    assert noms(chef, lycee, moyenne_min=Decimal(200)) == ["CORAIL"]
    assert noms(chef, lycee, groupe="11") == ["AZUR"]
    assert noms(chef, lycee, groupe="-") == ["BRUN", "CORAIL"]
    offerts = arbre(perimetre(chef, lycee))
    assert offerts.divisions == [("TA", "TA"), ("TB", "TB"), ("TCOM1", "TCOM1")]
    assert [code for code, _ in offerts.epreuves] == ["E51", "E99", "E52"]


@pytest.mark.exigence("RES-02")
def test_seule_la_derniere_version_sort(chef, lycee):
    [premiere] = des_resultats(1, etablissement=lycee, affichage="9,00")
    un_resultat(premiere.candidature, affichage="12,00")
    lignes = list(Extraction(perimetre(chef, lycee), Demande()).lignes())
    assert len(lignes) == 2
    assert Decimal("12.00") in lignes[1]


@pytest.mark.exigence("RES-02")
def test_le_csv_s_ouvre_bien(chef, lycee, ouvert, client_de):
    [resultat] = des_resultats(1, etablissement=lycee, nom="=CMD", prenoms="Œil", mention="Bien")
    saisie = {
        "acte": "csv",
        "liste_rouge": "non",
        "identite": "on",
        "identification": "on",
        "naissance": "on",
    }
    reponse = client_de(chef).post(adresse(lycee), saisie)
    assert reponse["Content-Type"] == "text/csv; charset=utf-8"
    assert f'filename="notes_BCP_2027-06_{lycee.uai}.csv"' in reponse["Content-Disposition"]
    entete, ligne = lire_csv(reponse)
    assert dict(zip(entete, ligne, strict=True)) == {
        "Nom de famille": "'=CMD",
        "Prénoms": "Œil",
        "Candidature": f"{resultat.candidature.numero} - 002",
        "Version": "1",
        "Date de naissance": "01/01/2009",
        "Division": "TCOM1",
        "Spécialité": "",
        "Groupe de décision": "",
        "E51 Économie-gestion": "12",
        "E52 Français": "9,5",
        "Épreuves en bénéfice": "",
        "Décision": "Admis",
        "Moyenne ou total": "10,50",
        "Mention": "Bien",
    }


@pytest.mark.exigence("RES-02")
def test_sans_case_cochee_personne_n_est_nomme(chef, lycee, ouvert, client_de):
    des_resultats(1, etablissement=lycee, ine="123456789AB")
    entete, ligne = lire_csv(client_de(chef).post(adresse(lycee), {"acte": "csv", "liste_rouge": "non"}))
    assert entete[0] == "Division"
    assert not {"GUYLESTE", "Fazia", "123456789AB"} & set(ligne)


@pytest.mark.exigence("RES-02")
def test_le_classeur_se_relit_egal(chef, lycee, ouvert, client_de):
    des_resultats(2, etablissement=lycee, nom="=1+1", ine="123456789AB")
    saisie = {"acte": "xlsx", "liste_rouge": "non", "identite": "on", "ine": "on", "naissance": "on"}
    reponse = client_de(chef).post(adresse(lycee), saisie)
    feuille = openpyxl.load_workbook(io.BytesIO(b"".join(reponse.streaming_content))).active
    entete, ligne, _ = feuille.iter_rows()
    lu = {titre.value: cellule for titre, cellule in zip(entete, ligne, strict=True)}
    assert (lu["Nom de famille"].value, lu["Nom de famille"].data_type) == ("=1+1", "s")
    assert lu["INE"].value == "123456789AB"
    assert lu["Date de naissance"].value.date() == date(2009, 1, 1)
    assert (lu["E52 Français"].value, lu["E52 Français"].data_type) == (9.5, "n")


@pytest.mark.exigence("RES-02")
def test_une_dispense_reste_vide_et_un_benefice_est_nomme(chef, lycee):
    [candidature] = des_candidatures(1, etablissement=lycee)
    resultat = un_resultat(candidature)
    epreuves = [dict(epreuve) for epreuve in resultat.epreuves]
    epreuves[0] |= {"position": "Bénéfice"}
    epreuves[1] |= {"position": "Dispensé", "note": "DI"}
    un_resultat(candidature).__class__.objects.create(
        candidature=candidature, numero=3, decision="ADMIS", libelle="Admis", affichage="12,00", reglement="x",
        epreuves=epreuves, fiche=[], empreinte="0" * 64, etabli_le=timezone.now(),
    )  # fmt: skip
    entete, ligne = Extraction(perimetre(chef, lycee), Demande()).lignes()
    lu = dict(zip(entete, ligne, strict=True))
    assert lu["E51 Économie-gestion"] == Decimal(12)
    assert lu["Épreuves en bénéfice"] == "E51"
    assert "E52 Français" not in lu


@pytest.mark.exigence("RES-02", "SEC-01")
def test_chaque_extraction_est_au_journal(chef, lycee, ouvert, client_de):
    des_resultats(1, etablissement=lycee)
    saisie = {"acte": "csv", "liste_rouge": "tous", "identite": "on", "ine": "on"}
    lire_csv(client_de(chef).post(adresse(lycee), saisie))
    entree = Entree.objects.get(acte="resultats.extraire")
    assert entree.auteur == chef.username
    assert entree.apres["donnees"] == ["nom et prénom", "INE"]
    assert ["La présence sur liste rouge", "Oui ou non"] in entree.apres["criteres"]


@pytest.mark.exigence("RES-02")
@pytest.mark.parametrize(
    "faute",
    [
        {"liste_rouge": "peut-être"}, {"liste_rouge": ""}, {"divisions": "TB' OR 1=1"}, {"divisions": "x\x00y"},
        {"decisions": "ROI"}, {"moyenne_min": "NaN"}, {"moyenne_min": "1e9999"}, {"moyenne_min": "-3"},
        {"moyenne_min": "12", "moyenne_max": "3"}, {"groupe": "99"}, {"epreuves": "U00"},
        {"moyenne_max": "9" * 5000},
    ],
)  # fmt: skip
def test_des_valeurs_fabriquees_ne_sortent_rien(chef, lycee, ouvert, client_de, faute):
    des_resultats(1, etablissement=lycee)
    client = client_de(chef)
    page = client.post(adresse(lycee), {"acte": "csv", "liste_rouge": "non"} | faute)
    assert page.status_code == 200
    assert not page.streaming
    assert page.context["form"].errors
    assert "L’extraction n’a pas été faite" in texte(page)
    compte = client.post(adresse(lycee, "extraction_compter"), {"liste_rouge": "non"} | faute)
    assert "Corrigez les critères" in texte(compte)
    assert not Entree.objects.filter(acte="resultats.extraire").exists()


@pytest.mark.exigence("RES-02")
def test_l_apercu_compte_les_candidats(chef, lycee, ouvert, client_de):
    des_resultats(3, etablissement=lycee, division="TA")
    des_resultats(1, etablissement=lycee, division="TB")
    saisie = {"liste_rouge": "non", "divisions": "TA"}
    assert "3 candidats" in texte(client_de(chef).post(adresse(lycee, "extraction_compter"), saisie))


@pytest.mark.exigence("RES-02", "SEC-02", "ACC-02")
def test_l_ecran_est_au_chef_seul(chef, lycee, ouvert, client_de):
    des_resultats(1, etablissement=lycee)
    page = client_de(chef).get(adresse(lycee))
    assert page.status_code == 200
    assert "Aide de cet écran" in texte(page)
    for url in (adresse(lycee), adresse(lycee, "documents"), adresse(lycee, "liste")):
        assert client_de(un_gestionnaire()).get(url).status_code == 403
        assert client_de(un_chef()).get(url).status_code == 404
    assert client_de(un_chef()).post(adresse(lycee), {"acte": "csv"}).status_code == 404
    client = client_de(chef)
    for examen, session in (("ZZZ", "2027-06"), ("BCP", "2031-06"), ("BCP", "x"), ("B\x00", "2027-06")):
        url = f"/resultats/documents/{lycee.uai}/{examen}/{session}/extraction/"
        assert client.get(url).status_code == 404


@pytest.mark.exigence("RES-02")
def test_les_eleves_d_une_autre_academie_ne_sortent_pas(chef, lycee):
    des_resultats(1, etablissement=lycee, nom="SIEN")
    ailleurs = une_academie(code="A15")
    des_resultats(1, etablissement=lycee, nom="AUTRE", academie=ailleurs)
    assert noms(chef, lycee) == ["SIEN"]


@pytest.mark.exigence("RES-02", "TRA-01")
def test_un_gros_etablissement_passe_par_un_traitement(chef, lycee, ouvert, client_de, monkeypatch):
    des_resultats(3, etablissement=lycee)
    monkeypatch.setattr("resultats.views.extraction.AU_PLUS_TOUT_DE_SUITE", 2)
    saisie = {"acte": "csv", "liste_rouge": "non", "divisions": "TCOM1", "moyenne_min": "1,5"}
    reponse = client_de(chef).post(adresse(lycee), saisie)
    traitement = Traitement.objects.get()
    assert reponse.headers["Location"] == traitement.get_absolute_url()
    compte_rendu = CompteRendu(par=chef, parametres=traitement.parametres)
    extraire_par_traitement(compte_rendu, le=timezone.now())
    lignes = [ligne for _, ligne in compte_rendu.lignes]
    assert f"Document produit : notes_BCP_2027-06_{lycee.uai}.csv" in lignes
    assert compte_rendu.fait == 3


@pytest.mark.exigence("RES-02", "RES-08", "SEC-02")
@pytest.mark.django_db(transaction=True)
def test_un_fichier_deja_fait_ne_se_remet_plus_une_fois_ferme_ou_depasse(chef, lycee, ouvert, client_de):
    premier, _ = des_resultats(2, etablissement=lycee)
    extraction = Extraction(perimetre(chef, lycee), Demande(divisions=("TCOM1",)))
    traitement = extraire_les_notes(extraction, forme="csv", par=chef)
    executer(traitement.pk, lambda compte_rendu: extraire_par_traitement(compte_rendu, le=timezone.now()))
    document, client = traitement.documents.get(), client_de(chef)

    def remise():
        reponse = client.get(document.url)
        return reponse.status_code, b"".join(reponse).decode().replace("\xa0", " ")

    assert remise()[0] == 200
    Candidature.objects.filter(pk=premier.candidature_id).update(fraude_inscrite=True)
    statut, page = remise()
    assert (statut, "1 candidat de ce fichier a changé depuis" in page) == (409, True)
    Candidature.objects.filter(pk=premier.candidature_id).update(fraude_inscrite=False)
    assert remise()[0] == 200
    type(ouvert).objects.update(ferme_le=timezone.now())
    statut, page = remise()
    assert (statut, "Service extraction des notes établissement ouvert du" in page) == (409, True)


@pytest.mark.exigence("RES-02", "SEC-02")
def test_un_traitement_dont_le_chef_a_perdu_l_etablissement_est_refuse(chef, lycee, ouvert):
    des_resultats(1, etablissement=lycee)
    parametres = {
        "uai": lycee.uai, "examen": "BCP", "session": "2027-06", "forme": "csv", "demande": Demande().parametres(),
    }  # fmt: skip
    with pytest.raises(Refus, match="plus dans votre périmètre"):
        extraire_par_traitement(CompteRendu(par=un_chef(), parametres=parametres), le=timezone.now())
    ouvert.ferme_le = timezone.now()
    ouvert.save()
    with pytest.raises(Refus, match="Service extraction des notes"):
        extraire_par_traitement(CompteRendu(par=chef, parametres=parametres), le=timezone.now())


@pytest.mark.exigence("RES-02")
def test_les_parametres_d_un_traitement_se_relisent():
    demande = Demande(divisions=("TA",), moyenne_min=Decimal("9.5"), ine=True)
    assert Demande.depuis(demande.parametres()) == demande
    assert actions.TYPES.keys() == {"csv", "xlsx"}


@pytest.mark.exigence("RES-01", "RES-02")
def test_les_ecrans_coutent_autant_de_requetes_pour_trois_que_pour_un(chef, lycee, ouvert, client_de):
    client = client_de(chef)
    saisie = {"acte": "csv", "liste_rouge": "non"}

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            client.get(adresse(lycee, "documents"))
            client.get(adresse(lycee))
            lire_csv(client.post(adresse(lycee), saisie))
        return len(requetes)

    des_resultats(1, etablissement=lycee)
    une = compter()
    des_resultats(2, etablissement=lycee, division="TZ")
    assert compter() == une


@pytest.mark.exigence("RES-01")
def test_le_chef_voit_ses_examens_et_ceux_de_son_centre(chef, lycee, client_de):
    des_candidatures(2, etablissement=lycee)
    ailleurs = un_etablissement()
    [candidature] = des_candidatures(1, etablissement=ailleurs, session=une_session("2028-06").code)
    candidature.inscriptions.update(centre=lycee.uai)
    vus = [(p.perimetre.cadre.session.code, p.eleves) for p in perimetres(chef)]
    assert vus == [("2028-06", 0), ("2027-06", 2)]
    page = client_de(chef).get(reverse("resultats_etablissement:accueil"))
    assert "JUIN 2027" in texte(page)
    assert perimetres(un_chef()) == []
