"""The screens of the deliberation: who sees them, what they say, for how many queries (DEL-01 to DEL-11, ACC-01)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deliberation.models import Dossier, Jury
from deliberation.processus import jurys as tuiles
from santorin.traitements.models import Traitement
from tests.deliberation.decor import Scene
from tests.fabriques import (
    un_chef,
    un_correcteur,
    un_correcteur_connecte,
    un_gestionnaire,
    un_utilisateur,
    une_academie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return Scene()


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ").replace("&#x27;", "'")


def messages(reponse):
    return [str(message).replace("\xa0", " ") for message in reponse.context["messages"]]


def adresse(nom, scene, *suite):
    return reverse(f"deliberation:{nom}", args=[scene.groupe.pk, scene.centre.uai, *suite])


CENTRE = [
    ("centre", ()), ("notes_manquantes", ()), ("plan_de_secours", ()), ("proces_verbaux", ()), ("listes", ()),
    ("liste_rouge", ()), ("vues", ("ouvrir",)), ("vues", ("terminer",)),
]  # fmt: skip


@pytest.mark.exigence("DEL-01", "ACC-02", "SEC-02")
@pytest.mark.parametrize(("nom", "suite"), CENTRE)
def test_les_ecrans_du_centre_sont_a_son_chef_seul(scene, client_de, nom, suite):
    url = adresse(nom, scene, *suite)
    page = client_de(scene.chef).get(url)
    assert page.status_code == 200
    assert "Aide de cet écran" in texte(page)
    assert client_de(un_correcteur_connecte(un_correcteur())).get(url).status_code == 403
    assert client_de(un_chef()).get(url).status_code == 404


@pytest.mark.exigence("DEL-06", "SEC-02")
def test_la_salle_est_a_son_jury_a_son_centre_et_a_son_academie(scene, client_de):
    scene.ouvrir()
    urls = [
        reverse("deliberation:jury", args=[scene.jury().pk]),
        reverse("deliberation:dossier", args=[scene.fazia().pk]),
    ]
    for url in urls:
        for qui in (scene.chef, scene.dec, scene.president):
            assert client_de(qui).get(url).status_code == 200
        for voisin in (un_chef(), un_gestionnaire(une_academie(code="A15")), un_utilisateur("jury")):
            assert client_de(voisin).get(url).status_code == 404
        assert client_de(un_utilisateur("coordinateur", academie=scene.academie)).get(url).status_code == 403


@pytest.mark.exigence("DEL-01")
def test_la_grille_n_est_offerte_qu_a_qui_la_remplit(scene, client_de):
    for qui, offerte in ((scene.chef, True), (scene.president, False), (scene.dec, False)):
        salle = client_de(qui).get(scene.jury().get_absolute_url()).content.decode()
        assert (reverse("deliberation:controle", args=[scene.jury().pk]) in salle) is offerte


@pytest.mark.exigence("DEL-04", "SEC-02")
def test_le_portail_est_ouvert_par_l_academie_seule(scene, client_de):
    url = adresse("portail", scene)
    assert client_de(scene.dec).get(url).status_code == 200
    assert client_de(scene.chef).get(url).status_code == 403
    assert client_de(un_gestionnaire(une_academie(code="A15"))).get(url).status_code == 404


@pytest.mark.exigence("DEL-05", "DEL-11")
def test_la_vue_synthetique_compte_les_jurys_et_ouvre_tous_les_200(scene, client_de):
    client = client_de(scene.chef)
    synthese = client.get(adresse("vues", scene, "ouvrir")).context["synthese"]
    assert [(ligne.etat, ligne.nombre, ligne.action) for ligne in synthese] == [
        ("140", 0, ""), ("198", 0, ""), ("200", 3, "Ouvrir délibération épreuve de contrôle"), ("210", 0, ""),
    ]  # fmt: skip
    page = client.post(adresse("passer", scene, "ouvrir-deliberation"), follow=True)
    assert messages(page) == ["Enregistrement effectué"]
    assert [ligne.nombre for ligne in page.context["synthese"]] == [0, 0, 0, 3]
    de_nouveau = client.post(adresse("passer", scene, "ouvrir-deliberation"))
    assert de_nouveau.status_code == 409


@pytest.mark.exigence("DEL-05", "DEL-10")
def test_la_vue_detaillee_passe_jury_par_jury_avec_sa_periode(scene, client_de):
    client, jury = client_de(scene.chef), scene.jury("31210")
    page = client.post(
        adresse("passer", scene, "ouvrir-deliberation"),
        {"jury": jury.pk, "du": "2021-07-07", "au": "2021-07-08"},
        follow=True,
    )
    assert [(ligne.jury.numero, ligne.jury.etat) for ligne in page.context["detail"]] == [
        ("25510", "200"), ("31202", "200"), ("31210", "210"),
    ]  # fmt: skip
    assert str(scene.jury("31210").periode_au) == "2021-07-08"
    assert scene.jury("31202").periode_du is None


@pytest.mark.exigence("DEL-11")
def test_un_passage_de_la_dec_est_refuse_au_chef_et_inversement(scene, client_de):
    Jury.objects.update(etat="198")
    url = adresse("passer", scene, "ouvrir-controle")
    assert client_de(scene.chef).post(url).status_code == 404
    assert client_de(scene.dec).post(url).status_code == 302
    assert client_de(scene.dec).post(adresse("passer", scene, "ouvrir-deliberation")).status_code == 404


@pytest.mark.exigence("DEL-01")
def test_notes_manquantes_ou_pas_de_notes_manquantes(scene, client_de):
    client, url = client_de(scene.chef), adresse("notes_manquantes", scene)
    cles = [jury.pk for jury in scene.jurys]
    reponse = client.post(url, {"titre": "Contrôle", "jurys": cles})
    assert reponse["Location"] == Traitement.objects.get().get_absolute_url()
    Traitement.objects.all().delete()
    scene.completer()
    assert messages(client.post(url, {"titre": "Contrôle", "jurys": cles}, follow=True)) == [
        "Pas de notes manquantes."
    ]
    sans_titre = client.post(url, {"titre": "", "jurys": cles})
    assert "titre" in sans_titre.context["form"].errors
    Jury.objects.filter(numero="25510").update(etat="210")
    refuse = client.post(url, {"titre": "Contrôle", "jurys": [scene.jury("25510").pk]})
    assert "jurys" in refuse.context["form"].errors
    tri = client.get(url, {"ordre": "-numero"}).context["lignes"]
    assert [ligne[0].numero for ligne in tri] == ["31210", "31202", "25510"]


@pytest.mark.exigence("DEL-07", "DEL-09")
@pytest.mark.parametrize("ecran", ["proces_verbaux", "listes"])
def test_les_jurys_qui_ne_sont_pas_clos_sont_grises_avec_la_raison(scene, client_de, ecran):
    client, jury = client_de(scene.chef), scene.jury("31202")
    page = client.get(adresse(ecran, scene))
    assert "Le jury 31202 n'est pas clos : il est à l'état 200." in texte(page)
    assert texte(page).count("disabled") >= 3
    refuse = client.post(adresse(ecran, scene), {"jurys": [jury.pk], "titre": "Liste", "liste": "admis"})
    assert "jurys" in refuse.context["form"].errors
    assert not Traitement.objects.exists()


@pytest.mark.exigence("DEL-01")
def test_la_grille_enregistre_les_notes_et_dit_ce_qui_ne_va_pas(scene, client_de):
    client, url = client_de(scene.chef), reverse("deliberation:controle", args=[scene.jury().pk])
    cle, notes = scene.fazia().pk, {}
    for _lu, cases in client.get(url).context["grille"].rangs():
        notes |= {case.html_name: case.value() for _, case in cases}
    faux = client.post(url, notes | {f"{cle}-a-note": "douze"})
    assert "Saisissez un nombre" in texte(faux)
    hors = client.post(url, notes | {f"{cle}-a-note": "21"})
    assert hors.status_code == 409
    bon = client.post(url, notes | {f"{cle}-a-note": "12,5", f"{cle}-b-note": "AB"}, follow=True)
    assert "2 notes modifiées" in texte(bon)
    assert [str(n) for n in scene.fazia().notes_controle.order_by("partie")] == ["12,5", "AB"]


@pytest.mark.exigence("DEL-01")
def test_le_csv_enregistre_tout_ou_rien(scene, client_de):
    client, url = client_de(scene.chef), reverse("deliberation:controle", args=[scene.jury().pk])
    entete = "candidat;inscription;partie;discipline;note\n"

    def importer(*lignes):
        contenu = (entete + "\n".join(lignes)).encode("cp1252")
        return client.post(url, {"fichier": SimpleUploadedFile("notes.csv", contenu)}, follow=True)

    mauvais = importer("01950022359;002;a;;12", "01950022359;003;b;;12")
    assert "Ligne 3" in texte(mauvais)
    assert not scene.fazia().notes_controle.exists()
    assert "2 notes modifiées" in texte(importer("01950022359;002;a;;12,5", "01950022359;002;b;;AB"))


@pytest.mark.exigence("DEL-06")
def test_simuler_ne_change_rien_et_enregistrer_change_la_note(scene, client_de):
    scene.ouvrir()
    scene.sieger(scene.jury())
    client, fazia = client_de(scene.president), scene.fazia()
    url = reverse("deliberation:modifier_note", args=[fazia.pk])
    saisi = {
        "vue": fazia.version,
        "auteur": scene.membre().pk,
        "cle": "ECT:a",
        "valeur": "20",
        "motif": "Livret",
    }
    page = client.post(url, saisi | {"essayer": "oui"})
    assert "Simulation : rien n’est enregistré" in texte(page)
    assert page.context["essai"].decision.moyenne > page.context["lu"].decision.moyenne
    assert (scene.fazia().version, scene.fazia().modifications.count()) == (0, 0)
    assert messages(client.post(url, saisi, follow=True)) == ["Enregistrement effectué"]
    assert scene.fazia().modifications.get().motif == "Livret"
    assert client.post(url, saisi).status_code == 409


@pytest.mark.exigence("DEL-06")
def test_l_acte_est_propose_au_nom_de_qui_est_devant_l_ecran(scene, client_de):
    scene.ouvrir()
    vice, compte = scene.membre(role="vice_president"), un_utilisateur("jury")
    vice.utilisateur = compte
    vice.save()
    url = reverse("deliberation:dossier", args=[scene.fazia().pk])
    for qui, attendu in ((compte, vice.pk), (scene.president, scene.membre().pk), (scene.chef, None)):
        acte = client_de(qui).get(url).context["formulaires"]["note"]
        assert acte.initial["auteur"] == attendu
        assert [membre.role for membre in acte.fields["auteur"].queryset] == ["president", "vice_president"]


@pytest.mark.exigence("DEL-06", "DEL-13")
def test_le_dossier_montre_la_decision_proposee_et_la_fiche_de_calcul(scene, client_de):
    scene.ouvrir()
    page = texte(client_de(scene.president).get(reverse("deliberation:dossier", args=[scene.fazia().pk])))
    assert "Fiche de calcul" in page
    assert "règlement BCP-31202-2021.1" in page
    assert "Note de l'épreuve de contrôle" in page


def requetes(client, url):
    with CaptureQueriesContext(connection) as capture:
        assert client.get(url).status_code == 200
    return len(capture)


@pytest.mark.exigence("DEL-06")
def test_le_nombre_de_requetes_de_la_salle_ne_depend_pas_des_candidats(scene, client_de):
    client, url = client_de(scene.chef), reverse("deliberation:jury", args=[scene.jury().pk])
    client.get(url)
    six = requetes(client, url)
    un = scene.jury().dossiers.au_controle().first()
    Dossier.objects.filter(jury=scene.jury()).exclude(pk=un.pk).update(issue_premier="ADMIS")
    assert requetes(client, url) == six


@pytest.mark.exigence("ACC-01")
def test_la_tuile_dit_les_etats_et_ne_coute_pas_selon_les_jurys(scene, django_assert_num_queries):
    assert tuiles(un_utilisateur()) == ()
    [groupe] = tuiles(scene.chef)
    assert groupe.tuiles[0].indicateurs == (
        ("200 - Recueil des notes de l'épreuve de contrôle", "3\xa0jurys"),
    )
    with django_assert_num_queries(1):
        tuiles(scene.chef)
