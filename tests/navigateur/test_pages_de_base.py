"""The frame of every page, and every component, in a real browser under the site's own policy."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from santorin.traitements.models import EtatTraitement, Niveau
from tests.composants import galerie
from tests.fabriques import un_gestionnaire, un_traitement, un_utilisateur

pytestmark = [pytest.mark.urls("tests.composants.galerie"), pytest.mark.django_db(transaction=True)]

SANS_JAVASCRIPT = pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)


@pytest.fixture
def gestionnaire(connecter):
    """Connected in the page."""
    personne = un_gestionnaire(first_name="Fazia", last_name="GUYLESTE")
    connecter(personne)
    return personne


def un_traitement_en_cours(demande_par, **champs):
    le = timezone.now()
    traitement = un_traitement(
        demande_par=demande_par,
        libelle="Clôture de l’épreuve de philosophie",
        etat=EtatTraitement.EN_COURS,
        debut=le - timedelta(seconds=70),
        battement_le=le,
        jeton="11111111-1111-1111-1111-111111111111",
        serveur="ouvrier-1",
        **{"fait": 1200, "total": 3000, **champs},
    )
    traitement.lignes.create(le=le, niveau=Niveau.INFO, texte="Récupération de la liste des jurys")
    traitement.lignes.create(le=le, niveau=Niveau.ALERTE, texte="Un candidat n’a pas de note.")
    traitement.lignes.create(le=le, niveau=Niveau.ERREUR, texte="Un correcteur est inconnu d’Imag’In.")
    return traitement


def terminer(traitement):
    traitement.etat, traitement.fin, traitement.fait = EtatTraitement.REUSSI, timezone.now(), traitement.total
    traitement.save()


@pytest.mark.exigence("ACC-02", "ACC-03")
def test_chaque_page_de_base_est_accessible_et_ne_deborde_pas(page, tient, gestionnaire):
    en_cours, fini = un_traitement_en_cours(gestionnaire), un_traitement_en_cours(gestionnaire)
    terminer(fini)
    fini.documents.create(nom="CYCLADES_DELIB_1", type="application/zip", taille=133120, sha256="0" * 64)
    adresses = ["/", "/galerie/", "/mon-compte/", "/mon-compte/mot-de-passe/", "/qui-peut-quoi/"]
    adresses += ["/aide/", "/aide/cloture/", "/accessibilite/", "/mentions/", "/traitements/"]
    adresses += [en_cours.get_absolute_url(), fini.get_absolute_url()]
    for adresse in adresses:
        page.goto(adresse)
        tient(f"base{adresse}")
    page.context.clear_cookies()
    page.goto("/connexion/")
    tient("base-connexion")


def test_un_formulaire_refuse_reste_accessible_et_montre_ses_erreurs_d_abord(page, tient, gestionnaire):
    page.goto("/galerie/")
    page.locator("main form.sn-formulaire").get_by_role("button", name="Enregistrer").click()
    resume = page.get_by_text("Le formulaire n’a pas été enregistré").locator("..")
    expect(resume).to_be_focused()
    tient("base-formulaire-refuse")
    resume.get_by_role("link", name="Titre édition").click()
    expect(page.get_by_label("Titre édition")).to_be_in_viewport()


@pytest.mark.parametrize("adresse", ["/aide/rien/", "/traitements/documents/x/"])
def test_une_page_introuvable_le_dit_en_francais(page, axe, gestionnaire, tolerer, adresse):
    tolerer("404")
    assert page.goto(adresse).status == 404
    axe(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Page introuvable"
    page.get_by_role("link", name="Aller à l’accueil").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Tableau de bord"


@pytest.mark.exigence("ACC-01")
def test_une_personne_sans_profil_sait_a_qui_s_adresser(page, axe, connecter):
    connecter(un_utilisateur())
    page.goto("/")
    assert page.get_by_text("Aucun travail ne vous est confié pour l’instant.").is_visible()
    axe(page)


@pytest.mark.exigence("ACC-02")
def test_chaque_ecran_dit_qui_est_connecte_et_ramene_a_l_accueil(page, gestionnaire):
    page.goto("/traitements/")
    entete = page.get_by_role("banner")
    assert entete.get_by_text("Fazia GUYLESTE").is_visible()
    assert entete.get_by_text(f"{gestionnaire.habilitations.get().perimetre}").is_visible()
    fil = page.get_by_role("navigation", name="Vous êtes ici")
    assert fil.get_by_role("listitem").all_inner_texts() == ["Accueil", "Traitements"]
    page.get_by_role("link", name="Retour à l’accueil").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Tableau de bord"


@pytest.mark.exigence("ACC-02")
def test_le_point_d_interrogation_ouvre_l_aide_par_dessus_l_ecran(page, axe, gestionnaire):
    page.goto("/traitements/")
    bouton = page.get_by_role("link", name="? Aide de cet écran")
    bouton.focus()
    page.keyboard.press("Enter")
    dialogue = page.get_by_role("dialog", name="Aide de cet écran")
    expect(dialogue.get_by_role("heading", name="Traitements et comptes rendus")).to_be_visible()
    assert page.url.endswith("/traitements/")
    axe(page)
    page.keyboard.press("Escape")
    expect(dialogue).to_be_hidden()
    expect(bouton).to_be_focused()


@pytest.mark.exigence("ACC-03")
@SANS_JAVASCRIPT
def test_sans_javascript_l_aide_est_une_page_et_le_suivi_s_actualise(page, gestionnaire):
    traitement = un_traitement_en_cours(gestionnaire)
    page.goto(traitement.get_absolute_url())
    assert page.get_by_text("40\u202f%").is_visible()
    terminer(traitement)
    page.get_by_role("link", name="Actualiser").click()
    assert page.get_by_text("Le traitement s’est bien déroulé.").is_visible()
    page.get_by_role("link", name="? Aide de cet écran").click()
    assert page.url.endswith("/aide/traitement/")
    page.get_by_role("button", name="Se déconnecter").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Connexion"


@pytest.mark.exigence("TRA-01")
def test_le_suivi_avance_tout_seul_le_dit_et_s_arrete_a_la_fin(page, gestionnaire):
    traitement = un_traitement_en_cours(gestionnaire)
    demandes = []
    page.on("request", lambda requete: demandes.append(requete.url) if "/suivi/" in requete.url else None)
    page.goto(traitement.get_absolute_url())
    expect(page.get_by_role("progressbar", name="Traitement en cours")).to_have_attribute("value", "1200")
    traitement.fait = 1800
    traitement.save()
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "1800")
    expect(page.locator("#annonces")).to_contain_text("plus de la moitié est faite")
    page.get_by_role("link", name="Actualiser").focus()
    avant = len(demandes)
    page.wait_for_timeout(2500)
    assert len(demandes) > avant
    expect(page.get_by_role("link", name="Actualiser")).to_be_focused()
    terminer(traitement)
    expect(page.get_by_text("Le traitement s’est bien déroulé.")).to_be_visible()
    expect(page.locator("#annonces")).to_contain_text("Terminé")
    a_la_fin = len(demandes)
    page.wait_for_timeout(2500)
    assert len(demandes) == a_la_fin


def test_une_coupure_du_reseau_se_voit_et_se_repare(page, gestionnaire, tolerer):
    tolerer("Failed to load resource|htmx:sendError|htmx:afterRequest")
    page.goto(un_traitement_en_cours(gestionnaire).get_absolute_url())
    page.context.set_offline(True)
    expect(page.get_by_text("La liaison avec le serveur est interrompue.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("La liaison avec le serveur est interrompue.")).to_be_hidden()


def test_une_session_finie_mene_a_la_connexion_sans_melanger_les_pages(page, gestionnaire):
    page.goto(un_traitement_en_cours(gestionnaire).get_absolute_url())
    page.context.clear_cookies()
    page.wait_for_url("**/connexion/**")
    assert page.get_by_role("heading", level=1).inner_text() == "Connexion"
    assert page.locator("#suivi").count() == 0


def test_un_acte_grave_est_confirme_puis_envoye_une_seule_fois(page, axe, gestionnaire):
    galerie.ENVOIS.clear()
    page.goto("/galerie/")
    page.get_by_role("button", name="Lancer la clôture").click()
    dialogue = page.get_by_role("dialog", name="Envoyer 1 234 notes vers Cyclades")
    expect(dialogue.get_by_role("button", name="Annuler")).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    expect(dialogue).to_be_hidden()
    assert galerie.ENVOIS == []
    page.get_by_role("button", name="Lancer la clôture").click()
    dialogue.get_by_role("button", name="Lancer la clôture").click()
    page.wait_for_url("**/essai/")
    assert galerie.ENVOIS == ["POST"]


def test_un_double_clic_n_envoie_qu_une_fois(page, gestionnaire):
    galerie.ENVOIS.clear()
    page.goto("/galerie/")
    page.locator("#enregistrer").evaluate("bouton => { bouton.click(); bouton.click(); bouton.click(); }")
    page.wait_for_url("**/essai/")
    page.go_back()
    expect(page.locator("#enregistrer")).not_to_have_attribute("aria-disabled", "true")
    assert galerie.ENVOIS == ["POST"]


def test_au_clavier_on_saute_d_abord_au_contenu(page, gestionnaire):
    page.goto("/galerie/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Contenu", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize("marques", [False, True])
def test_les_marques_de_l_etat_ne_sortent_que_sur_demande(page, settings, marques):
    settings.MARQUES_ETAT = marques
    demandes = []
    page.on("request", lambda requete: demandes.append(requete.url))
    page.goto("/connexion/")
    page.evaluate("document.fonts.ready")
    assert any("Marianne" in adresse for adresse in demandes) is marques
    assert (page.get_by_text("République").count() == 1) is marques


def test_a_l_impression_il_ne_reste_que_ce_qui_se_lit(page, gestionnaire):
    page.goto("/galerie/")
    page.emulate_media(media="print")
    assert page.get_by_text("GUYLESTE Fazia").is_visible()
    for clic in ("? Aide de cet écran", "Page suivante", "Retour à l’accueil"):
        assert page.get_by_role("link", name=clic).count() == 0


def test_le_mouvement_s_arrete_pour_qui_le_demande(page, gestionnaire):
    page.emulate_media(reduced_motion="reduce")
    page.goto("/galerie/")
    duree = page.get_by_role("button", name="Rechercher").evaluate(
        "b => getComputedStyle(b).transitionDuration"
    )
    assert float(duree.removesuffix("s")) <= 0.001


def test_aucun_fichier_de_presentation_ne_manque(page, gestionnaire):
    reponses = []
    page.on("response", lambda reponse: reponses.append((reponse.status, Path(reponse.url).name)))
    page.goto("/galerie/")
    assert len(reponses) > 10
    assert [reponse for reponse in reponses if reponse[0] >= 400] == []
