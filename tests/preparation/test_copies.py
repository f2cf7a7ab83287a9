"""Import of scanned copies and of their marks."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.management import CommandError, call_command

from santorin.copies.etats import Emargement, EtatLot
from santorin.copies.models import Composition, Copie, Correction, Lot, Note, Page
from santorin.journal.models import Entree
from santorin.preparation.actions.copies import BilanCopies, importer_copies
from santorin.preparation.regles.plan import preparer
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu
from tests.fabriques import (
    un_candidat,
    un_correcteur,
    un_gestionnaire,
    un_sujet,
    une_academie,
    une_composition,
)
from tests.fabriques.copies import fichier_de_page, octets_de_page
from tests.preparation.conftest import un_fichier, une_ligne

pytestmark = [pytest.mark.django_db, pytest.mark.exigence("NUM-02")]
ENTETE = "numero_candidat;inscription;emargement;lot;correcteur;sujet;1;2;3;appreciation"
NUMEROS = ("01950022359", "01950022360", "01950022361")


@pytest.fixture
def dossier(tmp_path):
    (tmp_path / "pages").mkdir()
    return tmp_path / "pages"


@pytest.fixture
def cadre(epreuve, etablissement):
    """Three candidates, a sujet S1 of 8, 7 and 5 points, a marker I000001."""
    un_sujet(epreuve, code="S1")
    un_correcteur(epreuve, numero="I000001")
    return [
        une_composition(
            epreuve,
            candidat=un_candidat(numero=numero, inscription="002", etablissement=etablissement),
            emargement="non_emarge",
        )
        for numero in NUMEROS
    ]


def _deposer(dossier, numero, *textes, inscription="002"):
    sien = dossier / f"{numero}-{inscription}"
    sien.mkdir(exist_ok=True)
    for texte in textes:
        (sien / f"page {texte}.jpg").write_bytes(octets_de_page(f"{numero} {texte}"))
    return sien


def _une_ligne(numero=NUMEROS[0], **champs):
    valeurs = {
        "numero": numero,
        "inscription": "002",
        "emargement": "Présent",
        "lot": "1",
        "correcteur": "I000001",
        "sujet": "S1",
        "q1": "8",
        "q2": "4,25",
        "q3": "0",
        "appreciation": "Travail sérieux",
    }
    return ";".join((valeurs | champs).values())


ABSENT = {
    "emargement": "Absent",
    "lot": "",
    "correcteur": "",
    "sujet": "",
    "q1": "",
    "q2": "",
    "q3": "",
    "appreciation": "",
}


def _un_csv(*lignes, entete=ENTETE):
    return "\n".join([entete, *lignes, ""]).encode()


@pytest.fixture
def importer(epreuve, dossier, acte):
    """`importer(octets, verrouiller=False)`: (bilan, lines of the compte rendu)."""

    def importer(notes=None, *, verrouiller=False):
        compte_rendu = CompteRendu(par=acte["par"])
        plan = preparer(epreuve, dossier, BytesIO(notes) if notes else None)
        bilan = importer_copies(plan, verrouiller_lots=verrouiller, compte_rendu=compte_rendu, **acte)
        return bilan, [texte for _, texte in compte_rendu.lignes]

    return importer


@pytest.mark.exigence("NUM-03", "COR-03", "CLO-02")
def test_des_pages_et_des_notes_jusqu_au_lot_verrouille(cadre, dossier, importer):
    _deposer(dossier, NUMEROS[0], "10", "2", "1")
    _deposer(dossier, NUMEROS[1], "1")
    notes = _un_csv(
        _une_ligne(), _une_ligne(NUMEROS[1], q1="2,5", appreciation=""), _une_ligne(NUMEROS[2], **ABSENT)
    )
    bilan, _ = importer(notes, verrouiller=True)
    assert bilan == BilanCopies(emarges=3, pages=4, lots=1, notees=2, verrouilles=1)
    assert list(Composition.objects.order_by("pk").values_list("emargement", flat=True)) == [
        Emargement.PRESENT,
        Emargement.PRESENT,
        Emargement.ABSENT,
    ]
    copie = Copie.objects.get(composition=cadre[0])
    # Natural order: page 2 comes before page 10.
    for page, texte in zip(copie.pages.order_by("numero"), ("1", "2", "10"), strict=True):
        assert fichier_de_page(page.sha256).read_bytes() == octets_de_page(f"{NUMEROS[0]} {texte}")
    lot = Lot.objects.get()
    assert (lot.etat, lot.correcteur.numero, lot.sujet.code) == (EtatLot.VERROUILLE, "I000001", "S1")
    assert [str(note) for note in Note.objects.order_by("composition")] == ["12,25", "6,75", "AB"]
    assert Correction.objects.get(copie=copie).appreciation == "Travail sérieux"


def test_recommencer_ne_change_rien(cadre, dossier, importer):
    _deposer(dossier, NUMEROS[0], "1")
    notes = _un_csv(_une_ligne(), _une_ligne(NUMEROS[2], **ABSENT))
    importer(notes, verrouiller=True)
    traces, pages = Entree.objects.count(), list(Page.objects.values_list("pk", flat=True))
    assert importer(notes, verrouiller=True)[0] == BilanCopies()
    assert (Entree.objects.count(), list(Page.objects.values_list("pk", flat=True))) == (traces, pages)


def test_un_second_passage_complete_le_premier(cadre, dossier, importer):
    _deposer(dossier, NUMEROS[0], "1")
    bilan, dits = importer(_un_csv(_une_ligne(q3="")), verrouiller=True)
    assert (bilan.notees, bilan.verrouilles) == (1, 0)
    assert dits == ["Lot 1 non verrouillé\u00a0: 1 copie sur 1 n’est pas entièrement notée."]
    _deposer(dossier, NUMEROS[1], "1")
    bilan, _ = importer(_un_csv(_une_ligne(q1="", q2=""), _une_ligne(NUMEROS[1])), verrouiller=True)
    assert bilan == BilanCopies(emarges=1, pages=1, notees=2, verrouilles=1)
    assert [str(note) for note in Note.objects.order_by("composition")] == ["12,25", "12,25"]


def test_une_page_refaite_remplace_l_ancienne(cadre, dossier, importer):
    sien = _deposer(dossier, NUMEROS[0], "1")
    importer()
    (sien / "page 1.jpg").write_bytes(octets_de_page("nette"))
    assert importer()[0] == BilanCopies(pages=1)
    assert Page.objects.count() == 2
    assert Page.objects.get(remplacee_le=None).taille == len(octets_de_page("nette"))


@pytest.mark.exigence("COR-05")
def test_deux_corrections_d_une_copie_sont_de_deux_rangs(cadre, epreuve, importer):
    epreuve.parametrage.type_lots = "double"
    epreuve.parametrage.save()
    entete = f"{ENTETE};rang"
    lignes = (f"{_une_ligne()};1", f"{_une_ligne(lot='2')};2")
    importer(_un_csv(*lignes, entete=entete), verrouiller=True)
    assert list(Correction.objects.order_by("rang").values_list("rang", "lot__numero")) == [(1, 1), (2, 2)]
    assert Note.objects.get().valeur == Decimal("12.25")


@pytest.mark.parametrize(
    ("champs", "raison"),
    [
        ({"numero": "01999999999"}, "Ligne 2\u00a0: candidat 01999999999 - 002 non inscrit"),
        ({"numero": "x"}, "Ligne 2, colonne «\u00a0numero_candidat\u00a0»"),
        ({"q1": "8,25"}, "Ligne 2\u00a0: Question 1\u00a0: 8,25 dépasse le maximum, 8"),
        ({"q1": "7,3"}, "n’est pas un multiple de 0,25"),
        ({"q1": "huit"}, "Ligne 2, colonne «\u00a01\u00a0»\u00a0: il faut un nombre de points"),
        ({"sujet": "S9"}, "Ligne 2\u00a0: sujet S9 inconnu"),
        ({"correcteur": "I999999"}, "Ligne 2\u00a0: I999999 n’est pas un correcteur"),
        ({"correcteur": ""}, "Ligne 2\u00a0: un lot a un correcteur et un sujet"),
        ({"lot": ""}, "Ligne 2\u00a0: une copie corrigée est dans un lot"),
        ({"lot": "zéro"}, "Ligne 2, colonne «\u00a0lot\u00a0»"),
        ({"emargement": "Absent"}, "Ligne 2\u00a0: un absent n’est pas dans un lot"),
        ({"emargement": "peut-être"}, "il faut Présent, Absent ou Non émargé"),
    ],
)
def test_une_ligne_fausse_empeche_tout(cadre, dossier, importer, champs, raison):
    _deposer(dossier, NUMEROS[1], "1")
    lignes = (_une_ligne(**champs), _une_ligne(NUMEROS[1], lot="2"))
    (anomalie,) = _anomalies(cadre[0].epreuve, dossier, *lignes)
    assert raison in anomalie
    with pytest.raises(Refus, match="Rien n’est importé\u00a0: 1\u00a0anomalie"):
        importer(_un_csv(*lignes))
    assert not Copie.objects.exists()
    assert not Lot.objects.exists()


def _anomalies(epreuve, dossier, *lignes, entete=ENTETE):
    return preparer(epreuve, dossier, BytesIO(_un_csv(*lignes, entete=entete))).anomalies


def test_les_lignes_d_un_lot_s_accordent(cadre, dossier, epreuve):
    un_correcteur(epreuve, numero="I000002")
    assert _anomalies(epreuve, dossier, _une_ligne(), _une_ligne(NUMEROS[1], correcteur="I000002")) == [
        "Ligne 3\u00a0: le lot 1 a un autre correcteur, sujet ou rang à la ligne 2"
    ]
    assert _anomalies(epreuve, dossier, _une_ligne(), _une_ligne()) == [
        "Ligne 3\u00a0: copie déjà présente à la ligne 2"
    ]


def test_une_question_d_un_autre_sujet_ou_inconnue_est_dite(cadre, dossier, epreuve):
    un_sujet(epreuve, code="S2", points=("20",)).questions.update(numero="Z")
    assert _anomalies(epreuve, dossier, f"{_une_ligne()};5", entete=f"{ENTETE};Z") == [
        "Ligne 2\u00a0: la question Z n’est pas du sujet S1"
    ]
    assert _anomalies(epreuve, dossier, f"{_une_ligne()};5", entete=f"{ENTETE};Q9") == [
        "Colonne «\u00a0Q9\u00a0»\u00a0: aucune question de ce numéro",
        "Ligne 2\u00a0: la question Q9 n’est pas du sujet S1",
    ]


@pytest.mark.exigence("COR-03")
def test_ce_qui_est_deja_dans_la_base_n_est_pas_contredit(cadre, dossier, epreuve, importer):
    importer(_un_csv(_une_ligne()), verrouiller=True)
    cas = (
        ({"q1": "7"}, "Ligne 2\u00a0: le lot 1 est verrouillé, et la question 1 y a 8 au lieu de 7"),
        ({"appreciation": "Autre"}, "Ligne 2\u00a0: le lot 1 est verrouillé, avec une autre appréciation"),
        ({"lot": "2"}, "Ligne 2\u00a0: la copie est déjà dans le lot 1"),
    )
    for champs, raison in cas:
        assert _anomalies(epreuve, dossier, _une_ligne(**champs)) == [raison]
    assert _anomalies(epreuve, dossier, _une_ligne(NUMEROS[1])) == ["Ligne 2\u00a0: le lot 1 est verrouillé"]
    un_correcteur(epreuve, numero="I000002")
    assert _anomalies(epreuve, dossier, _une_ligne(correcteur="I000002")) == [
        "Ligne 2\u00a0: le lot 1 existe avec un autre correcteur, sujet ou rang"
    ]


@pytest.mark.exigence("NUM-03")
def test_un_absent_n_a_ni_copie_ni_lot(cadre, dossier, epreuve):
    _deposer(dossier, NUMEROS[0], "1")
    (anomalie,) = _anomalies(epreuve, dossier, _une_ligne(**ABSENT))
    assert "GUYLESTE Fazia est absent, et une copie est dans le dossier" in anomalie
    Composition.objects.filter(pk=cadre[1].pk).update(emargement=Emargement.ABSENT)
    assert _anomalies(epreuve, dossier, _une_ligne(NUMEROS[1], emargement="")) == [
        "Ligne 2\u00a0: GUYLESTE Fazia est émargé absent"
    ]


def test_chaque_mauvais_dossier_est_dit(cadre, dossier, epreuve):
    (dossier / ".DS_Store").write_bytes(b"x")
    (dossier / "lisez-moi.txt").write_text("x")
    (dossier / "GUYLESTE").mkdir()
    (dossier / f"{NUMEROS[1]}-002").mkdir()
    _deposer(dossier, "01999999999", "1")
    _deposer(dossier, NUMEROS[2], "1")
    (dossier / f"{NUMEROS[2]}_002").mkdir()
    sien = _deposer(dossier, NUMEROS[0], "1")
    (sien / "page 2.jpg").write_bytes(octets_de_page("x")[:-300])
    (sien / "page 3.pdf").write_bytes(b"%PDF-1.7")
    (sien / "page 4.jpg").write_bytes(b"%PDF-1.7")
    anomalies = {
        ligne.split("\u00a0: ", 1)[0].replace(f"{dossier}/", ""): ligne.split("\u00a0: ", 1)[1]
        for ligne in preparer(epreuve, dossier, None).anomalies
    }
    assert anomalies == {
        "GUYLESTE": "un dossier se nomme par les numéros, par exemple 01950022359-002",
        "lisez-moi.txt": "il ne faut ici que des dossiers, un par candidat",
        f"{NUMEROS[1]}-002": "une copie a de 1 à 200 pages",
        "01999999999-002": "candidat non inscrit à l’épreuve",
        f"{NUMEROS[2]}_002": f"le dossier {NUMEROS[2]}-002 est du même candidat",
        f"{NUMEROS[0]}-002/page 2.jpg": "Image refusée\u00a0: JPEG tronqué : la fin de l’image manque.",
        f"{NUMEROS[0]}-002/page 3.pdf": "ce n’est pas une image JPEG ou PNG",
        f"{NUMEROS[0]}-002/page 4.jpg": "Ce n’est pas une image JPEG ou PNG.",
    }


def test_un_fichier_qui_change_pendant_l_import_arrete_tout(cadre, dossier, epreuve, acte):
    sien = _deposer(dossier, NUMEROS[0], "1")
    plan = preparer(epreuve, dossier, None)
    (sien / "page 1.jpg").write_bytes(octets_de_page("autre"))
    with pytest.raises(Refus, match="a changé pendant l’import"):
        importer_copies(plan, verrouiller_lots=False, compte_rendu=CompteRendu(par=None), **acte)


@pytest.mark.exigence("PRE-01")
def test_la_commande_des_candidats_controle_puis_importe(
    epreuve, etablissement, gestionnaire, tmp_path, capsys
):
    bon, mauvais, rapport = tmp_path / "bon.csv", tmp_path / "mauvais.csv", tmp_path / "rapport.csv"
    bon.write_bytes(un_fichier(une_ligne(), codage="cp1252"))
    mauvais.write_bytes(un_fichier(une_ligne(), une_ligne(numero="x")))
    options = {"epreuve": "2027-06/BCP/E51/A14", "par": gestionnaire.username}
    call_command("importer_candidats", bon, controler=True, **options)
    assert not epreuve.compositions.exists()
    with pytest.raises(CommandError, match="lignes refusées"):
        call_command("importer_candidats", mauvais, controler=True, **options)
    with pytest.raises(CommandError, match="Rien n’est importé"):
        call_command("importer_candidats", mauvais, rapport=rapport, **options)
    assert "Erreur : Ligne 3, numero_candidat" in capsys.readouterr().out
    assert "refusé" in rapport.read_text("utf-8-sig")
    call_command("importer_candidats", mauvais, valides_seulement=True, **options)
    assert epreuve.compositions.get().candidat.nom == "GUYLESTE"
    call_command("importer_candidats", bon, **options)
    assert "1\u00a0inchangé" in capsys.readouterr().out


@pytest.mark.exigence("PRE-01", "SEC-02")
@pytest.mark.parametrize(
    ("options", "raison"),
    [
        ({"epreuve": "2027-06/BCP/E99"}, "Aucune épreuve"),
        ({"par": "personne"}, "Aucun compte actif"),
        ({"par": "voisin"}, "n’a pas le droit"),
    ],
)
def test_les_commandes_refusent_une_epreuve_ou_un_auteur_qui_ne_conviennent_pas(
    epreuve, gestionnaire, tmp_path, options, raison
):
    un_gestionnaire(une_academie(code="A25"), username="voisin")
    fichier = tmp_path / "vide.csv"
    fichier.write_bytes(b"")
    options = {"epreuve": "2027-06/BCP/E51", "par": gestionnaire.username} | options
    for commande, objet in (("importer_candidats", fichier), ("importer_copies", tmp_path)):
        with pytest.raises(CommandError, match=raison):
            call_command(commande, objet, **options)


@pytest.mark.exigence("PRE-01")
def test_la_commande_des_candidats_dit_qu_un_fichier_manque(epreuve, gestionnaire, tmp_path):
    with pytest.raises(CommandError, match=r"absent\.csv"):
        call_command(
            "importer_candidats",
            tmp_path / "absent.csv",
            epreuve="2027-06/BCP/E51",
            par=gestionnaire.username,
        )


@pytest.mark.exigence("CLO-02")
def test_la_commande_des_copies_controle_puis_importe_et_verrouille(
    cadre, dossier, gestionnaire, tmp_path, capsys
):
    _deposer(dossier, NUMEROS[0], "1", "2")
    notes = tmp_path / "notes.csv"
    notes.write_bytes(_un_csv(_une_ligne(q1="99")))
    options = {"epreuve": "2027-06/BCP/E51", "par": gestionnaire.username, "notes": notes}
    with pytest.raises(CommandError, match="a des anomalies"):
        call_command("importer_copies", dossier, controler=True, **options)
    with pytest.raises(CommandError, match="Rien n’est importé"):
        call_command("importer_copies", dossier, **options)
    assert "Erreur : Ligne 2\u00a0: Question 1\u00a0: 99 dépasse" in capsys.readouterr().out
    notes.write_bytes(_un_csv(_une_ligne()))
    call_command("importer_copies", dossier, verrouiller=True, **options)
    assert (
        "1\u00a0candidat émargé, 2\u00a0pages nouvelles, 1\u00a0lot nouveau, 1\u00a0copie notée, 1\u00a0lot verrouillé."
        in (capsys.readouterr().out)
    )
    assert Note.objects.a_transmettre().count() == 1


def test_preparer_coute_autant_de_requetes_pour_une_et_pour_trois_copies(
    cadre, dossier, epreuve, django_assert_num_queries
):
    for nombre in (1, 3):
        for numero in NUMEROS[:nombre]:
            _deposer(dossier, numero, "1")
        lignes = [_une_ligne(numero) for numero in NUMEROS[:nombre]]
        with django_assert_num_queries(6):
            assert preparer(epreuve, dossier, BytesIO(_un_csv(*lignes))).anomalies == []
