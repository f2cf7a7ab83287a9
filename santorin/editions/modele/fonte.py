"""The fonts of a model: widths as they are laid out, and a subset in which any Latin name can be written."""

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from santorin.editions.copie.objets import Ecrivain
from santorin.editions.copie.police import Police, charger, sous_ensemble

COURANTE: Final = "DejaVuSansCondensed.ttf"
GRASSE: Final = "DejaVuSansCondensed-Bold.ttf"
# Latin of Europe and of its names elsewhere, the punctuation of French, the euro, the minus sign. No soft hyphen.
_PLAGES: Final = (
    (0x20, 0x7E), (0xA0, 0xAC), (0xAE, 0x17F), (0x192, 0x192), (0x218, 0x21B), (0x1E80, 0x1E85), (0x1EF2, 0x1EF3),
    (0x2010, 0x2010), (0x2012, 0x2015), (0x2018, 0x201E), (0x2020, 0x2022), (0x2026, 0x2026), (0x202F, 0x202F),
    (0x2030, 0x2030), (0x2039, 0x203A), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122), (0x2212, 0x2212),
)  # fmt: skip
_UNITES_PAR_POINT: Final = 1024  # of the layout engine, which rounds each advance to its own unit
_CMAP_AU_PLUS: Final = 100  # entries of one block, by the CMap format
_CMAP: Final = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
    "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
    "/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n"
    "1 begincodespacerange<0000><ffff>endcodespacerange\n{}endcmap CMapName currentdict /CMap defineresource pop end end"
)


@dataclass(frozen=True, slots=True)
class Fonte:
    """A font of the project as models use it: characters are written by their glyph's number in the whole file."""

    police: Police
    glyphes: dict[str, int]
    codes: dict[str, str]
    avances: dict[str, int]
    par_em: int

    def largeur(self, texte: str, taille: float) -> float:
        """Width of a text of the alphabet, in the unit of `taille`, exactly as it is laid out."""
        echelle = int(taille * _UNITES_PAR_POINT)
        # Rounded as the shaper does: the half goes up.
        unites = [(2 * self.avances[c] * echelle + self.par_em) // (2 * self.par_em) for c in texte]
        return sum(unites) / _UNITES_PAR_POINT

    def sait_ecrire(self, texte: str) -> bool:
        """Whether each character is in the alphabet that every model embeds."""
        return self.codes.keys() >= set(texte)

    def ecrire(self, texte: str) -> str:
        """The text of the alphabet as a PDF hexadecimal string."""
        codes = self.codes
        return "<" + "".join([codes[caractere] for caractere in texte]) + ">"


@lru_cache
def fonte(fichier: str) -> Fonte:
    """The font of that file name."""
    police = charger(fichier)
    alphabet = [chr(point) for debut, fin in _PLAGES for point in range(debut, fin + 1)]
    glyphes = {caractere: police.glyphes[caractere] for caractere in alphabet if caractere in police.glyphes}
    return Fonte(
        police=police,
        glyphes=glyphes,
        codes={caractere: f"{glyphe:04x}" for caractere, glyphe in glyphes.items()},
        avances={caractere: _avance(police, glyphe) for caractere, glyphe in glyphes.items()},
        par_em=struct.unpack_from(">H", police.tables["head"], 18)[0],
    )


def _avance(police: Police, glyphe: int) -> int:
    longues = struct.unpack_from(">H", police.tables["hhea"], 34)[0]
    return int(struct.unpack_from(">H", police.tables["hmtx"], 4 * min(glyphe, longues - 1))[0])


def ecrire_fonte(ecrivain: Ecrivain, fichier: str, autres: frozenset[int] = frozenset()) -> int:
    """Write the font with its alphabet, and `autres`, glyphs met elsewhere; the number of its object."""
    police, embarquee = fonte(fichier).police, _embarquer(fichier, autres)
    nom = f"/SNTORI+{police.nom}"
    fichier_de_police, unicode, places = (ecrivain.reserver() for _ in range(3))
    ecrivain.flux(fichier_de_police, f"/Length1 {embarquee.longueur}/Filter/FlateDecode", embarquee.contours)
    ecrivain.flux(unicode, "/Filter/FlateDecode", embarquee.unicode)
    ecrivain.flux(places, "/Filter/FlateDecode", embarquee.places)
    boite = " ".join(map(str, police.boite))
    descripteur = ecrivain.ajouter(
        f"<</Type/FontDescriptor/FontName{nom}/Flags 4/FontBBox[{boite}]/ItalicAngle 0/Ascent {police.ascendante}"
        f"/Descent {police.descendante}/CapHeight {police.ascendante}/StemV 80/FontFile2 {fichier_de_police} 0 R>>"
    )
    descendante = ecrivain.ajouter(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont{nom}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/CIDToGIDMap {places} 0 R/FontDescriptor {descripteur} 0 R/W[{embarquee.largeurs}]>>"
    )
    return ecrivain.ajouter(
        f"<</Type/Font/Subtype/Type0/BaseFont{nom}/Encoding/Identity-H/DescendantFonts[{descendante} 0 R]"
        f"/ToUnicode {unicode} 0 R>>"
    )


@dataclass(frozen=True, slots=True)
class _Embarquee:
    longueur: int
    contours: bytes
    unicode: bytes
    places: bytes
    largeurs: str


@lru_cache(maxsize=32)
def _embarquer(fichier: str, autres: frozenset[int]) -> _Embarquee:
    utilisee = fonte(fichier)
    police = utilisee.police
    glyphes = sorted({0} | autres | set(utilisee.glyphes.values()))
    contours = sous_ensemble(police, glyphes)
    places = bytearray(2 * (glyphes[-1] + 1))
    for rang, glyphe in enumerate(glyphes):
        struct.pack_into(">H", places, 2 * glyphe, rang)
    return _Embarquee(
        longueur=len(contours),
        contours=zlib.compress(contours, 9),
        unicode=zlib.compress(_unicode(police, set(glyphes)).encode(), 9),
        places=zlib.compress(bytes(places), 9),
        largeurs="".join(f"{glyphe}[{police.avances[glyphe]}]" for glyphe in glyphes),
    )


def _unicode(police: Police, glyphes: set[int]) -> str:
    lignes = [
        f"<{glyphe:04x}><{caractere.encode('utf-16-be').hex()}>\n"
        for caractere, glyphe in sorted(police.glyphes.items())
        if glyphe in glyphes
    ]
    blocs = [lignes[debut : debut + _CMAP_AU_PLUS] for debut in range(0, len(lignes), _CMAP_AU_PLUS)]
    return _CMAP.format("".join(f"{len(bloc)} beginbfchar\n{''.join(bloc)}endbfchar\n" for bloc in blocs))
