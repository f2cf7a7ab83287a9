"""The screens of an épreuve being prepared, of its candidates and of their attendance."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from santorin.conservation.models import CategorieDeGel, Gel
from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Epreuve, Note
from santorin.journal.models import Entree
from santorin.referentiel.models import Academie
from tests.fabriques import (
    un_candidat,
    un_chef,
    un_coordinateur,
    un_examen,
    un_gestionnaire,
    un_lot,
    un_sujet,
    une_academie,
    une_composition,
    une_copie,
    une_correction,
    une_epreuve,
    une_page,
    une_session,
    une_specialite,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client_gestionnaire(client_de, gestionnaire):
    return client_de(gestionnaire)


def _messages(reponse):
    return [str(message) for message in reponse.context["messages"]]


def _adresse(epreuve, suite=""):
    return f"/preparation/epreuves/{epreuve.pk}/{suite}"


@pytest.mark.exigence("PRE-02")
def test_creer_une_epreuve_puis_son_sujet(client_gestionnaire, gestionnaire):
    donnees = {
        "session": une_session().pk,
        "examen": un_examen().pk,
        "academie": une_academie().pk,
        "specialite": une_specialite().pk,
        "code": "E11",
        "libelle": "Économie-droit",
        "nature": "ponctuelle",
        "date": "16/06/2027",
        "note_sur": "20",
    }
    page = client_gestionnaire.post("/preparation/epreuves/nouvelle/", donnees, follow=True)
    epreuve = Epreuve.objects.get(code="E11")
    assert page.redirect_chain == [(_adresse(epreuve), 302)]
    assert (epreuve.parametrage.niveau_validation, page.context["sujets"]) == (20, [])
    sujet = {"code": "S1", "libelle": "Sujet national", "bareme": "1;Marge;12;0,5\n2;Rédaction;8"}
    page = client_gestionnaire.post(_adresse(epreuve, "sujets/nouveau/"), sujet, follow=True)
    (ligne,) = page.context["sujets"]
    assert (str(ligne.sujet), ligne.questions, ligne.points) == ("S1 Sujet national", 2, 20)
    assert _messages(page) == ["Sujet S1 Sujet national enregistré."]


@pytest.mark.exigence("PRE-02")
@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"code": "=1"}, "caractère inattendu"),
        ({"note_sur": "0"}, "supérieure ou égale à 1"),
        ({"date": "32/06/2027"}, "date"),
        ({"libelle": ""}, "obligatoire"),
        ({"academie": "AILLEURS"}, "choix valide"),
        ({"specialite": "AUTRE"}, "n’est pas de cet examen"),
    ],
)
def test_une_epreuve_mal_decrite_est_refusee(client_gestionnaire, gestionnaire, champs, dit):
    valeurs = {
        "AILLEURS": une_academie(code="A25").pk,
        "AUTRE": un_examen("CAP").specialites.create(code="31212", libelle="Vente").pk,
    }
    donnees = {
        "session": une_session().pk,
        "examen": un_examen().pk,
        "academie": une_academie().pk,
        "code": "E11",
        "libelle": "Économie-droit",
        "nature": "ponctuelle",
        "date": "16/06/2027",
        "note_sur": "20",
        **{nom: valeurs.get(valeur, valeur) for nom, valeur in champs.items()},
    }
    page = client_gestionnaire.post("/preparation/epreuves/nouvelle/", donnees)
    assert page.status_code == 200
    assert dit in page.content.decode()
    assert not Epreuve.objects.filter(libelle="Économie-droit").exists()


@pytest.mark.exigence("PRE-02")
def test_un_bareme_faux_garde_la_saisie_et_dit_chaque_ligne(client_gestionnaire, epreuve):
    donnees = {"code": "S1", "libelle": "Sujet", "bareme": "1;4\n1;5\nrien"}
    page = client_gestionnaire.post(_adresse(epreuve, "sujets/nouveau/"), donnees)
    texte = page.content.decode()
    assert "Ligne 2\u00a0: la question 1 est déjà dans le barème." in texte
    assert "Ligne 3\u00a0: il faut" in texte
    assert "1;4\n1;5\nrien" in texte
    assert not epreuve.sujets.exists()
    # A refusal too: another sujet has this code.
    un_sujet(epreuve, code="S1")
    texte = client_gestionnaire.post(
        _adresse(epreuve, "sujets/nouveau/"), donnees | {"bareme": "1;4\n2;16"}
    ).content.decode()
    assert "Le sujet S1 existe déjà pour cette épreuve." in texte
    assert "1;4\n2;16" in texte


@pytest.mark.exigence("PRE-02")
def test_un_sujet_se_modifie_se_retire_et_garde_les_notes_deja_donnees(client_gestionnaire, epreuve):
    sujet = un_sujet(epreuve)
    adresse = _adresse(epreuve, f"sujets/{sujet.pk}/")
    assert (
        client_gestionnaire.get(adresse).context["form"].initial["bareme"].startswith("1;Question 1;8;0,25")
    )
    modifie = {"code": "S2", "libelle": "Autre", "bareme": "1;Tout;20"}
    assert client_gestionnaire.post(adresse, modifie).status_code == 302
    assert epreuve.sujets.get().questions.count() == 1
    lot = un_lot(epreuve, sujet=epreuve.sujets.get())
    assert "déjà réparties" in client_gestionnaire.get(adresse).content.decode()
    assert client_gestionnaire.post(f"{adresse}retirer/").status_code == 409
    correction = une_correction(une_copie(une_composition(epreuve)), lot, points=("12",))
    page = client_gestionnaire.post(adresse, modifie | {"bareme": "1;Tout;10", "ramener": "on"})
    assert "Ici changerait\u00a0: question 1." in page.content.decode()
    assert client_gestionnaire.post(adresse, modifie | {"bareme": "1;Rédaction;20"}).status_code == 302
    assert correction.notes.get().question.libelle == "Rédaction"
    correction.delete()
    lot.delete()
    assert client_gestionnaire.post(f"{adresse}retirer/").status_code == 302
    assert not epreuve.sujets.exists()


@pytest.mark.exigence("PRE-02")
def test_un_bareme_se_donne_par_fichier_et_se_reprend_en_csv(client_gestionnaire, epreuve):
    octets = "numero;libelle;points;coefficient;choix\nA;Thème;10;1;I\nB;Version;10;1;I\n3;Rédaction;5;2;\n".encode()
    donnees = {"code": "S1", "libelle": "Sujet", "fichier": SimpleUploadedFile("bareme.csv", octets)}
    assert client_gestionnaire.post(_adresse(epreuve, "sujets/nouveau/"), donnees).status_code == 302
    sujet = epreuve.sujets.get()
    assert [(q.numero, q.coefficient) for q in sujet.questions.all()] == [("A", 1), ("B", 1), ("3", 2)]
    adresse = _adresse(epreuve, f"sujets/{sujet.pk}/bareme.csv")
    lu = client_gestionnaire.get(adresse).content.decode("utf-8-sig").splitlines()
    assert lu[:2] == ["numero;libelle;points;pas;coefficient;choix", "A;Thème;10;0,25;1;I"]


@pytest.mark.exigence("PRE-02")
def test_les_fautes_d_un_fichier_de_bareme_et_de_son_total_sont_dites(client_gestionnaire, epreuve):
    fichier = SimpleUploadedFile("b.csv", b"numero;points\n1;quatre\n")
    page = client_gestionnaire.post(
        _adresse(epreuve, "sujets/nouveau/"), {"code": "S", "libelle": "x", "fichier": fichier}
    )
    assert "Ligne 2\u00a0: il faut un nombre de points" in page.content.decode()
    page = client_gestionnaire.post(
        _adresse(epreuve, "sujets/nouveau/"), {"code": "S", "libelle": "x", "bareme": "1;19"}
    )
    assert "totalise 19 points alors que l’épreuve est notée sur 20" in page.content.decode()
    assert not epreuve.sujets.exists()


@pytest.mark.exigence("NUM-03")
def test_la_page_de_l_epreuve_compte_ses_candidats(client_gestionnaire, epreuve):
    for emargement in ("present", "present", "absent", "non_emarge"):
        une_composition(epreuve, emargement=emargement)
    une_copie(une_composition(epreuve, fraude_presumee=True, fraude_motif="Antisèche"))
    lus = client_gestionnaire.get(_adresse(epreuve)).context["effectifs"]
    assert (lus.candidats, lus.presents, lus.absents, lus.non_emarges) == (5, 3, 1, 1)
    assert (lus.copies, lus.fraudes) == (1, 1)


@pytest.mark.exigence("NUM-03")
def test_la_liste_des_candidats_se_cherche_se_filtre_et_se_feuillette(
    client_gestionnaire, epreuve, etablissement
):
    for rang in range(55):
        une_composition(
            epreuve,
            candidat=un_candidat(nom=f"LAVANDE{rang:02}", etablissement=etablissement),
            emargement="absent" if rang < 3 else "present",
        )
    une_composition(
        epreuve,
        candidat=un_candidat(
            nom="ŒILLET", prenoms="Chloé", numero="01950022359", etablissement=etablissement
        ),
        fraude_presumee=True,
        fraude_motif="Antisèche",
    )
    adresse = _adresse(epreuve, "candidats/")

    def noms(**parametres):
        page = client_gestionnaire.get(adresse, parametres).context["page"]
        return [composition.candidat.nom for composition in page.lignes], page

    premiers, page = noms()
    assert (len(premiers), premiers[0], page.precedent) == (50, "LAVANDE00", None)
    suite, derniere = noms(apres=page.suivant)
    assert suite == [*(f"LAVANDE{rang}" for rang in range(50, 55)), "ŒILLET"]
    assert derniere.suivant is None
    retour, premiere = noms(avant=derniere.precedent)
    assert (retour, premiere.precedent) == (premiers, None)
    assert noms(q="oeillet chloe")[0] == ["ŒILLET"]
    assert noms(q="01950022359")[0] == ["ŒILLET"]
    assert noms(emargement="absent")[0] == ["LAVANDE00", "LAVANDE01", "LAVANDE02"]
    assert noms(fraude="on")[0] == ["ŒILLET"]
    assert noms(q="personne")[0] == []
    assert len(noms(emargement="n'importe", apres="x")[0]) == 50


@pytest.mark.exigence("NUM-03")
def test_la_liste_coute_autant_de_requetes_pour_un_et_pour_trois_candidats(
    client_gestionnaire, epreuve, django_assert_num_queries
):
    une_page(une_copie(une_composition(epreuve)))
    for _ in range(2):
        with django_assert_num_queries(7):
            client_gestionnaire.get(_adresse(epreuve, "candidats/"))
        une_page(une_copie(une_composition(epreuve)))
        une_composition(epreuve)


@pytest.mark.exigence("NUM-03", "CLO-09")
def test_emarger_les_candidats_coches_et_revenir_a_la_liste_cherchee(client_gestionnaire, epreuve):
    premier, second, autre = (une_composition(epreuve, emargement="non_emarge") for _ in range(3))
    reponse = client_gestionnaire.post(
        _adresse(epreuve, "candidats/emarger/"),
        {"composition": [premier.pk, second.pk], "etat": "absent", "q": "GUY", "emargement": "non_emarge"},
        follow=True,
    )
    assert reponse.redirect_chain == [(_adresse(epreuve, "candidats/?q=GUY&emargement=non_emarge"), 302)]
    assert _messages(reponse) == ["2\u00a0candidats émargés."]
    assert set(Composition.objects.absents()) == {premier, second}
    assert Note.objects.absences().count() == 2
    autre.refresh_from_db()
    assert autre.emargement == Emargement.NON_EMARGE


@pytest.mark.exigence("NUM-03")
def test_emarger_sans_rien_cocher_ou_hors_de_l_epreuve_est_refuse(client_gestionnaire, epreuve):
    ailleurs = une_composition(une_epreuve(academie=une_academie(code="A25")))
    for donnees in (
        {"etat": "absent"},
        {"composition": ailleurs.pk, "etat": "absent"},
        {"composition": "x", "etat": "?"},
    ):
        page = client_gestionnaire.post(_adresse(epreuve, "candidats/emarger/"), donnees)
        assert "Cochez au moins un candidat" in page.content.decode()
    ailleurs.refresh_from_db()
    assert ailleurs.emargement == Emargement.PRESENT


@pytest.mark.exigence("NUM-03")
def test_un_absent_avec_copie_demande_de_cocher_la_confirmation(client_gestionnaire, epreuve):
    composition = une_composition(epreuve)
    une_page(une_copie(composition))
    adresse = _adresse(epreuve, "candidats/emarger/")
    donnees = {"composition": composition.pk, "etat": "absent", "suite": "candidat"}
    refusee = client_gestionnaire.post(adresse, donnees)
    assert refusee.status_code == 409
    assert "confirmez pour déclarer absent" in refusee.content.decode()
    # From the list, the ticks stay: fifty candidates are not ticked twice.
    autre = une_composition(epreuve)
    liste = {"composition": [composition.pk, autre.pk], "etat": "absent", "q": composition.candidat.nom}
    rendue = client_gestionnaire.post(adresse, liste)
    assert "confirmez pour déclarer absent" in rendue.content.decode()
    assert rendue.content.decode().count('name="composition"') == 2
    assert rendue.content.decode().count(" checked>") == 2
    assert rendue.context["form"]["etat"].value() == "absent"
    assert (
        client_gestionnaire.get(f"{adresse}?emargement=absent")["Location"]
        == _adresse(epreuve, "candidats/") + "?emargement=absent"
    )
    acceptee = client_gestionnaire.post(adresse, donnees | {"confirme": "on"})
    assert acceptee["Location"] == f"/preparation/candidats/{composition.pk}/"
    Note.objects.update(version_acquittee=1)
    page = client_gestionnaire.post(adresse, donnees | {"etat": "present"}, follow=True)
    assert "Cyclades détient encore AB pour 1\u00a0candidat" in _messages(page)[-1]


@pytest.mark.exigence("PAR-02")
def test_l_emargement_en_masse_dit_combien_avant_et_apres(client_gestionnaire, epreuve):
    adresse = _adresse(epreuve, "absents/")
    une_composition(epreuve, emargement="non_emarge")
    assert "ne permet pas" in client_gestionnaire.get(adresse).content.decode()
    epreuve.parametrage.emargement_en_masse = True
    epreuve.parametrage.save()
    assert "Déclarer absents 1\u00a0candidat" in client_gestionnaire.get(adresse).content.decode()
    page = client_gestionnaire.post(adresse, follow=True)
    assert _messages(page) == ["1\u00a0candidat émargé."]
    assert client_gestionnaire.post(adresse).status_code == 409


@pytest.mark.exigence("NUM-03", "HAR-11")
def test_presumer_une_fraude_puis_la_lever(client_gestionnaire, epreuve):
    composition = une_composition(epreuve)
    adresse = f"/preparation/candidats/{composition.pk}/"
    assert client_gestionnaire.post(f"{adresse}presumer/", {"motif": " "}).status_code == 409
    page = client_gestionnaire.post(f"{adresse}presumer/", {"motif": "Téléphone"}, follow=True)
    assert "Téléphone" in page.content.decode()
    composition.refresh_from_db()
    assert composition.fraude_presumee
    client_gestionnaire.post(f"{adresse}lever/", {"motif": "Erreur de place"})
    composition.refresh_from_db()
    assert not composition.fraude_presumee


PAGES = [
    ("get", "/preparation/epreuves/{epreuve}/"),
    ("get", "/preparation/epreuves/{epreuve}/sujets/nouveau/"),
    ("get", "/preparation/epreuves/{epreuve}/sujets/{sujet}/"),
    ("post", "/preparation/epreuves/{epreuve}/sujets/{sujet}/retirer/"),
    ("get", "/preparation/epreuves/{epreuve}/candidats/"),
    ("post", "/preparation/epreuves/{epreuve}/candidats/emarger/"),
    ("get", "/preparation/epreuves/{epreuve}/absents/"),
    ("post", "/preparation/epreuves/{epreuve}/absents/"),
    ("get", "/preparation/candidats/{composition}/"),
    ("post", "/preparation/candidats/{composition}/presumer/"),
    ("post", "/preparation/candidats/{composition}/lever/"),
    ("get", "/preparation/epreuves/{epreuve}/imports/"),
]


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize(("methode", "adresse"), PAGES)
def test_hors_du_profil_403_et_hors_du_perimetre_404(client_de, gestionnaire, epreuve, methode, adresse):
    composition = une_composition(epreuve)
    adresse = adresse.format(epreuve=epreuve.pk, sujet=un_sujet(epreuve).pk, composition=composition.pk)
    if methode == "get":
        assert client_de(gestionnaire).get(adresse).status_code == 200
    for profil in (un_chef(composition.candidat.etablissement), un_coordinateur(epreuve)):
        assert getattr(client_de(profil), methode)(adresse).status_code == 403
    voisin = un_gestionnaire(une_academie(code="A25"))
    assert getattr(client_de(voisin), methode)(adresse).status_code == 404
    assert Academie.objects.count() == 2


@pytest.mark.exigence("PRE-02")
def test_une_epreuve_se_modifie_et_se_supprime_tant_qu_elle_est_vide(client_gestionnaire, epreuve):
    un_sujet(epreuve)
    adresse = _adresse(epreuve, "modifier/")
    assert f'href="{adresse}"' in client_gestionnaire.get(_adresse(epreuve)).content.decode()
    donnees = {
        "libelle": "Économie",
        "date": "17/06/2027",
        "specialite": une_specialite().pk,
        "note_sur": "20",
    }
    refusee = client_gestionnaire.post(adresse, donnees | {"note_sur": "40"}).content.decode()
    assert "son échelle ne change plus" in refusee
    assert 'value="40"' in refusee
    assert client_gestionnaire.post(adresse, donnees).headers["Location"] == _adresse(epreuve)
    epreuve.refresh_from_db()
    assert (epreuve.libelle, epreuve.date.isoformat(), epreuve.note_sur) == ("Économie", "2027-06-17", 20)
    composition = une_composition(epreuve)
    assert "Des candidats sont inscrits" in client_gestionnaire.get(adresse).content.decode()
    assert client_gestionnaire.post(_adresse(epreuve, "supprimer/")).status_code == 409
    composition.delete()
    page = client_gestionnaire.post(_adresse(epreuve, "supprimer/"), follow=True)
    assert _messages(page) == [f"Épreuve {epreuve} supprimée."]
    assert not Epreuve.objects.exists()
    assert list(Entree.objects.order_by("id").values_list("acte", flat=True)) == [
        "epreuve.modifier",
        "epreuve.supprimer",
    ]


@pytest.mark.exigence("PRE-02")
def test_une_epreuve_gelee_meme_vide_ne_se_supprime_pas(client_gestionnaire, epreuve):
    Gel.objects.create(
        epreuve=epreuve, categorie=CategorieDeGel.values[0], motif="Recours", pose_le=timezone.now(),
        pose_par=un_gestionnaire(epreuve.academie),
    )  # fmt: skip
    reponse = client_gestionnaire.post(_adresse(epreuve, "supprimer/"))
    assert (reponse.status_code, "a déjà servi" in reponse.content.decode()) == (409, True)
    assert Epreuve.objects.exists()


@pytest.mark.exigence("PRE-01")
def test_des_candidats_inscrits_par_erreur_se_retirent_avec_un_motif(client_gestionnaire, epreuve):
    partis = [une_composition(epreuve, emargement="non_emarge") for _ in range(2)]
    present, scanne = une_composition(epreuve), une_composition(epreuve, emargement="non_emarge")
    une_copie(scanne)
    adresse = _adresse(epreuve, "candidats/retirer/")
    assert adresse in client_gestionnaire.get(_adresse(epreuve, "candidats/")).content.decode()
    cles = {"composition": [c.pk for c in partis]}
    confirmation = client_gestionnaire.post(adresse, cles).content.decode()
    assert "Retirer 2\u00a0candidats de cette épreuve" in confirmation
    assert Composition.objects.count() == 4
    for occupe in (present, scanne):
        mele = {"composition": [partis[0].pk, occupe.pk]}
        assert "seuls se retirent" in client_gestionnaire.post(adresse, mele).content.decode()
        assert (
            "seuls se retirent" in client_gestionnaire.post(adresse, mele | {"motif": "x"}).content.decode()
        )
    assert "obligatoire" in client_gestionnaire.post(adresse, cles | {"motif": " "}).content.decode()
    page = client_gestionnaire.post(adresse, cles | {"motif": "Fichier d’une autre épreuve"}, follow=True)
    assert _messages(page) == ["2\u00a0candidats retirés de l’épreuve."]
    assert set(Composition.objects.all()) == {present, scanne}
    assert Entree.objects.get(acte="candidats.desinscrire").motif == "Fichier d’une autre épreuve"
    vide = client_gestionnaire.post(adresse, {}, follow=True)
    assert _messages(vide) == ["Cochez au moins un candidat à retirer."]


@pytest.mark.exigence("SEC-02")
@pytest.mark.parametrize("suite", ["modifier/", "supprimer/", "candidats/retirer/"])
def test_corriger_une_epreuve_est_de_son_gestionnaire(client_de, epreuve, suite):
    for qui, statut in ((un_coordinateur(epreuve), 403), (un_gestionnaire(une_academie(code="15")), 404)):
        assert client_de(qui).post(_adresse(epreuve, suite)).status_code == statut
    assert Epreuve.objects.exists()
