"""Import of candidates: checks, then writing."""

import csv
import random
import tracemalloc
from datetime import date
from io import BytesIO, StringIO

import pytest

from santorin.copies.models import Candidat, Composition
from santorin.journal.models import Entree
from santorin.preparation.actions.candidats import controler_candidats
from santorin.preparation.bilans import Bilan
from santorin.referentiel.recherche import texte_de_recherche
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from tests.fabriques import (
    un_candidat,
    un_etablissement,
    une_academie,
    une_composition,
    une_epreuve,
    une_specialite,
)
from tests.preparation.conftest import ENTETE, un_fichier, une_ligne

SUITE = "0\u00a0nouvel inscrit, 0\u00a0inchangé, 0\u00a0refusé."
pytestmark = [pytest.mark.django_db, pytest.mark.exigence("PRE-01")]


def _anomalies(bilan):
    return [(a["ligne"], a["colonne"], a["raison"]) for a in bilan.anomalies]


def _rapport(texte):
    return list(csv.DictReader(StringIO(texte), delimiter=";"))


@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "cp1252"])
def test_un_candidat_est_cree_et_inscrit_quel_que_soit_le_codage(importer, epreuve, codage):
    ligne = une_ligne(nom="D'ŒUVRÉ", nom_usage="LAVANDE", prenoms="Chloé Émilie", liste_rouge="OUI")
    bilan = importer(un_fichier(ligne, codage=codage))
    assert (bilan.crees, bilan.refuses) == (1, 0)
    candidat = Composition.objects.get(epreuve=epreuve).candidat
    assert (candidat.nom, candidat.nom_usage, candidat.prenoms) == ("D'ŒUVRÉ", "LAVANDE", "Chloé Émilie")
    assert candidat.identifiant == "01950022359 - 002"
    assert candidat.date_naissance == date(2009, 12, 31)
    assert (candidat.ine, candidat.division, candidat.liste_rouge) == ("123456789AB", "TCOM1", True)
    assert (candidat.etablissement.uai, candidat.specialite.code) == ("0350059Z", "31202")
    assert candidat.recherche == texte_de_recherche("D'OEUVRE LAVANDE Chloe Emilie 01950022359")


def test_les_titres_de_cyclades_sont_compris(importer):
    entete = "N° Candidat;N° Inscription;Nom de famille;Prénom(s);Date de Naissance;Code UAI"
    bilan = importer(
        un_fichier("01950022359;002 Version 2;GUYLESTE;Fazia;31/12/2009;0350059Z", entete=entete)
    )
    assert bilan.crees == 1
    candidat = Candidat.objects.get()
    assert (candidat.ine, candidat.division, candidat.specialite, candidat.liste_rouge) == (
        "",
        "",
        None,
        False,
    )


def test_reimporter_le_meme_fichier_ne_change_rien(importer):
    contenu = un_fichier(une_ligne(), une_ligne(numero="01950022360", ine="", nom="LAVANDE"))
    assert importer(contenu).crees == 2
    avant = list(Composition.objects.order_by("pk").values_list("pk", "anonymat", "candidat__nom"))
    assert importer(contenu) == Bilan(inchanges=2)
    assert list(Composition.objects.order_by("pk").values_list("pk", "anonymat", "candidat__nom")) == avant


def test_une_correction_modifie_et_le_rapport_dit_quoi(importer, controler):
    importer(un_fichier(une_ligne()))
    corrigee = un_fichier(une_ligne(prenoms="Fazia Marie", division="TCOM2", liste_rouge="OUI"))
    bilan, rapport = controler(corrigee)
    assert (bilan.modifies, bilan.refuses) == (1, 0)
    assert _rapport(rapport)[0]["resultat"] == "modifié"
    assert _rapport(rapport)[0]["detail"] == "prénoms, division, liste rouge"
    assert Candidat.objects.get().prenoms == "Fazia"
    importer(corrigee)
    candidat = Candidat.objects.get()
    assert (candidat.prenoms, candidat.division, candidat.liste_rouge) == ("Fazia Marie", "TCOM2", True)
    assert candidat.recherche == texte_de_recherche("GUYLESTE Fazia Marie 01950022359").replace(
        "GUYLESTE ", "GUYLESTE  "
    )


def test_une_colonne_absente_laisse_ce_qui_est_dans_la_base(importer):
    importer(un_fichier(une_ligne(liste_rouge="OUI")))
    entete = "numero_candidat;inscription;nom;prenoms;date_naissance;uai"
    bilan = importer(un_fichier("01950022359;002;GUYLESTE;Fazia;31/12/2009;0350059Z", entete=entete))
    assert bilan.inchanges == 1
    assert Candidat.objects.get().liste_rouge is True


def test_un_candidat_d_une_autre_epreuve_est_seulement_inscrit(importer, epreuve):
    importer(un_fichier(une_ligne()))
    Composition.objects.all().delete()
    une_composition(une_epreuve(academie=epreuve.academie), candidat=Candidat.objects.get())
    bilan = importer(un_fichier(une_ligne()))
    assert (bilan.inscrits, bilan.crees) == (1, 0)
    assert Composition.objects.filter(epreuve=epreuve).count() == 1


def test_le_controle_n_ecrit_rien(controler):
    bilan, _ = controler(un_fichier(une_ligne()))
    assert bilan.crees == 1
    assert not Candidat.objects.exists()
    assert not Entree.objects.exists()


@pytest.mark.parametrize(
    ("champs", "colonne", "raison"),
    [
        ({"numero": "02950022359"}, "numero_candidat", "commence par 01"),
        ({"inscription": "2"}, "inscription", "zéros du début"),
        ({"nom": "=1+1"}, "nom", "formule de tableur"),
        ({"prenoms": ""}, "prenoms", "vide"),
        ({"date_naissance": "31/02/2009"}, "date_naissance", "n’existe pas"),
        ({"date_naissance": "16/06/2027"}, "date_naissance", "date de l’épreuve"),
        ({"ine": "1234567890A"}, "ine", "lettre clé devrait être"),
        ({"uai": "0350059A"}, "uai", "lettre clé devrait être Z"),
        ({"uai": "0783546F"}, "uai", "établissement inconnu"),
        ({"division": "=CMD()"}, "division", "caractère inattendu"),
        ({"specialite": "99999"}, "specialite", "spécialité inconnue pour BCP"),
        ({"liste_rouge": "peut-être"}, "liste_rouge", "OUI ou NON"),
    ],
)
def test_une_ligne_fausse_est_dite_avec_sa_ligne_sa_colonne_et_sa_raison(
    controler, importer, champs, colonne, raison
):
    contenu = un_fichier(une_ligne(numero="01950022360", ine=""), une_ligne(**champs))
    bilan, rapport = controler(contenu)
    ((ligne, dite, pourquoi),) = _anomalies(bilan)
    assert (ligne, dite) == (3, colonne)
    assert raison in pourquoi
    bonne, mauvaise = _rapport(rapport)
    assert (bonne["resultat"], mauvaise["resultat"]) == ("créé", "refusé")
    assert (mauvaise["ligne"], mauvaise["colonne"], mauvaise["detail"]) == ("3", colonne, pourquoi)
    with pytest.raises(Refus, match="Rien n’est importé\u00a0: 1\u00a0ligne refusée"):
        importer(contenu)
    assert not Candidat.objects.exists()


def test_toutes_les_fautes_d_une_ligne_sont_dites(controler):
    bilan, _ = controler(un_fichier(une_ligne(nom="", uai="X", date_naissance="hier")))
    assert [colonne for _, colonne, _ in _anomalies(bilan)] == ["nom", "date_naissance", "uai"]


def test_les_lignes_valides_seules_sont_importees_si_on_le_demande(importer, epreuve):
    contenu = un_fichier(
        une_ligne(), une_ligne(numero="x"), une_ligne(numero="01950022361", ine="", nom="ROUGE")
    )
    bilan = importer(contenu, valides_seulement=True)
    assert (bilan.crees, bilan.refuses) == (2, 1)
    assert set(epreuve.compositions.values_list("candidat__nom", flat=True)) == {"GUYLESTE", "ROUGE"}


def test_rien_n_est_importe_quand_aucune_ligne_n_est_valide(importer):
    with pytest.raises(Refus, match="aucune ligne n’est valide"):
        importer(un_fichier(une_ligne(numero="x")), valides_seulement=True)


@pytest.mark.parametrize(
    ("seconde", "colonne", "raison"),
    [
        ({}, "numero_candidat", "candidat déjà présent à la ligne 2"),
        (
            {"inscription": "001", "nom": "ROUGE", "prenoms": "Arthur"},
            "numero_candidat",
            "la ligne 2 donne ce numéro à une autre personne",
        ),
        ({"numero": "01950022360", "nom": "ROUGE"}, "ine", "la ligne 2 donne cet INE à un autre candidat"),
    ],
)
def test_un_doublon_dans_le_fichier_est_refuse(controler, seconde, colonne, raison):
    bilan, _ = controler(un_fichier(une_ligne(), une_ligne(**seconde)))
    assert _anomalies(bilan) == [(3, colonne, raison)]


def test_une_personne_peut_avoir_deux_inscriptions(controler):
    bilan, _ = controler(un_fichier(une_ligne(), une_ligne(inscription="001")))
    assert (bilan.crees, bilan.refuses) == (2, 0)


@pytest.mark.parametrize(
    ("champs", "attendu"),
    [
        ({"prenoms": "FAZIA"}, "inchanges_ou_modifies"),
        ({"nom": "LAVANDE"}, "modifies"),
        ({"date_naissance": "30/12/2009"}, "modifies"),
        ({"nom": "LAVANDE", "prenoms": "Alexandre"}, "refuses"),
        ({"prenoms": "Alexandre", "date_naissance": "30/12/2009"}, "refuses"),
    ],
)
def test_deux_differences_d_identite_sont_une_autre_personne(importer, controler, champs, attendu):
    importer(un_fichier(une_ligne()))
    bilan, _ = controler(un_fichier(une_ligne(**champs)))
    if attendu == "refuses":
        assert _anomalies(bilan) == [
            (2, "numero_candidat", "ce numéro est celui d’une autre personne dans la base")
        ]
    else:
        assert (bilan.modifies, bilan.refuses) == (1, 0)


def test_l_ine_d_un_autre_candidat_de_la_base_est_refuse(controler, etablissement):
    un_candidat(etablissement=etablissement, ine="123456789AB")
    bilan, _ = controler(un_fichier(une_ligne()))
    assert _anomalies(bilan) == [(2, "ine", "cet INE est celui d’un autre candidat dans la base")]


def test_l_academie_voisine_est_hors_de_portee(controler):
    ailleurs = un_etablissement(uai="0783546F", academie=une_academie(code="A25", nom="Versailles"))
    un_candidat(
        numero="01950022359", inscription="002", etablissement=ailleurs, date_naissance=date(2009, 12, 31)
    )
    bilan, _ = controler(un_fichier(une_ligne(numero="01950022360", ine="", uai="0783546F"), une_ligne()))
    assert _anomalies(bilan) == [
        (2, "uai", "établissement d’une autre académie (Versailles)"),
        (3, "numero_candidat", "candidat d’une autre académie (Versailles)"),
    ]


def test_la_specialite_est_celle_de_l_epreuve(epreuve, controler):
    epreuve.specialite = une_specialite("31210")
    epreuve.save()
    bilan, _ = controler(un_fichier(une_ligne()))
    assert _anomalies(bilan) == [(2, "specialite", "l’épreuve est celle de la spécialité 31210")]


@pytest.mark.parametrize(
    ("contenu", "ligne", "raison"),
    [
        (b"", 0, "le fichier est vide"),
        (b"\x00\x01\x02", 1, "pas un fichier texte"),
        (ENTETE.replace(";", ",").encode(), 1, "séparées par une virgule"),
        (un_fichier(une_ligne(), entete=ENTETE.replace("uai;", "")), 1, "colonne absente"),
        (un_fichier(), 2, "aucune ligne"),
        (f"{ENTETE}\n".encode() + b"x" * 10_000_000, 2, "sans retour à la ligne"),
    ],
    ids=["vide", "binaire", "virgules", "colonne absente", "sans ligne", "ligne de 10 Mo"],
)
def test_un_fichier_illisible_est_refuse_en_entier(controler, importer, contenu, ligne, raison):
    bilan, rapport = controler(contenu)
    assert bilan.illisible
    assert bilan.anomalies[0]["ligne"] == ligne
    assert raison in bilan.anomalies[0]["raison"]
    assert raison in rapport
    with pytest.raises(Refus, match="ne peut pas être lu en entier"):
        importer(contenu, valides_seulement=True)


def test_un_fichier_tronque_dit_ou(controler, importer):
    contenu = un_fichier(une_ligne(), une_ligne(numero="01950022360", ine=""))
    coupe = contenu[: contenu.rindex(b"0350059Z") + 8]
    bilan, _ = controler(coupe)
    assert _anomalies(bilan) == [(3, "", "8 colonnes au lieu de 11 (ligne tronquée\u00a0?)")]
    # A line of more than 10,000 characters after good ones: nothing before it can be trusted either.
    with pytest.raises(Refus, match="lu en entier"):
        importer(un_fichier(une_ligne(), "x" * 10_001), valides_seulement=True)
    assert not Candidat.objects.exists()


def test_une_formule_dans_le_rapport_est_rendue_inoffensive(controler):
    _, rapport = controler(un_fichier(une_ligne(nom="=HYPERLINK(1)")))
    assert _rapport(rapport)[0]["valeur"] == "'=HYPERLINK(1)"


def test_le_compte_rendu_dit_ce_qui_a_ete_fait_et_ce_qui_manque(epreuve, etablissement, controler):
    une_composition(epreuve, etablissement=etablissement)
    compte_rendu = CompteRendu(par=None)
    controler_candidats(
        BytesIO(un_fichier(f"{une_ligne()};z", entete=f"{ENTETE};commentaire")),
        epreuve=epreuve,
        rapport=BytesIO(),
        compte_rendu=compte_rendu,
    )
    assert [(str(niveau), texte) for niveau, texte in compte_rendu.lignes] == [
        ("info", "1\u00a0ligne lue\u00a0: 1\u00a0candidat nouveau, 0\u00a0modifié, " + SUITE),
        ("alerte", "Colonnes non utilisées\u00a0: commentaire."),
        ("alerte", "Candidats de l’épreuve absents de ce fichier, qui restent inscrits\u00a0: 1."),
    ]


@pytest.mark.exigence("SEC-01")
def test_l_import_est_au_journal_avec_l_empreinte_du_fichier(importer, epreuve, gestionnaire):
    importer(un_fichier(une_ligne()))
    entree = Entree.objects.get(acte="candidats.importer")
    assert (entree.fil_id, entree.par) == (f"epreuve:{epreuve.pk}", gestionnaire)
    assert (entree.apres["crees"], len(entree.apres["sha256"])) == (1, 64)


def _grand_fichier(nombre):
    tirage = random.Random(2027)
    return un_fichier(
        *(
            une_ligne(
                numero=f"0195{rang:07}",
                ine=f"{rang:09}AB",
                nom=tirage.choice(["GUYLESTE", "LAVANDE", "VERT SAPIN", "ANTHRACITE"]),
            )
            for rang in range(nombre)
        )
    )


def test_le_nombre_de_requetes_ne_depend_pas_du_nombre_de_lignes(importer, django_assert_max_num_queries):
    for nombre in (1, 3, 300):
        with django_assert_max_num_queries(19):
            importer(_grand_fichier(nombre))


def test_la_memoire_d_un_controle_ne_grandit_qu_avec_les_cles(controler):
    contenu = _grand_fichier(8000)
    controler(_grand_fichier(10))
    tracemalloc.start()
    bilan, _ = controler(contenu)
    _, sommet = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert bilan.crees == 8000
    assert sommet < 40 * 1024 * 1024
