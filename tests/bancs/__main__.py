"""Every benchmark in turn, each on fresh servers that wait for the disk as in production.

A benchmark is a module of this folder whose docstring says how to run it alone
(« Run: `python -m tests.bancs.<name>` »). It prints both sides of its ratios and exits with 1 when a
limit is passed. `python -m tests.bancs <name>…` runs some of them.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path

from tests.serveurs import RACINE, preparer_environnement

DOSSIER = Path(__file__).parent


def bancs() -> list[str]:
    """Names of the benchmarks."""
    docstrings = {
        chemin.stem: ast.get_docstring(ast.parse(chemin.read_text())) for chemin in DOSSIER.glob("*.py")
    }
    return sorted(
        nom for nom, docstring in docstrings.items() if f"`python -m tests.bancs.{nom}`" in (docstring or "")
    )


def lancer(nom: str) -> bool:
    """Run one benchmark in processes of its own, and say whether it kept its limits."""
    print(f"\n== {nom}", flush=True)
    return not subprocess.run([sys.executable, "-m", "tests.bancs", "--seul", nom], check=False).returncode


def lancer_ici(nom: str) -> int:
    """Run one benchmark on servers of this process, its database migrated."""
    preparer_environnement(durable=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "santorin.settings"
    subprocess.run([sys.executable, str(RACINE / "manage.py"), "migrate", "--verbosity=0"], check=True)
    return subprocess.run([sys.executable, "-m", f"tests.bancs.{nom}"], check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:2] == ["--seul"]:
        sys.exit(lancer_ici(sys.argv[2]))
    manques = [nom for nom in sys.argv[1:] or bancs() if not lancer(nom)]
    print(f"\nLimites dépassées : {', '.join(manques)}" if manques else "\nToutes les limites sont tenues.")
    sys.exit(bool(manques))
