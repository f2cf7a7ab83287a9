"""The correction editor in a real browser: by mouse, by keyboard alone, off line, in two tabs (COR-01, COR-06)."""

import re
import time
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from santorin.copies.actions import deposer_page, noter
from santorin.copies.models import Annotation, Correction, NoteQuestion, Partie, PartieChoisie, Question
from santorin.correction.models import Remarque
from tests.correction.decor import un_lot_a_corriger
from tests.fabriques.copies import octets_de_page
from tests.navigateur.editeur import ETAT, cliquer, enregistre, outil, ouvrir, point, tracer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.exigence("COR-01")]

DEBORD = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
TAILLES = pytest.mark.parametrize(
    "page",
    [{"viewport": {"width": largeur, "height": 900}} for largeur in (375, 1280)],
    indirect=True,
    ids=["375", "1280"],
)


def notes(decor):
    """Marks of the lot, by copy in the marker's order."""
    lues = NoteQuestion.objects.filter(correction__lot=decor.lot).values_list(
        "correction", "question__numero", "points"
    )
    par_copie = {correction.pk: {} for correction in decor.corrections}
    for correction, numero, points in lues:
        par_copie[correction][numero] = points
    return [par_copie[correction.pk] for correction in decor.corrections]


def posees(decor):
    """What the log of the lot says was put, by kind."""
    contenus = Annotation.objects.filter(correction__lot=decor.lot, operation="poser")
    return sorted(contenu["genre"] for contenu in contenus.values_list("contenu", flat=True))


def attendre(vrai, delai=10.0):
    """Until what the server or the browser ends by itself is done."""
    limite = time.monotonic() + delai
    while not vrai():
        assert time.monotonic() < limite
        time.sleep(0.05)


def noter_tout(decor, correction, points):
    """Every question of a copy marked, from elsewhere."""
    questions = decor.lot.sujet.questions.values_list("pk", flat=True)
    noter(
        Correction.objects.select_related("lot").get(pk=correction.pk),
        points_par_question=dict.fromkeys(questions, Decimal(points)),
        par=decor.correcteur,
        le=timezone.now(),
    )


@TAILLES
def test_l_editeur_est_accessible_et_ne_deborde_pas(page, connecter, axe, capture, request):
    decor = un_lot_a_corriger(3, pages=3)
    Remarque.objects.create(utilisateur=decor.correcteur, texte="Citation inexacte", valeur="−0,5")
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.get_by_label("Question 1").fill("9")
    expect(page.get_by_text("Au plus 8.")).to_be_visible()
    page.get_by_label("Question 2").fill("3,5")
    expect(page.locator("[data-ed-total]")).to_have_text("Total provisoire\u00a0: 3,5 / 20")
    enregistre(page)
    axe(page)
    assert page.evaluate(DEBORD) == 0
    capture(f"editeur-{request.node.callspec.id}")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis")).to_be_visible()
    axe(page)
    capture(f"editeur-raccourcis-{request.node.callspec.id}")


def test_deux_pages_cote_a_cote_et_une_coche_sur_une_page_tournee(page, connecter):
    decor = un_lot_a_corriger(2, pages=2)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    une, deux = (page.locator(f"#page-{numero} .vs-feuille") for numero in (1, 2))
    assert deux.bounding_box()["y"] > une.bounding_box()["y"] + 100
    page.get_by_role("button", name="Deux pages").click()
    expect(page.get_by_role("button", name="Deux pages")).to_have_attribute("aria-pressed", "true")
    assert abs(deux.bounding_box()["y"] - une.bounding_box()["y"]) < 2
    assert deux.bounding_box()["x"] >= une.bounding_box()["x"] + une.bounding_box()["width"]
    expect(page.locator("[data-vs-numero]")).to_have_text("1")
    # The next copy is shown as the marker chose, and nothing of the former one stays on its pages.
    outil(page, "Croix")
    page.locator("[data-vs-pages]").press("ArrowDown")
    expect(page.locator(".ed-repere")).to_have_count(1)
    page.keyboard.press("s")
    expect(page.locator("[data-ed-rang]")).to_have_text("2")
    expect(page.locator(".ed-repere")).to_have_count(0)
    assert abs(deux.bounding_box()["y"] - une.bounding_box()["y"]) < 2
    page.keyboard.press("l")
    expect(page.get_by_role("button", name="Deux pages")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("p")
    expect(page.locator("[data-ed-rang]")).to_have_text("1")
    page.keyboard.press("n")
    page.get_by_role("button", name="Tourner à droite").click()
    outil(page, "Coche")
    cliquer(page, 0.8, 0.3)
    expect(page.locator("#page-1 [data-vs-calque] g")).to_have_count(1)
    enregistre(page)
    contenu = Annotation.objects.get().contenu
    assert (contenu["x"], contenu["y"]) == (pytest.approx(0.3, abs=0.01), pytest.approx(0.2, abs=0.01))


def test_un_lecteur_d_ecran_entend_la_copie_la_page_et_le_total(page, connecter):
    decor = un_lot_a_corriger(2, pages=2)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.get_by_label("Question 1").press("s")
    annonces = page.locator("#annonces")
    nom = decor.corrections[1].nom_anonyme
    expect(annonces).to_have_text(f"{nom}, 2 sur 2, 2 pages. Total provisoire\u00a0: 0 / 20")
    expect(page.get_by_label("Question 1")).to_be_focused()
    page.keyboard.press("PageDown")
    expect(annonces).to_have_text("Page 2 sur 2")
    expect(page.get_by_role("status").filter(has_text="Total provisoire")).to_be_visible()
    expect(page.get_by_label("Question 1")).to_have_accessible_description("/ 8")


def test_une_remarque_choisie_se_pose_et_un_trait_garde_sa_forme_au_bord(page, connecter):
    decor = un_lot_a_corriger(1, pages=1)
    for texte, valeur in (("Citation inexacte", "−0,5"), ("Très juste", "")):
        Remarque.objects.create(utilisateur=decor.correcteur, texte=texte, valeur=valeur)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.get_by_label("Remarque à poser").select_option("Très juste")
    expect(page.get_by_role("button", name="Remarque", exact=True)).to_have_attribute("aria-pressed", "true")
    cliquer(page, 0.3, 0.3)
    page.get_by_label("Remarque à poser").select_option("Citation inexacte (−0,5)")
    cliquer(page, 0.3, 0.1)
    outil(page, "Stylo")
    tracer(page, (0.5, 0.2), (0.6, 0.25), (0.7, 0.2))
    outil(page, "Déplacer")
    tracer(page, (0.6, 0.25), (0.97, 0.25))
    enregistre(page)
    contenus = list(
        Annotation.objects.filter(operation="poser").order_by("id").values_list("contenu", flat=True)
    )
    assert [(c["texte"], c["valeur"]) for c in contenus if c["genre"] == "tampon"] == [
        ("Très juste", ""),
        ("Citation inexacte", "−0,5"),
    ]
    avant, apres = (c["points"] for c in contenus if c["genre"] == "encre")
    assert max(x for x, _ in apres) == 1
    assert [round(x - apres[0][0], 3) for x, _ in apres] == pytest.approx(
        [round(x - avant[0][0], 3) for x, _ in avant], abs=0.001
    )
    page.get_by_role("link", name="Mes remarques").click()
    page.get_by_role("link", name=f"Revenir à la correction ({decor.premiere.nom_anonyme})").click()
    page.wait_for_selector("[data-editeur][data-pret]")


def test_les_gestes_se_defont_et_se_refont(page, connecter):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    calque = page.locator("#page-1 [data-vs-calque] g")
    outil(page, "Croix")
    cliquer(page, 0.3, 0.1)
    outil(page, "Surligneur")
    tracer(page, (0.2, 0.2), (0.7, 0.2))
    outil(page, "Texte")
    cliquer(page, 0.3, 0.15)
    page.keyboard.type("Très juste : « bien vu »")
    page.get_by_label("Question 2").click()
    expect(page.get_by_label("Question 2")).to_be_focused()
    expect(calque).to_have_count(2)
    expect(page.locator("#page-1 [data-vs-fluo] g")).to_have_count(1)
    outil(page, "Déplacer")
    tracer(page, (0.3, 0.1), (0.6, 0.12))
    outil(page, "Gomme")
    cliquer(page, 0.45, 0.2)
    expect(page.locator("#page-1 [data-vs-fluo] g")).to_have_count(0)
    page.get_by_label("Question 1").fill("4")
    page.keyboard.press("Enter")
    for _ in range(2):
        page.keyboard.press("Control+z")
    expect(page.locator("#page-1 [data-vs-fluo] g")).to_have_count(1)
    expect(page.get_by_label("Question 1")).to_have_value("")
    page.keyboard.press("Control+y")
    expect(page.locator("#page-1 [data-vs-fluo] g")).to_have_count(0)
    enregistre(page)
    page.reload()
    page.wait_for_selector("[data-editeur][data-pret]")
    expect(calque).to_have_count(2)
    expect(page.locator("#page-1 [data-vs-fluo] g")).to_have_count(0)
    deplacee = page.locator('#page-1 [data-vs-calque] g[data-genre="croix"]').bounding_box()
    x, _ = point(page, 0.6, 0.12)
    assert deplacee["x"] + deplacee["width"] / 2 == pytest.approx(x, abs=4)


@pytest.mark.exigence("COR-06")
def test_hors_ligne_au_milieu_rien_n_est_perdu(page, connecter, tolerer):
    tolerer("ERR_INTERNET_DISCONNECTED")
    decor = un_lot_a_corriger(3, pages=2)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.get_by_label("Question 1").fill("4")
    enregistre(page)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_label("Question 2").fill("6,5")
    outil(page, "Coche")
    cliquer(page, 0.5, 0.2)
    expect(page.locator(ETAT)).to_have_text(re.compile(r"En attente du réseau"))
    page.get_by_role("link", name="Copie suivante").click()
    expect(page.locator("[data-ed-rang]")).to_have_text("2")
    page.get_by_label("Question 3").fill("1")
    page.get_by_role("link", name="Copie précédente").click()
    page.get_by_label("Question 1").fill(",5")
    expect(page.locator(ETAT)).to_have_text("En attente du réseau\u00a0: 4 changements")
    expect(page.get_by_text("cette copie n’est pas encore là")).to_be_visible()
    assert notes(decor) == [{"1": Decimal(4)}, {}, {}]
    page.context.set_offline(False)
    enregistre(page)
    assert notes(decor) == [
        {"1": Decimal(4), "2": Decimal("6.5")},
        {"1": Decimal("0.5"), "3": Decimal(1)},
        {},
    ]
    assert posees(decor) == ["coche"]


@pytest.mark.exigence("COR-06")
def test_un_onglet_ferme_hors_ligne_rend_son_travail_au_retour(page, connecter, tolerer):
    tolerer("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    decor = un_lot_a_corriger(2, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.context.set_offline(True)
    page.get_by_label("Question 1").fill("7")
    page.keyboard.press("Enter")
    page.locator("#ed-appreciation").fill("Écrit sans réseau.")
    page.get_by_label("Question 1").focus()
    expect(page.locator(ETAT)).to_have_text("En attente du réseau\u00a0: 2 changements")
    page.close()
    assert notes(decor) == [{}, {}]
    retour = decor_page(page.context)
    page.context.set_offline(False)
    ouvrir(retour, decor, rang=1)
    enregistre(retour)
    decor.premiere.refresh_from_db()
    assert notes(decor) == [{"1": Decimal(7)}, {}]
    assert decor.premiere.appreciation == "Écrit sans réseau."


CASSER = {
    "sans": "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('non', 'SecurityError'); } })",
    "muette": "indexedDB.constructor.prototype.open = () => new EventTarget()",
    "pleine": """
      const { transaction } = IDBDatabase.prototype;
      window.plein = true;
      IDBDatabase.prototype.transaction = function (...quoi) {
        const ecriture = transaction.apply(this, quoi);
        if (window.plein && quoi[1] === "readwrite") {
          const { objectStore } = ecriture;
          ecriture.objectStore = function (...noms) {
            queueMicrotask(() => ecriture.abort());
            return objectStore.apply(this, noms);
          };
        }
        return ecriture;
      };""",
}


@pytest.mark.exigence("COR-06")
@pytest.mark.parametrize("panne", CASSER)
def test_un_navigateur_qui_ne_garde_rien_enregistre_et_dit_ce_qui_n_est_pas_garde(
    page, connecter, tolerer, panne
):
    tolerer("ERR_INTERNET_DISCONNECTED")
    page.add_init_script(CASSER[panne])
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.get_by_label("Question 1").fill("4")
    enregistre(page)
    assert notes(decor) == [{"1": Decimal(4)}]
    alerte = page.get_by_text("Ce navigateur ne peut rien garder")
    expect(alerte).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Question 2").fill("6,5")
    expect(page.locator(ETAT)).to_have_text("En attente du réseau\u00a0: 1 changement")
    # Leaving asks first: what waits is nowhere else.
    page.once("dialog", lambda dialogue: dialogue.dismiss())
    with page.expect_event("dialog") as demande:
        page.close(run_before_unload=True)
    assert demande.value.type == "beforeunload"
    if panne == "pleine":
        page.evaluate("window.plein = false")
        page.get_by_label("Question 3").fill("1")
        expect(alerte).to_have_count(0)
    page.context.set_offline(False)
    enregistre(page)
    assert notes(decor)[0]["2"] == Decimal("6.5")
    # The session ends: the way back to it does not leave the page.
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Question 1").fill("5")
    ailleurs = "_blank" if panne != "pleine" else ""
    expect(page.get_by_role("link", name=re.compile("Se reconnecter"))).to_have_attribute("target", ailleurs)


@pytest.mark.exigence("COR-06")
def test_un_serveur_muet_une_tablette_cachee_et_un_demi_caractere(page, connecter, tolerer):
    tolerer("ERR_ABORTED|ERR_FAILED")
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    page.clock.install()
    ouvrir(page, decor)
    # Thirty seconds without an answer are a cut: the change waits, and goes when the server answers again.
    muettes = []
    page.route("**/changements", lambda route: muettes.append(route))  # noqa: PLW0108 – a bound builtin has no room for its wrapper
    page.get_by_label("Question 1").fill("4")
    page.clock.run_for(2_000)
    expect(page.locator(ETAT)).to_have_text("Enregistrement…")
    assert len(muettes) == 1
    page.clock.run_for(28_000)
    expect(page.locator(ETAT)).to_have_text(re.compile("En attente du réseau"))
    page.unroute("**/changements")
    page.clock.run_for(15_000)
    enregistre(page)
    # A tablet that hides the page sends what is being typed, without waiting for the rest of the word.
    page.get_by_label("Question 2").fill("2")
    page.locator("#ed-appreciation").fill("Début juste")
    with page.expect_response("**/changements"):
        page.evaluate(
            "Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });"
            "document.dispatchEvent(new Event('visibilitychange')); delete document.hidden"
        )
    decor.premiere.refresh_from_db()
    assert (decor.premiere.appreciation, notes(decor)) == (
        "Début juste",
        [{"1": Decimal(4), "2": Decimal(2)}],
    )
    # Half of a character, which a limit or a keyboard may leave, does not prevent the rest from being saved.
    texte = page.locator("#ed-appreciation")
    texte.evaluate(
        "t => { t.value = 'Juste ' + String.fromCharCode(0xd83d); t.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    expect(page.locator("[data-ed-compteur]")).to_have_text("7 / 4000")
    page.clock.run_for(5_000)
    enregistre(page)
    decor.premiere.refresh_from_db()
    assert decor.premiere.appreciation == "Juste \ufffd"


@pytest.mark.exigence("COR-06")
def test_quitter_la_page_envoie_ce_qui_s_ecrit_encore(page, connecter):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.get_by_label("Question 1").fill("4")
    outil(page, "Texte")
    cliquer(page, 0.3, 0.2)
    page.keyboard.type("Bien vu")
    assert posees(decor) == []  # the field is still open: only the page that is left sends its text
    lot = f"/correction/lots/{decor.lot.cle}/"
    with page.expect_request(lambda r: "/changements" in r.url and "poser" in (r.post_data or "")):
        page.evaluate("adresse => window.location.assign(adresse)", lot)
    page.wait_for_url(f"**{lot}")
    # What was acknowledged by no page is sent again by the next one, which counts it and keeps nothing.
    attendre(lambda: (notes(decor), posees(decor)) == ([{"1": Decimal(4)}], ["texte"]))
    expect(page.locator("[data-ed-attente]")).to_be_hidden()


@pytest.mark.exigence("COR-03", "COR-06")
def test_un_lot_ne_se_verrouille_pas_sans_ce_qui_attend_sur_l_ordinateur(page, connecter, tolerer, axe):
    tolerer("ERR_INTERNET_DISCONNECTED|ERR_FAILED")
    decor = un_lot_a_corriger(2, pages=1)
    premiere, seconde = decor.corrections
    for correction in decor.corrections:
        noter_tout(decor, correction, "4")
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.get_by_label("Question 1").fill("5")
    expect(page.locator(ETAT)).to_have_text("En attente du réseau\u00a0: 1 changement")
    page.get_by_role("link", name="Copie suivante").click()
    expect(page.locator("[data-ed-rang]")).to_have_text("2")
    page.close()
    # Meanwhile the same mark is given elsewhere: the one that waits is not dropped, and settles nothing unseen.
    noter_tout(decor, premiere, "3")
    retour = decor_page(page.context)
    page.context.set_offline(False)
    # The answer that says why is lost: what is sent again is told as well.
    retour.route("**/changements", lambda route: (route.fetch(), route.abort()), times=1)
    with retour.expect_event("requestfailed"):
        retour.goto(f"/correction/lots/{decor.lot.cle}/verrouiller/")
    retour.goto(f"/correction/lots/{decor.lot.cle}/verrouiller/")
    alerte = retour.locator("[data-ed-attente]")
    expect(alerte).to_contain_text(f"{premiere.nom_anonyme}\u00a0: 1 changement reste sur cet ordinateur")
    expect(alerte).to_contain_text("Question 1\u00a0: 3 a été enregistré entre-temps sur un autre poste.")
    expect(retour.get_by_role("button", name="Verrouiller le lot")).to_be_disabled()
    axe(retour)
    # Another copy's editor says it too, and leads to it.
    ouvrir(retour, decor, rang=1)
    expect(
        retour.get_by_text(f"{premiere.nom_anonyme}\u00a0: 1 changement n’est pas enregistré.")
    ).to_be_visible()
    retour.get_by_role("link", name="Ouvrir cette copie").click()
    expect(retour.get_by_text("Conflit\u00a0: 3 enregistré ailleurs, 5 saisi ici.")).to_be_visible()
    retour.get_by_role("link", name="Copie suivante").click()
    expect(retour.get_by_text("Un conflit attend votre choix")).to_be_visible()
    expect(retour.get_by_role("button", name="Garder 5")).to_be_focused()
    retour.keyboard.press("Enter")
    enregistre(retour)
    assert [n["1"] for n in notes(decor)] == [Decimal(5), Decimal(4)]
    assert seconde.pk != premiere.pk
    retour.goto(f"/correction/lots/{decor.lot.cle}/verrouiller/")
    expect(retour.get_by_role("button", name="Verrouiller le lot")).to_be_enabled()
    expect(alerte).to_be_hidden()


@pytest.mark.exigence("PRE-02")
def test_le_bareme_change_avant_la_premiere_note_se_voit_dans_l_editeur_ouvert(page, connecter):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    decor.lot.sujet.questions.filter(numero="1").update(points=5)
    # Right on both barèmes, and not the same mark: it was given out of 8.
    page.get_by_label("Question 1").fill("4")
    expect(page.get_by_text("le barème a changé, elle est maintenant sur 5.")).to_be_visible()
    expect(page.get_by_label("Question 1")).to_have_value("")
    expect(page.get_by_label("Question 1")).to_have_accessible_description("/ 5")
    expect(page.get_by_text("Conflit")).to_have_count(0)
    page.get_by_label("Question 1").fill("5")
    enregistre(page)
    assert notes(decor) == [{"1": Decimal(5)}]


def decor_page(contexte):
    return contexte.new_page()


def revenir(page):
    """Come back to the tab."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.exigence("COR-06")
def test_deux_onglets_le_conflit_se_voit_et_se_resout(page, connecter, axe, capture):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    autre = decor_page(page.context)
    ouvrir(autre, decor)
    autre.get_by_label("Question 1").fill("3")
    enregistre(autre)
    page.get_by_label("Question 1").fill("5")
    expect(page.locator(ETAT)).to_have_text("Conflit à résoudre")
    expect(page.get_by_text("Conflit\u00a0: 3 enregistré ailleurs, 5 saisi ici.")).to_be_visible()
    axe(page)
    capture("editeur-conflit")
    assert notes(decor) == [{"1": Decimal(3)}]
    page.get_by_role("button", name="Garder 5").click()
    enregistre(page)
    assert notes(decor) == [{"1": Decimal(5)}]
    autre.bring_to_front()
    revenir(autre)
    expect(autre.get_by_label("Question 1")).to_have_value("5")


@pytest.mark.exigence("COR-06")
def test_la_session_expiree_se_dit_et_rien_n_est_perdu(page, connecter):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Question 1").fill("6")
    expect(page.locator(ETAT)).to_have_text("Session expirée")
    lien = page.get_by_role("link", name="Se reconnecter")
    expect(lien).to_be_visible()
    assert notes(decor) == [{}]
    lien.click()
    page.locator("[name=username]").fill(decor.correcteur.username)
    page.locator("[name=password]").fill("lavande-sapin-2027")
    page.get_by_role("button", name="Se connecter").click()
    page.wait_for_selector("[data-editeur][data-pret]")
    expect(page.get_by_label("Question 1")).to_have_value("6")
    enregistre(page)
    assert notes(decor) == [{"1": Decimal(6)}]


@pytest.mark.exigence("COR-03", "COR-04", "COR-06")
def test_un_lot_verrouille_pendant_la_saisie_garde_le_travail_et_le_dit(page, connecter, tolerer):
    tolerer("409")
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    type(decor.lot).objects.filter(pk=decor.lot.pk).update(
        etat="verrouille", verrouille_le="2027-06-20T10:00Z", verrouille_par=decor.correcteur
    )
    page.get_by_label("Question 1").fill("6")
    alerte = page.get_by_text(f"{decor.premiere.nom_anonyme}\u00a0: 1 changement n’est pas enregistré.")
    expect(alerte).to_be_visible()
    abandon = page.locator("[data-ed-alertes] button")
    abandon.click()
    expect(abandon).to_have_text("Abandonner vraiment\u00a0: ils seront perdus")
    expect(page.get_by_label("Question 1")).to_have_value("6")
    abandon.click()
    expect(alerte).to_have_count(0)
    expect(page.get_by_label("Question 1")).to_have_value("")
    question = page.get_by_label("Question 1")
    expect(question).to_have_attribute("readonly", "")
    # Neither the arrows nor the row of digits of a French keyboard show a mark that nobody gave.
    question.press("ArrowUp")
    question.dispatch_event("keydown", {"key": "é", "code": "Digit2", "bubbles": True, "cancelable": True})
    expect(question).to_have_value("")
    assert notes(decor) == [{}]
    page.reload()
    page.wait_for_selector("[data-editeur][data-pret]")
    expect(page.get_by_label("Question 1")).to_have_attribute("readonly", "")
    expect(page.get_by_role("toolbar", name="Outils de correction")).to_have_count(0)


@pytest.mark.exigence("COR-04", "COR-06")
def test_un_lot_rendu_recoit_ce_qui_attendait(page, connecter, tolerer):
    tolerer("409")
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    lots = type(decor.lot).objects.filter(pk=decor.lot.pk)
    lots.update(etat="verrouille", verrouille_le="2027-06-20T10:00Z", verrouille_par=decor.correcteur)
    page.get_by_label("Question 1").fill("6")
    expect(page.locator("[data-ed-alertes] button")).to_be_visible()
    lots.update(etat="en_correction", verrouille_le=None, verrouille_par=None)
    revenir(page)
    enregistre(page)
    expect(page.locator("[data-ed-alertes] button")).to_have_count(0)
    assert notes(decor) == [{"1": Decimal(6)}]


@pytest.mark.exigence("COR-06")
def test_reconnecte_dans_un_autre_onglet_le_travail_part_seul(page, connecter):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    [session] = [c for c in page.context.cookies() if c["name"] == "sessionid"]
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Question 1").fill("6")
    expect(page.locator(ETAT)).to_have_text("Session expirée")
    page.context.add_cookies([session])
    revenir(page)
    enregistre(page)
    expect(page.get_by_text("Votre session a expiré")).to_have_count(0)
    assert notes(decor) == [{"1": Decimal(6)}]


@pytest.mark.exigence("COR-06")
def test_annuler_n_ecrase_pas_la_note_donnee_ailleurs(page, connecter):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    autre = decor_page(page.context)
    ouvrir(autre, decor)
    question = page.get_by_label("Question 1")
    question.fill("5")
    enregistre(page)
    revenir(autre)
    expect(autre.get_by_label("Question 1")).to_have_value("5")
    autre.get_by_label("Question 1").fill("3")
    enregistre(autre)
    question.fill("7")
    expect(page.locator(ETAT)).to_have_text("Conflit à résoudre")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(question).to_have_value("3")
    page.keyboard.press("Control+z")
    laissee = "Cette note a changé depuis\u00a0: elle est laissée telle quelle."
    expect(page.locator("#annonces")).to_have_text(laissee)
    expect(question).to_have_value("3")
    enregistre(page)
    assert notes(decor) == [{"1": Decimal(3)}]


@pytest.mark.parametrize("page", [{"has_touch": True}], indirect=True)
def test_la_paume_ne_gene_pas_le_stylet(page, connecter):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    outil(page, "Stylo")
    cdp = page.context.new_cdp_session(page)

    def stylet(genre, *ou):
        place = dict(zip("xy", point(page, *ou), strict=True))
        boutons = {"button": "left", "buttons": 1, "clickCount": 1, "pointerType": "pen"}
        cdp.send("Input.dispatchMouseEvent", {"type": genre, **place, **boutons})

    def paume(genre, *places):
        points = [dict(zip("xy", point(page, *place), strict=True)) for place in places]
        cdp.send("Input.dispatchTouchEvent", {"type": genre, "touchPoints": points})

    stylet("mousePressed", 0.2, 0.1)
    stylet("mouseMoved", 0.4, 0.15)
    paume("touchStart", (0.6, 0.3))
    paume("touchMove", (0.62, 0.31))
    stylet("mouseMoved", 0.6, 0.1)
    paume("touchEnd")
    stylet("mouseReleased", 0.6, 0.1)
    enregistre(page)
    paume("touchStart", (0.6, 0.3))
    paume("touchMove", (0.6, 0.2))
    paume("touchEnd")
    expect(page.locator(".ed-ebauche")).to_have_count(0)
    enregistre(page)
    assert posees(decor) == ["encre"]
    assert len(Annotation.objects.get().contenu["points"]) >= 3


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
@pytest.mark.exigence("ACC-03")
def test_sans_javascript_la_copie_se_lit_et_la_grille_se_remplit(page, connecter):
    decor = un_lot_a_corriger(1, pages=2)
    connecter(decor.correcteur)
    page.goto(decor.adresse())
    assert page.locator("[data-vs-page] img").count() == 2
    page.get_by_role("link", name="grille du lot").click()
    page.get_by_label(re.compile("question 1,")).fill("7,25")
    page.get_by_role("button", name="Enregistrer la grille").click()
    expect(page.get_by_text("1\u00a0copie modifiée.")).to_be_visible()
    assert notes(decor) == [{"1": Decimal("7.25")}]


@TAILLES
def test_les_ecrans_du_correcteur_sont_accessibles(page, connecter, axe, capture, request):
    decor = un_lot_a_corriger(3, pages=1, numero=request.node.callspec.indices["page"] + 900)
    Remarque.objects.create(utilisateur=decor.correcteur, texte="Citation inexacte", valeur="−0,5")
    connecter(decor.correcteur)
    lot = f"/correction/lots/{decor.lot.cle}/"
    ecrans = {
        "mes-lots": "/correction/mes-lots/",
        "lot": lot,
        "grille": f"{lot}grille/",
        "bilan": f"{lot}verrouiller/",
        "remarques": "/correction/remarques/",
        "signaler": decor.adresse("signaler/"),
        "concertations": "/correction/concertations/",
    }
    for nom, adresse in ecrans.items():
        page.goto(adresse)
        axe(page)
        assert page.evaluate(DEBORD) == 0, nom
        capture(f"correction-{nom}-{request.node.callspec.id}")


def test_la_rangee_des_chiffres_d_un_clavier_francais_note_sans_majuscule(page, connecter):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    champ = page.get_by_label("Question 1")
    champ.focus()
    for touche, code in (("-", "Digit6"), (";", "Comma"), ("é", "Digit2"), ("(", "Digit5")):
        champ.dispatch_event("keydown", {"key": touche, "code": code, "bubbles": True, "cancelable": True})
    expect(champ).to_have_value("6,25")
    page.get_by_label("Question 2").focus()
    enregistre(page)
    assert notes(decor) == [{"1": Decimal("6.25")}]


@pytest.mark.exigence("PRE-02")
def test_le_correcteur_dit_quel_sujet_au_choix_le_candidat_a_traite(page, connecter, axe, capture):
    decor = un_lot_a_corriger(2, pages=1)
    sujet = decor.lot.sujet
    sujet.questions.filter(numero__in=("2", "3")).delete()
    for rang, numero in enumerate(("A", "B"), start=1):
        partie = Partie.objects.create(
            sujet=sujet, ordre=rang, numero=numero, libelle=f"Sujet {numero}", choix="I", coefficient=rang
        )
        points = Decimal(12) / rang
        Question.objects.create(
            sujet=sujet,
            partie=partie,
            ordre=rang + 1,
            numero=f"{numero}.1",
            points=points,
            pas=Decimal("0.5"),
        )
    connecter(decor.correcteur)
    ouvrir(page, decor)
    expect(page.get_by_label("Question A.1")).to_be_hidden()
    page.get_by_label("Le candidat a traité B Sujet B (coefficient 2)").check(force=True)
    expect(page.get_by_label("Question A.1")).to_be_hidden()
    page.get_by_label("Question 1", exact=False).first.fill("8")
    page.get_by_label("Question B.1").fill("4,5")
    expect(page.locator("[data-ed-total]")).to_have_text("Total\u00a0: 17 / 20")
    enregistre(page)
    axe(page)
    capture("editeur-choix")
    assert PartieChoisie.objects.get().partie.numero == "B"
    page.get_by_role("button", name="Annuler", exact=True).click()
    page.get_by_label("Le candidat a traité A Sujet A").check(force=True)
    expect(page.locator("[data-ed-total]")).to_have_text("Total provisoire\u00a0: 8 / 20")
    enregistre(page)
    page.reload()
    page.wait_for_selector("[data-editeur][data-pret]")
    expect(page.get_by_label("Le candidat a traité A Sujet A")).to_be_checked()
    expect(page.get_by_label("Question A.1")).to_be_visible()
    page.keyboard.press("s")
    expect(page.locator("[data-ed-rang]")).to_have_text("2")
    expect(page.get_by_label("Question A.1")).to_be_hidden()


@pytest.mark.exigence("NUM-02")
def test_une_page_numerisee_a_nouveau_garde_ses_annotations_et_le_dit(page, connecter, capture):
    decor = un_lot_a_corriger(1, pages=1)
    connecter(decor.correcteur)
    ouvrir(page, decor)
    outil(page, "Coche")
    cliquer(page, 0.5, 0.2)
    enregistre(page)
    assert posees(decor) == ["coche"]
    acte = {"par": decor.correcteur, "le": timezone.now()}
    deposer_page(decor.premiere.copie, 1, octets_de_page("nouvelle image"), **acte)
    # The editor still open writes on the new image, then shows it.
    cliquer(page, 0.3, 0.3)
    expect(page.get_by_text("Annotations reportées, à vérifier")).to_be_visible(timeout=15_000)
    page.wait_for_selector("[data-editeur][data-pret]")
    assert Annotation.objects.filter(page__remplacee_le=None, operation="poser").count() == 2
    capture("editeur-reportees")
    page.get_by_role("button", name="Page vue", exact=True).click()
    expect(page.get_by_text("Annotations reportées, à vérifier")).to_be_hidden()
    enregistre(page)
