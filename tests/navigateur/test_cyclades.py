"""A gestionnaire's work in Cyclades, in a real browser: read, enter by hand, publish (CYC-01, CYC-02, CLO-07)."""

from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cyclades.actions import recevoir
from cyclades.models import Note, Publication
from santorin.referentiel.models import Academie
from tests.fabriques import un_gestionnaire, une_academie, une_application
from tests.fabriques.cyclades import des_codes, des_inscrits, un_envoi, un_inscrit, une_note_emise, une_saisie

pytestmark = pytest.mark.django_db(transaction=True)

SANS_JAVASCRIPT = pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)


@pytest.fixture
def scene(connecter):
    """Four candidates of Rennes: a mark from Santorin, one entered by hand over it, an AB, and none yet."""
    des_codes()
    Academie.objects.create(code="A14", nom="Rennes")
    gestionnaire = un_gestionnaire(une_academie(), first_name="Fazia", last_name="GUYLESTE")
    application, _ = une_application(une_academie())
    application.first_name, application.last_name = "", "Santorin"
    application.save()
    noms = (("LAVANDE", "Alexandre"), ("SAPIN", "Ambre"), ("AMANDE", "Noé"), ("GUYLESTE", "Fazia"))
    inscrits = [un_inscrit(nom=nom, prenoms=prenoms, pas=Decimal("0.5")) for nom, prenoms in noms]
    notes = [une_note_emise(i, "12.5") for i in inscrits[:2]] + [une_note_emise(inscrits[2], code="AB")]
    recevoir(un_envoi(*notes), par=application, le=timezone.now())
    une_saisie(inscrits[1], "15", par=gestionnaire, motif="Erreur de report signalée par le centre")
    connecter(gestionnaire)
    return inscrits


@pytest.mark.exigence("CYC-01", "CYC-02", "ACC-03")
def test_les_ecrans_de_cyclades_sont_accessibles_et_ne_debordent_pas(page, tient, scene):
    lavande, sapin = scene[:2]
    des_inscrits(51, nom="ZÉPHYR")
    notes = f"/cyclades/epreuves/{lavande.epreuve_id}/A14/"
    ecrans = {
        "epreuves": "/cyclades/",
        "notes": notes,
        "notes-filtrees": f"{notes}?q=lav&origine=SANTORIN",
        "notes-vides": f"{notes}?q=personne",
        "note": f"/cyclades/notes/{sapin.pk}/",
        "saisir": f"/cyclades/notes/{lavande.pk}/saisir/",
        "publier": f"{notes}publier/",
        "accueil": "/",
    }
    for nom, adresse in ecrans.items():
        page.goto(adresse)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        tient(f"cyclades-{nom}")


@pytest.mark.exigence("CYC-02", "CLO-07")
def test_saisir_puis_publier(page, scene, capture):
    page.goto("/")
    page.get_by_role("link", name="Notes dans Cyclades").click()
    page.get_by_role("link", name="E51 – Économie-gestion").click()
    page.get_by_label("Rechercher un candidat").fill("lavande")
    page.get_by_role("button", name="Rechercher").click()
    page.get_by_role("link", name="LAVANDE Alexandre").click()
    page.get_by_role("link", name="Saisir une note à la main").click()

    page.get_by_label("Nouvelle note").fill("25")
    page.get_by_label("Motif de la saisie").fill("Copie retrouvée au centre")
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.get_by_role("alert")).to_contain_text("comprise entre 0 et 20")
    expect(page.get_by_label("Motif de la saisie")).to_have_value("Copie retrouvée au centre")

    page.get_by_label("Nouvelle note").fill("14,5")
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.get_by_text("La note 14,5 est enregistrée.")).to_be_visible()
    lignes = page.get_by_role("table").get_by_role("row")
    expect(lignes.nth(1)).to_contain_text("Copie retrouvée au centre")
    expect(lignes.nth(2)).to_contain_text("12,5")
    assert Note.objects.filter(origine="SAISIE", valeur=Decimal("14.5")).count() == 1

    page.get_by_role("link", name="E51").click()
    page.get_by_role("link", name="Publier les notes").click()
    expect(page.get_by_text("1 candidat inscrit n’a pas de note.")).to_be_visible()
    page.get_by_role("button", name="Publier définitivement").click()
    expect(page.get_by_text("Les notes sont publiées.")).to_be_visible()
    assert Publication.objects.count() == 1
    page.get_by_role("link", name="LAVANDE Alexandre").click()
    expect(page.get_by_role("button", name="Saisir une note à la main")).to_be_disabled()
    capture("cyclades-publiee")


@pytest.mark.exigence("ACC-03")
@SANS_JAVASCRIPT
def test_tout_se_lit_et_se_saisit_sans_javascript(page, scene):
    page.goto("/cyclades/")
    page.get_by_role("link", name="E51 – Économie-gestion").click()
    page.get_by_role("link", name="GUYLESTE Fazia").click()
    page.get_by_role("link", name="Saisir une note à la main").click()
    page.get_by_label("Nouvelle note").fill("di")
    page.get_by_label("Motif de la saisie").fill("Dispense accordée")
    page.get_by_role("button", name="Enregistrer la note").click()
    expect(page.get_by_text("La note DI est enregistrée.")).to_be_visible()
