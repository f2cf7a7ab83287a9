"""Each rule of docs/exigences.md, the code that applies it and the tests that prove it.

`make exigences` prints the table. It fails on an identifier docs/exigences.md does not hold, and on
a rule that code applies and no test proves.
"""

import ast
import io
import re
import sys
import tokenize
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

RACINE = Path(__file__).resolve().parent.parent
DEFINITION = re.compile(r"^- ([A-Z]{3}-\d{2}) ", re.MULTILINE)
COMMENTAIRE_DE_GABARIT = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}", re.DOTALL)

Lieux = dict[str, set[str]]


@dataclass
class Tableau:
    """Where each identifier is found. A place is a file, or a test's `file::name`."""

    regles: list[str]
    code: Lieux = field(default_factory=lambda: defaultdict(set))
    tests: Lieux = field(default_factory=lambda: defaultdict(set))

    def inconnus(self) -> Lieux:
        """Identifiers used and never defined, with where they are used."""
        return {
            identifiant: self.code.get(identifiant, set()) | self.tests.get(identifiant, set())
            for identifiant in sorted({*self.code, *self.tests} - set(self.regles))
        }

    def code_sans_test(self) -> list[str]:
        """Rules applied and not proved."""
        return [regle for regle in self.regles if self.code.get(regle) and not self.tests.get(regle)]

    def test_sans_code(self) -> list[str]:
        """Rules proved by a test, and that no docstring claims to apply."""
        return [regle for regle in self.regles if self.tests.get(regle) and not self.code.get(regle)]

    def couvertes(self) -> list[str]:
        """Rules applied and proved."""
        return [regle for regle in self.regles if self.tests.get(regle) and self.code.get(regle)]


def etablir(racine: Path) -> Tableau:
    """Read the whole project under `racine`, importing nothing."""
    tableau = Tableau(DEFINITION.findall((racine / "docs" / "exigences.md").read_text()))
    prefixes = "|".join(sorted({regle[:3] for regle in tableau.regles}))
    identifiant = re.compile(rf"\b(?:{prefixes})-\d\d\b")
    for chemin, texte in _code(racine):
        for trouve in identifiant.findall(texte):
            tableau.code[trouve].add(str(chemin.relative_to(racine)))
    for chemin in sorted((racine / "tests").rglob("*.py")):
        for nom, trouve in _marques(ast.parse(chemin.read_text())):
            tableau.tests[trouve].add(f"{chemin.relative_to(racine)}::{nom}")
    return tableau


def _code(racine: Path) -> Iterator[tuple[Path, str]]:
    """Every source file with what it says of itself: docstrings and comments."""
    configuration = tomllib.loads((racine / "pyproject.toml").read_text())
    for paquet in configuration["tool"]["importlinter"]["root_packages"]:
        for chemin in sorted((racine / paquet).rglob("*.py")):
            yield chemin, "\n".join(_paroles(chemin.read_text()))
    for chemin in sorted((racine / "templates").rglob("*.html")):
        yield chemin, "\n".join(COMMENTAIRE_DE_GABARIT.findall(chemin.read_text()))
    for chemin in sorted((racine / "static").rglob("*.js")):
        yield chemin, chemin.read_text()


def _paroles(source: str) -> Iterator[str]:
    for noeud in ast.walk(ast.parse(source)):
        if isinstance(noeud, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(noeud) or ""
    for jeton in tokenize.generate_tokens(io.StringIO(source).readline):
        if jeton.type == tokenize.COMMENT:
            yield jeton.string


def _marques(arbre: ast.Module) -> Iterator[tuple[str, str]]:
    """(test, identifier) for each `exigence` marker on a function, a class or a whole module."""
    for noeud in ast.walk(arbre):
        if isinstance(noeud, ast.FunctionDef | ast.ClassDef):
            yield from ((noeud.name, nom) for nom in _identifiants(noeud.decorator_list))
        elif isinstance(noeud, ast.Assign) and ast.unparse(noeud.targets[0]) == "pytestmark":
            yield from (("pytestmark", nom) for nom in _identifiants([noeud.value]))


def _identifiants(expressions: list[ast.expr]) -> Iterator[str]:
    for expression in expressions:
        for noeud in ast.walk(expression):
            if isinstance(noeud, ast.Call) and ast.unparse(noeud.func) == "pytest.mark.exigence":
                yield from (
                    str(argument.value) for argument in noeud.args if isinstance(argument, ast.Constant)
                )


def afficher(tableau: Tableau) -> None:
    """Print the table, the totals, and what is wrong."""
    print(f"{'règle':8} {'code':>5} {'tests':>5}  où")
    for regle in tableau.regles:
        lieux = sorted(tableau.code.get(regle, set()))
        suite = f" (+ {len(lieux) - 2})" if len(lieux) > 2 else ""
        nombres = f"{len(lieux):>5} {len(tableau.tests.get(regle, set())):>5}"
        print(f"{regle:8} {nombres}  {', '.join(lieux[:2])}{suite}")
    entamees = [regle for regle in tableau.regles if tableau.code.get(regle) or tableau.tests.get(regle)]
    print(
        f"\n{len(tableau.regles)} règles : {len(tableau.couvertes())} appliquées et prouvées, "
        f"{len(tableau.code_sans_test())} appliquées sans test, "
        f"{len(tableau.test_sans_code())} testées sans code qui les nomme, "
        f"{len(tableau.regles) - len(entamees)} à faire."
    )
    if tableau.test_sans_code():
        print("Testées sans code qui les nomme :", ", ".join(tableau.test_sans_code()))
    if tableau.code_sans_test():
        print("Appliquées sans test :", ", ".join(tableau.code_sans_test()))
    for inconnu, ou in tableau.inconnus().items():
        print(f"Identifiant inconnu : {inconnu} ({', '.join(sorted(ou))})")


def main(racine: Path = RACINE) -> int:
    """Exit status: 1 when an identifier is unknown, or a rule is applied and not proved."""
    tableau = etablir(racine)
    afficher(tableau)
    return 1 if tableau.inconnus() or tableau.code_sans_test() else 0


if __name__ == "__main__":
    sys.exit(main())
