"""Documents by the thousand: a page laid out once by WeasyPrint, its texts written again for each document (RES-06).

A template's context holds plain data, which shapes the page, and `Champ`s, which are only written in it. For each
shape the page is laid out twice (`modele`), which tells where each field stands, how it is aligned and how much room
it has; each document is then these drawings with other glyphs, in a subset of the fonts that holds Latin whole. A
text that does not fit, or that these glyphs cannot write, is laid out by WeasyPrint, and so is a page that does
anything else with its fields: slower, never different.

Files, in reading order: `champ` and `contexte` (the input), `mise_en_page` and `boites` (WeasyPrint), `fonte`
(glyphs and widths), `planche` (a tagged PDF read back), `modele`, `assemblage` (one PDF of many copies), `atelier`
(the models of a run), `fusion` (PDFs made before, joined).
"""

from santorin.editions.modele.champ import Champ, Modules

__all__ = ["Champ", "Modules"]
