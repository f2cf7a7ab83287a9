"""The screens of Imag'In: who sees them, what they show and do, and for how many queries (IMA-02, HAR-09, ACC-01)."""

import csv
import re
from decimal import Decimal
from io import StringIO
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from imagin.lectures import epreuve as lecture_epreuve
from imagin.models import Epreuve, Origine, ServiceFait
from imagin.processus import services_faits
from santorin.journal.models import Entree
from tests.fabriques import (
    un_administrateur,
    un_coordinateur,
    un_examen,
    un_gestionnaire,
    une_academie,
    une_session,
)
from tests.imagin.decor import (
    deposer,
    dernier,
    ligne_santorin,
    un_emis,
    un_tarif,
    une_epreuve,
    une_saisie,
    une_source,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_gestionnaire(client_de):
    return client_de(un_gestionnaire())


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def messages(reponse):
    return [
        str(message).replace("\xa0", " ").replace("\u202f", " ") for message in reponse.context["messages"]
    ]


def jeu(nombre=3):
    """An épreuve with lines of both origins, and its rate."""
    un_tarif(montant="5.00")
    epreuve = une_epreuve()
    deposer(*(un_emis(f"I{n:06}", 10 * n, nom=f"SAPIN {n:03}") for n in range(1, nombre + 1)))
    for n in range(1, nombre + 1):
        une_saisie(epreuve, numero=f"I{n:06}", nom=f"SAPIN {n:03}", nombre=n)
    return epreuve


def adresses(epreuve, ligne, saisie):
    """(name, address, method) of every screen."""
    return [
        ("epreuves", reverse("imagin:epreuves"), "get"),
        ("ouvrir", reverse("imagin:ouvrir"), "get"),
        ("tarifs", reverse("imagin:tarifs"), "get"),
        ("epreuve", reverse("imagin:epreuve", args=[epreuve.pk]), "get"),
        ("saisir", reverse("imagin:saisir", args=[epreuve.pk]), "get"),
        ("exporter", reverse("imagin:exporter", args=[epreuve.pk]), "get"),
        ("passer", reverse("imagin:passer", args=[epreuve.pk, "valider"]), "post"),
        ("service_fait", reverse("imagin:service_fait", args=[ligne.pk]), "get"),
        ("corriger", reverse("imagin:corriger", args=[saisie.pk]), "get"),
    ]


@pytest.mark.exigence("IMA-02", "ACC-01")
def test_chaque_ecran_s_ouvre_a_son_gestionnaire_est_403_hors_profil_et_404_chez_le_voisin(client_de):
    epreuve = jeu(1)
    saisie = ServiceFait.objects.get(origine=Origine.SAISIE)
    sien, hors_profil = client_de(un_gestionnaire()), client_de(un_coordinateur())
    voisin = client_de(un_gestionnaire(une_academie(code="A02")))
    sans_perimetre = {"epreuves", "ouvrir", "tarifs"}
    for nom, adresse, methode in adresses(epreuve, ligne_santorin(), saisie):
        demande = {"lignes": [ligne_santorin().pk], "vu": dernier()} if methode == "post" else {}
        assert getattr(hors_profil, methode)(adresse, demande).status_code == 403, nom
        attendu = 200 if nom in sans_perimetre else 404
        assert getattr(voisin, methode)(adresse, demande).status_code == attendu, nom
        assert nom != "passer" or ligne_santorin().etat == "a_valider"
        assert getattr(sien, methode)(adresse, demande).status_code == (302 if methode == "post" else 200), (
            nom
        )
    assert ligne_santorin().etat == "valide"


@pytest.mark.exigence("IMA-02", "ACC-01")
def test_sans_connexion_on_va_a_la_page_de_connexion(client):
    epreuve = jeu(1)
    saisie = ServiceFait.objects.get(origine=Origine.SAISIE)
    for _, adresse, methode in adresses(epreuve, ligne_santorin(), saisie):
        assert getattr(client, methode)(adresse)["Location"].startswith("/connexion/")


@pytest.mark.exigence("IMA-02")
def test_le_voisin_ne_voit_pas_l_epreuve_dans_sa_liste(client_de):
    jeu(1)
    assert "U22" in texte(client_de(un_gestionnaire()).get(reverse("imagin:epreuves")))
    assert "U22" not in texte(
        client_de(un_gestionnaire(une_academie(code="A02"))).get(reverse("imagin:epreuves"))
    )


@pytest.mark.exigence("IMA-02")
@pytest.mark.parametrize(
    ("recherche", "codes"),
    [
        ("", "U22 U23"),
        ("u23", "U23"),
        ("bcp", "U22 U23"),
        ("zoe", "U23"),
        ("I000001", "U22"),
        ("zoe u22", ""),
    ],
)
def test_on_cherche_une_epreuve_par_sa_cle_ou_par_un_de_ses_correcteurs(
    client_gestionnaire, recherche, codes
):
    jeu(1)
    deposer(un_emis("I000050", 5, nom="MÛRE Zoé"), un_emis("I000051", 5, nom="MÛRE Zoé"), code="U23")
    page = client_gestionnaire.get(reverse("imagin:epreuves"), {"q": recherche})
    trouvees = {epreuve.code: epreuve.lignes for epreuve in page.context["epreuves"]}
    assert trouvees == dict.fromkeys(codes.split(), 2)


@pytest.mark.exigence("IMA-02")
@pytest.mark.parametrize("nom", ["epreuves", "epreuve", "service_fait", "exporter", "tarifs"])
def test_un_ecran_coute_autant_de_requetes_pour_une_ligne_que_pour_trois(client_de, nom):
    def requetes(client, args):
        client.get(reverse(f"imagin:{nom}", args=args))
        with CaptureQueriesContext(connection) as capture:
            reponse = client.get(reverse(f"imagin:{nom}", args=args))
            b"".join(reponse) if reponse.streaming else reponse.content
        return len(capture)

    client, epreuve = client_de(un_gestionnaire()), jeu(1)
    args = {"epreuves": [], "tarifs": [], "service_fait": [ligne_santorin().pk]}.get(nom, [epreuve.pk])
    une = requetes(client, args)
    for n in (2, 3):
        deposer(un_emis("I000001", n, n), un_emis(f"I00000{n}", n))
        une_saisie(epreuve, numero=f"I00000{n}")
        deposer(un_emis(), code=f"U3{n}")
        un_tarif(n, "1.00", examen=un_examen(f"X{n}"))
    assert requetes(client, args) == une
    assert une < 20


@pytest.mark.exigence("HAR-09", "IMA-02")
def test_les_deux_tableaux_sont_separes_avec_leurs_totaux(client_gestionnaire):
    epreuve = jeu(3)
    page = texte(client_gestionnaire.get(epreuve.get_absolute_url()))
    santorin, saisis = page[page.index("titre-SANTORIN") :].split('id="titre-SAISIE"')
    assert "Transmis par Santorin" in santorin
    assert "Saisis à la main" in saisis
    assert "300,00 €" in santorin
    assert "30,00 €" in saisis
    assert "SAPIN 003" in santorin
    assert "A valider (6)" in page


@pytest.mark.exigence("IMA-02")
@pytest.mark.parametrize(
    ("recherche", "trouves"),
    [("sapin", 3), ("I000002", 1), ("SAPIN 002", 1), ("002 sapin", 1), ("chêne", 0), ("évora", 1)],
)
def test_on_cherche_un_intervenant_par_son_nom_ou_son_numero(client_gestionnaire, recherche, trouves):
    epreuve = jeu(3)
    deposer(un_emis("I000009", 5, nom="Evora Cesaria"))
    page = client_gestionnaire.get(epreuve.get_absolute_url(), {"q": recherche})
    (santorin, _) = page.context["vue"].tableaux
    assert len(santorin.lignes) == santorin.total.lignes == trouves


@pytest.mark.exigence("IMA-02")
def test_un_critere_inconnu_ne_limite_rien_et_un_etat_limite(client_gestionnaire):
    epreuve = jeu(3)
    for criteres, attendu in (({"etat": "valide"}, 0), ({"etat": "x' OR 1=1"}, 6), ({"page": "zzz"}, 6)):
        tableaux = client_gestionnaire.get(epreuve.get_absolute_url(), criteres).context["vue"].tableaux
        assert sum(len(tableau.lignes) for tableau in tableaux) == attendu


@pytest.mark.exigence("IMA-02")
def test_une_longue_liste_se_lit_par_pages_et_toutes_ses_lignes_se_valident_d_un_coup(
    client_gestionnaire, monkeypatch
):
    monkeypatch.setattr(lecture_epreuve, "PAR_PAGE", 2)
    epreuve = jeu(5)
    vues = []
    for page in (1, 2, 3, 99):
        (tableau,) = (
            client_gestionnaire.get(epreuve.get_absolute_url(), {"origine": "SANTORIN", "page": page})
            .context["vue"]
            .tableaux
        )
        vues.append([ligne.intervenant.nom for ligne in tableau.lignes])
    assert vues[:3] == [["SAPIN 001", "SAPIN 002"], ["SAPIN 003", "SAPIN 004"], ["SAPIN 005"]]
    assert vues[3] == vues[2]
    adresse = reverse("imagin:passer", args=[epreuve.pk, "valider"])
    demande = {"toutes": 1, "origine": "SANTORIN", "q": "", "etat": "", "vu": dernier()}
    question = client_gestionnaire.post(adresse, demande)
    assert "5 services faits, 750,00 €" in texte(question)
    assert not ServiceFait.objects.filter(etat="valide").exists()
    reponse = client_gestionnaire.post(adresse, demande | {"confirme": 1}, follow=True)
    assert messages(reponse) == ["Valider : 5 services faits, 750,00 €."]
    assert ServiceFait.objects.filter(etat="valide", origine="SANTORIN").count() == 5
    assert not ServiceFait.objects.filter(etat="valide", origine="SAISIE").exists()


@pytest.mark.exigence("IMA-02", "SEC-01")
def test_valider_puis_transmettre_puis_voir_ce_qui_a_ete_laisse(client_gestionnaire):
    epreuve = jeu(2)
    lignes = list(ServiceFait.objects.filter(origine="SANTORIN").values_list("pk", flat=True))
    valider = reverse("imagin:passer", args=[epreuve.pk, "valider"])
    retour = client_gestionnaire.post(
        valider, {"lignes": lignes[:1], "vu": dernier(), "q": "sapin", "etat": ""}
    )
    assert retour["Location"] == f"{epreuve.get_absolute_url()}?q=sapin"
    transmettre = reverse("imagin:passer", args=[epreuve.pk, "transmettre"])
    demande = {"lignes": lignes, "vu": dernier()}
    question = client_gestionnaire.post(transmettre, demande)
    assert "1 service fait, 50,00 € ?" in texte(question)
    assert "1 ligne sera laissée de côté : déjà à l’état « A valider »" in texte(question)
    reponse = client_gestionnaire.post(transmettre, demande | {"confirme": 1}, follow=True)
    assert messages(reponse) == [
        "Transmettre à la liquidation : 1 service fait, 50,00 €.",
        "1 ligne laissée de côté : déjà à l’état « A valider ».",
    ]
    assert ServiceFait.objects.get(pk=lignes[0]).montant == Decimal("50.00")
    assert Entree.objects.latest("pk").acte == "imagin.transmis"


@pytest.mark.exigence("IMA-02")
def test_un_double_clic_est_dit_et_ne_change_rien(client_gestionnaire):
    epreuve = jeu(1)
    adresse = reverse("imagin:passer", args=[epreuve.pk, "valider"])
    demande = {"lignes": [ligne_santorin().pk], "vu": dernier()}
    site = {"headers": {"Referer": f"http://testserver{epreuve.get_absolute_url()}"}}
    client_gestionnaire.post(adresse, demande)
    reponse = client_gestionnaire.post(adresse, demande, follow=True, **site)
    assert messages(reponse) == [
        "Valider : 1 service fait, 50,00 €.",
        "« Valider » n’a rien changé : déjà à l’état « Validé ».",
    ]


@pytest.mark.exigence("IMA-02")
def test_annuler_demande_son_motif_et_se_defait(client_gestionnaire):
    epreuve = jeu(1)
    ligne = ligne_santorin()
    annuler = reverse("imagin:passer", args=[epreuve.pk, "annuler"])
    demande = {"lignes": [ligne.pk], "vu": dernier(), "suite": "ligne"}
    assert 'name="motif"' in texte(client_gestionnaire.post(annuler, demande))
    refus = client_gestionnaire.post(annuler, demande | {"confirme": 1, "motif": " "})
    assert refus.status_code == 409
    assert client_gestionnaire.get(annuler)["Location"] == epreuve.get_absolute_url()
    reponse = client_gestionnaire.post(annuler, demande | {"confirme": 1, "motif": "Compte de test"})
    assert reponse["Location"] == ligne.get_absolute_url()
    fiche = texte(client_gestionnaire.get(ligne.get_absolute_url()))
    assert "Compte de test" in fiche
    assert "Rétablir" in fiche
    retablir = reverse("imagin:passer", args=[epreuve.pk, "retablir"])
    client_gestionnaire.post(retablir, {"lignes": [ligne.pk], "vu": dernier()})
    assert ligne_santorin().etat == "a_valider"


@pytest.mark.exigence("IMA-02")
def test_une_demande_incomprehensible_est_refusee_sans_dommage(client_gestionnaire):
    epreuve = jeu(1)
    valider = reverse("imagin:passer", args=[epreuve.pk, "valider"])
    for demande in ({}, {"lignes": ["x"], "vu": 1}, {"lignes": [1], "vu": "x"}, {"lignes": [], "vu": 1}):
        assert client_gestionnaire.post(valider, demande).status_code == 409
    inconnu = reverse("imagin:passer", args=[epreuve.pk, "detruire"])
    assert client_gestionnaire.post(inconnu, {"lignes": [1], "vu": 1}).status_code == 404
    assert ligne_santorin().etat == "a_valider"


def saisie_de(**champs):
    return {
        "cle": uuid4(), "numero": "I000077", "nom": "LAVANDE Alexandre", "nombre_de_copies": 12,
        "du": "2027-06-20", "au": "2027-06-28", "motif": "Copies sur papier",
    } | champs  # fmt: skip


@pytest.mark.exigence("HAR-09")
def test_saisir_un_service_fait_puis_le_corriger(client_gestionnaire):
    epreuve = jeu(1)
    adresse = reverse("imagin:saisir", args=[epreuve.pk])
    reponse = client_gestionnaire.post(adresse, saisie_de(), follow=True)
    assert messages(reponse) == ["Service fait de LAVANDE Alexandre (I000077) enregistré."]
    ligne = ServiceFait.objects.get(intervenant__numero="I000077")
    corriger = reverse("imagin:corriger", args=[ligne.pk])
    form = client_gestionnaire.get(corriger).context["form"]
    assert (form["nombre_de_copies"].value(), form["vu"].value()) == (12, dernier())
    client_gestionnaire.post(corriger, saisie_de(nombre_de_copies=15, vu=dernier(), motif="Erreur"))
    ligne.refresh_from_db()
    assert ligne.nombre_de_copies == 15
    assert client_gestionnaire.get(reverse("imagin:corriger", args=[ligne_santorin().pk])).status_code == 409


@pytest.mark.exigence("HAR-09")
@pytest.mark.parametrize(
    ("champs", "champ", "message"),
    [
        ({"nombre_de_copies": 0}, "nombre_de_copies", "supérieure ou égale à 1"),
        ({"nombre_de_copies": 100_001}, "nombre_de_copies", "inférieure ou égale"),
        ({"nombre_de_copies": "douze"}, "nombre_de_copies", "nombre entier"),
        ({"au": "2027-06-19"}, "au", "La fin est avant le début."),
        ({"du": "31/02/2027"}, "du", "date valide"),
        ({"motif": ""}, "motif", "obligatoire"),
        ({"numero": "I 77"}, "numero", "valide"),
        ({"numero": "I000001"}, "nom", "Le numéro I000001 est celui de SAPIN 001."),
        ({"numero": "i000001"}, "nom", "Le numéro I000001 est celui de SAPIN 001."),
        ({"cle": "x"}, "cle", "UUID"),
    ],
)
def test_une_saisie_fautive_est_refusee_avec_sa_raison(client_gestionnaire, champs, champ, message):
    epreuve = jeu(1)
    adresse = reverse("imagin:saisir", args=[epreuve.pk])
    reponse = client_gestionnaire.post(adresse, saisie_de(**champs))
    assert reponse.status_code == 200
    assert message in str(reponse.context["form"].errors[champ]).replace("\xa0", " ")
    assert ServiceFait.objects.filter(origine=Origine.SAISIE).count() == 1


@pytest.mark.exigence("HAR-09")
def test_le_nom_d_un_intervenant_connu_se_tape_sans_accent_et_dans_l_ordre_qu_on_veut(client_gestionnaire):
    epreuve = jeu(1)
    deposer(un_emis("I000050", 5, nom="MÛRE Zoé"))
    adresse = reverse("imagin:saisir", args=[epreuve.pk])
    client_gestionnaire.post(adresse, saisie_de(numero="i000050", nom="zoe mure"))
    assert ServiceFait.objects.get(intervenant__numero="I000050", origine=Origine.SAISIE)
    assert ligne_santorin("I000050").intervenant.nom == "MÛRE Zoé"


@pytest.mark.exigence("HAR-09", "SEC-01")
def test_on_peut_saisir_pour_une_epreuve_que_santorin_n_a_pas_transmise(client_gestionnaire):
    une_academie(code="A02")
    adresse = reverse("imagin:ouvrir")
    form = client_gestionnaire.get(adresse).context["form"]
    assert [academie.code for academie in form.fields["academie"].queryset] == ["A14"]
    cle = {"session": une_session().pk, "examen": un_examen().pk, "code": "u44"}
    refusee = client_gestionnaire.post(adresse, cle | {"academie": une_academie(code="A02").pk})
    assert refusee.context["form"].errors["academie"]
    for _ in range(2):
        reponse = client_gestionnaire.post(adresse, cle | {"academie": une_academie().pk})
        assert reponse["Location"] == Epreuve.objects.get(code="U44").get_absolute_url()
    assert Entree.objects.filter(acte="imagin.ouvrir").count() == 1


@pytest.mark.exigence("IMA-01", "IMA-02")
def test_la_fiche_d_une_ligne_dit_tout_ce_qui_lui_est_arrive(client_gestionnaire):
    epreuve, source = jeu(1), une_source()
    deposer(un_emis("I000001", 12, 2), par=source)
    ligne = ligne_santorin()
    for verbe in ("valider", "transmettre"):
        adresse = reverse("imagin:passer", args=[epreuve.pk, verbe])
        client_gestionnaire.post(adresse, {"lignes": [ligne.pk], "vu": dernier(), "confirme": 1})
    deposer(un_emis("I000001", 14, 3), par=source)
    page = texte(client_gestionnaire.get(ligne.get_absolute_url()))
    assert "Santorin annonce 14 copies au lieu de 12" in page
    assert [e.quoi for e in client_gestionnaire.get(ligne.get_absolute_url()).context["etapes"]] == [
        "Annoncé par Santorin, non pris", "Changement d’état", "Changement d’état", "Reçu de Santorin",
        "Reçu de Santorin",
    ]  # fmt: skip
    assert 'class="sn-actions"' not in page
    assert "saisissez la différence sur une nouvelle ligne" in page
    liste = texte(client_gestionnaire.get(epreuve.get_absolute_url()))
    assert "Santorin annonce maintenant 14 copies" in liste


def relire(reponse):
    octets = b"".join(reponse)
    return list(csv.reader(StringIO(octets.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.exigence("IMA-02")
def test_le_csv_se_relit_avec_les_deux_origines_et_sans_formule(client_gestionnaire):
    un_tarif(4, "2.47")
    epreuve = une_epreuve()
    deposer(un_emis("I000001", 40, nom="=CMD|' /C calc'!A0"), un_emis("I000002", 3, nom="MÛRE ; Zoé"))
    une_saisie(epreuve, numero="I000003", nom="ŒUVRE Chloé", nombre=12)
    reponse = client_gestionnaire.get(reverse("imagin:exporter", args=[epreuve.pk]))
    assert re.search(r'filename="services_faits_2027-06_BCP_U22_A14.csv"', reponse["Content-Disposition"])
    entetes, *lignes = relire(reponse)
    lus = [dict(zip(entetes, ligne, strict=True)) for ligne in lignes]
    assert [(lu["Nom"], lu["Origine"], lu["Nombre de copies"], lu["Montant (€)"]) for lu in lus] == [
        ("'=CMD|' /C calc'!A0", "Transmis par Santorin", "40", "98,80"),
        ("MÛRE ; Zoé", "Transmis par Santorin", "3", "7,41"),
        ("ŒUVRE Chloé", "Saisi à la main", "12", "29,64"),
    ]
    assert (lus[0]["Du"], lus[0]["État"], lus[0]["Taux (€)"]) == ("20/06/2027", "A valider", "2,47")


@pytest.mark.exigence("IMA-02")
def test_le_csv_suit_la_recherche_de_l_ecran(client_gestionnaire):
    epreuve = jeu(3)
    adresse = reverse("imagin:exporter", args=[epreuve.pk])
    assert len(relire(client_gestionnaire.get(adresse))) == 7
    assert len(relire(client_gestionnaire.get(adresse, {"q": "002"}))) == 3
    assert len(relire(client_gestionnaire.get(adresse, {"origine": "SAISIE", "q": "002"}))) == 2


@pytest.mark.exigence("IMA-02")
def test_les_taux_se_lisent_et_leur_absence_se_dit(client_gestionnaire):
    page = texte(client_gestionnaire.get(reverse("imagin:tarifs")))
    assert "Aucun examen n’a encore de taux." in page
    deposer(un_emis())
    liste = texte(client_gestionnaire.get(Epreuve.objects.get().get_absolute_url()))
    assert "1 service fait sans taux à cette date" in liste
    un_tarif(5, "5.00")
    page = texte(client_gestionnaire.get(reverse("imagin:tarifs")))
    assert "Taux 5" in page
    assert "5,00 €" in page


@pytest.mark.exigence("ACC-01")
def test_la_tuile_compte_les_services_faits_de_l_academie():
    jeu(2)
    (groupe,) = services_faits(un_gestionnaire())
    (tuile,) = groupe.tuiles
    assert tuile.indicateurs == (("A valider", "4"), ("Validé", "0"), ("Transmis à la liquidation", "0"))
    assert tuile.url == reverse("imagin:epreuves")
    ailleurs = services_faits(un_gestionnaire(une_academie(code="A02")))[0].tuiles[0]
    assert ailleurs.indicateurs[0] == ("A valider", "0")
    assert services_faits(un_coordinateur()) == services_faits(un_administrateur()) == ()


@pytest.mark.exigence("ACC-02")
def test_le_point_d_interrogation_ouvre_l_aide_de_l_ecran(client_gestionnaire):
    page = texte(client_gestionnaire.get(reverse("imagin:epreuves")))
    aide = reverse("accueil:aide_ecran", args=["imagin-services-faits"])
    assert f'href="{aide}"' in page
    assert "saisis à la main sont à part" in texte(client_gestionnaire.get(aide))
