"""Services of results: periods, words, who opens them (RES-02, RES-05, RES-08)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from resultats.actions.ouvertures import definir, fermer
from resultats.lectures.proclamation import Cadre, cadres
from resultats.models import NatureService, Service
from resultats.regles.ouvertures import obstacle_extraction, obstacle_publication
from santorin.journal.models import Entree
from santorin.refus import DejaFait, Refus
from santorin.traitements.models import Traitement
from tests.fabriques import un_chef, un_examen, un_gestionnaire, une_academie, une_session
from tests.fabriques.resultats import des_candidatures, un_resultat, un_service

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")
NATURES = list(NatureService)


@pytest.fixture
def gestionnaire():
    return un_gestionnaire()


@pytest.fixture
def cadre(gestionnaire):
    des_candidatures(1)
    return Cadre(un_examen(), une_session(), une_academie())


def du_document():
    return un_service(
        NatureService.EXTRACTION,
        ouvre_le=datetime(2019, 7, 1, 8, 0, tzinfo=PARIS),
        ferme_le=datetime(2019, 7, 14, 18, 0, tzinfo=PARIS),
    )


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.exigence("RES-02")
def test_le_message_de_l_extraction_est_celui_du_document():
    avant = datetime(2019, 6, 30, 12, 0, tzinfo=PARIS)
    attendu = "Service extraction des notes établissement ouvert du 01/07/2019 08:00 au 14/07/2019 18:00."
    assert obstacle_extraction(du_document(), avant) == attendu


@pytest.mark.exigence("RES-05")
def test_le_message_de_la_publication_est_celui_du_document():
    service = un_service(ouvre_le=timezone.now() + timedelta(hours=1))
    attendu = "Le service de publication des résultats aux établissements n’est pas ouvert."
    assert obstacle_publication(service, timezone.now()) == attendu


@pytest.mark.exigence("RES-02", "RES-05")
def test_un_service_jamais_defini_le_dit():
    le = timezone.now()
    assert "n’a pas encore défini de période" in obstacle_extraction(None, le)
    assert "n’a pas encore défini de période" in obstacle_publication(None, le)


@pytest.mark.exigence("RES-08")
@pytest.mark.parametrize(
    ("ecart", "ouvert"),
    [
        (timedelta(microseconds=-1), False), (timedelta(0), True), (timedelta(days=1, microseconds=-1), True),
        (timedelta(days=1), False),
    ],
)  # fmt: skip
def test_l_instant_d_ouverture_est_dedans_celui_de_fermeture_dehors(ecart, ouvert):
    debut = datetime(2027, 7, 5, 10, 0, tzinfo=PARIS)
    service = un_service(ouvre_le=debut, ferme_le=debut + timedelta(days=1))
    le = debut + ecart
    assert service.ouvert(le) is ouvert
    assert Service.objects.ouverts(le).exists() is ouvert
    assert (obstacle_publication(service, le) is None) is ouvert


@pytest.mark.exigence("RES-02", "RES-08", "SEC-01")
def test_definir_ouvre_et_va_au_journal(cadre, gestionnaire):
    le = timezone.now()
    service = definir(
        cadre, NatureService.CANDIDATS, ouvre_le=le, ferme_le=None, motif="", par=gestionnaire, le=le
    )
    assert service.ouvert(le)
    entree = Entree.objects.get(acte="resultats.definir-service")
    assert (entree.auteur, entree.avant) == (gestionnaire.username, None)


@pytest.mark.exigence("RES-02", "RES-08")
@pytest.mark.parametrize(
    ("nature", "ouvre", "ferme", "phrase"),
    [
        (NatureService.CANDIDATS, 2, 1, "doit venir après l’ouverture"),
        (NatureService.CANDIDATS, 1, 1, "doit venir après l’ouverture"),
        (NatureService.CANDIDATS, -2, -1, "est déjà passée"),
        (NatureService.EXTRACTION, 1, None, "a une date de fermeture"),
        (NatureService.CANDIDATS, 365 * 200, None, "entre 2000 et 2100"),
    ],
)
def test_une_mauvaise_periode_est_refusee(cadre, nature, ouvre, ferme, phrase):
    gestionnaire, le = un_gestionnaire(), timezone.now()
    ferme_le = None if ferme is None else le + timedelta(days=ferme)
    with pytest.raises(Refus, match=phrase):
        definir(
            cadre,
            nature,
            ouvre_le=le + timedelta(days=ouvre),
            ferme_le=ferme_le,
            motif="",
            par=gestionnaire,
            le=le,
        )
    assert not Service.objects.exists()


@pytest.mark.exigence("RES-08")
def test_un_service_deja_ouvert_ne_change_qu_avec_un_motif(cadre, gestionnaire):
    service = un_service()
    voulu = {"ouvre_le": service.ouvre_le, "ferme_le": service.ferme_le + timedelta(days=1)}
    with pytest.raises(Refus, match="dites pourquoi"):
        definir(cadre, NatureService.ETABLISSEMENTS, **voulu, motif=" ", par=gestionnaire, le=timezone.now())
    definir(cadre, NatureService.ETABLISSEMENTS, **voulu, motif="Retard", par=gestionnaire, le=timezone.now())
    assert Entree.objects.get(acte="resultats.definir-service").motif == "Retard"
    with pytest.raises(DejaFait):
        definir(
            cadre, NatureService.ETABLISSEMENTS, **voulu, motif="Retard", par=gestionnaire, le=timezone.now()
        )


@pytest.mark.exigence("RES-08", "SEC-01")
def test_fermer_maintenant_ferme_pour_tous_et_demande_un_motif(cadre, gestionnaire):
    service = un_service()
    with pytest.raises(Refus, match="Dites pourquoi"):
        fermer(cadre, NatureService.ETABLISSEMENTS, motif="", par=gestionnaire, le=timezone.now())
    le = timezone.now()
    fermer(cadre, NatureService.ETABLISSEMENTS, motif="Erreur de notes", par=gestionnaire, le=le)
    service.refresh_from_db()
    assert not service.ouvert(le)
    with pytest.raises(Refus, match="n’est pas ouvert"):
        fermer(cadre, NatureService.ETABLISSEMENTS, motif="Encore", par=gestionnaire, le=timezone.now())


@pytest.mark.exigence("RES-02")
def test_la_base_refuse_une_extraction_sans_fin_et_une_periode_a_l_envers():
    le = timezone.now()
    for champs in ({"nature": NatureService.EXTRACTION, "ferme_le": None}, {"ferme_le": le, "ouvre_le": le}):
        with pytest.raises(IntegrityError), transaction.atomic():
            un_service(**champs)


@pytest.mark.exigence("RES-02", "SEC-02", "ACC-02")
@pytest.mark.parametrize(("nom", "suite"), [("cadre", []), *(("service", [n.value]) for n in NATURES)])
def test_les_ecrans_sont_au_gestionnaire_de_l_academie(cadre, gestionnaire, client_de, nom, suite):
    url = reverse(f"resultats_gestion:{nom}", args=[cadre.cle, *suite])
    page = client_de(gestionnaire).get(url)
    assert page.status_code == 200
    assert "Aide de cet écran" in texte(page)
    assert client_de(un_chef()).get(url).status_code == 403
    assert client_de(un_gestionnaire(une_academie(code="A15"))).get(url).status_code == 404


@pytest.mark.exigence("SEC-02")
def test_l_accueil_ne_montre_que_son_academie(cadre, gestionnaire, client_de):
    des_candidatures(1, academie=une_academie(code="A15"))
    page = client_de(gestionnaire).get(reverse("resultats_gestion:accueil"))
    assert [e.cadre.academie.code for e in page.context["etendues"]] == ["A14"]
    assert client_de(un_chef()).get(reverse("resultats_gestion:accueil")).status_code == 403


@pytest.mark.exigence("RES-02", "RES-08")
def test_le_gestionnaire_ouvre_un_service_par_l_ecran(cadre, gestionnaire, client_de):
    url = reverse("resultats_gestion:service", args=[cadre.cle, "extraction"])
    saisie = {"ouvre_le": "2099-07-01T08:00", "ferme_le": "2099-07-14T18:00"}
    page = client_de(gestionnaire).post(url, saisie, follow=True)
    assert "du 01/07/2099 08:00 au 14/07/2099 18:00" in texte(page)
    service = Service.objects.get()
    assert service.ouvre_le == datetime(2099, 7, 1, 8, 0, tzinfo=PARIS)


@pytest.mark.exigence("RES-08")
@pytest.mark.parametrize(
    ("saisie", "phrase"),
    [
        ({"ouvre_le": "hier"}, "Donnez une date et une heure"),
        ({"ouvre_le": ""}, "obligatoire"),
        ({"ouvre_le": "0001-01-01T00:00"}, "entre 2000 et 2100"),
        ({"ouvre_le": "9999-12-31T23:59"}, "entre 2000 et 2100"),
        ({"ouvre_le": "2099-07-14T08:00", "ferme_le": "2099-07-01T08:00"}, "après l’ouverture"),
        # The hour that the change to summer time skips, and the one that the change to winter time doubles.
        ({"ouvre_le": "2027-03-28T02:30"}, "n’existe pas"),
        ({"ouvre_le": "2027-10-31T02:30"}, "ambig"),
    ],
)
def test_des_dates_impossibles_sont_refusees_en_francais(cadre, gestionnaire, client_de, saisie, phrase):
    url = reverse("resultats_gestion:service", args=[cadre.cle, "candidats"])
    page = client_de(gestionnaire).post(url, saisie)
    assert page.status_code == 200
    erreurs = str(page.context["form"].errors).replace("\xa0", " ")
    assert phrase in erreurs, erreurs
    assert not Service.objects.exists()


@pytest.mark.exigence("RES-08")
def test_une_nature_ou_un_cadre_inventes_sont_inconnus(cadre, gestionnaire, client_de):
    client = client_de(gestionnaire)
    assert client.get(reverse("resultats_gestion:service", args=[cadre.cle, "tout"])).status_code == 404
    for cle in ("x", "BCP-2027-06-Z99", "BCP-2027-06", "CFG-2027-06-A14", "--", "BCP\x00-2027-06-A14"):
        assert client.get(f"/resultats/gestion/{cle}/").status_code == 404


@pytest.mark.exigence("RES-08")
def test_fermer_par_l_ecran(cadre, gestionnaire, client_de):
    un_service(NatureService.CANDIDATS)
    url = reverse("resultats_gestion:fermer", args=[cadre.cle, "candidats"])
    assert client_de(un_chef()).post(url, {"motif": "x"}).status_code == 403
    page = client_de(gestionnaire).post(url, {"motif": "Erreur"}, follow=True)
    assert "service fermé" in texte(page)
    assert not Service.objects.ouverts(timezone.now()).exists()


@pytest.mark.exigence("RES-06", "TRA-01")
def test_etablir_demande_un_traitement_et_un_seul(cadre, gestionnaire, client_de):
    url = reverse("resultats_gestion:etablir", args=[cadre.cle])
    client = client_de(gestionnaire)
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 409
    traitement = Traitement.objects.get()
    assert (traitement.objet, traitement.parametres["examen"]) == (f"{cadre.fil}:proclamation", "BCP")
    page = client.get(reverse("resultats_gestion:cadre", args=[cadre.cle]))
    assert traitement.libelle in texte(page)
    assert client_de(un_chef()).post(url).status_code == 403
    assert client_de(un_gestionnaire(une_academie(code="A15"))).post(url).status_code == 404


@pytest.mark.exigence("RES-06")
def test_les_listes_coutent_autant_de_requetes_pour_trois_que_pour_un(cadre, gestionnaire):
    def compter():
        frais = type(gestionnaire).objects.get(pk=gestionnaire.pk)
        with CaptureQueriesContext(connection) as requetes:
            lues = cadres(frais)
        return len(requetes), len(lues)

    une = compter()
    des_candidatures(2, session=une_session("2028-06").code)
    [candidature] = des_candidatures(1, session=une_session("2029-06").code)
    un_resultat(candidature)
    assert (une, compter()) == ((une[0], 1), (une[0], 3))
