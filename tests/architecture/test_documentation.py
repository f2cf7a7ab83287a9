"""What the documents promise is there."""

import re
from pathlib import Path

import pytest

RACINE = Path(__file__).resolve().parents[2]
LIEN = re.compile(r"\]\((?!https?:)([^)#]+)")


def _lire(nom: str) -> str:
    return (RACINE / nom).read_text()


def test_chaque_variable_d_environnement_est_documentee_et_aucune_autre():
    lues = set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', _lire("santorin/settings.py")))
    documentees = set(re.findall(r"^\| `([A-Z_]+)` \|", _lire("docs/exploitation.md"), re.MULTILINE))
    # The dashboard's tiles are for developers: the README speaks of them.
    assert lues - {"PROCESSUS"} == documentees


@pytest.mark.parametrize("document", ["README.md", "docs/exploitation.md", "docs/glossaire.md"])
def test_les_liens_des_documents_menent_quelque_part(document):
    dossier = (RACINE / document).parent
    assert [lien for lien in LIEN.findall(_lire(document)) if not (dossier / lien).exists()] == []


def test_les_commandes_annoncees_existent():
    cibles = set(re.findall(r"^([a-z]+):.*##", _lire("Makefile"), re.MULTILINE))
    annoncees = set(re.findall(r"`make ([a-z]+)`", _lire("README.md") + _lire("docs/exploitation.md")))
    assert annoncees <= cibles
    assert {"demo", "test", "check", "exigences", "bancs"} <= cibles


def test_le_glossaire_est_range_et_sans_doublon():
    termes = re.findall(r"^\| ([^|]+?) \| ", _lire("docs/glossaire.md"), re.MULTILINE)[2:]
    assert len(termes) == len(set(termes)) > 50
