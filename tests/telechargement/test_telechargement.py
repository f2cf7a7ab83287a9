"""The process « Téléchargement »: its tile, its table, its filters (TEL-01, HAR-10, ACC-01)."""

import pytest
from django.utils import timezone

from santorin.consultation.lectures.lignes import PAR_PAGE
from santorin.copies.actions import presumer_fraude
from santorin.copies.models import Copie, Note
from telechargement.processus import telechargement
from tests.consultation.conftest import Scene, acquitter
from tests.fabriques import un_candidat, un_chef, un_gestionnaire, une_composition, une_copie, une_epreuve
from tests.fabriques.comptes import jeton_de

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("TEL-01")]


@pytest.fixture
def ecole():
    """Three transmitted copies of two divisions in one épreuve."""
    decor = Scene()
    decor.compositions = [
        decor.une_copie_corrigee(nom="GUYLESTE", prenoms="Fazia", division="TCOM1"),
        decor.une_copie_corrigee(nom="LEFÈVRE", prenoms="Noëlle", division="TCOM2"),
        decor.une_copie_corrigee(nom="SŒUR", prenoms="Maëlys", division=""),
    ]
    decor.transmettre(*decor.compositions)
    return decor


def noms(reponse):
    return [ligne.nom for ligne in reponse.context["page"].lignes]


@pytest.mark.parametrize(
    ("recherche", "trouves"),
    [
        ("guyleste", ["GUYLESTE"]),
        ("noelle lefevre", ["LEFÈVRE"]),
        ("NOËLLE", ["LEFÈVRE"]),
        ("soeur", ["SŒUR"]),
        ("personne", []),
        ("", ["GUYLESTE", "LEFÈVRE", "SŒUR"]),
    ],
)
def test_on_cherche_par_nom_ou_prenom_sans_accent_ni_majuscule(ecole, client_de, recherche, trouves):
    assert noms(client_de(ecole.chef).get("/telechargement/", {"q": recherche})) == trouves


def test_on_cherche_par_numero(ecole, client_de):
    numero = ecole.compositions[1].candidat.numero
    assert noms(client_de(ecole.chef).get("/telechargement/", {"q": numero})) == ["LEFÈVRE"]


def test_on_filtre_par_division_et_par_epreuve(ecole, client_de):
    autre = Scene(etablissement=ecole.etablissement)
    seule = autre.une_copie_corrigee(nom="GUYLESTE", prenoms="Fazia", division="TCOM1")
    autre.transmettre(seule)
    client = client_de(ecole.chef)
    assert noms(client.get("/telechargement/", {"division": "TCOM2"})) == ["LEFÈVRE"]
    assert noms(client.get("/telechargement/", {"division": "\x00"})) == ["SŒUR"]
    assert noms(client.get("/telechargement/", {"epreuve": autre.epreuve.pk})) == ["GUYLESTE"]
    assert len(noms(client.get("/telechargement/", {"epreuve": "nimporte", "division": "quoi"}))) == 4


def test_en_tapant_seul_le_tableau_revient(ecole, client_de):
    reponse = client_de(ecole.chef).get("/telechargement/", {"q": "lefevre"}, headers={"HX-Request": "true"})
    texte = reponse.content.decode()
    assert texte.lstrip().startswith('<div id="copies"')
    assert "LEFÈVRE" in texte
    assert "HX-Request" in reponse["Vary"]


def test_les_pages_se_suivent_dans_les_deux_sens_sans_trou_ni_doublon(ecole, client_de):
    compositions = []
    for rang in range(PAR_PAGE + 10):
        candidat = un_candidat(etablissement=ecole.etablissement, nom=f"NOM{rang % 7}", prenoms="A")
        compositions.append(une_composition(ecole.epreuve, candidat=candidat))
        une_copie(compositions[-1])
    noter_d_un_coup(compositions, ecole)
    client = client_de(ecole.chef)
    premiere = client.get("/telechargement/").context["page"]
    seconde = client.get("/telechargement/", {"apres": premiere.suivant}).context["page"]
    assert (premiere.total, len(premiere.lignes), len(seconde.lignes)) == (PAR_PAGE + 13, PAR_PAGE, 13)
    toutes = [ligne.composition for ligne in (*premiere.lignes, *seconde.lignes)]
    assert len(set(toutes)) == PAR_PAGE + 13
    assert seconde.suivant is None
    retour = client.get("/telechargement/", {"avant": seconde.precedent}).context["page"]
    assert [ligne.composition for ligne in retour.lignes] == [ligne.composition for ligne in premiere.lignes]


def noter_d_un_coup(compositions, ecole):
    """Settled and acknowledged marks, written directly: sixty markings would prove nothing more."""
    Note.objects.bulk_create(
        Note(
            composition_id=composition.pk,
            epreuve=ecole.epreuve,
            valeur=12,
            arretee_le=timezone.now(),
            arretee_par=ecole.gestionnaire,
            version_acquittee=1,
        )
        for composition in compositions
    )


@pytest.mark.exigence("ACC-01", "HAR-10", "EDI-01")
def test_la_tuile_dit_pourquoi_le_processus_est_ferme_puis_s_ouvre_a_la_premiere_transmission(client_de):
    attendus = {
        "ponctuelle": "une copie le devient à la clôture de son épreuve",
        "harmonisee": "une copie le devient à la validation de l’harmonisation de son épreuve",
    }
    for nature, raison in attendus.items():
        decor = Scene(nature)
        composition = decor.une_copie_corrigee()
        (groupe,) = telechargement(decor.chef)
        assert raison in groupe.tuiles[0].obstacle
        client = client_de(decor.chef)
        ecran = client.get("/telechargement/").content.decode()
        assert raison in ecran
        groupes = client.get("/api/v1/tableau-de-bord/", headers=jeton_de(decor.chef)).json()
        tuiles = {tuile["titre"]: tuile for dit in groupes for tuile in dit["tuiles"]}
        assert raison in tuiles["Téléchargement"]["obstacle"]
        assert "Préparer le ZIP" not in ecran
        decor.transmettre(composition)
        (groupe,) = telechargement(decor.chef)
        assert groupe.tuiles[0].obstacle is None
        assert groupe.tuiles[0].indicateurs == (("Copies disponibles", "1"),)


@pytest.mark.exigence("TEL-03")
def test_la_tuile_ne_compte_pas_les_presumes_fraudeurs(ecole):
    presumer_fraude(ecole.compositions[0], motif="téléphone", par=ecole.gestionnaire, le=timezone.now())
    (groupe,) = telechargement(ecole.chef)
    assert groupe.tuiles[0].indicateurs == (("Copies disponibles", "2"),)


@pytest.mark.exigence("HAR-11", "TEL-03")
@pytest.mark.parametrize("nature", ["ponctuelle", "harmonisee"])
def test_les_mots_sont_les_memes_sans_transmission_et_quand_tout_est_retenu(nature, client_de):
    decor = Scene(nature)
    composition = decor.une_copie_corrigee()
    client, adresse = client_de(decor.chef), f"/copies/epreuves/{decor.epreuve.pk}/"

    def dits():
        (groupe,) = telechargement(decor.chef)
        return groupe.tuiles[0].obstacle, client.get(adresse).context["obstacle"]

    avant = dits()
    decor.transmettre(composition)
    assert dits() == (None, None)
    presumer_fraude(composition, motif="téléphone", par=decor.gestionnaire, le=timezone.now())
    assert dits() == avant
    assert avant[0] == avant[1]
    assert "fraude" not in client.get(adresse).content.decode().lower()


def test_sans_le_droit_il_n_y_a_ni_tuile_ni_ecran(ecole, client_de):
    gestionnaire = un_gestionnaire(ecole.epreuve.academie)
    assert telechargement(gestionnaire) == ()
    assert client_de(gestionnaire).get("/telechargement/").status_code == 403
    assert client_de(gestionnaire).post("/telechargement/zip/").status_code == 403


def test_le_voisin_ne_voit_rien(ecole, client_de):
    voisin = un_chef()
    assert telechargement(voisin) == []
    reponse = client_de(voisin).get("/telechargement/")
    assert "GUYLESTE" not in reponse.content.decode()
    assert client_de(voisin).get(f"/copies/epreuves/{ecole.epreuve.pk}/").status_code == 404


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_nombre_de_requetes_est_constant(nombre, client_de, django_assert_num_queries):
    decor = Scene()
    compositions = [decor.une_copie_corrigee() for _ in range(nombre)]
    decor.transmettre(*compositions)
    client = client_de(decor.chef)
    with django_assert_num_queries(8):
        assert len(noms(client.get("/telechargement/"))) == nombre
    with django_assert_num_queries(9):
        assert len(noms(client.get(f"/copies/epreuves/{decor.epreuve.pk}/"))) == nombre


@pytest.mark.parametrize("nombre", [1, 3])
def test_le_tableau_de_bord_ne_paie_pas_par_epreuve(nombre, django_assert_num_queries):
    premiere = Scene()
    for _ in range(nombre):
        decor = Scene(etablissement=premiere.etablissement)
        decor.transmettre(decor.une_copie_corrigee())
    with django_assert_num_queries(3):
        assert len(telechargement(premiere.chef)) == nombre


def test_une_absence_transmise_n_ouvre_rien(client_de):
    decor = Scene()
    absent = une_composition(decor.epreuve, etablissement=decor.etablissement, emargement="absent")
    acquitter(absent)
    assert Copie.objects.count() == 0
    assert (
        "Aucune copie de vos candidats n’est disponible"
        in client_de(decor.chef).get("/telechargement/").content.decode()
    )


def test_un_mot_de_passe_trop_court_est_refuse_avec_sa_raison(ecole, client_de):
    reponse = client_de(ecole.chef).post("/telechargement/zip/", {"mot_de_passe": "court"})
    assert reponse.status_code == 200
    assert "au moins 8 caractères" in reponse.content.decode()


def test_une_epreuve_sans_copie_le_dit(client_de):
    epreuve = une_epreuve()
    page = (
        client_de(un_gestionnaire(epreuve.academie)).get(f"/copies/epreuves/{epreuve.pk}/").content.decode()
    )
    assert "Aucune note n’a encore été transmise à Cyclades" in page
