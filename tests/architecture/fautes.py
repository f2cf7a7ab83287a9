"""What the project's code never holds. Each function returns the faults of one source file."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

LONGUEUR_D_UNE_FONCTION = 40  # lines, docstring aside
LONGUEUR_D_UN_FICHIER = 400
NOMS_QUI_NE_DISENT_RIEN = {
    "common", "data", "helper", "helpers", "info", "manager", "managers", "misc", "service",
    "services", "tools", "util", "utils",
}  # fmt: skip
LE_SEUL_EXCEPT_LARGE = "santorin/traitements/execution.py"

Fonction = ast.FunctionDef | ast.AsyncFunctionDef


def fonctions(arbre: ast.Module) -> Iterator[Fonction]:
    """Every function and method."""
    return (noeud for noeud in ast.walk(arbre) if isinstance(noeud, Fonction))


def nom_de_fichier(chemin: Path) -> list[str]:
    """A name that says nothing of what the file holds."""
    mots = {chemin.stem, *(parent.name for parent in chemin.parents)}
    return [f"nom interdit : {mot}" for mot in sorted(mots & NOMS_QUI_NE_DISENT_RIEN)]


def imports_caches(arbre: ast.Module) -> list[str]:
    """Imports inside a function."""
    return [
        f"ligne {dedans.lineno} : import dans {fonction.name}()"
        for fonction in fonctions(arbre)
        for dedans in ast.walk(fonction)
        if isinstance(dedans, ast.Import | ast.ImportFrom)
    ]


def excepts_larges(arbre: ast.Module) -> list[str]:
    """`except:`, `except Exception:`, `except BaseException:`, alone or in a tuple."""
    return [
        f"ligne {noeud.lineno} : except trop large"
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.ExceptHandler)
        and (
            noeud.type is None
            or any(
                isinstance(nom, ast.Name) and nom.id in {"Exception", "BaseException"}
                for nom in ast.walk(noeud.type)
            )
        )
    ]


def signaux(arbre: ast.Module) -> list[str]:
    """Django signals: a consequence is written in the action that has it."""
    return [
        f"ligne {noeud.lineno} : signal Django"
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.ImportFrom)
        and (noeud.module or "").startswith(("django.dispatch", "django.db.models.signals"))
    ]


def fonctions_longues(arbre: ast.Module) -> list[str]:
    """Functions that no longer fit under one look."""
    return [
        f"ligne {fonction.lineno} : {fonction.name}() a {longueur} lignes"
        for fonction in fonctions(arbre)
        if (longueur := _longueur(fonction)) > LONGUEUR_D_UNE_FONCTION
    ]


def _longueur(fonction: Fonction) -> int:
    total = (fonction.end_lineno or fonction.lineno) - fonction.lineno + 1
    premier = fonction.body[0]
    if ast.get_docstring(fonction) is not None:
        total -= (premier.end_lineno or premier.lineno) - premier.lineno + 1
    return total


def actions_et_regles_muettes(arbre: ast.Module) -> list[str]:
    """Public functions of a module of rules, readings or actions, without a docstring."""
    return [
        f"ligne {noeud.lineno} : {noeud.name}() ne dit pas ce qu'elle fait"
        for noeud in arbre.body
        if isinstance(noeud, Fonction) and not noeud.name.startswith("_") and not ast.get_docstring(noeud)
    ]


def travaux_en_attente(texte: str) -> list[str]:
    """Marks of unfinished work; written so that this line is not one."""
    return [
        f"ligne {numero} : {trouve.group()}"
        for numero, ligne in enumerate(texte.splitlines(), start=1)
        if (trouve := re.search(r"\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b", ligne))
    ]


SANS_COMMENTAIRES = re.compile(r"\{#.*?#\}|\{% comment.*?%\}.*?\{% endcomment %\}|<!--.*?-->", re.DOTALL)
GABARIT_INTERDIT = {
    "style dans la page": re.compile(r"<style\b|\sstyle\s*=", re.IGNORECASE),
    "script dans la page": re.compile(r"<script\b(?![^>]*\ssrc\s*=)", re.IGNORECASE),
    "gestionnaire dans la page": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "adresse javascript:": re.compile(r"javascript:", re.IGNORECASE),
    "ressource d'un tiers": re.compile(
        r"<(?:script|img|link|iframe|source|use)\b[^>]*\s(?:src|href|srcset)\s*=\s*[\"']?(?:https?:)?//",
        re.IGNORECASE,
    ),
    "balisage non échappé": re.compile(r"\|\s*safe\b|autoescape off"),
}


def gabarit(texte: str) -> list[str]:
    """What the content security policy would refuse, or what would let a text become markup."""
    texte = SANS_COMMENTAIRES.sub(lambda commentaire: "\n" * commentaire.group().count("\n"), texte)
    return [
        f"ligne {texte.count(chr(10), 0, trouve.start()) + 1} : {faute}"
        for faute, motif in GABARIT_INTERDIT.items()
        for trouve in motif.finditer(texte)
    ]
