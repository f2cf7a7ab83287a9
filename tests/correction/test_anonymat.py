"""Nothing that a marker gets tells who, where or when (COR-02): distinctive values are planted everywhere."""

import base64
import io
import re
import zipfile
import zlib
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from santorin.copies.actions import deverrouiller, emarger, presumer_fraude, resoudre, signaler
from santorin.copies.models import Composition, Defaut, Lot
from santorin.correction.actions.archive import faire_archive
from santorin.correction.models import Poste
from santorin.traitements.compte_rendu import CompteRendu
from tests.correction.decor import Decor, envoyer
from tests.editions.echantillons import feuille_ecrite, octets_de
from tests.fabriques import (
    un_candidat,
    un_correcteur,
    un_correcteur_connecte,
    un_etablissement,
    un_gestionnaire,
    un_lot_corrige,
    une_academie,
    une_composition,
    une_copie,
    une_correction,
    une_epreuve,
    une_page,
    une_specialite,
)

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("COR-02")]

NUMERISEE = datetime(2027, 6, 16, 21, 47, 53, tzinfo=timezone.get_current_timezone())
JAMAIS = (
    "ZYLBERNOM",
    "ZYLBERUSAGE",
    "ZYLBERPRENOM",
    "01987654321",
    "987654321ZB",
    "ZYLBERCOLE",
    "ZYLBERVILLE",
    "ZYLBERDIV",
    "9ZYL8",
    "ZYLBERACAD",
    "ZYLBERSCAN",
    "ZYLBERMOTIF",
    "ZYLBERFRAUDE",
    "2003-11-29",
    "29/11/2003",
    "21:47:53",
    "2027:06:16",
)


def une_page_bavarde():
    exif = Image.Exif()
    exif[0x010F], exif[0x0132], exif[0x010E] = "ZYLBERSCAN", "2027:06:16 21:47:53", "ZYLBERNOM ZYLBERPRENOM"
    return octets_de(feuille_ecrite(7, 413, 585), exif=exif, comment=b"ZYLBERCOLE ZYLBERDIV")


@pytest.fixture
def decor():
    epreuve = une_epreuve(academie=une_academie(code="A77", nom="ZYLBERACAD"))
    correcteur = un_correcteur(epreuve)
    utilisateur = un_correcteur_connecte(correcteur)
    candidat = un_candidat(
        nom="ZYLBERNOM",
        nom_usage="ZYLBERUSAGE",
        prenoms="ZYLBERPRENOM",
        numero="01987654321",
        inscription="777",
        ine="987654321ZB",
        date_naissance=date(2003, 11, 29),
        division="ZYLBERDIV",
        specialite=une_specialite("9ZYL8"),
        etablissement=un_etablissement(academie=epreuve.academie, nom="ZYLBERCOLE", ville="ZYLBERVILLE"),
    )
    composition = une_composition(epreuve, candidat=candidat)
    copie = une_copie(composition)
    une_page(copie, 1, octets=une_page_bavarde(), numerisee_le=NUMERISEE)
    lot = un_lot_corrige(epreuve, "12", correcteur=correcteur, pages=1, numero=3)
    correction = une_correction(copie, lot)
    return Decor(lot, utilisateur, [correction])


def interdits(decor):
    """What was planted, and every identifier that would lead to it."""
    composition = Composition.objects.select_related("candidat__etablissement").get(
        pk=decor.premiere.copie.composition_id
    )
    page = decor.premiere.copie.pages.get()
    return [
        *JAMAIS,
        composition.anonymat,
        composition.candidat.etablissement.uai,
        str(decor.premiere.copie.cle),
        decor.premiere.copie.cle.hex,
        page.sha256,
        page.sha256[:16],
    ]


def textes(octets):
    """The bytes, and what is packed inside them: archives, PDF streams, their text."""
    yield octets
    if octets.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(octets)) as archive:
            for fiche in archive.infolist():
                yield fiche.filename.encode()
                yield str(fiche.date_time).encode()
                yield from textes(archive.read(fiche))
    if octets.startswith(b"%PDF"):
        lecteur = PdfReader(io.BytesIO(octets))
        yield str(lecteur.metadata).encode()
        for page in lecteur.pages:
            yield page.extract_text().encode()
        for flux in re.findall(rb"stream\r?\n(.*?)endstream", octets, re.DOTALL):
            try:
                yield zlib.decompress(flux)
            except zlib.error:
                yield flux


def chercher(reponses, mots):
    trouves = []
    for nom, octets in reponses:
        for texte in textes(octets):
            for mot in mots:
                formes = (mot.encode(), base64.b64encode(mot.encode()).rstrip(b"="), mot.encode("utf-16-be"))
                if any(forme in texte for forme in formes):
                    trouves.append((nom, mot))
    return trouves


def recueillir(client, decor):
    """Everything that a marker can get, headers included: pages, JSON, images, files."""
    lot = f"/correction/lots/{decor.lot.cle}/"
    adresses = [
        "/",
        "/correction/mes-lots/",
        "/correction/remarques/",
        "/correction/concertations/",
        "/mon-compte/",
        "/traitements/",
        lot,
        f"{lot}grille/",
        f"{lot}verrouiller/",
        *(f"{lot}?etat={etat}" for etat in ("a_faire", "faite", "signalee")),
        *(decor.adresse(suite) for suite in ("", "etat", "signaler/")),
    ]
    etat = client.get(decor.adresse("etat")).json()
    adresses += [page["adresse"] for page in etat["pages"]]
    for adresse in adresses:
        reponse = client.get(adresse)
        assert reponse.status_code == 200, adresse
        yield adresse, reponse.content
        yield f"en-têtes de {adresse}", str(reponse.headers).encode()
        yield "adresse", adresse.encode()
    envoi = envoyer(client, decor.adresse("changements"), uuid4())
    yield "changements", envoi.content
    for forme in ("zip", "pdf"):
        for nom, octets in archives(decor.lot, forme, decor.correcteur):
            yield f"archive {nom}", octets
            yield "nom de fichier", nom.encode()


def archives(lot, forme, par):
    joints = []

    class Recueil(CompteRendu):
        def joindre(self, nom, type_mime, contenu):
            joints.append((nom, contenu.read()))

    lots = Lot.objects.select_related("sujet", "epreuve__parametrage", "epreuve__examen", "epreuve__session")
    faire_archive(lots.get(pk=lot.pk), forme=forme, compte_rendu=Recueil(par=par))
    return joints


def test_rien_de_ce_que_recoit_un_correcteur_ne_dit_qui_ou_ni_quand(client_de, decor):
    gestionnaire = un_gestionnaire(decor.lot.epreuve.academie)
    acte = {"par": gestionnaire, "le": timezone.now()}
    composition = decor.premiere.copie.composition
    presumer_fraude(composition, motif="ZYLBERFRAUDE", **acte)
    signalement = signaler(decor.premiere, defaut=Defaut.ILLISIBLE, **acte)
    resoudre(signalement, **acte)
    Lot.objects.filter(pk=decor.lot.pk).update(
        etat="verrouille", verrouille_le=timezone.now(), verrouille_par=gestionnaire
    )
    deverrouiller(decor.lot, motif="ZYLBERMOTIF : copie de ZYLBERNOM", message="Page reprise", **acte)
    client = client_de(decor.correcteur)
    reponses = list(recueillir(client, decor))
    assert len(reponses) > 40
    assert any(b"Page reprise" in octets for _, octets in reponses)
    assert chercher(reponses, interdits(decor)) == []


def test_la_recherche_voit_ce_qui_fuit(decor):
    """What the gestionnaire sees, and the stored scan, hold what the test above looks for."""
    page = decor.premiere.copie.pages.get()
    octets = une_page_bavarde()
    assert {mot for _, mot in chercher([("scan", octets)], interdits(decor))} >= {"ZYLBERSCAN", "ZYLBERCOLE"}
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w") as archive:
        archive.writestr("a.txt", page.sha256)
    assert chercher([("zip", tampon.getvalue())], interdits(decor))


def test_ce_que_recoit_l_editeur_est_une_liste_fermee(client_de, decor):
    etat = client_de(decor.correcteur).get(decor.adresse("etat")).json()
    assert set(etat) == {
        "cle", "nom", "rang", "sur", "lot", "lot_numero", "epreuve", "echelle", "appreciation",
        "appreciation_obligatoire", "appreciation_au_plus", "version", "complete", "obstacle", "signalement",
        "precedente", "suivante", "a_faire", "restantes", "blanche", "pages", "questions", "parties",
    }  # fmt: skip
    assert set(etat["pages"][0]) == {
        "cle", "numero", "adresse", "vignette", "largeur", "hauteur", "rotation", "reportee",
        "annotations",
    }  # fmt: skip
    assert set(etat["questions"][0]) == {
        "numero", "libelle", "points", "pas", "note", "coefficient", "partie",
    }  # fmt: skip


def test_les_adresses_ne_portent_que_des_cles_tirees_au_hasard(client_de, decor):
    etat = client_de(decor.correcteur).get(decor.adresse("etat")).json()
    cle, page = re.fullmatch(r"/correction/([^/]+)/pages/([^/]+)", etat["pages"][0]["adresse"]).groups()
    assert UUID(cle).version == UUID(page).version == 4
    assert UUID(cle) == decor.premiere.cle != decor.premiere.copie.cle


def test_l_image_d_une_page_n_a_ni_validateur_ni_nom_qui_l_identifie(client_de, decor):
    client = client_de(decor.correcteur)
    etat = client.get(decor.adresse("etat")).json()
    reponse = client.get(etat["pages"][0]["adresse"])
    assert reponse["Content-Type"] == "image/jpeg"
    assert {"ETag", "Last-Modified", "Content-Disposition"}.isdisjoint(reponse.headers)
    assert "private" in reponse["Cache-Control"]
    with (
        Image.open(io.BytesIO(reponse.content)) as servie,
        Image.open(io.BytesIO(une_page_bavarde())) as rangee,
    ):
        assert servie.tobytes() == rangee.tobytes()


def test_l_ordre_des_copies_est_celui_des_cles_et_ne_change_pas(client_de, decor):
    for rang in range(8):
        candidat = un_candidat(nom=f"{'ABCDEFGH'[rang]}ZZ")
        une_correction(une_copie(une_composition(decor.lot.epreuve, candidat=candidat)), decor.lot)
    client = client_de(decor.correcteur)
    vues = [
        [ligne.correction.pk for ligne in client.get(f"/correction/lots/{decor.lot.cle}/").context["lignes"]]
        for _ in range(2)
    ]
    assert vues[0] == vues[1] == list(decor.lot.corrections.order_by("cle").values_list("pk", flat=True))


def test_une_page_d_une_autre_copie_ne_se_lit_pas_par_la_sienne(client_de, decor):
    autre = une_copie(une_composition(decor.lot.epreuve))
    page = une_page(autre, 1)
    assert client_de(decor.correcteur).get(decor.adresse(f"pages/{page.cle}")).status_code == 404


@pytest.mark.exigence("NUM-02")
def test_une_page_renumerisee_change_d_adresse(client_de, decor):
    client = client_de(decor.correcteur)
    avant = client.get(decor.adresse("etat")).json()["pages"][0]["adresse"]
    decor.premiere.copie.pages.update(remplacee_le=timezone.now())
    une_page(decor.premiere.copie, 1, octets=octets_de(feuille_ecrite(8, 413, 585)))
    apres = client.get(decor.adresse("etat")).json()["pages"]
    assert len(apres) == 1
    assert apres[0]["adresse"] != avant


@pytest.mark.exigence("COR-08")
def test_aucune_table_ni_aucun_ecran_ne_mesure_les_personnes(client_de, decor):
    """The editor's own tables hold no time and no count; no screen of the correction shows when or how long."""
    assert {champ.name for champ in Poste._meta.get_fields()} == {"id", "correction", "cle", "derniere"}
    gestionnaire = un_gestionnaire(decor.lot.epreuve.academie)
    marqueur, gestion = client_de(decor.correcteur), client_de(gestionnaire)
    pages = [
        marqueur.get("/correction/mes-lots/"),
        marqueur.get(f"/correction/lots/{decor.lot.cle}/"),
        marqueur.get(decor.adresse()),
        gestion.get(f"/correction/epreuves/{decor.lot.epreuve_id}/lots/"),
    ]
    for page in pages:
        contenu = re.search(r"<main.*</main>", page.content.decode(), re.DOTALL).group()
        contenu = re.sub(r"<[^>]*>", " ", contenu)
        assert not re.search(
            r"\b\d{1,2}:\d{2}\b|minutes?\b|secondes?\b|connexions|activité|rythme|par heure", contenu
        )


def test_un_absent_emarge_apres_coup_ne_se_dit_pas_au_correcteur(client_de, decor):
    composition = decor.premiere.copie.composition
    acte = {"par": un_gestionnaire(decor.lot.epreuve.academie), "le": timezone.now()}
    avant = client_de(decor.correcteur).get(decor.adresse("etat")).content
    emarger([composition], "absent", confirme=True, **acte)
    assert client_de(decor.correcteur).get(decor.adresse("etat")).content == avant
