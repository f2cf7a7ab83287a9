"""The screens of Cyclades: who sees them, what they show and do, for how many queries (CYC-01, CYC-02, ACC-01)."""

from decimal import Decimal
from itertools import chain

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cyclades.actions import publier, recevoir
from cyclades.models import Inscription, Note, Publication
from cyclades.processus import notes as tuiles
from santorin.referentiel.models import Examen
from tests.fabriques import (
    un_administrateur,
    un_chef,
    un_coordinateur,
    un_gestionnaire,
    une_academie,
    une_application,
)
from tests.fabriques.cyclades import (
    des_codes,
    des_inscrits,
    un_envoi,
    un_inscrit,
    une_note_emise,
    une_saisie,
)

pytestmark = pytest.mark.django_db

LISTE = "/cyclades/"


@pytest.fixture
def gestionnaire():
    des_codes()
    return un_gestionnaire(une_academie(), first_name="Fazia", last_name="GUYLESTE")


@pytest.fixture
def client(client_de, gestionnaire):
    return client_de(gestionnaire)


def texte(reponse):
    return reponse.content.decode().replace("\xa0", " ").replace("\u202f", " ")


def recues(*notes, **champs):
    recevoir(un_envoi(*notes, **champs), par=une_application(None)[0], le=timezone.now())


def adresse(nom, inscription):
    if nom in ("notes", "publier"):
        return reverse(f"cyclades:{nom}", args=[inscription.epreuve_id, inscription.academie.code])
    return reverse(f"cyclades:{nom}", args=[inscription.pk])


@pytest.mark.exigence("CYC-02", "SEC-02")
@pytest.mark.parametrize("nom", ["notes", "publier", "note", "saisir"])
def test_chaque_ecran_est_a_son_proprietaire(client_de, client, nom):
    inscription = un_inscrit()
    voisin = un_gestionnaire(une_academie(code="A10"))
    un_inscrit(academie=une_academie(code="A10"))
    cible = adresse(nom, inscription)
    assert client.get(cible).status_code == 200
    assert client_de(voisin).get(cible).status_code == 404
    assert client_de(voisin).post(cible, {"note": "12", "motif": "sans droit", "vue": ""}).status_code in (
        404,
        405,
    )
    for etranger in (un_administrateur(), un_chef(), un_coordinateur()):
        assert client_de(etranger).get(cible).status_code == 403
        assert client_de(etranger).post(cible, {}).status_code == 403
    assert not Note.objects.exists()
    assert not Publication.objects.exists()


@pytest.mark.exigence("SEC-02")
def test_la_liste_des_epreuves_est_celle_de_son_academie(client_de, client):
    un_inscrit("E51"), un_inscrit("E77", academie=une_academie(code="A10"))
    page = texte(client.get(LISTE))
    assert ("E51" in page, "E77" in page) == (True, False)
    assert client.get(f"{LISTE}?academie=A10").status_code == 404
    assert client.get(f"{LISTE}?session=2031-06").status_code == 404
    assert client_de(un_chef()).get(LISTE).status_code == 403


@pytest.mark.exigence("CYC-02")
def test_une_epreuve_sans_candidat_de_l_academie_n_existe_pas_pour_elle(client):
    ailleurs = un_inscrit("E77", academie=une_academie(code="A10"))
    cible = reverse("cyclades:notes", args=[ailleurs.epreuve_id, "A14"])
    assert client.get(cible).status_code == 404


@pytest.mark.exigence("CYC-01", "CYC-02")
def test_la_liste_compte_les_notes_par_origine(client, gestionnaire):
    inscrits = des_inscrits(4)
    recues(*(une_note_emise(i, "12") for i in inscrits[:2]))
    une_saisie(inscrits[2], code="DI", par=gestionnaire)
    (compte,) = client.get(LISTE).context["comptes"]
    assert (compte.inscrits, compte.santorin, compte.saisies, compte.manquantes) == (4, 2, 1, 1)


@pytest.mark.exigence("CYC-02")
def test_la_liste_se_filtre_par_examen_et_se_pagine_par_cle(client):
    for rang in range(53):
        un_inscrit(f"E{rang:02}")
    premiere = client.get(LISTE).context
    assert [c.epreuve.code for c in premiere["comptes"]] == [f"E{rang:02}" for rang in range(50)]
    assert premiere["precedent"] is None
    suite = client.get(f"{LISTE}?apres={premiere['suivant']}").context
    assert [c.epreuve.code for c in suite["comptes"]] == ["E50", "E51", "E52"]
    retour = client.get(f"{LISTE}?avant={suite['precedent']}").context
    assert [c.epreuve.code for c in retour["comptes"]] == [f"E{rang:02}" for rang in range(50)]
    assert client.get(f"{LISTE}?examen=INCONNU").status_code == 404
    cap = Examen.objects.create(code="CAP", libelle="CAP")
    un_inscrit("E90", examen=cap.code)
    assert [c.epreuve.code for c in client.get(f"{LISTE}?examen=CAP").context["comptes"]] == ["E90"]


@pytest.mark.exigence("CYC-01")
@pytest.mark.parametrize(
    ("parametres", "trouves"),
    [
        ("", ["AMANDE", "LAVANDE", "SAPIN"]),
        ("q=lavande", ["LAVANDE"]),
        ("q=fazia+sap", ["SAPIN"]),
        ("q=01000000002", ["LAVANDE"]),
        ("q=%C3%80mande", ["AMANDE"]),
        ("origine=SANTORIN", ["AMANDE"]),
        ("origine=SAISIE", ["LAVANDE"]),
        ("origine=SANS", ["SAPIN"]),
        ("code=AB", ["AMANDE"]),
        ("origine=SAISIE&code=AB", []),
        ("origine=autre&code=ZZ", ["AMANDE", "LAVANDE", "SAPIN"]),
        ("q=personne", []),
    ],
)
def test_les_notes_se_cherchent_et_se_filtrent(client, gestionnaire, parametres, trouves):
    for rang, nom in enumerate(("SAPIN", "LAVANDE", "AMANDE"), start=1):
        un_inscrit(nom=nom, numero=f"0100000000{rang}")
    des = {i.candidature.nom: i for i in Inscription.objects.select_related("candidature", "academie")}
    recues(une_note_emise(des["AMANDE"], code="AB"))
    une_saisie(des["LAVANDE"], "14.5", par=gestionnaire)
    reponse = client.get(f"{adresse('notes', des['SAPIN'])}?{parametres}")
    assert [i.candidature.nom for i in reponse.context["inscriptions"]] == trouves
    if "LAVANDE" in trouves:
        assert "14,5" in texte(reponse)


@pytest.mark.exigence("CYC-01")
def test_les_candidats_se_paginent_par_cle_dans_les_deux_sens(client):
    inscrits = des_inscrits(120, nom="SAPIN")
    cible, lus, curseur = adresse("notes", inscrits[0]), [], ""
    while True:
        contexte = client.get(f"{cible}{curseur}").context
        lus.append([i.pk for i in contexte["inscriptions"]])
        if contexte["suivant"] is None:
            break
        curseur = f"?apres={contexte['suivant']}"
    assert [len(page) for page in lus] == [50, 50, 20]
    assert sorted(chain.from_iterable(lus)) == [i.pk for i in inscrits]
    retour = client.get(f"{cible}?avant={contexte['precedent']}").context
    assert [i.pk for i in retour["inscriptions"]] == lus[1]
    for perdu in ("?apres=999999999", "?avant=x", "?apres=-1", f"?apres={'9' * 40}"):
        assert [i.pk for i in client.get(f"{cible}{perdu}").context["inscriptions"]] == lus[0]


@pytest.mark.exigence("CYC-01", "CLO-10")
def test_la_fiche_raconte_toute_l_histoire_de_la_note(client, gestionnaire):
    inscription = un_inscrit()
    recues(une_note_emise(inscription, "12.5"))
    une_saisie(inscription, "15", par=gestionnaire, motif="erreur de report")
    recues(une_note_emise(inscription, code="AB", version=2))
    reponse = client.get(adresse("note", inscription))
    etapes = reponse.context["fiche"].etapes
    assert [(str(e.note.donnee), e.note.origine) for e in etapes] == [
        ("AB", "SANTORIN"),
        ("15", "SAISIE"),
        ("12,5", "SANTORIN"),
    ]
    page = texte(reponse)
    assert "erreur de report" in page
    assert "Fazia GUYLESTE" in page
    assert "en place" in page


@pytest.mark.exigence("CYC-02")
def test_saisir_une_note_a_l_ecran(client, gestionnaire):
    inscription = un_inscrit()
    ecran = client.get(adresse("saisir", inscription))
    assert "de 0 à 20" in texte(ecran)
    assert "AB, DI" in texte(ecran)
    reponse = client.post(
        adresse("saisir", inscription), {"note": "12,5", "motif": "copie retrouvée", "vue": ""}, follow=True
    )
    assert reponse.redirect_chain == [(adresse("note", inscription), 302)]
    assert "La note 12,5 est enregistrée." in texte(reponse)
    note = Note.objects.get()
    assert (note.valeur, note.modifiee_par) == (Decimal("12.5"), gestionnaire)


@pytest.mark.exigence("CYC-02")
@pytest.mark.parametrize(
    ("saisie", "dit"),
    [
        ({"note": "21"}, "comprise entre 0 et 20"),
        ({"note": "ZZ"}, "Le code ZZ n’existe pas"),
        ({"note": "douze et demi"}, "caractères"),
        ({"note": "12/20"}, "Saisissez un nombre"),
        ({"motif": ""}, "obligatoire"),
        ({"motif": "non"}, "caractères"),
        ({"vue": "hier"}, "Rechargez la page"),
    ],
)
def test_une_mauvaise_saisie_est_dite_a_cote_du_champ(client, saisie, dit):
    inscription = un_inscrit()
    reponse = client.post(
        adresse("saisir", inscription), {"note": "12", "motif": "copie retrouvée", "vue": ""} | saisie
    )
    assert reponse.status_code == 200
    assert dit in texte(reponse)
    assert not Note.objects.exists()


@pytest.mark.exigence("CYC-02")
def test_une_note_arrivee_entre_temps_n_est_pas_ecrasee(client):
    inscription = un_inscrit()
    recues(une_note_emise(inscription, "11"))
    reponse = client.post(
        adresse("saisir", inscription),
        {"note": "12", "motif": "copie retrouvée", "vue": ""},
        headers={"Referer": f"http://testserver{adresse('saisir', inscription)}"},
        follow=True,
    )
    assert "Cette note vient de changer" in texte(reponse)
    assert Note.objects.get().valeur == 11


@pytest.mark.exigence("CYC-02")
def test_la_note_vue_sur_l_ecran_est_celle_qu_on_remplace(client):
    inscription = un_inscrit()
    recues(une_note_emise(inscription, "11"))
    vue = client.get(adresse("saisir", inscription)).context["form"]["vue"].value()
    client.post(adresse("saisir", inscription), {"note": "ab", "motif": "copie retrouvée", "vue": vue})
    assert Note.objects.get().code == "AB"


@pytest.mark.exigence("CYC-02", "CLO-07")
def test_publier_demande_une_confirmation_qui_dit_ce_qu_elle_ferme(client, gestionnaire):
    present, absent = des_inscrits(2)
    assert "aucune note" in texte(client.get(adresse("publier", present)))
    une_saisie(present, "12", par=gestionnaire)
    confirmation = texte(client.get(adresse("publier", present)))
    assert "Santorin ne pourra plus clôturer" in confirmation
    assert "1 candidat inscrit" in confirmation
    assert not Publication.objects.exists()
    reponse = client.post(adresse("publier", present), follow=True)
    assert "Les notes sont publiées." in texte(reponse)
    assert Publication.objects.get().par == gestionnaire
    for inscription in (present, absent):
        fiche = texte(client.get(adresse("note", inscription)))
        assert "publiées dans Cyclades depuis le" in fiche
        assert reverse("cyclades:saisir", args=[inscription.pk]) not in fiche
        assert client.get(adresse("saisir", inscription)).status_code == 409
        assert client.post(adresse("saisir", inscription), {"note": "3"}).status_code == 409


@pytest.mark.exigence("CYC-02")
def test_publier_deux_fois_est_refuse(client, gestionnaire):
    inscription = un_inscrit()
    une_saisie(inscription, "12", par=gestionnaire)
    publier(inscription.epreuve, academie=inscription.academie, par=gestionnaire, le=timezone.now())
    assert client.post(adresse("publier", inscription)).status_code == 409
    assert "publiées" in texte(client.get(adresse("publier", inscription)))


@pytest.mark.exigence("ACC-01")
def test_la_tuile_dit_ou_en_est_l_academie(gestionnaire):
    (groupe,) = tuiles(gestionnaire)
    assert groupe.tuiles[0].obstacle
    inscription = un_inscrit("E51")
    un_inscrit("E52")
    une_saisie(inscription, "12", par=gestionnaire)
    publier(inscription.epreuve, academie=inscription.academie, par=gestionnaire, le=timezone.now())
    (tuile,) = tuiles(gestionnaire)[0].tuiles
    assert tuile.obstacle is None
    assert tuile.indicateurs == (("Épreuves", "2"), ("Publiées", "1"))
    assert not tuiles(un_chef())


@pytest.mark.exigence("ACC-01", "ACC-03")
@pytest.mark.parametrize("ecran", ["liste", "notes", "note", "tuile"])
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(client_de, gestionnaire, ecran):
    def mesurer():
        client = client_de(gestionnaire)
        cible = LISTE if ecran in ("liste", "tuile") else adresse(ecran, inscription)
        with CaptureQueriesContext(connection) as requetes:
            if ecran == "tuile":
                tuiles(type(gestionnaire).objects.get(pk=gestionnaire.pk))
            else:
                assert client.get(cible).status_code == 200
        return len(requetes)

    inscription = un_inscrit()
    recues(une_note_emise(inscription, "12"))
    une_saisie(inscription, "13", par=gestionnaire)
    mesurer()
    un = mesurer()
    for rang in range(2):
        autre = un_inscrit(f"E6{rang}")
        recues(une_note_emise(autre, "12"), epreuve=f"E6{rang}")
        recues(une_note_emise(un_inscrit(), "12"))
        une_saisie(inscription, f"{rang}", par=gestionnaire)
    assert mesurer() == un <= 14
