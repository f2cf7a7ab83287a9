"""Reading uploaded tables: encodings, separators, cuts; bounded memory."""

import tracemalloc
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from santorin.editions.tableaux import Anomalie, Colonne, Ligne, Tableau, TableauRefuse, cellules
from santorin.editions.tableaux.lecteur import nettoyer
from santorin.editions.tableaux.texte import (
    LIGNE_MAXIMALE,
    TAILLE_MAXIMALE,
    UTF8,
    WINDOWS,
    encodage,
    lignes,
)
from santorin.referentiel.cles import lettre_cle

pytestmark = pytest.mark.exigence("PRE-01")
COLONNES = (
    Colonne("numero", ("N° candidat",)),
    Colonne("nom", ("Nom de famille",)),
    Colonne("note", obligatoire=False),
)
FRANCAIS = st.text(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -'’ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸàâäçéèêëîïôöùûüÿœŒæ0123456789/"
)


def _lire(texte, **options):
    octets = texte if isinstance(texte, bytes) else texte.encode()
    return list(Tableau(BytesIO(octets), COLONNES, **options))


@given(FRANCAIS, st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]), st.sampled_from(["\n", "\r\n"]))
@example("œuvre", "cp1252", "\r\n")
def test_un_texte_francais_se_lit_pareil_dans_les_deux_codages(texte, codage, fin):
    octets = f"é{texte}{fin}second".encode(codage)
    assert list(lignes(BytesIO(octets))) == [(1, f"é{texte}"), (2, "second")]


@given(st.binary(max_size=400))
def test_des_octets_quelconques_sont_lus_ou_refuses_avec_un_lieu(octets):
    lues, anomalie = [], None
    try:
        lues.extend(lignes(BytesIO(octets)))
    except TableauRefuse as refus:
        anomalie = refus.anomalie
    assert [numero for numero, _ in lues] == list(range(1, len(lues) + 1))
    assert anomalie is None or (anomalie.raison and 0 <= anomalie.ligne <= octets.count(b"\n") + 1)


@pytest.mark.parametrize(
    ("octets", "codage"),
    [
        (b"numero;nom", UTF8),
        ("é".encode(), UTF8),
        ("é".encode("utf-8-sig"), UTF8),
        ("é".encode("cp1252"), WINDOWS),
        ("a" * 65535 + "é", UTF8),  # a character across two pieces
    ],
)
def test_le_codage_est_reconnu(octets, codage):
    assert encodage(BytesIO(octets if isinstance(octets, bytes) else octets.encode())) == codage


@pytest.mark.parametrize(
    ("octets", "ligne", "raison"),
    [
        (b"", 0, "vide"),
        (b"PK\x03\x04 classeur", 0, "classeur"),
        (b"\xd0\xcf\x11\xe0 classeur", 0, "classeur"),
        (b"%PDF-1.7", 0, "PDF"),
        ("numero;nom\n".encode("utf-16"), 0, "UTF-16"),
        (b"numero;nom\n1;A\x00B\n", 2, "pas un fichier texte"),
        (b"numero;nom\n\x81\n", 2, "CSV UTF-8"),
        ("numero;nom\n1;GU\u00c9RIN\n".encode() + "2;NO\u00cbL\n".encode("cp1252"), 3, "mélange"),
        ("numero;nom\n1;É".encode()[:-1], 2, None),  # cut in the middle of a character: read as Windows-1252
        ("numero;nom\n1;É\n".encode("utf-8-sig") + b"2;\xc9\n", 3, "alors que le fichier l’annonce"),
        (b"numero;nom\r1;A\r2;B", 1, "fins de ligne"),
        (b"numero;nom\n" + b"x" * (LIGNE_MAXIMALE + 1), 2, "sans retour à la ligne"),
    ],
)
def test_un_fichier_illisible_est_refuse_avec_sa_ligne(octets, ligne, raison):
    if raison is None:
        assert [numero for numero, _ in lignes(BytesIO(octets))] == [1, 2]
        return
    with pytest.raises(TableauRefuse) as refus:
        list(lignes(BytesIO(octets)))
    assert refus.value.anomalie.ligne == ligne
    assert raison in refus.value.anomalie.raison


def test_une_ligne_de_10_mo_est_refusee_sans_etre_chargee():
    fichier = BytesIO(b"numero;nom\n" + b"x" * (10 * 1024 * 1024))
    tracemalloc.start()
    with pytest.raises(TableauRefuse, match="Ligne 2\u00a0: plus de 10000 caractères"):
        list(lignes(fichier))
    _, sommet = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sommet < 1024 * 1024


def test_un_fichier_trop_lourd_est_refuse():
    with pytest.raises(TableauRefuse, match="20\u00a0Mo"):
        encodage(BytesIO(b"a;b\n" * (TAILLE_MAXIMALE // 4 + 1)))


@pytest.mark.parametrize(
    ("entete", "raison"),
    [
        ("numero,nom", "séparées par une virgule"),
        ("numero\tnom", "séparées par une tabulation"),
        ("numero;prenom", "Ligne 1, colonne «\u00a0nom\u00a0»\u00a0: colonne absente"),
        ("note;prenom", "colonnes absentes\u00a0: numero, nom"),
        ("numero;nom;Nom de famille", "présente deux fois"),
        ('numero;"nom', "guillemet"),
        ("", "colonnes absentes"),
    ],
)
def test_un_mauvais_titre_de_colonne_est_dit(entete, raison):
    with pytest.raises(TableauRefuse, match=raison):
        _lire(f"{entete}\n1;A\n")


def test_un_fichier_sans_ligne_est_refuse():
    with pytest.raises(TableauRefuse, match="aucune ligne après ses titres"):
        _lire("numero;nom\n;\n \n")


def test_les_titres_se_lisent_sans_accent_ni_casse_et_les_autres_sont_signales():
    tableau = Tableau(BytesIO("N° Candidat;NOM DE FAMILLE;Commentaire\n1;A;z\n".encode()), COLONNES)
    assert tableau.ignorees == ["Commentaire"]
    assert list(tableau) == [Ligne(2, {"numero": "1", "nom": "A"})]


def test_les_colonnes_libres_sont_lues_sous_leur_titre():
    assert _lire("numero;nom;Q1\n1;A;7,5\n", libres=True) == [
        Ligne(2, {"numero": "1", "nom": "A", "Q1": "7,5"})
    ]


def test_chaque_mauvaise_ligne_est_dite_et_les_autres_sont_lues():
    lues = _lire('numero;nom;note\n1;A\n\n2;B;;\n3;C;1;2\n4;"D;1\n5;"E;E";1\n')
    assert [(ligne.ligne, ligne.raison) for ligne in lues if isinstance(ligne, Anomalie)] == [
        (2, "2 colonnes au lieu de 3 (ligne tronquée\u00a0?)"),
        (5, "4 colonnes au lieu de 3 (un point-virgule de trop\u00a0?)"),
        (6, "guillemet non fermé, ou suivi d’autre chose qu’un point-virgule"),
    ]
    assert [ligne.cellules["nom"] for ligne in lues if isinstance(ligne, Ligne)] == ["B", "E;E"]


@pytest.mark.parametrize(
    ("cellule", "texte"),
    [
        ('="0350059Z"', "0350059Z"),
        ("  GUYLESTE\u00a0 ", "GUYLESTE"),
        ("E\u0301LODIE", "ÉLODIE"),
        ("=1+1", "=1+1"),
    ],
)
def test_une_cellule_est_lue_comme_du_texte(cellule, texte):
    assert nettoyer(cellule) == texte


@given(st.integers(0, 9_999_999))
def test_un_uai_n_est_lu_qu_avec_sa_lettre_cle(numero):
    chiffres = f"{numero:07}"
    assert cellules.uai((chiffres + lettre_cle(chiffres)).lower()) == chiffres + lettre_cle(chiffres)
    for lettre in set("ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {lettre_cle(chiffres)}:
        with pytest.raises(ValueError, match="lettre clé"):
            cellules.uai(chiffres + lettre)


@given(st.integers(0, 9_999_999_999))
def test_un_ine_ancien_n_est_lu_qu_avec_sa_lettre_cle(numero):
    chiffres = f"{numero:010}"
    assert cellules.ine(chiffres + lettre_cle(chiffres)) == chiffres + lettre_cle(chiffres)
    mauvaise = "A" if lettre_cle(chiffres) != "A" else "B"
    with pytest.raises(ValueError, match=f"lettre clé devrait être {lettre_cle(chiffres)}"):
        cellules.ine(chiffres + mauvaise)


@given(st.dates(date(1900, 1, 1), date(2027, 6, 15)))
def test_une_date_se_lit_a_la_francaise_et_en_iso(jour):
    for texte in (jour.strftime("%d/%m/") + f"{jour.year:04}", jour.isoformat()):
        assert cellules.date_de_naissance(texte, avant=date(2027, 6, 16)) == jour


@pytest.mark.parametrize(
    ("lire", "cellule", "raison"),
    [
        (cellules.numero_candidat, "1950022359", "effacé le zéro"),
        (cellules.numero_candidat, "1,95002E+09", "format Texte"),
        (cellules.numero_candidat, "0295002235A", "11 chiffres"),
        (cellules.numero_candidat, "", "vide"),
        (cellules.inscription, "2", "effacé les zéros du début\u00a0: 002"),
        (cellules.inscription, "0020", "3 chiffres"),
        (cellules.uai, "350059Z", "effacé le zéro"),
        (cellules.uai, "0350059A", "lettre clé devrait être Z"),
        (cellules.uai, "BREQUIGNY", "7 chiffres et une lettre"),
        (cellules.ine, "123", "11 caractères"),
        (lambda c: cellules.nom(c, au_plus=80), '=HYPERLINK("http://x")', "formule"),
        (lambda c: cellules.nom(c, au_plus=80), "GUYL3STE", "inattendu dans un nom"),
        (lambda c: cellules.nom(c, au_plus=80), "GuÃ©rin", "inattendu dans un nom"),
        (lambda c: cellules.nom(c, au_plus=80), "--", "au moins une lettre"),
        (lambda c: cellules.nom(c, au_plus=80), "-", "vide"),
        (lambda c: cellules.nom(c, au_plus=5), "GUYLESTE", "plus de 5 caractères"),
        (lambda c: cellules.code(c, au_plus=20), "=1+1", "inattendu dans un code"),
        (lambda c: cellules.code(c, au_plus=2), "TCOM", "plus de 2 caractères"),
        (lambda c: cellules.date_de_naissance(c, avant=date(2027, 6, 16)), "30/02/2009", "n’existe pas"),
        (lambda c: cellules.date_de_naissance(c, avant=date(2027, 6, 16)), "12/31/2009", "n’existe pas"),
        (lambda c: cellules.date_de_naissance(c, avant=date(2027, 6, 16)), "31-12-2009", "JJ/MM/AAAA"),
        (lambda c: cellules.date_de_naissance(c, avant=date(2027, 6, 16)), "01/01/2031", "entre 1900"),
        (lambda c: cellules.date_de_naissance(c, avant=date(2027, 6, 16)), "01/01/1899", "entre 1900"),
        (cellules.oui_non, "peut-être", "OUI ou NON"),
        (lambda c: cellules.entier(c, au_plus=9), "10", "de 1 à 9"),
        (cellules.points, "sept", "nombre de points"),
        (cellules.points, "-1", "nombre de points"),
    ],
)
def test_une_mauvaise_cellule_est_refusee_avec_sa_raison(lire, cellule, raison):
    with pytest.raises(ValueError, match=raison):
        lire(cellule)


@pytest.mark.parametrize(
    ("lire", "cellule", "valeur"),
    [
        (cellules.numero_candidat, "'01950022359", "01950022359"),
        (cellules.inscription, "002 Version 03", "002"),
        (cellules.ine, "-", ""),
        (lambda c: cellules.nom(c, au_plus=80), "D’ŁUKASZ-Œ (de)", "D’ŁUKASZ-Œ (de)"),
        (lambda c: cellules.nom_facultatif(c, au_plus=80), "", ""),
        (lambda c: cellules.code_facultatif(c, au_plus=20), "-", ""),
        (lambda c: cellules.code(c, au_plus=20), "T MELEC-1", "T MELEC-1"),
        (cellules.oui_non, "oui", True),
        (cellules.oui_non, "", False),
        (cellules.points, "7,5", Decimal("7.5")),
        (cellules.points, "", None),
        (lambda c: cellules.entier(c, au_plus=99), "12", 12),
    ],
)
def test_une_bonne_cellule_est_lue(lire, cellule, valeur):
    assert lire(cellule) == valeur
