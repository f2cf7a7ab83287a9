"""The table of the rules: what it counts, and when it refuses."""

import pytest

from tests import exigences

TEST = "import pytest\n\n\n@pytest.mark.exigence({noms})\ndef test_un():\n    pass\n"


@pytest.fixture
def projet(tmp_path):
    """A project of three rules: one applied and proved, one proved only, one not begun."""
    fichiers = {
        "docs/exigences.md": "# Règles\n- CLO-01 Une règle.\n- CLO-02 [+] Une autre.\n- SEC-01 Encore.\n",
        "pyproject.toml": '[tool.importlinter]\nroot_packages = ["santorin"]\n',
        "santorin/cloture/regles.py": '"""Closing (CLO-01)."""\n\nCODAGE = "UTF-16 CLO-77"\n',
        "templates/cloture/page.html": "{# CLO-01 #}<p>CLO-88</p>",
        "tests/test_cloture.py": TEST.format(noms='"CLO-01", "CLO-02"'),
    }
    for nom, texte in fichiers.items():
        (tmp_path / nom).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nom).write_text(texte)
    return tmp_path


def test_le_tableau_dit_ou_chaque_regle_est_appliquee_et_prouvee(projet):
    tableau = exigences.etablir(projet)
    assert tableau.regles == ["CLO-01", "CLO-02", "SEC-01"]
    assert tableau.code == {"CLO-01": {"santorin/cloture/regles.py", "templates/cloture/page.html"}}
    assert tableau.tests["CLO-02"] == {"tests/test_cloture.py::test_un"}
    assert tableau.couvertes() == ["CLO-01"]
    assert tableau.test_sans_code() == ["CLO-02"]


def test_une_regle_prouvee_que_le_code_ne_nomme_pas_est_listee_sans_faire_echouer(projet, capsys):
    assert exigences.main(projet) == 0
    sortie = capsys.readouterr().out
    assert "Testées sans code qui les nomme : CLO-02" in sortie
    assert "3 règles : 1 appliquées et prouvées" in sortie
    assert "1 à faire" in sortie


def test_un_identifiant_inconnu_dans_le_code_fait_echouer(projet, capsys):
    (projet / "santorin" / "cloture" / "actions.py").write_text("# applique CLO-99\n")
    assert exigences.main(projet) == 1
    assert "Identifiant inconnu : CLO-99 (santorin/cloture/actions.py)" in capsys.readouterr().out


def test_un_identifiant_inconnu_dans_un_test_fait_echouer(projet, capsys):
    (projet / "tests" / "test_faute.py").write_text(TEST.format(noms='"CLOT-1"'))
    assert exigences.main(projet) == 1
    assert "Identifiant inconnu : CLOT-1 (tests/test_faute.py::test_un)" in capsys.readouterr().out


def test_une_regle_appliquee_que_rien_ne_prouve_fait_echouer(projet, capsys):
    (projet / "santorin" / "journal.py").write_text('def noter():\n    """Write (SEC-01)."""\n')
    assert exigences.main(projet) == 1
    assert "Appliquées sans test : SEC-01" in capsys.readouterr().out


def test_une_marque_de_module_et_une_marque_de_classe_comptent(projet):
    texte = 'import pytest\n\npytestmark = [pytest.mark.exigence("SEC-01")]\n'
    texte += '\n\n@pytest.mark.exigence("CLO-02")\nclass TestX:\n    pass\n'
    (projet / "tests" / "test_module.py").write_text(texte)
    tableau = exigences.etablir(projet)
    assert tableau.tests["SEC-01"] == {"tests/test_module.py::pytestmark"}
    assert "tests/test_module.py::TestX" in tableau.tests["CLO-02"]


def test_les_exigences_du_projet_sont_toutes_lues():
    tableau = exigences.etablir(exigences.RACINE)
    assert len(tableau.regles) == len(set(tableau.regles)) > 80
    assert tableau.inconnus() == {}
