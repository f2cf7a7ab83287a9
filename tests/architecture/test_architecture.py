"""The shape of the code, checked on every file. The order of imports is import-linter's."""

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture import fautes

RACINE = Path(__file__).resolve().parents[2]
PYPROJECT = tomllib.loads((RACINE / "pyproject.toml").read_text())
PAQUETS = PYPROJECT["tool"]["importlinter"]["root_packages"]
SOURCES = sorted(
    chemin.relative_to(RACINE)
    for paquet in PAQUETS
    for chemin in (RACINE / paquet).rglob("*.py")
    if "migrations" not in chemin.parts
)
ESSAIS = sorted(chemin.relative_to(RACINE) for chemin in (RACINE / "tests").rglob("*.py"))
GABARITS = sorted(chemin.relative_to(RACINE) for chemin in (RACINE / "templates").rglob("*.html"))
STATIQUES = sorted(
    chemin.relative_to(RACINE)
    for motif in ("*.js", "*.css")
    for chemin in (RACINE / "static").rglob(motif)
    if ".min." not in chemin.name
)
PHRASES = {"regles", "lectures", "actions"}


@cache
def _arbre(chemin: Path) -> ast.Module:
    return ast.parse((RACINE / chemin).read_text(), str(chemin))


def _relever(chemins, examiner) -> list[str]:
    return [f"{chemin} : {faute}" for chemin in chemins for faute in examiner(chemin)]


def test_il_y_a_des_sources_et_des_gabarits_a_examiner():
    assert len(SOURCES) > 20
    assert GABARITS


def test_un_fichier_porte_un_nom_qui_dit_ce_qu_il_contient():
    assert _relever([*SOURCES, *ESSAIS], fautes.nom_de_fichier) == []


def test_les_imports_sont_en_tete():
    assert _relever([*SOURCES, *ESSAIS], lambda chemin: fautes.imports_caches(_arbre(chemin))) == []


def test_le_seul_except_large_est_celui_des_traitements():
    chemins = [chemin for chemin in SOURCES if str(chemin) != fautes.LE_SEUL_EXCEPT_LARGE]
    assert _relever(chemins, lambda chemin: fautes.excepts_larges(_arbre(chemin))) == []


def test_aucun_signal():
    assert _relever(SOURCES, lambda chemin: fautes.signaux(_arbre(chemin))) == []


def test_une_fonction_tient_sous_un_regard():
    assert _relever(SOURCES, lambda chemin: fautes.fonctions_longues(_arbre(chemin))) == []


def test_un_fichier_qui_grandit_devient_un_paquet():
    trop_longs = [
        str(chemin)
        for chemin in SOURCES
        if len((RACINE / chemin).read_text().splitlines()) > fautes.LONGUEUR_D_UN_FICHIER
    ]
    assert trop_longs == []


def test_chaque_regle_lecture_et_action_dit_ce_qu_elle_fait():
    chemins = [chemin for chemin in SOURCES if PHRASES & {chemin.stem, chemin.parent.name}]
    assert _relever(chemins, lambda chemin: fautes.actions_et_regles_muettes(_arbre(chemin))) == []


def test_rien_n_est_remis_a_plus_tard():
    chemins = [*SOURCES, *GABARITS, *STATIQUES]
    assert _relever(chemins, lambda chemin: fautes.travaux_en_attente((RACINE / chemin).read_text())) == []


def test_aucun_style_ni_script_dans_les_pages():
    # Documents laid out by WeasyPrint are not pages: they carry their own style.
    pages = [chemin for chemin in GABARITS if chemin.parts[1] != "editions"]
    assert _relever(pages, lambda chemin: fautes.gabarit((RACINE / chemin).read_text())) == []


def test_chaque_application_est_sous_controle():
    applications = {nom.partition(".")[0] for nom in settings.INSTALLED_APPS}
    locales = {nom for nom in applications if (RACINE / nom).is_dir()}
    assert locales == set(PAQUETS)
    assert locales <= set(PYPROJECT["tool"]["mypy"]["files"])


@pytest.mark.parametrize(
    ("examiner", "source"),
    [
        (fautes.imports_caches, "def f():\n    import os\n"),
        (fautes.excepts_larges, "try:\n    f()\nexcept:\n    pass\n"),
        (fautes.excepts_larges, "try:\n    f()\nexcept (ValueError, Exception):\n    pass\n"),
        (fautes.signaux, "from django.db.models.signals import post_save\n"),
        (fautes.fonctions_longues, "def f():\n" + "    x = 1\n" * 40),
        (fautes.actions_et_regles_muettes, "def cloturer():\n    pass\n"),
    ],
)
def test_chaque_controle_voit_sa_faute(examiner, source):
    assert len(examiner(ast.parse(source))) == 1


@pytest.mark.parametrize(
    "texte",
    [
        '<p style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<script type="module">',
        '<button onclick="f()">',
        '<a href="javascript:f()">',
        '<img src="https://exemple.org/a.png">',
        "<link rel='stylesheet' href='//exemple.org/a.css'>",
        "{{ nom|safe }}",
    ],
)
def test_le_controle_des_pages_voit_sa_faute(texte):
    assert fautes.gabarit(f"<main>\n{texte}\n</main>")


@pytest.mark.parametrize(
    "texte",
    [
        '<script type="module" src="/statique/a.js"></script>',
        '<a href="https://exemple.org">texte</a>',
        "{# <script>en commentaire</script> #}",
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
        '<input data-style="x" name="onglet">',
    ],
)
def test_le_controle_des_pages_laisse_passer_ce_qui_est_permis(texte):
    assert fautes.gabarit(texte) == []


def test_le_controle_des_noms_et_des_restes_voit_sa_faute():
    assert fautes.nom_de_fichier(Path("santorin/copies/utils.py")) == ["nom interdit : utils"]
    assert fautes.travaux_en_attente("# TO" + "DO plus tard") == ["ligne 1 : TO" + "DO"]
