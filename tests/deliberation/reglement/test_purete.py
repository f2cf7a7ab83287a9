"""The règlements are data and one pure function: what they import and what they never hold."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import deliberation.reglement

pytestmark = pytest.mark.exigence("DEL-12")
DOSSIER = Path(deliberation.reglement.__file__).parent
MODULES = sorted(DOSSIER.glob("*.py"))
PERMIS = {
    "collections", "dataclasses", "decimal", "deliberation", "enum", "fractions", "hashlib", "itertools", "math", "re",
}  # fmt: skip


def arbre(module):
    return ast.parse(module.read_text())


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_un_module_n_importe_que_du_calcul(module):
    importes = set()
    for noeud in ast.walk(arbre(module)):
        if isinstance(noeud, ast.Import):
            importes |= {alias.name.partition(".")[0] for alias in noeud.names}
        elif isinstance(noeud, ast.ImportFrom):
            assert (
                noeud.module.startswith("deliberation.reglement")
                or "." not in noeud.module
                or (noeud.module == "collections.abc")
            )
            importes.add(noeud.module.partition(".")[0])
    assert importes <= PERMIS


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_un_module_n_ecrit_aucun_flottant_et_n_en_fabrique_pas(module):
    for noeud in ast.walk(arbre(module)):
        assert not (isinstance(noeud, ast.Constant) and isinstance(noeud.value, float))
        assert not (isinstance(noeud, ast.Call) and ast.unparse(noeud.func) == "float")


def test_le_calcul_se_charge_et_decide_sans_django():
    programme = (
        "import sys\n"
        "from deliberation.reglement import Dossier, NoteEpreuve, decider, reglement_de\n"
        "r = reglement_de('CFG', '2024-06', 'IND')\n"
        "n = (NoteEpreuve('FRANCAIS', 60), NoteEpreuve('MATHS', 60), NoteEpreuve('ORAL', 80))\n"
        "print(decider(r, Dossier(n)).affichage, any(m.startswith('django') for m in sys.modules))\n"
    )
    sortie = subprocess.run(
        [sys.executable, "-c", programme], cwd=DOSSIER.parents[1], capture_output=True, text=True, check=True
    )
    assert sortie.stdout.split() == ["200", "points", "False"]
