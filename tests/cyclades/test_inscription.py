"""Candidates and their registrations come in by natural keys (PRE-04, CYC-01)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cyclades.actions import Bilan, garder_benefices, inscrire
from cyclades.fichier import lire_inscriptions
from cyclades.models import Candidature, Epreuve, Inscription, Note, NoteAnterieure
from santorin.copies.actions import lever_presomption, presumer_fraude
from santorin.journal.models import Entree
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus
from tests.fabriques import (
    un_etablissement,
    un_gestionnaire,
    une_academie,
    une_composition,
    une_epreuve,
    une_specialite,
)
from tests.fabriques.cyclades import des_codes, inscrire_compositions, une_ligne, une_saisie

pytestmark = pytest.mark.django_db


def inscrire_maintenant(*lignes):
    return inscrire(lignes, par=None, le=timezone.now())


@pytest.mark.exigence("PRE-04")
def test_inscrire_cree_l_epreuve_la_candidature_et_l_inscription():
    une_specialite()
    ligne = une_ligne(numero="01950022359", specialite="31202", note_sur=Decimal(40), liste_rouge=True)
    assert inscrire_maintenant(ligne) == Bilan(1, 1, 1)
    inscription = Inscription.objects.get()
    assert str(inscription.epreuve) == "BCP E51 – Économie-gestion"
    assert inscription.epreuve.note_sur == 40
    assert inscription.candidature.identifiant == "01950022359 - 002"
    assert (inscription.candidature.specialite.code, inscription.candidature.liste_rouge) == ("31202", True)
    assert inscription.recherche == "GUYLESTE  FAZIA 01950022359"
    assert Entree.objects.get(acte="cyclades.inscrire").apres["inscriptions"] == 1


@pytest.mark.exigence("PRE-04")
def test_inscrire_deux_fois_ne_change_rien():
    lignes = [
        une_ligne("E51", numero="01000000001"),
        une_ligne("E52", numero="01000000001"),
        une_ligne("E51"),
    ]
    assert inscrire_maintenant(*lignes) == inscrire_maintenant(*lignes) == Bilan(2, 2, 3)
    assert (Epreuve.objects.count(), Candidature.objects.count(), Inscription.objects.count()) == (2, 2, 3)


@pytest.mark.exigence("PRE-04")
def test_ce_qui_n_est_pas_dit_d_une_epreuve_ne_change_pas():
    inscrire_maintenant(une_ligne(note_sur=Decimal(40), pas=Decimal("0.5"), epreuve_libelle="Gestion"))
    inscrire_maintenant(une_ligne(epreuve_libelle=""))
    epreuve = Epreuve.objects.get()
    assert (epreuve.note_sur, epreuve.pas, epreuve.libelle) == (Decimal(40), Decimal("0.5"), "Gestion")
    inscrire_maintenant(une_ligne(note_sur=Decimal(20)))
    assert Epreuve.objects.get().note_sur == 20


@pytest.mark.exigence("PRE-04")
def test_un_nom_corrige_se_retrouve_dans_toutes_ses_epreuves():
    inscrire_maintenant(une_ligne("E51", numero="01000000001"), une_ligne("E52", numero="01000000001"))
    inscrire_maintenant(une_ligne("E52", numero="01000000001", nom="GUÝLESTE-SAPIN"))
    assert {i.recherche for i in Inscription.objects.all()} == {"GUYLESTE-SAPIN  FAZIA 01000000001"}


@pytest.mark.exigence("PRE-04")
def test_un_candidat_qui_change_d_academie_emmene_ses_inscriptions_et_ses_notes():
    des_codes()
    inscrire_maintenant(une_ligne("E51", numero="01000000001"), une_ligne("E52", numero="01000000001"))
    une_saisie(Inscription.objects.first(), "12", par=un_gestionnaire())
    ailleurs = une_academie(code="A10")
    inscrire_maintenant(une_ligne("E52", numero="01000000001", academie=ailleurs, position="dispense"))
    assert {(i.epreuve.code, i.academie.code, i.position) for i in Inscription.objects.all()} == {
        ("E51", "A10", "inscrit"),
        ("E52", "A10", "dispense"),
    }
    assert Inscription.objects.filter(note__valeur=12).count() == 1


@pytest.mark.exigence("PRE-04")
@pytest.mark.parametrize(
    ("champs", "dit"),
    [
        ({"session": "2031-06"}, "La session 2031-06"),
        ({"examen": "XYZ"}, "L’examen XYZ"),
        ({"specialite": "99999"}, "La spécialité BCP 99999"),
    ],
)
def test_un_code_inconnu_du_referentiel_refuse_tout(champs, dit):
    with pytest.raises(Refus, match=dit):
        inscrire_maintenant(une_ligne(), une_ligne(**champs))
    assert not Candidature.objects.exists()


@pytest.mark.exigence("PRE-04")
def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes():
    comptes = []
    for nombre in (1, 40):
        lignes = [une_ligne() for _ in range(nombre)]
        with CaptureQueriesContext(connection) as requetes:
            inscrire_maintenant(*lignes)
        comptes.append(len(requetes))
    assert comptes[0] == comptes[1]


@pytest.mark.exigence("CYC-01")
def test_les_candidats_de_santorin_se_retrouvent_dans_cyclades_par_leurs_cles():
    epreuve = une_epreuve(code="E51")
    etablissement = un_etablissement(academie=epreuve.academie)
    compositions = [une_composition(epreuve, etablissement=etablissement) for _ in range(3)]
    inscrire_compositions(*compositions)
    assert set(Candidature.objects.values_list("numero", "inscription")) == {
        (c.candidat.numero, c.candidat.inscription) for c in compositions
    }


ENTETE = "session;examen;epreuve;numero;inscription;nom;prenoms;date_naissance;academie;uai;liste_rouge"
BONNE = "2027-06;BCP;E51;01950022359;002;GUYLESTE;Fazia;01/02/2009;A14;0350059Z;OUI"


@pytest.mark.exigence("PRE-04")
def test_un_fichier_se_lit_par_le_nom_de_ses_colonnes():
    (ligne,) = lire_inscriptions([ENTETE, BONNE])
    assert (ligne.numero, ligne.date_naissance, ligne.liste_rouge) == ("01950022359", date(2009, 2, 1), True)
    assert (ligne.note_sur, ligne.position) == (None, "inscrit")


@pytest.mark.exigence("PRE-04")
@pytest.mark.parametrize(
    ("avant", "apres", "colonne"),
    [
        ("01950022359", "1950022359", "numero"),
        (";002;", ";2;", "inscription"),
        ("01/02/2009", "31/02/2009", "date_naissance"),
        ("0350059Z", "0350059A", "uai"),
        ("OUI", "PEUT-ÊTRE", "liste_rouge"),
        ("GUYLESTE", "", "nom"),
        ("GUYLESTE", "G" * 81, "nom"),
    ],
)
def test_une_ligne_fautive_est_dite_avec_sa_colonne(avant, apres, colonne):
    with pytest.raises(Refus, match=f"Ligne 3, colonne {colonne}"):
        lire_inscriptions([ENTETE, BONNE, BONNE.replace(avant, apres, 1)])


@pytest.mark.exigence("PRE-04")
def test_des_colonnes_absentes_sont_nommees():
    with pytest.raises(Refus, match="nom, prenoms"):
        lire_inscriptions(["session;examen;epreuve;numero;inscription"])


@pytest.mark.exigence("PRE-04")
def test_la_commande_inscrit_depuis_un_fichier(tmp_path, capsys):
    une_ligne()
    fichier = tmp_path / "inscriptions.csv"
    fichier.write_text(f"\ufeff{ENTETE}\n{BONNE}\n", encoding="utf-8")
    call_command("inscrire_dans_cyclades", str(fichier))
    assert "candidatures : 1" in capsys.readouterr().out
    assert Inscription.objects.get().candidature.nom == "GUYLESTE"
    fichier.write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="lisible"):
        call_command("inscrire_dans_cyclades", str(fichier))


BENEFICE = f"{ENTETE};position;note_benefice;session_benefice"


def un_benefice(position="Bénéfice", note="12,5", session="2025-06", **autres):
    ligne = f"{BONNE};{position};{note};{session}"
    for avant, apres in autres.values():
        ligne = ligne.replace(avant, apres, 1)
    return ligne


def garder(*lignes, par):
    lues = lire_inscriptions([BENEFICE, *lignes])
    inscrire(lues, par=par, le=timezone.now())
    return garder_benefices(lues, par=par, le=timezone.now())


@pytest.mark.exigence("PRE-04", "CYC-02")
def test_un_benefice_entre_avec_sa_note_et_la_session_d_ou_elle_vient():
    une_ligne()
    par = un_gestionnaire()
    assert garder(un_benefice(), par=par) == 1
    note = Note.objects.select_related("inscription").get()
    assert (note.inscription.position, note.donnee, note.origine, note.motif, note.modifiee_par) == (
        "benefice", Valeur(nombre=Decimal("12.50")), "BENEFICE", "Bénéfice de la session 2025-06", par,
    )  # fmt: skip
    assert Entree.objects.get(acte="cyclades.garder-benefices").apres == {"notes": 1}
    assert garder(un_benefice(), par=par) == 0
    assert not NoteAnterieure.objects.exists()


@pytest.mark.exigence("PRE-04")
@pytest.mark.parametrize(
    ("ligne", "colonne", "dit"),
    [
        (un_benefice("inscrit"), "position", "demande la position"),
        (un_benefice("bonus"), "position", "n’est pas lisible"),
        (un_benefice(note=""), "note_benefice", "sans sa note"),
        (un_benefice(note="AB"), "note_benefice", "n’est pas lisible"),
        (un_benefice(session=""), "session_benefice", "n’est pas dite"),
        (un_benefice(session="juin 2025"), "session_benefice", "n’est pas lisible"),
        (un_benefice(session="2027-06"), "session_benefice", "n’est pas antérieure"),
        (un_benefice(session="2021-06"), "session_benefice", "que 5 ans"),
    ],
)
def test_un_benefice_qui_se_contredit_est_dit_avec_sa_ligne(ligne, colonne, dit):
    # A blank line counts among the lines that the file's author sees.
    with pytest.raises(Refus, match=f"Ligne 4, colonne {colonne}.*{dit}"):
        lire_inscriptions([BENEFICE, un_benefice(), "", ligne])


@pytest.mark.exigence("PRE-04", "CYC-01")
def test_un_benefice_n_ecrase_aucune_note_en_place_et_chaque_faute_est_dite():
    une_ligne()
    par = un_gestionnaire()
    garder(un_benefice(), par=par)
    autre = {"candidat": ("01950022359", "01950022360")}
    with pytest.raises(Refus) as refus:
        garder(un_benefice(note="14"), un_benefice(note="21", **autre), par=par)
    assert refus.value.message.split("\n") == [
        (
            "01950022359 - 002, E51\xa0: la note 12,5 (bénéfice) est déjà en place\xa0: corrigez-la dans Cyclades, "
            "ou retirez-la du fichier."
        ),
        "01950022360 - 002, E51\xa0: La note doit être comprise entre 0 et 20, de 0,01 en 0,01.",
    ]
    assert [str(note) for note in Note.objects.all()] == ["12,5"]
    with pytest.raises(Refus, match="autre ligne"):
        garder(un_benefice(**autre), un_benefice(note="13", **autre), par=par)
    une_saisie(Inscription.objects.get(candidature__numero="01950022359"), "13", par=par)
    with pytest.raises(Refus, match="la note 13"):
        garder(un_benefice(), par=par)


@pytest.mark.exigence("PRE-04")
def test_la_commande_demande_au_nom_de_qui_les_benefices_sont_ecrits(tmp_path, capsys):
    une_ligne()
    fichier = tmp_path / "inscriptions.csv"
    fichier.write_text(f"{BENEFICE}\n{un_benefice()}\n", encoding="utf-8")
    for options, dit in (({}, "--par"), ({"par": "personne"}, "n’existe pas")):
        with pytest.raises(CommandError, match=dit):
            call_command("inscrire_dans_cyclades", str(fichier), **options)
    assert not Candidature.objects.exists()
    call_command("inscrire_dans_cyclades", str(fichier), par=un_gestionnaire().username)
    assert "notes de bénéfice : 1." in capsys.readouterr().out.replace("\xa0", " ")


@pytest.mark.exigence("RES-08", "HAR-11")
def test_une_presomption_de_santorin_vaut_dans_cyclades_et_survit_a_une_nouvelle_inscription():
    gestionnaire, le = un_gestionnaire(), timezone.now()
    composition = une_composition(une_epreuve())
    autre = une_composition(une_epreuve(), candidat=composition.candidat)
    candidat = composition.candidat
    ligne = une_ligne(numero=candidat.numero, inscription=candidat.inscription)

    def presumee():
        return Candidature.objects.get(numero=candidat.numero).fraude_presumee

    inscrire([ligne], par=None, le=le)
    for sienne in (composition, autre):
        presumer_fraude(sienne, motif="téléphone", par=gestionnaire, le=le)
    assert presumee()
    inscrire([ligne], par=None, le=le)
    assert presumee()
    lever_presomption(composition, motif="erreur", par=gestionnaire, le=le)
    assert presumee()
    lever_presomption(autre, motif="erreur", par=gestionnaire, le=le)
    assert not presumee()
    inscrire([replace(ligne, fraude_presumee=True)], par=None, le=le)
    presumer_fraude(composition, motif="téléphone", par=gestionnaire, le=le)
    lever_presomption(composition, motif="erreur", par=gestionnaire, le=le)
    assert presumee()


@pytest.mark.exigence("RES-08", "HAR-11")
@pytest.mark.django_db(transaction=True)
def test_une_presomption_et_une_levee_en_meme_temps_laissent_la_presomption():
    gestionnaire, le = un_gestionnaire(), timezone.now()
    levee = une_composition(une_epreuve())
    presumee = une_composition(une_epreuve(), candidat=levee.candidat)
    candidat = levee.candidat
    inscrire([une_ligne(numero=candidat.numero, inscription=candidat.inscription)], par=None, le=le)
    presumer_fraude(levee, motif="téléphone", par=gestionnaire, le=le)

    def lever():
        lever_presomption(levee, motif="erreur", par=gestionnaire, le=le)
        connection.close()

    autre = Thread(target=lever)
    with transaction.atomic():
        presumer_fraude(presumee, motif="antisèche", par=gestionnaire, le=le)
        autre.start()
        autre.join(timeout=1)
    autre.join()
    assert Candidature.objects.get(numero=candidat.numero).fraude_presumee
