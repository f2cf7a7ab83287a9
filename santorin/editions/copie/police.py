"""The fonts of the tree: their widths, and the subset of one copy cut out of them.

The files were stripped of hinting beforehand (see `santorin/editions/polices/README.md`), so that a subset is only a
selection of outlines: about a millisecond, where a general subsetter takes a tenth of a second.
"""

import functools
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont

DOSSIER: Final = Path(__file__).resolve().parent.parent / "polices"
REMPLACEMENT: Final = "\ufffd"
_PAR_EM: Final = 1000
_ARGUMENTS_LONGS, _UNE_ECHELLE, _AUTRES_SUIVENT, _DEUX_ECHELLES, _MATRICE = 0x1, 0x8, 0x20, 0x40, 0x80
_SOMME_DE_LA_POLICE: Final = 0xB1B0AFBA


@dataclass(frozen=True, slots=True)
class Police:
    """A TrueType font read once per process; widths and heights in thousandths of the font size."""

    nom: str
    tables: Mapping[str, bytes]
    glyphes: Mapping[str, int]
    avances: tuple[int, ...]
    avance_de: Mapping[str, int]
    places: tuple[int, ...]
    boite: tuple[int, int, int, int]
    ascendante: int
    descendante: int

    def glyphe(self, caractere: str) -> int:
        """The outline's index for a character; that of U+FFFD when the font does not have it."""
        return self.glyphes.get(caractere) or self.glyphes[REMPLACEMENT]

    def largeur(self, texte: str, taille: float) -> float:
        """Width in points of one line of text at this font size."""
        avance, autre = self.avance_de.get, self.avance_de[REMPLACEMENT]
        return sum([avance(caractere, autre) for caractere in texte]) * taille / _PAR_EM

    def contour(self, glyphe: int) -> bytes:
        """The outline's description, as in the font's file."""
        return self.tables["glyf"][self.places[glyphe] : self.places[glyphe + 1]]


@functools.cache
def charger(fichier: str) -> Police:
    """The font of that file name in the project's folder of fonts."""
    with TTFont(DOSSIER / fichier, lazy=True) as lue:
        unites, tete, hauteurs = float(lue["head"].unitsPerEm), lue["head"], lue["hhea"]

        def milliemes(valeur: float) -> int:
            return round(valeur * _PAR_EM / unites)

        glyphes = {chr(point): lue.getGlyphID(nom) for point, nom in lue.getBestCmap().items()}
        avances = tuple(milliemes(lue["hmtx"][nom][0]) for nom in lue.getGlyphOrder())
        return Police(
            nom=lue["name"].getDebugName(6),
            tables={table: lue.reader[table] for table in ("glyf", "head", "hhea", "hmtx", "maxp")},
            glyphes=glyphes,
            avances=avances,
            avance_de={caractere: avances[glyphe] for caractere, glyphe in glyphes.items()},
            places=tuple(lue["loca"].locations),
            boite=(milliemes(tete.xMin), milliemes(tete.yMin), milliemes(tete.xMax), milliemes(tete.yMax)),
            ascendante=milliemes(hauteurs.ascent),
            descendante=milliemes(hauteurs.descent),
        )


def sous_ensemble(police: Police, glyphes: Sequence[int]) -> bytes:
    """A TrueType file whose outline number n is `glyphes[n]`; parts of composed outlines follow at the end."""
    gardes = list(glyphes)
    rangs = {glyphe: rang for rang, glyphe in reversed(list(enumerate(gardes)))}
    contours = []
    for glyphe in gardes:  # grows while it is read: the parts of a composed outline
        contour = bytearray(police.contour(glyphe))
        for place in _composants(contour):
            partie = struct.unpack_from(">H", contour, place)[0]
            if partie not in rangs:
                rangs[partie] = len(gardes)
                gardes.append(partie)
            struct.pack_into(">H", contour, place, rangs[partie])
        contours.append(bytes(contour) + b"\0" * (-len(contour) % 4))
    return _assembler(_tables_reduites(police, gardes, contours))


def _composants(contour: bytearray) -> list[int]:
    """Where a composed outline names its parts; empty for a simple one."""
    places: list[int] = []
    if not contour or struct.unpack_from(">h", contour)[0] >= 0:
        return places
    place, drapeaux = 10, _AUTRES_SUIVENT
    while drapeaux & _AUTRES_SUIVENT:
        drapeaux = struct.unpack_from(">H", contour, place)[0]
        places.append(place + 2)
        place += 8 if drapeaux & _ARGUMENTS_LONGS else 6
        if drapeaux & _UNE_ECHELLE:
            place += 2
        elif drapeaux & _DEUX_ECHELLES:
            place += 4
        elif drapeaux & _MATRICE:
            place += 8
    return places


def _tables_reduites(police: Police, gardes: Sequence[int], contours: Iterable[bytes]) -> dict[str, bytes]:
    glyf, places, position = list(contours), [0], 0
    for contour in glyf:
        position += len(contour)
        places.append(position)
    metriques = police.tables["hmtx"]
    compte = struct.pack(">H", len(gardes))
    tete = bytearray(police.tables["head"])
    struct.pack_into(">I", tete, 8, 0)
    struct.pack_into(">h", tete, 50, 1)
    return {
        "glyf": b"".join(glyf),
        "head": bytes(tete),
        "hhea": police.tables["hhea"][:34] + compte,
        "hmtx": b"".join(_metrique(metriques, police, glyphe) for glyphe in gardes),
        "loca": struct.pack(f">{len(places)}I", *places),
        "maxp": police.tables["maxp"][:4] + compte + police.tables["maxp"][6:],
    }


def _metrique(metriques: bytes, police: Police, glyphe: int) -> bytes:
    """Advance and left bearing; the last glyphs of a font may share one advance."""
    longues = struct.unpack_from(">H", police.tables["hhea"], 34)[0]
    if glyphe < longues:
        return metriques[4 * glyphe : 4 * glyphe + 4]
    avance = metriques[4 * longues - 4 : 4 * longues - 2]
    repere = 4 * longues + 2 * (glyphe - longues)
    return avance + metriques[repere : repere + 2]


def _assembler(tables: Mapping[str, bytes]) -> bytes:
    puissance = 1 << (len(tables).bit_length() - 1)
    entete = struct.pack(
        ">IHHHH",
        0x00010000,
        len(tables),
        16 * puissance,
        puissance.bit_length() - 1,
        16 * (len(tables) - puissance),
    )
    position = len(entete) + 16 * len(tables)
    index, corps, place_de_head = [], [], 0
    for nom, contenu in sorted(tables.items()):
        rempli = contenu + b"\0" * (-len(contenu) % 4)
        index.append(struct.pack(">4sIII", nom.encode("ascii"), _somme(rempli), position, len(contenu)))
        place_de_head = position if nom == "head" else place_de_head
        corps.append(rempli)
        position += len(rempli)
    fichier = bytearray(entete + b"".join(index) + b"".join(corps))
    struct.pack_into(
        ">I", fichier, place_de_head + 8, (_SOMME_DE_LA_POLICE - _somme(bytes(fichier))) & 0xFFFFFFFF
    )
    return bytes(fichier)


def _somme(octets: bytes) -> int:
    mots: tuple[int, ...] = struct.unpack(f">{len(octets) // 4}I", octets)
    return sum(mots) & 0xFFFFFFFF
