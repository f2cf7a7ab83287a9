"""« Liste d'affichage des candidats » (RES-03)."""

import io
import zipfile
from datetime import timedelta

import pypdf
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cyclades.models import Candidature, Note
from resultats.actions.listes import editer_listes
from resultats.editions.listes import Signature, liste_affichage
from resultats.lectures.listes import affiches, centre_de, centres
from resultats.lectures.proclamation import Cadre
from resultats.models import ResultatProclame
from santorin.editions.pdf import ecrire_pdf
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.execution import executer
from santorin.traitements.models import Traitement
from tests.fabriques import (
    un_chef,
    un_etablissement,
    un_examen,
    un_gestionnaire,
    une_academie,
    une_session,
)
from tests.fabriques.resultats import des_candidatures, des_resultats, un_resultat, un_service
from tests.resultats.buc import DU_DOCUMENT, Buc

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return un_etablissement(nom="CLG FRANCO ALLEMAND", ville="BUC")


@pytest.fixture
def cadre():
    return Cadre(un_examen(), une_session(), une_academie())


def presenter(resultats, valeur=12, code=None):
    """Their marks: they sat their épreuves."""
    par = un_gestionnaire()
    for resultat in resultats:
        for inscription in resultat.candidature.inscriptions.all():
            Note.objects.create(
                inscription=inscription, epreuve_id=inscription.epreuve_id, valeur=None if code else valeur, code=code,
                origine="SAISIE", motif="relevé", modifiee_le=timezone.now(), modifiee_par=par,
            )  # fmt: skip
    return resultats


def nommes(cadre, centre):
    return [resultat.candidature.nom for resultat in affiches(cadre, centre.uai)]


def adresse(centre):
    return reverse("resultats_etablissement:liste", args=[centre.uai, "BCP", "2027-06"])


@pytest.mark.exigence("RES-03", "RES-08")
def test_qui_est_sur_la_liste(cadre, centre):
    presenter(des_resultats(1, etablissement=centre, nom="VERT SAPIN"))
    presenter(des_resultats(1, etablissement=centre, nom="ÉBÈNE"))
    presenter(des_resultats(1, etablissement=centre, nom="ROUGE", liste_rouge=True))
    presenter(des_resultats(1, etablissement=centre, nom="FRAUDE", fraude_presumee=True))
    presenter(des_resultats(1, etablissement=centre, nom="REMPLACE", remplacement=True))
    presenter(des_resultats(1, etablissement=centre, nom="ABSENT"), code="AB")
    des_resultats(1, etablissement=centre, nom="SANS NOTE")
    [annule] = presenter(des_resultats(1, etablissement=centre, nom="ANNULE"))
    Candidature.objects.filter(pk=annule.candidature_id).update(etat="annule")
    assert nommes(cadre, centre) == ["ÉBÈNE", "VERT SAPIN"]


@pytest.mark.exigence("RES-03")
def test_une_epreuve_passee_dans_le_centre_suffit_et_une_ailleurs_n_y_fait_rien(cadre, centre):
    ailleurs = un_etablissement()
    [venu] = presenter(des_resultats(1, etablissement=ailleurs, nom="VENU"))
    venu.candidature.inscriptions.filter(epreuve__code="E51").update(centre=centre.uai)
    [parti] = presenter(des_resultats(1, etablissement=centre, nom="PARTI"))
    parti.candidature.inscriptions.update(centre=ailleurs.uai)
    assert nommes(cadre, centre) == ["VENU"]
    assert nommes(cadre, ailleurs) == ["PARTI", "VENU"]
    assert {(c.uai, c.candidats) for c in centres(cadre)} == {(centre.uai, 1), (ailleurs.uai, 2)}


@pytest.mark.exigence("RES-03")
def test_une_epreuve_manquee_dans_ce_centre_ne_compte_pas(cadre, centre):
    ailleurs = un_etablissement()
    [absent] = presenter(des_resultats(1, etablissement=ailleurs, nom="ABSENT ICI"))
    ici = absent.candidature.inscriptions.get(epreuve__code="E51")
    type(ici).objects.filter(pk=ici.pk).update(centre=centre.uai)
    Note.objects.filter(pk=ici.pk).update(valeur=None, code="AB")
    assert nommes(cadre, centre) == []


@pytest.mark.exigence("RES-03")
def test_la_mise_en_page_est_celle_du_document(cadre, centre):
    lignes = [("ANTHRACITE THOMAS", "Admis"), ("FUSCHIA JULIEN CLÉMENT", "Admis")]
    le = timezone.now()
    signature = Signature("Buc", timezone.localdate(le))
    feuilles = liste_affichage(cadre, centre_de(centre), lignes, signature=signature, le=le)
    [page] = pypdf.PdfReader(io.BytesIO(ecrire_pdf(feuilles))).pages
    lu = [ligne.strip() for ligne in page.extract_text().splitlines()]
    jour = timezone.localdate(le).strftime("%d/%m/%Y")
    assert lu[:6] == [
        "JUIN 2027", f"CLG FRANCO ALLEMAND – BUC ({centre.uai})", f"Edité le {jour}",
        "BACCALAURÉAT PROFESSIONNEL - JUIN 2027", "Résultats", "CLG FRANCO ALLEMAND – BUC",
    ]  # fmt: skip
    texte = " ".join(" ".join(lu).split())
    assert "Nom Prénom Résultat ANTHRACITE THOMAS Admis FUSCHIA JULIEN CLÉMENT Admis" in texte
    assert f"Fait à Buc, le {jour} Signature" in texte
    assert "page 1/1" in texte


@pytest.mark.exigence("RES-03")
def test_une_longue_liste_a_ses_pages_et_une_seule_signature(cadre, centre):
    lignes = [(f"NOM {rang}", "Admis") for rang in range(65)]
    le = timezone.now()
    feuilles = liste_affichage(
        cadre, centre_de(centre), lignes, signature=Signature("Buc", timezone.localdate(le)), le=le
    )
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(ecrire_pdf(feuilles))).pages]
    assert len(pages) == 3
    assert [page.count("Signature") for page in pages] == [0, 0, 1]
    assert "page 3/3" in pages[2]


class Recueil(CompteRendu):
    """The report of a job, its documents kept."""

    def __init__(self, **choix):
        super().__init__(**choix)
        self.octets = {}

    def joindre(self, nom, type_mime, contenu):
        self.octets[nom] = contenu.read()
        super().joindre(nom, type_mime, contenu)

    def joindre_flux(self, nom, type_mime, morceaux):
        self.octets[nom] = b"".join(morceaux)
        self.noter(f"Document produit : {nom}")


def recueillir(cadre, *uais, **parametres):
    compte_rendu = Recueil(par=un_gestionnaire(), parametres={"centres": list(uais), **parametres})
    editer_listes(cadre, le=timezone.now(), compte_rendu=compte_rendu)
    return compte_rendu


def editer(cadre, *uais, **parametres):
    return [texte.replace("\xa0", " ") for _, texte in recueillir(cadre, *uais, **parametres).lignes]


def textes(octets):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(octets)).pages]


@pytest.mark.exigence("RES-03", "SEC-01")
def test_plusieurs_centres_font_un_pdf_ou_un_zip_chacun_sur_ses_feuilles(cadre, centre):
    autre = un_etablissement(nom="LP DU CANAL", ville="REDON")
    vide = un_etablissement(nom="LP SANS AFFICHAGE", ville="VERN")
    un_service()
    presenter(des_resultats(1, etablissement=centre, nom="ANTHRACITE"))
    presenter(des_resultats(2, etablissement=autre, nom="BLANC"))
    presenter(des_resultats(1, etablissement=vide, nom="SECRET", liste_rouge=True))
    signature = {"lieu": "Rennes", "le": "2027-07-05"}
    recueil = recueillir(cadre, centre.uai, autre.uai, vide.uai, signature=signature)
    [(nom, octets)] = recueil.octets.items()
    assert nom == "Liste_affichage_BCP_2027-06.pdf"
    pages = textes(octets)
    assert len(pages) == 3
    for page, (lieu, present, absents) in zip(
        pages,
        ((centre, "ANTHRACITE", ("BLANC", "SECRET")), (autre, "BLANC", ("ANTHRACITE", "SECRET")),
         (vide, "", ("ANTHRACITE", "BLANC", "SECRET"))),
        strict=True,
    ):  # fmt: skip
        assert f"({lieu.uai})" in page
        assert present in page
        assert not any(absent in page for absent in absents)
        assert "Fait à Rennes, le 05/07/2027" in page
        assert "page 1/1" in page
    separes = recueillir(cadre, centre.uai, autre.uai, separes=True)
    with zipfile.ZipFile(io.BytesIO(separes.octets["Liste_affichage_BCP_2027-06.zip"])) as archive:
        assert archive.namelist() == [
            f"Liste_affichage_BCP_2027-06_{lieu.uai}.pdf" for lieu in (centre, autre)
        ]
        assert ["BLANC" in textes(archive.read(n))[0] for n in archive.namelist()] == [False, True]
    lignes = editer(cadre, centre.uai, autre.uai)
    assert f"CLG FRANCO ALLEMAND – BUC ({centre.uai}) : 1 candidat" in lignes
    assert Entree.objects.filter(acte="resultats.editer-listes").count() == 3


@pytest.mark.exigence("RES-03")
def test_rien_ne_s_edite_quand_la_publication_est_fermee(cadre, centre, client_de):
    presenter(des_resultats(1, etablissement=centre))
    chef = un_chef(centre)
    le = timezone.now()
    un_service(ouvre_le=le + timedelta(days=1), ferme_le=None)
    page = client_de(chef).get(adresse(centre))
    phrase = "Le service de publication des résultats aux établissements n’est pas ouvert."
    assert phrase in page.content.decode()
    assert "form" not in page.content.decode().partition("<main")[2].partition("</main")[0]
    assert client_de(chef).post(adresse(centre)).status_code == 409
    with pytest.raises(Refus, match="n’est pas ouvert"):
        editer(cadre, centre.uai)


@pytest.mark.exigence("RES-03", "TRA-01")
def test_le_chef_demande_sa_liste_et_la_sienne_seule(centre, client_de):
    presenter(des_resultats(1, etablissement=centre))
    un_service()
    chef = un_chef(centre)
    saisie = {"signature": "on", "lieu": "Buc", "le": "2027-07-05"}
    assert client_de(chef).post(adresse(centre), saisie).status_code == 302
    traitement = Traitement.objects.get()
    assert traitement.etablissement == centre
    assert traitement.parametres["centres"] == [centre.uai]
    assert traitement.parametres["signature"] == {"lieu": "Buc", "le": "2027-07-05"}


@pytest.mark.exigence("RES-03")
@pytest.mark.parametrize(
    "saisie",
    [
        {"signature": "on"}, {"signature": "on", "lieu": "Buc", "le": "le 5"},
        {"signature": "on", "lieu": "x" * 200, "le": "2027-07-05"},
        {"signature": "on", "lieu": "a\x00b", "le": "2027-07-05"},
    ],
)  # fmt: skip
def test_une_signature_a_son_lieu_et_sa_date(centre, client_de, saisie):
    presenter(des_resultats(1, etablissement=centre))
    un_service()
    page = client_de(un_chef(centre)).post(adresse(centre), saisie)
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not Traitement.objects.exists()


@pytest.mark.exigence("RES-03", "SEC-02", "ACC-02")
def test_le_gestionnaire_choisit_ses_centres(cadre, centre, client_de):
    presenter(des_resultats(1, etablissement=centre))
    un_service()
    url = reverse("resultats_gestion:listes", args=[cadre.cle])
    client = client_de(un_gestionnaire())
    page = client.get(url)
    assert f"CLG FRANCO ALLEMAND – BUC ({centre.uai})" in page.content.decode()
    assert client.post(url, {"centres": ["0000000X"]}).context["form"].errors
    assert client.post(url, {}).context["form"].errors
    assert client.post(url, {"centres": [centre.uai], "separes": "on"}).status_code == 302
    assert Traitement.objects.get().parametres["separes"] is True
    assert client_de(un_chef(centre)).get(url).status_code == 403
    assert client_de(un_gestionnaire(une_academie(code="A15"))).get(url).status_code == 404


@pytest.mark.exigence("RES-03")
def test_la_liste_coute_autant_de_requetes_pour_trois_que_pour_un(cadre, centre):
    def compter():
        with CaptureQueriesContext(connection) as requetes:
            noms = [str(resultat.candidature) for resultat in affiches(cadre, centre.uai)]
            lieux = centres(cadre)
        return len(requetes), len(noms), len(lieux)

    presenter(des_resultats(1, etablissement=centre))
    une = compter()
    presenter(des_resultats(2, etablissement=centre))
    assert compter() == (une[0], 3, 1)
    assert des_candidatures(1, etablissement=centre)


@pytest.mark.exigence("RES-03", "RES-08", "SEC-02")
@pytest.mark.django_db(transaction=True)
def test_une_liste_deja_faite_ne_se_remet_plus_une_fois_fermee_ou_depassee(cadre, centre, client_de):
    premier, second = presenter(des_resultats(2, etablissement=centre))
    service = un_service()
    client = client_de(un_chef(centre))
    client.post(adresse(centre), {})
    traitement = Traitement.objects.get()
    executer(
        traitement.pk, lambda compte_rendu: editer_listes(cadre, le=timezone.now(), compte_rendu=compte_rendu)
    )
    document = traitement.documents.get()

    def remise():
        reponse = client.get(document.url)
        return reponse.status_code, b"".join(reponse).decode(errors="ignore").replace("\xa0", " ")

    assert remise()[0] == 200
    type(service).objects.update(ferme_le=timezone.now())
    statut, page = remise()
    assert (statut, "Le service de publication des résultats aux établissements" in page) == (409, True)
    type(service).objects.update(ferme_le=None)
    for champ in ("liste_rouge", "fraude_inscrite", "remplacement"):
        Candidature.objects.filter(pk=premier.candidature_id).update(**{champ: True})
        statut, page = remise()
        assert (statut, "1 candidat de cette liste a changé depuis" in page) == (409, True), champ
        Candidature.objects.filter(pk=premier.candidature_id).update(**{champ: False})
    assert remise()[0] == 200
    un_resultat(second.candidature, "AJOURNE", libelle="Refusé")
    assert remise()[0] == 409


@pytest.mark.exigence("RES-03", "DEL-12")
def test_la_liste_du_document_sort_des_notes_ligne_a_ligne():
    assert Buc().liste() == [(nom, "Admis") for nom in DU_DOCUMENT]
    assert ResultatProclame.objects.count() == len(DU_DOCUMENT) + 3
