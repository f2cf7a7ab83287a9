"""Where texts stand once laid out: the room that each of them has on its line."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from weasyprint import Document
from weasyprint.formatting_structure import boxes

# Read as laid out; anything else would change a text between the template and the page.
_NEUTRES = {"text_transform": "none", "letter_spacing": "normal", "word_spacing": 0}


@dataclass(frozen=True, slots=True)
class Ligne:
    """A text of one style on one line; lengths in CSS pixels. `place`: the width it could take. `sure`: as given."""

    texte: str
    largeur: float
    place: float
    taille: float
    sure: bool


def lignes(document: Document) -> Iterator[Ligne]:
    """Every piece of text of the document, margins included."""
    for page in document.pages:
        yield from _lignes(page._page_box, None, None)  # noqa: SLF001 - the only way to what was laid out


def _lignes(boite: Any, ligne: Any, bloc: Any) -> Iterator[Ligne]:
    if isinstance(boite, boxes.TextBox):
        sure = all(boite.style[nom] == valeur for nom, valeur in _NEUTRES.items())
        place = bloc.width - (ligne.width - boite.width)
        yield Ligne(boite.text, boite.width, place, boite.style["font_size"], sure)
    elif isinstance(boite, boxes.ParentBox):
        if isinstance(boite, boxes.LineBox):
            ligne = boite
        elif isinstance(boite, boxes.BlockContainerBox):
            bloc = boite
        for enfant in boite.children:
            yield from _lignes(getattr(enfant, "_box", enfant), ligne, bloc)
