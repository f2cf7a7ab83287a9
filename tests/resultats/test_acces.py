"""Slips: printed, once readable, spent by the account they open; nobody guesses (RES-09, SEC-02)."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.base import File
from django.utils import timezone
from pypdf import PdfReader

from resultats import sceau
from resultats.actions.acces import activer, emettre, revoquer
from resultats.actions.coupons import imprimer_les_coupons
from resultats.models import Coupon, Rattachement
from resultats.regles.acces import ACTIVATION_REFUSEE, obstacle_document
from santorin.comptes.models import Utilisateur
from santorin.journal.models import Entree
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from tests.fabriques import (
    un_candidat,
    un_chef,
    un_etablissement,
    un_gestionnaire,
    un_traitement,
    un_utilisateur,
    une_academie,
)
from tests.fabriques.espace import un_compte_de_candidat
from tests.fabriques.resultats import des_candidatures

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("RES-09")]
NAISSANCE = date(2009, 1, 1)
MOT_DE_PASSE = "bruyere-et-genet-2027"
LISTE = "/espace-candidat/acces/"
CADRE = "/espace-candidat/acces/BCP/2027-06/A14/"


class CompteRenduGarde(CompteRendu):
    """Keeps the documents that the job attaches."""

    def __init__(self, **champs):
        super().__init__(**champs)
        self.documents = {}

    def joindre(self, nom: str, type_mime: str, contenu: "File[bytes]") -> None:
        super().joindre(nom, type_mime, contenu)
        self.documents[nom] = contenu.read()


@pytest.fixture
def etablissement():
    return un_etablissement()


@pytest.fixture
def candidature(etablissement):
    return des_candidatures(1, etablissement=etablissement)[0]


@pytest.fixture
def gestionnaire():
    return un_gestionnaire()


@pytest.fixture
def coupon(candidature, gestionnaire):
    return emettre([candidature], par=gestionnaire, le=timezone.now())[0]


def saisie(coupon, **champs):
    return {
        "numero": coupon.candidature.numero,
        "date_naissance": "2009-01-01",
        "code": sceau.ecrire(coupon.code),
        "mot_de_passe": MOT_DE_PASSE,
        "encore": MOT_DE_PASSE,
    } | champs


def test_le_coupon_ouvre_un_compte_de_candidat_rattache_des_deux_cotes(client, coupon, candidature):
    chez_santorin = [
        un_candidat(numero=candidature.numero, inscription=inscription) for inscription in ("002", "003")
    ]
    homonyme = un_candidat(numero=candidature.numero, inscription="004", date_naissance=date(2008, 1, 1))
    reponse = client.post("/espace-candidat/activation/", saisie(coupon))
    assert (reponse.status_code, reponse["Location"]) == (302, "/connexion/")
    compte = Utilisateur.objects.get(username=candidature.numero)
    assert [h.profil for h in compte.habilitations.all()] == ["candidat"]
    assert compte.check_password(MOT_DE_PASSE)
    assert Rattachement.objects.get(utilisateur=compte).numero == candidature.numero
    assert set(compte.candidats.all()) == set(chez_santorin)
    homonyme.refresh_from_db()
    assert homonyme.utilisateur is None
    entree = client.post("/connexion/", {"username": candidature.numero, "password": MOT_DE_PASSE})
    assert entree.status_code == 302
    assert Entree.objects.filter(acte="compte.activer", par_id=compte.pk).exists()


@pytest.mark.exigence("SEC-02")
def test_le_code_n_est_garde_qu_en_empreinte(coupon):
    garde = Coupon.objects.get()
    contenu = " ".join(str(valeur) for valeur in Coupon.objects.values_list()[0])
    assert coupon.code not in contenu
    assert len(garde.empreinte) == 64
    journal = " ".join(f"{entree.avant} {entree.apres} {entree.objet}" for entree in Entree.objects.all())
    assert coupon.code not in journal


def fausses_saisies(coupon, gestionnaire):
    """Every way to be refused, and what makes it so."""
    candidature = coupon.candidature
    yield "numéro inconnu", saisie(coupon, numero="01999999999")
    yield "mauvaise date", saisie(coupon, date_naissance="2009-01-02")
    yield "mauvais code", saisie(coupon, code="0000-0000-0000-0000")
    yield "code impossible", saisie(coupon, code="???")
    revoquer(candidature, motif="perdu", par=gestionnaire, le=timezone.now())
    yield "révoqué", saisie(coupon)
    expire = emettre([candidature], par=gestionnaire, le=timezone.now() - timedelta(days=61))[0]
    yield "expiré", saisie(expire)


@pytest.mark.exigence("SEC-02", "RES-08")
def test_la_reponse_est_la_meme_quoi_qu_il_manque(client, coupon, gestionnaire):
    pages = set()
    for _raison, donnees in fausses_saisies(coupon, gestionnaire):
        reponse = client.post("/espace-candidat/activation/", donnees)
        page = reponse.content.decode()
        assert ACTIVATION_REFUSEE in page
        for valeur in donnees.values():
            page = page.replace(f'value="{valeur}"', "")
        jeton = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        pages.add((reponse.status_code, page.replace(jeton, "")))
    assert len(pages) == 1
    assert not Utilisateur.objects.filter(username=coupon.candidature.numero).exists()
    assert Entree.objects.filter(acte="compte.refuser_activation").count() == 6


def test_un_coupon_ne_sert_qu_une_fois(coupon):
    le = timezone.now()
    activer(coupon.candidature.numero, NAISSANCE, coupon.code, MOT_DE_PASSE, le=le)
    with pytest.raises(Refus, match="ne permettent pas"):
        activer(coupon.candidature.numero, NAISSANCE, coupon.code, "autre-mot-2027-xyz", le=le)
    assert Utilisateur.objects.get(username=coupon.candidature.numero).check_password(MOT_DE_PASSE)


def test_un_nouveau_coupon_revoque_l_ancien_et_redonne_un_mot_de_passe(coupon, candidature, gestionnaire):
    le = timezone.now()
    nouveau = emettre([candidature], par=gestionnaire, le=le)[0]
    with pytest.raises(Refus):
        activer(candidature.numero, NAISSANCE, coupon.code, MOT_DE_PASSE, le=le)
    premier = activer(candidature.numero, NAISSANCE, nouveau.code, MOT_DE_PASSE, le=le)
    oubli = emettre([candidature], par=gestionnaire, le=le)[0]
    second = activer(candidature.numero, NAISSANCE, oubli.code, "oublie-puis-retrouve-27", le=le)
    assert (premier.pk, Rattachement.objects.count()) == (second.pk, 1)
    second.refresh_from_db()
    assert second.check_password("oublie-puis-retrouve-27")


def test_un_compte_desactive_ou_d_un_autre_ne_s_ouvre_pas(candidature, gestionnaire):
    le = timezone.now()
    compte = un_compte_de_candidat(candidature)
    Utilisateur.objects.filter(pk=compte.pk).update(is_active=False)
    coupon = emettre([candidature], par=gestionnaire, le=le)[0]
    with pytest.raises(Refus):
        activer(candidature.numero, NAISSANCE, coupon.code, MOT_DE_PASSE, le=le)
    autre = des_candidatures(1)[0]
    un_utilisateur("gestionnaire", academie=une_academie(), username=autre.numero)
    coupon = emettre([autre], par=gestionnaire, le=le)[0]
    with pytest.raises(Refus):
        activer(autre.numero, NAISSANCE, coupon.code, MOT_DE_PASSE, le=le)
    assert Utilisateur.objects.get(username=autre.numero).check_password(MOT_DE_PASSE) is False


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize(
    ("mot_de_passe", "raison"),
    [
        ("court", "trop court"),
        ("123456789012345", "entièrement numérique"),
        ("motdepasse-diff", "pas les mêmes"),
    ],
)
def test_un_mot_de_passe_faible_est_refuse_que_le_reste_soit_juste_ou_non(
    client, coupon, mot_de_passe, raison
):
    encore = MOT_DE_PASSE if raison == "pas les mêmes" else mot_de_passe
    for donnees in (saisie(coupon), saisie(coupon, code="faux")):
        donnees |= {"mot_de_passe": mot_de_passe, "encore": encore}
        page = client.post("/espace-candidat/activation/", donnees).content.decode()
        assert raison in page
        assert ACTIVATION_REFUSEE not in page


@pytest.mark.exigence("SEC-02")
def test_les_essais_sont_comptes_par_numero_connu_ou_non(client, coupon):
    for numero in (coupon.candidature.numero, "01888888888"):
        statuts = [
            client.post(
                "/espace-candidat/activation/", saisie(coupon, numero=numero, code=f"FAUX{essai}")
            ).status_code
            for essai in range(9)
        ]
        assert statuts == [200] * 8 + [429]
    # The good code does not pass either while the number is blocked.
    assert client.post("/espace-candidat/activation/", saisie(coupon)).status_code == 429


@pytest.mark.exigence("SEC-02")
def test_les_essais_sont_comptes_par_adresse(client, coupon):
    statuts = [
        client.post(
            "/espace-candidat/activation/", saisie(coupon, numero=f"01{essai:09}", code="FAUX")
        ).status_code
        for essai in range(61)
    ]
    assert (set(statuts[:60]), statuts[60]) == ({200}, 429)


def test_l_impression_fait_un_document_par_etablissement_quatre_par_feuille(gestionnaire, etablissement):
    siens = des_candidatures(5, etablissement=etablissement)
    ailleurs = des_candidatures(1, etablissement=un_etablissement())
    deja = des_candidatures(1, etablissement=etablissement)[0]
    un_compte_de_candidat(deja)
    compte_rendu = CompteRenduGarde(par=gestionnaire, parametres={"cadre": ["BCP", "2027-06", "A14"]})
    imprimer_les_coupons(compte_rendu)
    assert sorted(compte_rendu.documents) == sorted(
        f"coupons-{uai}-01.pdf" for uai in (etablissement.uai, ailleurs[0].uai)
    )
    lu = PdfReader(BytesIO(compte_rendu.documents[f"coupons-{etablissement.uai}-01.pdf"]))
    assert len(lu.pages) == 2
    texte = "\n".join(page.extract_text() for page in lu.pages)
    for candidature in siens:
        assert candidature.numero in texte
    assert deja.numero not in texte
    assert "/espace-candidat/activation/" in texte
    assert Coupon.objects.en_cours().count() == 6
    with pytest.raises(Refus, match="rien à imprimer"):
        imprimer_les_coupons(CompteRenduGarde(par=gestionnaire, parametres=compte_rendu.parametres))


def test_un_code_imprime_est_celui_qui_ouvre(client_de, gestionnaire, etablissement):
    candidature = des_candidatures(1, etablissement=etablissement)[0]
    reponse = client_de(gestionnaire).post(f"{LISTE}candidats/{candidature.pk}/coupon/")
    assert reponse["Content-Type"] == "application/pdf"
    assert "no-store" in reponse["Cache-Control"]
    texte = PdfReader(BytesIO(reponse.content)).pages[0].extract_text()
    code = next(mot for mot in texte.split() if mot.count("-") == 3 and sceau.lire(mot))
    activer(candidature.numero, NAISSANCE, code, MOT_DE_PASSE, le=timezone.now())


def test_seul_le_demandeur_telecharge_les_coupons_et_pendant_un_jour(gestionnaire):
    traitement = un_traitement(
        demande_par=gestionnaire,
        tache="resultats.tasks.imprimer_les_coupons",
        etat="reussi",
        fin=timezone.now() - timedelta(hours=23),
    )
    document = traitement.documents.create(
        nom="coupons.pdf", type="application/pdf", taille=1, sha256="0" * 64
    )
    assert obstacle_document(document, gestionnaire) is None
    assert "Seule la personne" in obstacle_document(document, un_gestionnaire())
    traitement.fin -= timedelta(hours=2)
    document.traitement = traitement
    assert "ne se téléchargent plus" in obstacle_document(document, gestionnaire)


def test_chacun_ne_voit_et_n_imprime_que_les_siens(client_de, candidature, etablissement, gestionnaire):
    coupon = f"{LISTE}candidats/{candidature.pk}/coupon/"
    for permis in (gestionnaire, un_chef(etablissement)):
        assert client_de(permis).get(CADRE).status_code == 200
        assert client_de(permis).post(coupon).status_code == 200
    for voisin in (un_gestionnaire(une_academie(code="A10")), un_chef(un_etablissement())):
        assert client_de(voisin).get(LISTE).status_code == 200
        assert client_de(voisin).get(CADRE).status_code == 404
        assert client_de(voisin).post(coupon).status_code == 404
        assert client_de(voisin).post(f"{CADRE}coupons/").status_code == 404
    for adresse in (LISTE, CADRE, coupon, f"{CADRE}delai/", f"{CADRE}pages/"):
        sans_droit = client_de(un_utilisateur("correcteur"))
        assert sans_droit.post(adresse).status_code in (403, 405)
    # The delay and the pages are the académie's.
    assert client_de(un_chef(etablissement)).post(f"{CADRE}delai/").status_code == 403
    assert client_de(un_chef(etablissement)).post(f"{CADRE}pages/").status_code == 403


@pytest.mark.parametrize("nombre", [1, 3])
def test_la_liste_coute_le_meme_nombre_de_requetes(
    client_de, gestionnaire, nombre, django_assert_num_queries
):
    des_candidatures(nombre)
    client = client_de(gestionnaire)
    with django_assert_num_queries(9):
        client.get(LISTE)


def test_la_recherche_trouve_sans_accents_et_revoque_avec_un_motif(client_de, gestionnaire, coupon):
    client = client_de(gestionnaire)
    page = client.get(CADRE, {"q": "guyleste"}).content.decode()
    assert coupon.candidature.identifiant in page
    assert "coupon en cours" in page
    adresse = f"{LISTE}candidats/{coupon.candidature.pk}/revoquer/"
    assert client.post(adresse, {"motif": ""}).status_code == 409
    assert client.post(adresse, {"motif": "coupon perdu"}).status_code == 302
    assert client.post(adresse, {"motif": "coupon perdu"}).status_code == 409
    assert not Coupon.objects.en_cours().exists()
