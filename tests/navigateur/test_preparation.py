"""Préparation and paramétrage in a real browser: every screen at three widths, the stories, without JavaScript."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from santorin.comptes.models import Utilisateur
from santorin.copies.etats import EtatLot
from santorin.copies.models import Composition, Nature
from santorin.preparation.bilans import Bilan
from santorin.preparation.models import ImportCandidats
from santorin.traitements.models import EtatTraitement
from tests.fabriques import (
    un_candidat,
    un_etablissement,
    un_gestionnaire,
    un_lot,
    un_sujet,
    un_traitement,
    une_composition,
    une_copie,
    une_epreuve,
    une_page,
    une_specialite,
)
from tests.preparation.conftest import un_fichier, une_ligne

pytestmark = pytest.mark.django_db(transaction=True)

SANS_JAVASCRIPT = pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
NOMS = ("GUYLESTE", "LAVANDE", "ROSE BONBON", "VERT SAPIN")
FAUTES = [
    {"ligne": 3, "raison": "la lettre clé devrait être Z", "colonne": "uai", "valeur": "0350059A"},
    {
        "ligne": 7,
        "raison": "8 colonnes au lieu de 11 (ligne tronquée ?)",
        "colonne": "",
        "valeur": "01950022361;002",
    },
]


@pytest.fixture
def gestionnaire(connecter):
    gestionnaire = un_gestionnaire(first_name="Carine", last_name="ARGENT")
    connecter(gestionnaire)
    return gestionnaire


@pytest.fixture
def epreuve(gestionnaire):
    """An épreuve with a free sujet and one in lots, candidates in every state."""
    epreuve = une_epreuve(
        academie=gestionnaire.habilitations.get().academie,
        code="E51",
        parametrage={"emargement_en_masse": True},
    )
    lycee = un_etablissement(academie=epreuve.academie, uai="0350059Z")
    un_sujet(epreuve, code="S2")
    for nom, emargement in zip(NOMS, ("present", "absent", "non_emarge", "present"), strict=True):
        une_composition(epreuve, candidat=un_candidat(nom=nom, etablissement=lycee), emargement=emargement)
    fraude = Composition.objects.get(candidat__nom="VERT SAPIN")
    fraude.fraude_presumee, fraude.fraude_motif = True, "Téléphone allumé sur la table"
    fraude.save()
    une_page(une_copie(fraude))
    un_lot(epreuve, sujet=un_sujet(epreuve, code="S1"), etat=EtatLot.EN_CORRECTION)
    return epreuve


def _un_import(epreuve, par, bilan, **champs):
    controle = un_traitement(
        demande_par=par, academie=epreuve.academie, libelle="Contrôle des candidats", **champs
    )
    return ImportCandidats.objects.create(
        epreuve=epreuve,
        fichier="candidats_brequigny.csv",
        depose_le=timezone.now(),
        depose_par=par,
        controle=controle,
        bilan=bilan and bilan.en_json(),
    )


@pytest.mark.exigence("PAR-01", "PRE-01", "PRE-02", "NUM-03", "ACC-02", "ACC-03")
def test_chaque_ecran_est_accessible_et_ne_deborde_pas(page, tient, epreuve):
    gestionnaire = Utilisateur.objects.get(last_name="ARGENT")
    une_epreuve(Nature.E3C, code="E72", libelle="Mathématiques")
    fini = {"etat": EtatTraitement.INCOMPLET, "fin": timezone.now()}
    controle = _un_import(
        epreuve, gestionnaire, Bilan(crees=30, modifies=2, refuses=2, anomalies=FAUTES), **fini
    )
    en_cours = _un_import(epreuve, gestionnaire, None)
    composition = Composition.objects.get(fraude_presumee=True)
    libre, pris = epreuve.sujets.get(code="S2"), epreuve.sujets.get(code="S1")
    base = f"/preparation/epreuves/{epreuve.pk}"
    ecrans = {
        "parametrage": "/parametrage/",
        "parametrage-apercu": f"/parametrage/apercu/?epreuve={epreuve.pk}&type_lots=double&appreciation=oui",
        "preparation": f"{base}/",
        "preparation-creer": "/preparation/epreuves/nouvelle/",
        "preparation-sujet": f"{base}/sujets/{libre.pk}/",
        "preparation-bareme-fige": f"{base}/sujets/{pris.pk}/",
        "preparation-candidats": f"{base}/candidats/",
        "preparation-absents": f"{base}/absents/",
        "preparation-modifier": f"{base}/modifier/",
        "preparation-correcteurs": f"{base}/correcteurs/",
        "preparation-correcteur": f"{base}/correcteurs/{epreuve.correcteurs.first().pk}/",
        "preparation-candidat": f"/preparation/candidats/{composition.pk}/",
        "preparation-imports": f"{base}/imports/",
        "preparation-import": f"/preparation/imports/{controle.pk}/",
        "preparation-import-en-cours": f"/preparation/imports/{en_cours.pk}/",
    }
    for nom, adresse in ecrans.items():
        page.goto(adresse)
        tient(nom)
        expect(page.get_by_role("link", name="Retour à l’accueil")).to_be_visible()
    page.goto(f"{base}/candidats/")
    page.get_by_role("checkbox", name="Cocher ROSE BONBON").first.check(force=True)
    page.get_by_role("button", name="Retirer de l’épreuve les candidats cochés").click()
    expect(page.get_by_role("heading", name="Retirer des candidats")).to_be_visible()
    tient("preparation-retirer")
    page.goto(f"{base}/candidats/")
    page.get_by_role("link", name="Aide de cet écran").click()
    expect(page.get_by_text("Les accents et les majuscules ne comptent pas.")).to_be_visible()


@pytest.mark.exigence("PAR-01", "PAR-04")
def test_changer_plusieurs_epreuves_au_clavier(page, epreuve):
    autre = une_epreuve(code="E52", libelle="Français")
    page.goto("/parametrage/")
    page.get_by_role("button", name="Tout cocher").press("Enter")
    expect(page.get_by_role("button", name="Tout décocher")).to_be_visible()
    page.get_by_label("Type de lots").select_option("double")
    page.get_by_role("button", name="Voir ce qui changera").press("Enter")
    expect(page.get_by_text("Ces changements ne peuvent pas être faits ensemble")).to_be_visible()
    expect(page.get_by_role("button", name="Enregistrer ces changements")).to_have_count(0)
    page.go_back()
    page.get_by_label("Cocher BCP E51").uncheck(force=True)
    page.get_by_label("Appréciation", exact=True).select_option("oui")
    page.get_by_role("button", name="Voir ce qui changera").click()
    expect(page.get_by_role("row", name=re.compile("Type de lots SIMPLE DOUBLE"))).to_be_visible()
    page.get_by_role("button", name="Enregistrer ces changements").click()
    expect(page.get_by_text("Paramétrage enregistré : 1 épreuve modifiée.")).to_be_visible()
    autre.parametrage.refresh_from_db()
    assert (autre.parametrage.type_lots, autre.parametrage.appreciation) == ("double", True)


@pytest.mark.exigence("PRE-01", "TRA-01")
def test_importer_un_fichier_et_suivre_sans_recharger(page, serveur_celery, epreuve, tmp_path):
    une_specialite()
    fichier = tmp_path / "candidats.csv"
    fichier.write_bytes(un_fichier(une_ligne(nom="ŒILLET"), une_ligne(numero="x"), codage="cp1252"))
    page.goto(f"/preparation/epreuves/{epreuve.pk}/imports/")
    page.get_by_label("Fichier des candidats").set_input_files(fichier)
    page.get_by_role("button", name="Contrôler le fichier").click()
    expect(page.get_by_text("Le fichier a des lignes refusées")).to_be_visible(timeout=30_000)
    expect(
        page.get_by_role("row", name=re.compile("3 numero_candidat x un numéro de candidat"))
    ).to_be_visible()
    with page.expect_download() as telechargement:
        page.get_by_role("link", name=re.compile("Télécharger")).click()
    assert telechargement.value.suggested_filename == "Contrôle des candidats.csv"
    page.get_by_role("button", name="Importer les lignes valides seulement").click()
    page.locator("#confirmation-oui").click()
    expect(page.get_by_text("Les candidats sont importés")).to_be_visible(timeout=30_000)
    assert epreuve.compositions.filter(candidat__nom="ŒILLET").exists()


@SANS_JAVASCRIPT
@pytest.mark.exigence("PRE-02", "NUM-03", "ACC-03")
def test_sans_javascript_une_epreuve_se_prepare(page, epreuve):
    page.goto(f"/preparation/epreuves/{epreuve.pk}/")
    page.get_by_role("link", name="Ajouter un sujet").click()
    page.get_by_label("Code du sujet").fill("S3")
    page.get_by_label("Libellé").fill("Sujet de remplacement")
    page.get_by_role("textbox", name="Barème").fill("1;Marge;12;0,5\n2;Rédaction;8")
    page.get_by_role("button", name="Enregistrer le sujet").click()
    expect(page.get_by_role("row", name="S3 Sujet de remplacement 2 20 0 Modifiable")).to_be_visible()
    page.goto(f"/preparation/epreuves/{epreuve.pk}/candidats/?q=rose")
    page.get_by_label("Cocher ROSE BONBON Fazia").check(force=True)
    page.get_by_label("Émarger les candidats cochés").select_option("absent")
    page.get_by_role("button", name="Enregistrer l’émargement").click()
    expect(page.get_by_text("1 candidat émargé.")).to_be_visible()
    assert Composition.objects.get(candidat__nom="ROSE BONBON").emargement == "absent"
