"""A candidate's whole way: slip, account, closed results, the opening, everything that is its own (RES-08, RES-09)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from resultats.actions.generation import generer
from resultats.actions.releves import publier
from resultats.lectures.proclamation import Cadre
from resultats.models import DelaiSignalement, NatureService
from santorin.copies.models import Copie
from santorin.traitements.compte_rendu import CompteRendu
from tests.consultation.conftest import Scene
from tests.fabriques import un_chef
from tests.fabriques.espace import un_admis
from tests.fabriques.resultats import des_resultats, un_service

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("RES-08", "RES-09")]
MOT_DE_PASSE = "bruyere-et-genet-2027"


def publier_le_releve(scene):
    """A real transcript, generated and available from now."""
    le, candidature = timezone.now(), scene.candidature
    cadre = Cadre(candidature.examen, candidature.session, candidature.academie)
    generation = generer(
        cadre, par=scene.gestionnaire, le=le, compte_rendu=CompteRendu(par=scene.gestionnaire)
    )
    publier(generation, disponible_le=timezone.now(), par=scene.gestionnaire, le=timezone.now())


@pytest.fixture
def decor():
    """One admitted candidate of a school, its transmitted and published copy; no account, no open service."""
    scene = Scene(pages=2)
    resultat = des_resultats(1, etablissement=scene.etablissement, mention="Mention bien", affichage="14,25")[
        0
    ]
    candidature = resultat.candidature
    composition = scene.une_copie_corrigee(numero=candidature.numero, inscription=candidature.inscription)
    scene.transmettre(composition)
    scene.epreuve.publiee_le = timezone.now()
    scene.epreuve.save()
    scene.resultat, scene.candidature = resultat, candidature
    scene.copie = Copie.objects.get(composition=composition)
    publier_le_releve(scene)
    DelaiSignalement.objects.create(
        examen=scene.epreuve.examen,
        session=scene.epreuve.session,
        academie=scene.epreuve.academie,
        jusqu_au=timezone.now() + timedelta(days=1),
        defini_le=timezone.now(),
        defini_par=scene.gestionnaire,
    )
    return scene


def le_coupon(page, connecter, decor):
    """The chef d'établissement prints the slip; the words of the paper."""
    connecter(un_chef(decor.etablissement))
    page.goto("/")
    page.get_by_role("link", name="Accès des candidats").click()
    page.get_by_role("link", name="Baccalauréat professionnel").click()
    page.get_by_label("Rechercher un candidat").fill(decor.candidature.nom)
    page.get_by_role("button", name="Rechercher").click()
    with page.expect_download() as telechargement:
        page.get_by_role("button", name="Imprimer le coupon de").click()
    texte = PdfReader(telechargement.value.path()).pages[0].extract_text()
    return next(mot for mot in texte.split() if mot.count("-") == 3 and len(mot) == 19)


def activer_et_entrer(page, decor, code):
    page.context.clear_cookies()
    page.goto("/espace-candidat/activation/")
    page.get_by_label("Numéro candidat").fill(decor.candidature.numero)
    page.get_by_label("Date de naissance").fill("2009-01-01")
    page.get_by_label("Code d’activation").fill(code.lower().replace("-", " "))
    page.get_by_label("Mot de passe", exact=False).first.fill(MOT_DE_PASSE)
    page.get_by_label("Le même mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Activer mon compte").click()
    page.get_by_text("Votre compte est activé").wait_for()
    page.get_by_label("Nom d’utilisateur").fill(decor.candidature.numero)
    page.get_by_label("Mot de passe").fill(MOT_DE_PASSE)
    page.get_by_role("button", name="Se connecter").click()


def ouvrir(secondes):
    return un_service(
        NatureService.CANDIDATS, ouvre_le=timezone.now() + timedelta(seconds=secondes), ferme_le=None
    )


def test_du_coupon_au_signalement(page, connecter, axe, capture, decor, tolerer, client_de):  # noqa: PLR0917 - what a browser test needs
    tolerer("404")
    code = le_coupon(page, connecter, decor)
    axe(page)
    capture("acces-des-candidats")
    activer_et_entrer(page, decor, code)
    page.get_by_role("link", name="Mon espace").click()
    page.get_by_text("Les résultats ne sont pas publiés.").wait_for()
    axe(page)
    adresse = f"/espace-candidat/resultats/{decor.candidature.pk}/"
    assert page.goto(adresse).status == 404
    ouvrir(secondes=2)
    assert page.goto(adresse).status == 404
    page.wait_for_timeout(2200)
    assert page.goto(adresse).status == 200
    for attendu in ("Admis", "Mention bien", "14,25"):
        page.get_by_text(attendu).first.wait_for()
    axe(page)
    capture("mon-resultat")
    page.get_by_role("link", name="Comprendre ce résultat").click()
    page.get_by_text("Moyenne : 10,50.").wait_for()
    axe(page)
    page.goto(f"{adresse}releves/")
    axe(page)
    with page.expect_download() as telechargement:
        page.get_by_role("link", name="Relevé de notes, version n° 1").click()
    assert decor.candidature.numero in PdfReader(telechargement.value.path()).pages[0].extract_text()
    voir_et_signaler(page, axe, capture, decor)
    page.get_by_text("En attente").wait_for()
    numerisation = client_de(decor.gestionnaire)
    ecran = numerisation.get(f"/numerisation/epreuves/{decor.epreuve.pk}/signalements/").content.decode()
    assert "Page illisible ou floue (page 2)" in ecran
    assert "Le bas est coupé." in ecran


def voir_et_signaler(page, axe, capture, decor):
    """From the fiche: the copies, the viewer, the report."""
    page.goto(f"/espace-candidat/resultats/{decor.candidature.pk}/copies/")
    axe(page)
    page.get_by_role("link", name="Économie-gestion").first.click()
    page.get_by_role("heading", level=1).wait_for()
    assert str(decor.copie.cle) in page.url
    page.go_back()
    page.get_by_role("link", name="Signaler un problème de numérisation").click()
    page.get_by_label("Page illisible ou floue").check(force=True)
    page.get_by_label("Où ?").select_option("2")
    page.get_by_label("Précision").fill("Le bas est coupé.")
    axe(page)
    capture("signaler")
    page.get_by_role("button", name="Envoyer le signalement").click()
    page.get_by_text("Signalement envoyé").wait_for()


@pytest.mark.parametrize("page", [{"viewport": {"width": 375, "height": 720}}], indirect=True)
def test_les_ecrans_du_candidat_tiennent_sur_un_telephone(page, connecter, axe, capture):
    resultat, compte = un_admis(mention="Mention bien")
    page.goto("/espace-candidat/activation/")
    tient(page)
    axe(page)
    capture("activation-375")
    page.goto("/publications/resultats/")
    tient(page)
    axe(page)
    capture("public-375")
    connecter(compte)
    page.goto("/espace-candidat/")
    tient(page)
    capture("espace-375")
    for suite in ("", "fiche/", "releves/", "copies/"):
        page.goto(f"/espace-candidat/resultats/{resultat.candidature.pk}/{suite}")
        tient(page)
        axe(page)
        capture(f"resultat-375-{suite or 'page'}")


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_sans_javascript_tout_se_lit(page, connecter):
    _, compte = un_admis()
    connecter(compte)
    page.goto("/espace-candidat/")
    page.get_by_role("link", name="Voir mon résultat").click()
    page.get_by_text("Admis").first.wait_for()
    page.get_by_role("link", name="Mes relevés de notes").click()
    page.get_by_text("Aucun relevé de notes").wait_for()


def tient(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
