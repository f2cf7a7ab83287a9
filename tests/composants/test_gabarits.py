"""What every template owes to the people who read it, and to those who write the next one."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from santorin.accueil.aide import ecrans

DOSSIER = Path(settings.RACINE) / "templates"
# Documents laid out for paper carry their own style sheets, where signs mean something else.
GABARITS = sorted(
    chemin
    for chemin in (chemin.relative_to(DOSSIER) for chemin in DOSSIER.rglob("*.html"))
    if chemin.parts[0] != "editions"
)
COMPOSANTS = [c for c in GABARITS if c.parts[0] == "composants" and c.stem != "galerie"]
BALISES = re.compile(r"{%-?.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


def fautes_de_typographie(source):
    """Places where the line could break before a sign, or inside « guillemets »."""
    sans_commentaires = re.sub(r"{% comment %}.*?{% endcomment %}", "", source, flags=re.DOTALL)
    texte = BALISES.sub("X", sans_commentaires)
    return re.findall(r".{0,20}(?: [;!?»]|« | :(?=[\s<])| %).{0,10}", texte)


@pytest.mark.parametrize("gabarit", GABARITS, ids=str)
def test_les_signes_doubles_ne_commencent_pas_une_ligne(gabarit):
    assert fautes_de_typographie((DOSSIER / gabarit).read_text()) == []


@pytest.mark.parametrize("faute", ["Pourquoi ?", "« mot", "mot »", "Attention : voilà", "50 %"])
def test_le_controle_de_typographie_voit_sa_faute(faute):
    assert fautes_de_typographie(f"<p>{faute}</p>")


@pytest.mark.parametrize("gabarit", COMPOSANTS, ids=str)
def test_un_composant_dit_ses_parametres(gabarit):
    source = (DOSSIER / gabarit).read_text()
    assert "arameter" in source[:600]


def test_chaque_ecran_qui_annonce_une_aide_en_a_une():
    annoncees = {
        nom
        for gabarit in GABARITS
        for nom in re.findall(r'ecran="([\w-]+)"', (DOSSIER / gabarit).read_text())
    }
    assert "cloture" in annoncees
    assert annoncees <= set(ecrans())
