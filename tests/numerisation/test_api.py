"""Sending a liasse by pieces over the API: cut, resumed, repeated, wrong."""

import hashlib
import time

import pytest
from django.test import Client

from santorin.comptes.models import Jeton
from santorin.numerisation.etats import EtatLiasse
from santorin.numerisation.models import Liasse
from santorin.numerisation.regles import liasses as regles
from santorin.traitements.models import EtatTraitement, Traitement
from tests.fabriques import un_chef, un_gestionnaire, une_academie, une_composition, une_epreuve
from tests.numerisation.conftest import DPI, pages_de
from tests.numerisation.scans import jpeg, pdf_de_jpegs

pytestmark = pytest.mark.django_db
MORCEAU = 20_000


@pytest.fixture(autouse=True)
def petits_morceaux(monkeypatch):
    """Pieces small enough for a test to send several."""
    for module in ("regles.liasses", "reception", "api.views"):
        monkeypatch.setattr(f"santorin.numerisation.{module}.MORCEAU", MORCEAU)
    monkeypatch.setattr("tests.numerisation.conftest.MORCEAU", MORCEAU)


class Envoyeur:
    """A partner that sends a file with a token."""

    def __init__(self, client, utilisateur, epreuve):
        _, secret = Jeton.creer(
            utilisateur.habilitations.get(), libelle="scanner", le=utilisateur.date_joined
        )
        self.client, self.epreuve = client, epreuve
        self.entete = {"authorization": f"Bearer {secret}"}

    def annoncer(self, octets, **champs):
        sommes = b"".join(
            hashlib.sha256(octets[debut : debut + MORCEAU]).digest()
            for debut in range(0, len(octets), MORCEAU)
        )
        annonce = {"nom": "scan.pdf", "taille": len(octets), "empreinte": hashlib.sha256(sommes).hexdigest()}
        return self.client.post(
            f"/api/v1/numerisation/epreuves/{self.epreuve.pk}/liasses/",
            annonce | champs,
            content_type="application/json",
            headers=self.entete,
        )

    def envoyer(self, liasse, debut, octets):
        return self.client.put(
            f"{liasse['api']}morceaux/{debut}/",
            octets,
            content_type="application/octet-stream",
            headers=self.entete,
        )

    def terminer(self, liasse):
        return self.client.post(f"{liasse['api']}terminer/", headers=self.entete)


@pytest.fixture
def envoyeur(client, gestionnaire, epreuve, compositions):
    return Envoyeur(client, gestionnaire, epreuve)


@pytest.fixture
def octets(feuilles):
    return pdf_de_jpegs(
        [jpeg(image, DPI) for pages in feuilles.values() for image in pages.values()], dpi=DPI
    )


def _tout_envoyer(envoyeur, liasse, octets):
    recus = liasse["recus"]
    while recus < len(octets):
        recus = envoyeur.envoyer(liasse, recus, octets[recus : recus + MORCEAU]).json()["recus"]


@pytest.mark.exigence("NUM-01", "API-01")
def test_un_envoi_coupe_reprend_ou_il_en_etait(envoyeur, octets):
    liasse = envoyeur.annoncer(octets).json()
    assert envoyeur.envoyer(liasse, 0, octets[:MORCEAU]).json() == {"recus": MORCEAU}
    assert envoyeur.envoyer(liasse, 0, octets[:MORCEAU]).json() == {"recus": MORCEAU}  # the answer was lost
    trou = envoyeur.envoyer(liasse, 3 * MORCEAU, octets[3 * MORCEAU : 4 * MORCEAU])
    assert (trou.status_code, trou.json()["message"]) == (
        409,
        f"Il manque des octets\u00a0: reprenez à {MORCEAU}.",
    )
    court = envoyeur.envoyer(liasse, MORCEAU, octets[MORCEAU : MORCEAU + 5])
    assert (court.status_code, court.json()["message"]) == (409, "Ce morceau devrait compter 20000 octets.")
    assert envoyeur.terminer(liasse).status_code == 409
    reprise = envoyeur.annoncer(octets, nom="renommé.pdf").json()
    assert (reprise["cle"], reprise["recus"]) == (liasse["cle"], MORCEAU)
    _tout_envoyer(envoyeur, reprise, octets)
    assert envoyeur.terminer(liasse).json()["etat"] == EtatLiasse.LECTURE
    assert envoyeur.terminer(liasse).json()["etat"] == EtatLiasse.LECTURE
    assert Traitement.objects.count() == 1


@pytest.mark.exigence("NUM-01")
def test_un_octet_change_en_route_est_vu_et_le_fichier_redemande(envoyeur, octets):
    liasse = envoyeur.annoncer(octets).json()
    abime = bytearray(octets)
    abime[len(abime) // 2] ^= 1
    _tout_envoyer(envoyeur, liasse, bytes(abime))
    reponse = envoyeur.terminer(liasse)
    assert (reponse.status_code, "n’est pas celui" in reponse.json()["message"]) == (409, True)
    assert Liasse.objects.get().recus == 0
    _tout_envoyer(envoyeur, envoyeur.annoncer(octets).json(), octets)
    assert envoyeur.terminer(liasse).status_code == 200


@pytest.mark.exigence("NUM-01", "SEC-02")
@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"taille": 0}, "Le fichier est vide."),
        ({"taille": 600 * 1024 * 1024}, "Le fichier dépasse 500\u00a0Mo"),
        ({"empreinte": "x" * 64}, "n’est pas une somme SHA-256"),
    ],
)
def test_une_annonce_impossible_est_refusee(envoyeur, octets, champs, phrase):
    reponse = envoyeur.annoncer(octets, **champs)
    assert reponse.status_code == 409
    assert phrase in reponse.json()["message"]


@pytest.mark.exigence("NUM-01", "SEC-02")
def test_un_morceau_trop_gros_n_est_pas_lu(envoyeur, octets):
    liasse = envoyeur.annoncer(octets).json()
    reponse = envoyeur.envoyer(liasse, 0, octets[: MORCEAU + 10])
    assert reponse.status_code == 409
    assert regles.MORCEAU == MORCEAU


@pytest.mark.exigence("API-01")
def test_sans_jeton_401_chez_le_voisin_404(client, envoyeur, octets, epreuve):
    liasse = envoyeur.annoncer(octets).json()
    assert client.get(liasse["api"]).status_code == 401
    voisin = Envoyeur(client, un_gestionnaire(une_academie(code="15")), epreuve)
    assert voisin.annoncer(octets).status_code == 404
    assert voisin.envoyer(liasse, 0, octets[:MORCEAU]).status_code == 404


@pytest.mark.exigence("NUM-01", "API-01")
def test_les_pages_d_une_autre_epreuve_suivent_par_l_api(envoyeur, epreuve, deposer):
    autre = une_epreuve(code="E52", academie=epreuve.academie)
    composition = une_composition(autre)
    image = jpeg(pages_de(autre, composition)[1], DPI)
    liasse, _ = deposer(pdf_de_jpegs([image], dpi=DPI))
    adresse = f"/api/v1/numerisation/liasses/{liasse.cle}/faire-suivre/"

    def demander(vers):
        return envoyeur.client.post(
            adresse, {"epreuve": vers}, content_type="application/json", headers=envoyeur.entete
        )

    (page,) = envoyeur.client.get(
        f"/api/v1/numerisation/epreuves/{epreuve.pk}/anomalies/", headers=envoyeur.entete
    ).json()
    assert (page["epreuve_lue"], page["anonymat"], page["numero"]) == (autre.pk, composition.anonymat, 1)
    assert demander(une_epreuve(code="E53", academie=une_academie(code="15")).pk).status_code == 404
    assert demander(0).status_code == 400
    reponse = demander(autre.pk)
    assert (reponse.status_code, reponse.json()["etat"]) == (201, EtatLiasse.CONTROLE)
    assert demander(autre.pk).status_code == 409


@pytest.mark.exigence("PRE-03", "API-01")
def test_les_feuilles_se_demandent_avec_un_jeton(client, envoyeur, epreuve):
    adresse = f"/api/v1/numerisation/epreuves/{epreuve.pk}/feuilles/"
    demande = {"headers": envoyeur.entete, "content_type": "application/json"}
    recu = client.post(adresse, {"pages": 4}, **demande)
    traitement = Traitement.objects.get()
    assert (recu.status_code, recu.json()["uuid"]) == (202, str(traitement.uuid))
    assert traitement.parametres == {"epreuve_id": epreuve.pk, "pages": 4, "division": ""}
    assert client.post(adresse, {"pages": 4, "division": "ZZZ"}, **demande).status_code == 409
    assert client.post(adresse, {"pages": 49}, **demande).status_code == 400
    assert client.post(adresse, {"pages": 4}, content_type="application/json").status_code == 401
    voisin = Envoyeur(client, un_gestionnaire(une_academie(code="15")), epreuve)
    assert client.post(adresse, {"pages": 4}, **demande | {"headers": voisin.entete}).status_code == 404
    chef = Envoyeur(client, un_chef(), epreuve)
    assert client.post(adresse, {"pages": 4}, **demande | {"headers": chef.entete}).status_code == 403


@pytest.mark.exigence("SEC-02")
def test_depuis_l_ecran_le_jeton_csrf_est_exige(gestionnaire, epreuve):
    client = Client(enforce_csrf_checks=True)
    client.force_login(gestionnaire, backend="django.contrib.auth.backends.ModelBackend")
    adresse = f"/api/v1/numerisation/epreuves/{epreuve.pk}/liasses/"
    assert client.post(adresse, {}, content_type="application/json").status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.exigence("TRA-02", "NUM-01")
def test_un_ouvrier_tue_au_milieu_de_la_lecture_ne_perd_ni_ne_double_aucune_page(
    serveur_celery, envoyeur, feuilles, epreuve
):
    images = [jpeg(image, DPI) for pages in feuilles.values() for image in pages.values()]
    octets = pdf_de_jpegs(images * 20, dpi=DPI)  # 120 pages: three batches
    liasse = envoyeur.annoncer(octets).json()
    _tout_envoyer(envoyeur, liasse, octets)
    envoyeur.terminer(liasse)
    lue = Liasse.objects.get()
    _attendre(lambda: lue.pages_lues.count() >= 40)
    serveur_celery.kill()
    assert lue.pages_lues.count() < 120
    serveur_celery.start()
    traitement = lue.traitement
    _attendre(lambda: (traitement.refresh_from_db(), not traitement.est_actif)[1])
    assert (traitement.etat, traitement.tentatives) == (EtatTraitement.REUSSI, 2)
    assert list(lue.pages_lues.values_list("rang", flat=True)) == list(range(1, 121))
    lue.refresh_from_db()
    assert (lue.etat, lue.pages) == (EtatLiasse.CONTROLE, 120)
    assert lue.pages_lues.filter(sort="classee").count() == 6


def _attendre(condition, delai=60):
    limite = time.monotonic() + delai
    while not condition():
        assert time.monotonic() < limite
        time.sleep(0.02)
