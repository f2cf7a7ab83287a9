"""HAR-02: who sees the statistics, what the pages and files hold, at a constant number of queries."""

import csv
import io
import random
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from harmonisation.processus import statistiques
from harmonisation.regles.statistiques import Ventilation
from santorin.comptes.models import Jeton
from santorin.copies.actions import arreter_notes
from santorin.copies.models import Ajustement, Note
from tests.fabriques import (
    un_chef,
    un_coordinateur,
    un_correcteur,
    un_correcteur_connecte,
    un_etablissement,
    un_gestionnaire,
    un_sujet,
    une_academie,
    une_epreuve,
)
from tests.harmonisation.decor_statistiques import un_decor
from tests.harmonisation.test_statistiques_ecarts import notes

pytestmark = pytest.mark.django_db
VUES = [
    ("statistiques", ()),
    ("statistiques_csv", ()),
    ("statistiques_ecarts", ()),
    ("statistiques_ecarts_csv", ()),
    *(("statistiques_ventilation", (v.value,)) for v in Ventilation),
    *(("statistiques_ventilation_csv", (v.value,)) for v in Ventilation),
]


def adresse(epreuve, nom="statistiques", *suite):
    return reverse(f"harmonisation:{nom}", args=[epreuve.pk, *suite])


def octets(reponse):
    return b"".join(reponse.streaming_content) if reponse.streaming else reponse.content


def lignes_csv(reponse):
    texte = octets(reponse).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(texte), delimiter=";"))


@pytest.fixture
def decor():
    decor, alea = un_decor(), random.Random(3)
    noms = ("SAPIN", "ÉRABLE", "CYPRÈS")
    decor.lots({un_correcteur(decor.epreuve, nom=nom): notes(alea, 25) for nom in noms})
    return decor


@pytest.fixture
def client(decor, client_de):
    return client_de(un_coordinateur(decor.epreuve))


@pytest.mark.exigence("HAR-02", "ACC-01")
@pytest.mark.parametrize(("nom", "suite"), VUES)
def test_le_coordinateur_lit_les_autres_non(decor, client, client_de, nom, suite):
    url, academie = adresse(decor.epreuve, nom, *suite), decor.epreuve.academie
    assert client.get(url).status_code == 200
    correcteur = un_correcteur_connecte(un_correcteur(decor.epreuve))
    for autre in (un_gestionnaire(academie), un_chef(un_etablissement(academie=academie)), correcteur):
        assert client_de(autre).get(url).status_code == 403
    for voisin in (un_coordinateur(academie=academie), un_coordinateur(academie=une_academie(code="A02"))):
        assert client_de(voisin).get(url).status_code == 404
    assert client.post(url).status_code == 405


@pytest.mark.exigence("HAR-02", "API-01")
@pytest.mark.parametrize("suite", ["", "ecarts/", "correcteurs/", "etablissements/"])
def test_l_interface_lit_ce_que_lit_l_ecran(decor, suite):
    url = f"/api/v1/harmonisation/{decor.epreuve.pk}/statistiques/{suite}"
    lue = Client().get(url, headers=porteur(un_coordinateur(decor.epreuve)))
    assert lue.status_code == 200
    assert "SAPIN" not in lue.content.decode()
    if suite:
        assert len(lue.json()["lignes"]) == 3
    else:
        assert lue.json()["resume"]["effectif"] == sum(t["nombre"] for t in lue.json()["repartition"]) == 75
    voisin = un_coordinateur(academie=decor.epreuve.academie)
    assert Client().get(url, headers=porteur(voisin)).status_code == 404
    assert Client().get(url, headers=porteur(un_gestionnaire(decor.epreuve.academie))).status_code == 403
    assert Client().get(url).status_code == 401


def porteur(utilisateur):
    """The header of a token of this person."""
    _, secret = Jeton.creer(utilisateur.habilitations.get(), libelle="Essai", le=timezone.now())
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.exigence("HAR-02")
def test_une_epreuve_ponctuelle_ou_une_vue_inconnue_n_a_pas_de_page(decor, client, client_de):
    ponctuelle = une_epreuve(academie=decor.epreuve.academie)
    assert client_de(un_coordinateur(ponctuelle)).get(adresse(ponctuelle)).status_code == 404
    assert client.get(adresse(decor.epreuve, "statistiques_ventilation", "candidats")).status_code == 404


@pytest.mark.exigence("HAR-02")
@pytest.mark.parametrize(
    "requete", ["?ordre=%27", "?apres=abc", "?avant=-1", "?apres=999999", "?notes=x", "?apres=٣"]
)
def test_une_adresse_mal_ecrite_montre_la_page(decor, client, requete):
    for ventilation in ("correcteurs", "etablissements"):
        url = adresse(decor.epreuve, "statistiques_ventilation", ventilation) + requete
        assert client.get(url).status_code == 200


@pytest.mark.exigence("HAR-02", "ACC-01")
def test_la_tuile_s_ouvre_avec_le_premier_lot_verrouille(decor, client_de):
    sans_lot = une_epreuve("harmonisee", academie=decor.epreuve.academie)
    coordinateur = un_coordinateur(decor.epreuve, sans_lot)
    obstacles = {groupe.cle: groupe.tuiles[0].obstacle for groupe in statistiques(coordinateur)}
    assert obstacles == {
        f"epreuve:{decor.epreuve.pk}": None,
        f"epreuve:{sans_lot.pk}": "Aucun lot de cette épreuve n’est verrouillé.",
    }
    assert statistiques(un_gestionnaire(decor.epreuve.academie)) == ()
    page = client_de(coordinateur).get(adresse(sans_lot)).content.decode()
    assert "Aucun lot de cette épreuve n’est verrouillé." in page
    assert "<svg" not in page


@pytest.mark.exigence("HAR-02", "ACC-01")
def test_le_tableau_de_bord_lit_les_epreuves_en_autant_de_requetes():
    comptes = []
    for nombre in (1, 3):
        coordinateur = un_coordinateur(*(un_decor().epreuve for _ in range(nombre)))
        with CaptureQueriesContext(connection) as requetes:
            assert len(statistiques(coordinateur)) == nombre
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


@pytest.mark.exigence("HAR-02")
@pytest.mark.parametrize(("nom", "suite"), VUES)
def test_les_pages_coutent_autant_de_requetes_pour_1_et_3_correcteurs(client_de, nom, suite):
    comptes = []
    # A marker alone is compared with nobody: nothing to name.
    for nombre in (2, 4) if "ecarts" in nom else (1, 3):
        decor, alea = un_decor(), random.Random(nombre)
        lieux = [un_etablissement(academie=decor.epreuve.academie) for _ in range(nombre)]
        lots = [decor.lot(notes(alea, 12), etablissement=lieu) for lieu in lieux]
        decor.tirer(lots)
        client = client_de(un_coordinateur(decor.epreuve))
        client.get(adresse(decor.epreuve))
        with CaptureQueriesContext(connection) as requetes:
            octets(client.get(adresse(decor.epreuve, nom, *suite)))
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


@pytest.mark.exigence("HAR-02")
def test_chaque_graphique_a_les_memes_chiffres_en_tableau_et_en_fichier(decor, client):
    page = client.get(adresse(decor.epreuve, "statistiques_ventilation", "correcteurs")).content.decode()
    fichier = lignes_csv(client.get(adresse(decor.epreuve, "statistiques_ventilation_csv", "correcteurs")))
    assert page.count('class="st-boite"') == len(fichier) - 1 == 3
    for ligne in fichier[1:]:
        assert f">{ligne[6]}</td>" in page  # the median, as the table writes it
    ecarts = client.get(adresse(decor.epreuve, "statistiques_ecarts")).content.decode()
    assert len(re.findall(r'<circle class="st-point" cx="\d+" cy="\d+" r="4" />', ecarts)) >= 3


def nombres(cellules):
    """French figures of table cells: « −1,5 », « 3,2 % »."""
    propres = (re.sub(r"<[^>]+>|[\s%]", "", c).replace(",", ".").replace("−", "-") for c in cellules)
    return [Decimal(propre) for propre in propres]


def lignes_html(page, legende):
    """The cells of each row of the table of this caption, without its row header."""
    (corps,) = re.findall(rf"<caption[^>]*>\s*{legende}.*?<tbody>(.*?)</tbody>", page, re.DOTALL)
    return [re.findall(r"<td[^>]*>(.*?)</td>", ligne, re.DOTALL) for ligne in corps.split("<tr>")[1:]]


@pytest.mark.exigence("HAR-02")
@pytest.mark.parametrize("ventilation", Ventilation.values)
def test_fichier_tableau_et_trace_disent_les_memes_chiffres(decor, client, ventilation):
    page = client.get(adresse(decor.epreuve, "statistiques_ventilation", ventilation))
    _, *fichier = lignes_csv(client.get(adresse(decor.epreuve, "statistiques_ventilation_csv", ventilation)))
    en_tableau = [nombres(ligne[:8]) for ligne in lignes_html(page.text, "Chiffres par groupe")]
    # The file has two decimals at most, as the table has.
    assert en_tableau == [nombres(ligne[1:9]) for ligne in fichier]
    repartis = [nombres(ligne) for ligne in lignes_html(page.text, "Répartition des notes par groupe")]
    assert repartis == [nombres(ligne[-10:]) for ligne in fichier]
    # A box of the plot stands where the figures of its own row say, to the pixel that two decimals leave; a long name is
    # cut there.
    sur, boites = 100 if ventilation == Ventilation.QUESTIONS else 20, page.context["trace"].rangs
    assert len(boites) == len(en_tableau)
    for ligne, (_, moyenne, _, *autres) in zip(page.context["tableau"].lignes, en_tableau, strict=True):
        attendues = [250 + valeur * 530 / sur for valeur in (moyenne, *autres)]
        siennes = [b for b in boites if ligne.nom.libelle.startswith(b.nom.rstrip("…"))]
        places = [(b.moyenne, b.minimum, b.q1, b.mediane, b.q3, b.maximum) for b in siennes]
        assert any(
            all(abs(place - attendue) <= 1 for place, attendue in zip(boite, attendues, strict=True))
            for boite in places
        ), ligne.nom
    assert all(f'x="{boite.q1}" y="{boite.haut}"' in page.text for boite in boites)


@pytest.mark.exigence("HAR-02")
def test_la_repartition_et_les_ecarts_sont_les_memes_au_fichier_au_tableau_et_au_trace(decor, client):
    page = client.get(adresse(decor.epreuve))
    _, *fichier = lignes_csv(client.get(adresse(decor.epreuve, "statistiques_csv")))
    tableau = [nombres(ligne) for ligne in lignes_html(page.text, "Répartition des notes, en chiffres")]
    comptes = [int(ligne[2]) for ligne in fichier]
    assert [ligne[0] for ligne in tableau] == comptes
    assert [barre.nombre for barre in page.context["trace"].barres] == comptes
    for ligne, ecrite in zip(tableau, fichier, strict=True):
        for part, exacte in zip(ligne[1:], nombres(ecrite[3:5]), strict=True):
            assert abs(part - exacte) <= Decimal("0.05")
    ecran = client.get(adresse(decor.epreuve, "statistiques_ecarts"))
    _, *fichier = lignes_csv(client.get(adresse(decor.epreuve, "statistiques_ecarts_csv")))
    tableau = lignes_html(ecran.text, "Écarts en chiffres")
    for rang, (cellules, ecrite) in enumerate(zip(tableau, fichier, strict=True)):
        effectif, moyenne, attendue, ecart, intervalle, retenu, conclusion = cellules
        lus = nombres([effectif, moyenne, attendue, ecart, *intervalle.split(" à "), retenu])
        assert lus == nombres(ecrite[1:8])
        assert re.sub(r"<[^>]+>", "", conclusion) == ecrite[8]
        trace = ecran.context["trace"]
        borne = max(Decimal(g.texte.replace("−", "-").replace(",", ".")) for g in trace.graduations)
        intervalle = trace.rangs[rang]
        for place, valeur in zip((intervalle.valeur, intervalle.bas, intervalle.haut), lus[3:6], strict=True):
            assert abs(place - (250 + (valeur + borne) * 530 / (2 * borne))) <= 1


@pytest.mark.exigence("HAR-02", "HAR-04")
@pytest.mark.parametrize("ventilation", Ventilation.values)
def test_chaque_groupe_mene_a_ses_copies(decor, client, ventilation):
    """« Regardez les copies » : one click away, and exactly those that were counted."""
    decor.lot(["12"] * 12, sujet=un_sujet(decor.epreuve, points=("10", "10")))
    page = client.get(adresse(decor.epreuve, "statistiques_ventilation", ventilation))
    for ligne in page.context["tableau"].lignes:
        lien = f"{reverse('harmonisation:copies', args=[decor.epreuve.pk])}?{ligne.nom.filtre}"
        assert f'<a href="{lien}">{ligne.nom.libelle}</a>' in page.text
        liste = client.get(lien)
        assert (liste.context["compte"].nombre, liste.context["criteres"].actifs) == (ligne.effectif, 1)
    ecarts = client.get(adresse(decor.epreuve, "statistiques_ecarts"))
    for ligne in ecarts.context["feuillet"].lignes:
        assert f"?correcteur={ligne.numero}" in ecarts.text


@pytest.mark.exigence("HAR-02", "SEC-02")
def test_aucun_style_dans_les_pages(decor, client):
    for nom, suite in VUES:
        assert "style=" not in octets(client.get(adresse(decor.epreuve, nom, *suite))).decode()


@pytest.mark.exigence("HAR-02", "COR-08")
def test_le_fichier_ne_porte_pas_le_nom_des_correcteurs(decor, client):
    for nom, suite in VUES:
        if nom.endswith("_csv"):
            contenu = octets(client.get(adresse(decor.epreuve, nom, *suite))).decode()
            assert not {"SAPIN", "ÉRABLE", "CYPRÈS"} & set(re.split(r"\W+", contenu))
    numeros = {
        ligne[0] for ligne in lignes_csv(client.get(adresse(decor.epreuve, "statistiques_ecarts_csv")))[1:]
    }
    assert numeros == set(decor.epreuve.correcteurs.values_list("numero", flat=True))


@pytest.mark.exigence("HAR-02", "HAR-03")
def test_aucune_identite_de_candidat_dans_les_pages(decor, client):
    candidats = list(decor.epreuve.compositions.values_list("candidat__numero", "anonymat"))
    for nom, suite in VUES:
        contenu = octets(client.get(adresse(decor.epreuve, nom, *suite))).decode()
        assert "GUYLESTE" not in contenu
        assert not [numero for couple in candidats for numero in couple if numero in contenu]


@pytest.mark.exigence("HAR-02", "HAR-13")
def test_les_notes_harmonisees_se_lisent_a_part(decor, client):
    note = Note.objects.filter(epreuve=decor.epreuve, valeur__lte=15).first()
    avant = client.get(adresse(decor.epreuve)).context["ensemble"].resume
    assert "Notes après harmonisation" not in client.get(adresse(decor.epreuve)).content.decode()
    Ajustement.objects.create(copie=note.composition.copie, valeur=5)
    arreter_notes([note.composition_id], par=decor.gestionnaire, le=timezone.now())
    page = client.get(adresse(decor.epreuve))
    assert "Notes après harmonisation" in page.content.decode()
    assert page.context["ensemble"].resume == avant
    finales = client.get(adresse(decor.epreuve) + "?notes=finales").context["ensemble"].resume
    assert finales.moyenne == pytest.approx(avant.moyenne + 5 / avant.effectif)
    onglets = client.get(adresse(decor.epreuve) + "?notes=finales").context["onglets"]
    assert all(onglet.url.endswith("?notes=finales") for onglet in onglets)
