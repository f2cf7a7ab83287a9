"""The document « Gérer la Délibération du groupe 2 (ECT) » in a browser, its seven steps, its words, its files."""

import io
import zipfile

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from deliberation.actions import Personne, clore, remplacer
from deliberation.models import ImportJurys, Jury
from santorin.traitements.models import Ligne, Niveau
from tests.deliberation.decor import Scene
from tests.fabriques.traitements import un_traitement

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(400)]


@pytest.fixture
def scene():
    return Scene()


def au_menu(page: Page, scene, entree):
    page.goto(reverse("deliberation:centre", args=[scene.groupe.pk, scene.centre.uai]))
    page.get_by_role("link", name=entree, exact=True).click()


def telecharger(page: Page, *, attente=60_000):
    """The document of the compte rendu on screen, once the job is done."""
    expect(page.get_by_text("Le traitement s’est bien déroulé.")).to_be_visible(timeout=attente)
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Télécharger").first.click()
    return telechargement.value.suggested_filename, telechargement.value.path().read_bytes()


def texte_du_pdf(octets):
    pages = pypdf.PdfReader(io.BytesIO(octets)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\xa0", " ").split())


def un_import_controle(scene):
    """Files whose check found one refused line."""
    controle = un_traitement(
        academie=scene.academie, demande_par=scene.dec, etat="reussi", fin=timezone.now(), objet="jurys"
    )
    Ligne.objects.create(
        traitement=controle, le=timezone.now(), niveau=Niveau.ERREUR,
        texte="Fichier des membres, ligne 3\xa0: Ce jury a déjà un président.",
    )  # fmt: skip
    jury = {
        "numero": "31202", "groupe": str(scene.groupe), "specialite": "Commerce", "centre": str(scene.centre),
        "cree": True, "candidats": 28, "membres": 6,
    }  # fmt: skip
    chiffres = {"crees": 1, "places": 28, "deplaces": 0, "nommes": 6, "inchanges": 2, "refuses": 1}
    return ImportJurys.objects.create(
        academie=scene.academie, membres="jurys 2027.csv", depose_le=timezone.now(), depose_par=scene.dec,
        controle=controle, bilan={**chiffres, "jurys": [jury]},
    )  # fmt: skip


def nombres(page: Page):
    """State → number of juries, as the vue synthétique shows."""
    return {
        ligne.locator("th").inner_text(): int(ligne.locator("td").nth(1).inner_text())
        for ligne in page.locator("tbody tr").all()
    }


@pytest.mark.exigence(
    "DEL-01", "DEL-02", "DEL-03", "DEL-05", "DEL-07", "DEL-08", "DEL-09", "DEL-10", "TRA-01"
)
def test_le_chef_de_centre_suit_les_sept_etapes_du_document(page, connecter, scene, serveur_celery, capture):  # noqa: PLR0915 - one story
    connecter(scene.chef)

    # 2. Contrôler les notes manquantes
    au_menu(page, scene, "Contrôler les notes manquantes")
    lignes = page.locator("tbody tr")
    expect(lignes).to_have_count(3)
    expect(lignes.nth(1)).to_contain_text("31202")
    expect(lignes.nth(1)).to_contain_text("Commerce")
    expect(lignes.nth(1)).to_contain_text("200 - Recueil des notes de l'épreuve de contrôle")
    capture("deliberation-notes-manquantes")
    page.get_by_role("button", name="Visualiser").click()
    _, octets = telecharger(page)
    assert "GUYLESTE Fazia Epreuve de contrôle : épr. Scientifique et Technique" in texte_du_pdf(octets)
    page.goto(reverse("deliberation:controle", args=[scene.jury().pk]))
    page.get_by_label("Note : GUYLESTE Fazia, épr. Scientifique et Technique").fill("11")
    page.get_by_label("Note : GUYLESTE Fazia, épr. Français et Histoire Géographie").fill("12,5")
    capture("deliberation-controle")
    page.get_by_role("button", name="Enregistrer").click()
    au_menu(page, scene, "Contrôler les notes manquantes")
    page.get_by_role("button", name="Visualiser").click()
    expect(page.get_by_text("Pas de notes manquantes.")).to_be_visible()

    # 3. Générer le plan de secours
    au_menu(page, scene, "Générer le plan de secours")
    page.get_by_role("button", name="Générer").click()
    page.get_by_role("link", name="Afficher le compte rendu").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Compte rendu des éditions de plan de secours"
    )
    nom, octets = telecharger(page)
    assert nom == "CYCLADES_DELIB_0350059Z_BCP_2021-06_GRD_11.zip"
    for ligne in (
        "Groupe de décision : 11", "Récupération de la liste des jurys", "jurys : 25510,31202,31210",
        "Préparation du plan de secours pour le jury : 31202", "DEBUT PVI pour le jury 31202",
    ):  # fmt: skip
        expect(page.get_by_text(ligne, exact=True)).to_be_visible()
    capture("deliberation-plan-de-secours")
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert archive.namelist() == ["25510/PVI_25510.pdf", "31202/PVI_31202.pdf", "papillons.pdf"]

    # 4. Ouvrir la délibération de l'épreuve de contrôle
    au_menu(page, scene, "Ouvrir la délibération de l'épreuve de contrôle")
    assert nombres(page) == {"140": 0, "198": 0, "200": 3, "210": 0}
    page.get_by_role("button", name="Ouvrir délibération épreuve de contrôle").click()
    expect(page.get_by_text("Enregistrement effectué")).to_be_visible()
    assert nombres(page) == {"140": 0, "198": 0, "200": 0, "210": 3}
    capture("deliberation-ouvrir")

    # The juries deliberate; one of them is left open.
    for jury in scene.jurys[1:]:
        scene.sieger(jury)
        scene.tout_decider(jury)
        clore(jury, par=scene.president, le=timezone.now())

    # 5. Editer les Procès Verbaux de tenue de délibération
    au_menu(page, scene, "Editer les Procès Verbaux de tenue de délibération de l'épreuve de contrôle")
    expect(page.get_by_text("Les jurys grisés sont ceux qui ne sont pas clos (à l'état 211)")).to_be_visible()
    expect(page.locator(f"#jury-{scene.jury('25510').pk}")).to_be_disabled()
    expect(page.get_by_role("button", name="Sélectionner / désélectionner tous les jurys")).to_be_visible()
    capture("deliberation-proces-verbaux")
    page.get_by_text("Une édition par document du PV (regroupés dans un fichier Zip)").click()
    page.get_by_role("button", name="Visualiser").click()
    nom, octets = telecharger(page)
    with zipfile.ZipFile(io.BytesIO(octets)) as archive:
        assert "31202/PV des non admis - 31202.pdf" in archive.namelist()

    # 6. Editer les listes de résultats
    au_menu(page, scene, "Editer la liste des candidats présumés fraudeurs ou inscrits en liste rouge")
    page.get_by_role("button", name="Visualiser").click()
    assert "LISTE A NE PAS AFFICHER" in texte_du_pdf(telecharger(page)[1])
    au_menu(page, scene, "Editer les listes des résultats")
    page.get_by_text("Liste d'affichage des admis", exact=True).click()
    page.get_by_role("button", name="Visualiser").click()
    assert "Jury : 31202 - Commerce" in texte_du_pdf(telecharger(page)[1])

    # 7. Terminer la délibération des jurys
    scene.clore_le_reste()
    au_menu(page, scene, "Terminer l'épreuve de contrôle")
    assert nombres(page) == {"198": 0, "200": 0, "210": 0, "211": 3, "214": 0}
    page.get_by_label("du", exact=True).fill("2021-07-07")
    page.get_by_label("au", exact=True).fill("2021-07-08")
    page.get_by_role("button", name="Terminer épreuve de contrôle").click()
    expect(page.get_by_text("Enregistrement effectué")).to_be_visible()
    assert nombres(page) == {"198": 0, "200": 0, "210": 0, "211": 0, "214": 3}
    capture("deliberation-terminer")


@pytest.mark.exigence("DEL-06", "DEL-13")
def test_le_president_delibere_et_clot_son_jury(page, connecter, scene, capture):
    scene.ouvrir()
    connecter(scene.president)
    page.goto(scene.jury().get_absolute_url())
    page.get_by_role("button", name="Tous les autres sont présents").click()
    expect(page.get_by_text("Enregistrement effectué")).to_be_visible()
    page.get_by_role("link", name="GUYLESTE Fazia").click()
    note = page.locator("section", has=page.get_by_role("heading", name="Modifier une note"))
    note.get_by_label("Épreuve").select_option("ECT:a")
    note.get_by_label("Nouvelle note").fill("16,5")
    note.get_by_label("Motif").fill("Livret scolaire favorable")
    note.get_by_role("button", name="Simuler").click()
    expect(page.get_by_text("Simulation : rien n’est enregistré")).to_be_visible()
    assert scene.fazia().modifications.count() == 0
    note.get_by_role("button", name="Enregistrer la note").click()
    expect(page.get_by_role("cell", name="Livret scolaire favorable")).to_be_visible()
    page.get_by_text("Fiche de calcul").click()
    capture("deliberation-dossier")
    decision = page.locator("section", has=page.get_by_role("heading", name="Décider"))
    decision.get_by_text("Le livret scolaire a été examiné").click()
    decision.get_by_role("button", name="Enregistrer la décision").click()
    expect(page.get_by_text("Enregistrement effectué")).to_be_visible()
    scene.tout_decider(scene.jury())
    page.goto(scene.jury().get_absolute_url())
    expect(page.get_by_text("6 sur 6", exact=False)).to_be_visible()
    page.get_by_role("button", name="Clore le jury").click()
    page.locator("#confirmation-oui").click()
    expect(page.get_by_text("Enregistrement effectué")).to_be_visible()
    assert Jury.objects.get(pk=scene.jury().pk).etat == "211"


@pytest.mark.exigence("DEL-05", "ACC-02", "ACC-03")
def test_chaque_ecran_est_accessible_et_ne_deborde_pas(page, tient, connecter, scene):
    centre = [scene.groupe.pk, scene.centre.uai]
    jury = scene.jury()
    en_200 = {
        "controle": reverse("deliberation:controle", args=[jury.pk]),
        "notes-manquantes": reverse("deliberation:notes_manquantes", args=centre),
        "plan": reverse("deliberation:plan_de_secours", args=centre),
    }
    en_210 = {
        "accueil": reverse("deliberation:accueil"),
        "centre": reverse("deliberation:centre", args=centre),
        "synthetique": reverse("deliberation:vues", args=[*centre, "ouvrir"]),
        "detaillee": reverse("deliberation:vues", args=[*centre, "terminer"]) + "?vue=detaillee",
        "pv": reverse("deliberation:proces_verbaux", args=centre),
        "listes": reverse("deliberation:listes", args=centre),
        "liste-rouge": reverse("deliberation:liste_rouge", args=centre),
        "jury": jury.get_absolute_url(),
        "dossier": reverse("deliberation:dossier", args=[scene.fazia().pk]),
        "secours": reverse("deliberation:secours"),
    }
    connecter(scene.chef)
    for moment, ecrans in (("200", en_200), ("210", en_210)):
        if moment == "210":
            scene.ouvrir()
            scene.sieger(jury)
        for nom, adresse in ecrans.items():
            page.goto(adresse)
            tient(f"deliberation-{nom}")
    connecter(scene.dec)
    depot = un_import_controle(scene)
    de_la_dec = {
        "portail": reverse("deliberation:portail", args=centre),
        "constituer": reverse("deliberation:constituer"),
        "constitution": reverse("deliberation:constitution", args=[depot.pk]),
        "jurys": reverse("deliberation:jurys"),
        "membre": reverse("deliberation:membre", args=[jury.pk, scene.membre().pk]),
    }
    remplacer(
        scene.membre("25510"),
        remplacant=Personne("KAKI", "Paul"),
        motif="Empêchée",
        par=scene.dec,
        le=timezone.now(),
    )
    for nom, adresse in de_la_dec.items() | {("jury-de-la-dec", scene.jury("25510").get_absolute_url())}:
        page.goto(adresse)
        tient(f"deliberation-{nom}")
