"""The customer's second memo, « Harmonisation unitaire et validation », from its first line to its last, in a browser.

Exceptions included, with what Cyclades and Imag'In hold before and after.
"""

import re
from datetime import date
from uuid import uuid4

import pytest
from django.conf import settings as reglages
from django.utils import timezone
from playwright.sync_api import expect

from cyclades.models import Inscription
from cyclades.models import Note as NoteCyclades
from demonstration.candidats import inscrire_dans_cyclades
from imagin.actions import saisir as saisir_service_fait
from imagin.models import Epreuve as EpreuveImagin
from imagin.models import ServiceFait
from santorin.copies.actions import emarger, presumer_fraude, verrouiller
from santorin.copies.etats import Emargement
from santorin.copies.models import Nature
from tests.fabriques import (
    un_chef,
    un_coordinateur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_lot_corrige,
    une_application,
    une_composition,
    une_epreuve,
)
from tests.fabriques.cyclades import des_codes, une_saisie
from tests.transmission.scene import Scene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("serveur_celery")]

ETAT = "[data-ed-etat]"


class Recit:
    """One harmonised épreuve: two locked lots, one open, an absent, and what people typed by hand elsewhere."""

    def __init__(self):
        self.epreuve = une_epreuve(Nature.HARMONISEE, code="PHILO", libelle="Philosophie")
        self.gestionnaire = un_gestionnaire(self.epreuve.academie)
        self.scene = Scene(self.epreuve, self.gestionnaire)
        self.coordinateur = un_coordinateur(self.epreuve)
        self.lots = [un_lot_corrige(self.epreuve, *t, pages=1) for t in (("12", "7"), ("15.5", "9"), ("3",))]
        for lot in self.lots:
            lot.correcteur.utilisateur = un_correcteur_connecte(lot.correcteur)
        self.absent, self.sans_saisie = (
            une_composition(self.epreuve, emargement=Emargement.NON_EMARGE) for _ in range(2)
        )
        des_codes()
        inscrire_dans_cyclades([self.epreuve], le=timezone.now())

    def verrouiller(self, *lots):
        for lot in lots:
            verrouiller(lot, par=lot.correcteur.utilisateur, le=timezone.now())

    def inscription(self, composition):
        candidat = composition.candidat
        return Inscription.objects.get(
            candidature__numero=candidat.numero, candidature__inscription=candidat.inscription
        )

    def cyclades(self):
        """« 12.00 », « AB » or None, in the order of the sittings of the épreuve."""
        tenues = []
        for composition in self.scene.compositions_toutes():
            note = NoteCyclades.objects.filter(inscription=self.inscription(composition)).first()
            tenues.append(note and (note.code or str(note.valeur)))
        return tenues

    def imagin(self):
        """What Imag'In holds: marker's number, copies, hand-typed or not."""
        return sorted(ServiceFait.objects.values_list("intervenant__numero", "nombre_de_copies", "origine"))

    def saisir_dans_imagin(self, lot, nombre):
        """A service fait typed by hand in Imag'In for the marker of a lot."""
        saisir_service_fait(
            EpreuveImagin.objects.get(code="PHILO"),
            cle=uuid4(),
            numero=lot.correcteur.numero,
            nom=str(lot.correcteur),
            nombre_de_copies=nombre,
            du=date(2027, 6, 16),
            au=date(2027, 6, 20),
            motif="Copies corrigées sur papier",
            par=self.gestionnaire,
            le=timezone.now(),
        )


@pytest.fixture
def recit(live_server, settings):
    settings.CYCLADES_URL = settings.IMAGIN_URL = live_server.url
    une_application(secret=reglages.CYCLADES_JETON)
    return Recit()


def valider(page, recit):
    page.goto(f"/harmonisation/{recit.epreuve.pk}/")
    page.get_by_role("button", name="Valider l’harmonisation").click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Confirmer|Valider")).click()
    expect(page.get_by_text("Le traitement s’est bien déroulé.")).to_be_visible(timeout=60_000)


def consulter_les_statistiques(page):
    """What the memo advises first: from the dashboard, and back."""
    page.reload()
    page.get_by_role("link", name="Statistiques de la correction").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Statistiques")
    page.get_by_role("link", name="Retour à l’accueil").first.click()


@pytest.mark.exigence("HAR-01", "HAR-03", "HAR-04", "HAR-05", "ACC-01")
def test_de_l_accueil_a_la_copie_harmonisee_et_au_correcteur_qui_l_apprend(
    recit, page, connecter, axe, capture
):
    connecter(recit.coordinateur)
    page.goto("/")
    tuile = page.get_by_role("article").filter(has_text="Copies à harmoniser")
    expect(tuile.get_by_text("Aucun lot de cette épreuve n’est verrouillé.")).to_be_visible()

    recit.verrouiller(*recit.lots[:2])
    consulter_les_statistiques(page)
    tuile.get_by_role("link", name="Copies à harmoniser").click()
    expect(page.get_by_role("row")).to_have_count(5)
    axe(page)
    capture("harmonisation-copies")
    page.get_by_text("Filtrer").click()
    page.get_by_label("Note minimale").fill("8")
    page.get_by_role("button", name="Appliquer les filtres").click()
    expect(page.get_by_role("row")).to_have_count(4)
    page.get_by_role("link", name="Note", exact=True).click()
    assert [page.get_by_role("row").nth(n).locator("td").first.inner_text() for n in (1, 2, 3)] == [
        "9",
        "12",
        "15,5",
    ]

    page.get_by_role("row").nth(2).get_by_role("link").click()
    expect(page.get_by_role("toolbar", name="Outils de la visionneuse")).to_be_visible()
    axe(page)
    capture("harmonisation-copie")
    page.get_by_role("link", name="Copie suivante").click()
    expect(page.locator(".sn-indicateurs > div").first).to_contain_text("15,5")
    page.get_by_role("link", name="Copie précédente").click()
    page.get_by_role("link", name="Modifier la correction").click()
    page.get_by_label("Motif de la modification").fill("Question 2 : réponse acceptée par la commission")
    axe(page)
    page.get_by_role("button", name="Ouvrir l’éditeur").click()

    page.wait_for_selector("[data-editeur][data-pret]")
    expect(page.get_by_role("toolbar", name="Outils de correction")).to_be_visible()
    page.get_by_role("toolbar", name="Outils de correction").get_by_role(
        "button", name="Coche", exact=True
    ).click()
    page.locator("#page-1 .vs-feuille").click()
    page.get_by_label("Question 2").fill("6,5")
    expect(page.locator(ETAT)).to_have_text("Enregistré")
    axe(page)
    capture("harmonisation-editeur")
    page.get_by_role("link", name="Terminer").click()
    expect(page.get_by_text("Note du correcteur")).to_be_visible()
    expect(page.locator(".sn-indicateurs > div").first).to_contain_text("14,5")
    page.get_by_role("link", name="Comparer les deux versions page à page").click()
    expect(page.get_by_text("annotations modifiées")).to_be_visible()
    axe(page)
    capture("harmonisation-comparaison")

    connecter(recit.lots[0].correcteur.utilisateur)
    page.goto("/correction/mes-lots/")
    expect(page.get_by_text("réponse acceptée par la commission")).to_be_visible()
    page.get_by_role("link", name="Lot", exact=False).first.click()
    page.get_by_role("link", name=re.compile("Harmonisée")).click()
    expect(page.get_by_text("réponse acceptée par la commission")).to_be_visible()
    axe(page)
    capture("harmonisation-correcteur")


@pytest.mark.exigence("HAR-06", "HAR-07", "HAR-08", "HAR-09", "HAR-10", "HAR-11", "HAR-12", "CLO-12")
def test_valider_autant_que_necessaire_avec_ses_exceptions(recit, page, connecter, axe, capture):
    recit.verrouiller(*recit.lots[:2])
    compositions = recit.scene.compositions_toutes()
    saisies = ((compositions[0], "DI"), (compositions[1], "18"), (compositions[4], "0"), (recit.absent, "0"))
    for composition, saisie in saisies:
        valeur = {"code": saisie} if saisie == "DI" else {"valeur": saisie}
        une_saisie(recit.inscription(composition), **valeur, par=recit.gestionnaire)
    emarger([recit.sans_saisie], Emargement.ABSENT, par=recit.gestionnaire, le=timezone.now())
    numeros = [lot.correcteur.numero for lot in recit.lots]
    assert recit.cyclades() == ["DI", "18.00", None, None, "0.00", "0.00", None]
    assert recit.imagin() == []
    telechargement_ferme(page, connecter, chef := un_chef(compositions[2].candidat.etablissement))

    connecter(recit.coordinateur)
    page.goto(f"/harmonisation/{recit.epreuve.pk}/")
    expect(page.get_by_text("partielle", exact=True).first).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Candidat non émargé"))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Lot non verrouillé"))).to_be_visible()
    axe(page)
    capture("harmonisation-validation")
    valider(page, recit)
    # The typed DI stays, the typed 18 is overwritten; nothing leaves for the open lot, nor for the absents.
    assert recit.cyclades() == ["DI", "7.00", "15.50", "9.00", "0.00", "0.00", None]
    assert recit.imagin() == sorted((numero, 2, "SANTORIN") for numero in numeros[:2])
    recit.saisir_dans_imagin(recit.lots[0], 5)

    fraudeur = compositions[3].candidat
    assert copies_telechargeables(page, connecter, chef, compositions[2].candidat) == 1
    chef_du_fraudeur = un_chef(fraudeur.etablissement)
    assert copies_telechargeables(page, connecter, chef_du_fraudeur, fraudeur) == 1
    presumer_fraude(compositions[3], motif="Téléphone", par=recit.gestionnaire, le=timezone.now())
    assert copies_telechargeables(page, connecter, chef_du_fraudeur, fraudeur) == 0

    deverrouiller_a_l_ecran(page, connecter, recit)
    connecter(recit.coordinateur)
    valider(page, recit)
    # Cyclades keeps what it received of the unlocked lot; Imag'In pays no copy that is not in a locked lot.
    assert recit.cyclades() == ["DI", "7.00", "15.50", "9.00", "0.00", "0.00", None]
    par_santorin = [(numeros[0], 2, "SANTORIN"), (numeros[1], 0, "SANTORIN")]
    assert recit.imagin() == sorted([*par_santorin, (numeros[0], 5, "SAISIE")])

    recit.scene.noter(recit.lots[1], "16", "9")
    recit.verrouiller(*recit.lots[1:])
    emarger([recit.absent], Emargement.ABSENT, par=recit.gestionnaire, le=timezone.now())
    page.goto(f"/harmonisation/{recit.epreuve.pk}/")
    expect(page.get_by_text("totale", exact=True).first).to_be_visible()
    valider(page, recit)
    # Total: the AB leave too, but for the typed 0; a typed 0 is overwritten by a mark, and the new mark by the next.
    assert recit.cyclades() == ["DI", "7.00", "16.00", "9.00", "3.00", "0.00", "AB"]
    par_santorin = [(numero, nombre, "SANTORIN") for numero, nombre in zip(numeros, (2, 2, 1), strict=True)]
    assert recit.imagin() == sorted([*par_santorin, (numeros[0], 5, "SAISIE")])
    page.goto(f"/harmonisation/{recit.epreuve.pk}/")
    passees = page.locator("table").filter(has_text="Notes envoyées").locator("tbody tr")
    expect(passees).to_have_count(3)
    capture("harmonisation-historique")


def telechargement_ferme(page, connecter, chef):
    """Before the first validation."""
    connecter(chef)
    page.goto("/")
    ferme = page.get_by_role("article").filter(has_text="Téléchargement")
    expect(ferme.get_by_text("à la validation de l’harmonisation")).to_be_visible()


def copies_telechargeables(page, connecter, chef, candidat):
    """How many copies of a candidate the chef of its school is offered."""
    connecter(chef)
    page.goto("/telechargement/")
    page.wait_for_load_state()
    return page.get_by_role("link", name=re.compile(candidat.nom)).count()


def deverrouiller_a_l_ecran(page, connecter, recit):
    """The gestionnaire gives a transmitted lot back to its marker."""
    connecter(recit.gestionnaire)
    page.goto(f"/correction/lots/{recit.lots[1].pk}/deverrouiller/")
    page.get_by_label(re.compile("Motif")).fill("Copie à numériser de nouveau")
    page.get_by_role("button", name="Déverrouiller le lot").click()
    expect(page.get_by_text(re.compile("déverrouillé")).first).to_be_visible()
