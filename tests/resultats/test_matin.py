"""The results morning: pages made before the hour, handed over before Django, by the clock alone (RES-08, SEC-02)."""

import gzip
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client
from django.utils import timezone

from resultats import billets, matin
from resultats.actions.matin import preparer_les_pages
from resultats.matin import Porte
from resultats.models import PagePrete, Service
from santorin.comptes.models import Utilisateur
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Traitement
from tests.fabriques import un_gestionnaire, une_academie
from tests.fabriques.espace import un_admis, un_compte_de_candidat
from tests.fabriques.resultats import des_resultats, un_resultat

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("RES-08")]
CADRE = {"cadre": ["BCP", "2027-06", "A14"]}


def preparer():
    compte_rendu = CompteRendu(par=None, parametres=CADRE)
    preparer_les_pages(compte_rendu)
    return compte_rendu


class Visiteur:
    """Somebody whose browser speaks to the door; `django` tells that the door left the request to Django."""

    def __init__(self, compte):
        self.client = Client()
        self.client.force_login(compte, backend="django.contrib.auth.backends.ModelBackend")
        self.client.get("/espace-candidat/")
        self.temoins = {nom: morceau.value for nom, morceau in self.client.cookies.items()}
        self.porte = Porte(self._django)

    def demander(self, candidature, **environ):
        cle = getattr(candidature, "pk", candidature)
        self.django = False
        corps = self.porte(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": f"/espace-candidat/resultats/{cle}/",
                "HTTP_COOKIE": "; ".join(f"{nom}={valeur}" for nom, valeur in self.temoins.items()),
                "HTTP_ACCEPT_ENCODING": "gzip, br",
                "wsgi.url_scheme": "http",
                "wsgi.input": BytesIO(),
                **environ,
            },
            self._repondre,
        )
        return self.statut, b"".join(corps)

    def _django(self, environ, repondre):
        self.django = True
        repondre("200 Django", [])
        return [b""]

    def _repondre(self, statut, entetes):
        self.statut, self.entetes = int(statut.split()[0]), dict(entetes)


@pytest.fixture
def admis():
    return un_admis(mention="Mention bien")


@pytest.fixture
def visiteur(admis):
    preparer()
    return Visiteur(admis[1])


def test_la_page_prete_est_celle_que_django_rend(admis, visiteur):
    resultat, _ = admis
    statut, corps = visiteur.demander(resultat.candidature)
    assert (statut, visiteur.django) == (200, False)
    page = gzip.decompress(corps)
    assert "Mention bien" in page.decode()
    de_django = visiteur.client.get(f"/espace-candidat/resultats/{resultat.candidature.pk}/")
    assert page == de_django.content
    PagePrete.objects.all().delete()
    assert page == visiteur.client.get(f"/espace-candidat/resultats/{resultat.candidature.pk}/").content


@pytest.mark.exigence("SEC-02")
def test_la_porte_met_les_memes_protections_que_django(admis, visiteur):
    visiteur.demander(admis[0].candidature)
    de_django = visiteur.client.get(f"/espace-candidat/resultats/{admis[0].candidature.pk}/")
    for nom in (
        "Content-Security-Policy",
        "X-Frame-Options",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "ETag",
    ):
        assert sorted(visiteur.entetes[nom].split("; ")) == sorted(de_django[nom].split("; "))
    assert visiteur.entetes["Cache-Control"] == "private, no-cache"
    assert "Cookie" in visiteur.entetes["Vary"]


def test_rien_de_neuf_un_navigateur_sans_gzip_une_autre_methode(admis, visiteur):
    candidature = admis[0].candidature
    visiteur.demander(candidature)
    etag = visiteur.entetes["ETag"]
    assert visiteur.demander(candidature, HTTP_IF_NONE_MATCH=etag) == (304, b"")
    assert visiteur.demander(candidature, HTTP_IF_NONE_MATCH=f'"autre", W/{etag}') == (304, b"")
    statut, corps = visiteur.demander(candidature, HTTP_ACCEPT_ENCODING="br")
    assert (statut, b"Mention bien" in corps, "Content-Encoding" in visiteur.entetes) == (200, True, False)
    for environ in ({"REQUEST_METHOD": "POST"}, {"QUERY_STRING": "a=1"}, {"PATH_INFO": "/espace-candidat/"}):
        visiteur.demander(candidature, **environ)
        assert visiteur.django


def test_avant_l_heure_inconnu_et_d_autrui_sont_la_meme_page(admis, visiteur):
    resultat, _ = admis
    autre = des_resultats(1)[0]
    preparer()
    reponses = {visiteur.demander(999_999_999), visiteur.demander(autre.candidature)}
    Service.objects.update(ouvre_le=timezone.now() + timedelta(seconds=30))
    reponses.add(visiteur.demander(resultat.candidature))
    assert not visiteur.django
    un_resultat(resultat.candidature, "AJOURNE", libelle="Refusé")
    reponses.add(visiteur.demander(resultat.candidature))
    PagePrete.objects.all().delete()
    reponses.add(visiteur.demander(resultat.candidature))
    Service.objects.all().delete()
    reponses.add(visiteur.demander(resultat.candidature))
    assert [statut for statut, _ in reponses] == [404]


@pytest.mark.exigence("RES-08")
def test_la_page_d_autrui_ou_d_avant_l_heure_n_est_pas_meme_lue(admis, visiteur, django_assert_num_queries):
    resultat, compte = admis
    autre = des_resultats(1)[0]
    preparer()
    session = visiteur.temoins["sessionid"]

    def lue(candidature):
        with django_assert_num_queries(1):
            return matin._lire(compte.pk, session, candidature.pk)[-1]

    assert lue(resultat.candidature)
    assert lue(autre.candidature) is None
    Service.objects.update(ouvre_le=timezone.now() + timedelta(seconds=30))
    assert lue(resultat.candidature) is None


def test_la_publication_commence_et_finit_a_l_heure_du_serveur(admis, visiteur):
    candidature, le = admis[0].candidature, timezone.now()
    for ouvre_le, ferme_le, statut in (
        (le + timedelta(seconds=30), None, 404),
        (le, None, 200),
        (le - timedelta(days=1), le, 404),
        (le - timedelta(days=1), le + timedelta(seconds=30), 200),
    ):
        Service.objects.update(ouvre_le=ouvre_le, ferme_le=ferme_le)
        assert visiteur.demander(candidature)[0] == statut
        # A front server may keep the page for a moment, never its absence.
        assert ("X-Accel-Expires" in visiteur.entetes) == (statut == 200)


def test_une_page_depassee_est_laissee_a_django(admis, visiteur):
    candidature = admis[0].candidature
    candidature.fraude_inscrite = True
    candidature.save()
    visiteur.demander(candidature)
    assert visiteur.django
    preparer()
    _, corps = visiteur.demander(candidature)
    assert "Votre situation est en cours d’examen" in gzip.decompress(corps).decode()
    assert b"Mention bien" not in gzip.decompress(corps)
    candidature.fraude_inscrite = False
    candidature.save()
    preparer()
    un_resultat(candidature, "AJOURNE", libelle="Refusé")
    visiteur.demander(candidature)
    assert visiteur.django


@pytest.mark.exigence("SEC-02")
def test_sans_billet_juste_la_porte_ne_repond_pas(admis, visiteur):
    candidature = admis[0].candidature
    vrai = visiteur.temoins[billets.NOM]
    contenu = signing.TimestampSigner(salt="resultats.billet").unsign_object(vrai)
    autre = signing.TimestampSigner(salt="ailleurs").sign_object(contenu)
    sans_cle = signing.TimestampSigner(key="devinee", salt="resultats.billet").sign_object(contenu)
    for faux in ("", "n'importe quoi", vrai[:-1] + ("A" if vrai[-1] != "A" else "B"), autre, sans_cle):
        visiteur.temoins[billets.NOM] = faux
        visiteur.demander(candidature)
        assert visiteur.django


@pytest.mark.exigence("SEC-02")
def test_le_billet_vieillit_en_dix_minutes(admis, visiteur, monkeypatch):
    candidature = admis[0].candidature
    maintenant = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: maintenant + billets.DUREE - 5)
    assert visiteur.demander(candidature)[0] == 200
    assert not visiteur.django
    monkeypatch.setattr(signing.time, "time", lambda: maintenant + billets.DUREE + 5)
    visiteur.demander(candidature)
    assert visiteur.django


@pytest.mark.exigence("SEC-02")
def test_la_deconnexion_le_mot_de_passe_et_la_desactivation_reprennent_le_billet(admis):
    resultat, compte = admis
    preparer()
    perdus = []
    for reprendre in (
        lambda visiteur: visiteur.client.post("/deconnexion/"),
        lambda _: Session.objects.update(expire_date=timezone.now()),
        lambda _: compte.set_password("un-autre-mot-2027") or compte.save(),
        lambda _: Utilisateur.objects.filter(pk=compte.pk).update(is_active=False),
    ):
        visiteur = Visiteur(compte)
        assert (visiteur.demander(resultat.candidature)[0], visiteur.django) == (200, False)
        reprendre(visiteur)
        visiteur.demander(resultat.candidature)
        perdus.append(visiteur.django)
    assert perdus == [True] * 4


@pytest.mark.exigence("SEC-02")
def test_un_billet_vole_n_ouvre_rien_sans_sa_session(admis, visiteur):
    voleur = Visiteur(un_compte_de_candidat(des_resultats(1)[0].candidature))
    voleur.temoins[billets.NOM] = visiteur.temoins[billets.NOM]
    voleur.demander(admis[0].candidature)
    assert voleur.django
    del visiteur.temoins[settings.SESSION_COOKIE_NAME]
    visiteur.demander(admis[0].candidature)
    assert visiteur.django


def test_la_porte_fait_une_seule_requete(admis, visiteur, django_assert_num_queries):
    with django_assert_num_queries(1):
        visiteur.demander(admis[0].candidature)
    Service.objects.all().delete()
    with django_assert_num_queries(1):
        visiteur.demander(admis[0].candidature)


def test_la_preparation_se_recommence_et_ne_change_que_ce_qui_differe():
    resultats = des_resultats(3)
    assert "Pages prêtes : 3, dont 3" in preparer().lignes[-1][1]
    assert "Pages prêtes : 3, dont 0" in preparer().lignes[-1][1]
    un_resultat(resultats[1].candidature, "AJOURNE", libelle="Refusé")
    assert "Pages prêtes : 3, dont 1" in preparer().lignes[-1][1]
    assert PagePrete.objects.get(candidature=resultats[1].candidature).numero == 2


def test_la_preparation_ne_touche_que_son_academie():
    des_resultats(1, academie=une_academie(code="A10"))
    assert "Pages prêtes : 0" in preparer().lignes[-1][1]


def attendre_la_fin(delai=60):
    """The only job, once ended."""
    limite = time.monotonic() + delai
    while (traitement := Traitement.objects.get()).est_actif:
        assert time.monotonic() < limite, traitement.message
        time.sleep(0.2)
    return traitement


@pytest.mark.django_db(transaction=True)
def test_la_preparation_se_demande_par_le_gestionnaire_et_se_fait_par_un_ouvrier(serveur_celery, client_de):
    resultat = des_resultats(1)[0]
    adresse = "/espace-candidat/acces/BCP/2027-06/A14/pages/"
    assert client_de(un_gestionnaire()).post(adresse).status_code == 302
    assert attendre_la_fin().etat == "reussi"
    assert PagePrete.objects.get().candidature == resultat.candidature


@pytest.mark.django_db(transaction=True)
def test_les_coupons_s_impriment_par_un_ouvrier(serveur_celery, client_de):
    resultat = des_resultats(1)[0]
    client = client_de(un_gestionnaire())
    suivi = client.post("/espace-candidat/acces/BCP/2027-06/A14/coupons/")
    assert attendre_la_fin().etat == "reussi"
    assert f"coupons-{resultat.candidature.uai}-01.pdf" in client.get(suivi["Location"]).content.decode()
