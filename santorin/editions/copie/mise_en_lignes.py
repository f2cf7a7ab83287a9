"""Text made printable, cut into lines, and coded with the glyphs one document uses."""

import re
import unicodedata
from typing import Final

from santorin.editions.copie.objets import Ecrivain
from santorin.editions.copie.police import REMPLACEMENT, Police, sous_ensemble

_A_REGARDER: Final = re.compile(r"[^\x20-\x7e\xa0-\xac\xae-\u024f\u2013-\u2026\u202f]")
_FINS_DE_LIGNE: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_COUPURE: Final = re.compile(r"(?<!«) (?![:;?!»%])")
_SANS_DESSIN: Final = {"Cf"}
_SANS_SENS: Final = {"Cc", "Co", "Cs"}
_VARIANTES: Final = ("\ufe00", "\ufe0f")
_HORS_UNICODE: Final = 0xFFFE
_PREFIXE: Final = 6


def imprimable(texte: str) -> str:
    """The text in composed form, line ends unified; what has no shape is dropped, what has no meaning is U+FFFD."""
    if not _A_REGARDER.search(texte):
        return texte
    texte = _FINS_DE_LIGNE.sub("\n", unicodedata.normalize("NFC", texte)).replace("\t", "    ")
    return "".join(_remplacer(caractere) for caractere in texte)


def _remplacer(caractere: str) -> str:
    categorie = unicodedata.category(caractere)
    if caractere == "\n":
        return caractere
    if categorie in _SANS_DESSIN or _VARIANTES[0] <= caractere <= _VARIANTES[1]:
        return ""
    if categorie in _SANS_SENS or ord(caractere) & _HORS_UNICODE == _HORS_UNICODE:
        return REMPLACEMENT
    return caractere


def couper(texte: str, police: Police, taille: float, largeur: float) -> list[str]:
    """The lines of a printable text, none wider than `largeur` points (at least one character each).

    A line cut at a space keeps it, so that the words stay apart when the text is taken out of the PDF. As French wants,
    no line begins with the « ! » or ends with the « of its neighbour.
    """
    lignes: list[str] = []
    espace = police.largeur(" ", taille)
    for paragraphe in texte.split("\n"):
        courante, prise = "", 0.0
        for mot in _COUPURE.split(paragraphe):
            place = police.largeur(mot, taille)
            if courante and prise + place > largeur:
                lignes.append(courante)
                courante, prise = "", 0.0
            if place > largeur:
                *pleines, mot = _trancher(mot, police, taille, largeur)  # noqa: PLW2901
                lignes.extend(pleines)
                place = police.largeur(mot, taille)
            courante += mot + " "
            prise += place + espace
        lignes.append(courante[:-1])
    return lignes


def _trancher(mot: str, police: Police, taille: float, largeur: float) -> list[str]:
    """A word in pieces that fit, of one character at least."""
    morceaux, courant = [], ""
    for caractere in mot:
        if courant and police.largeur(courant + caractere, taille) > largeur:
            morceaux.append(courant)
            courant = ""
        courant += caractere
    return [*morceaux, courant]


class PoliceEmployee:
    """A font in one document: each character met gets the next code, and the subset holds these alone.

    A character missing from the font has a code of its own, drawn as U+FFFD, but read as itself when copied or heard.
    """

    def __init__(self, police: Police, objet: int) -> None:
        self.police = police
        self.objet = objet
        self._codes: dict[str, str] = {}

    def coder(self, texte: str) -> str:
        """The operand of `Tj` for a printable text."""
        codes = self._codes
        for caractere in texte:
            if caractere not in codes:
                codes[caractere] = f"{len(codes) + 1:04X}"
        return "<" + "".join([codes[caractere] for caractere in texte]) + ">"

    def ecrire(self, ecrivain: Ecrivain, etiquette: str) -> None:
        """Write the font and its subset; `etiquette` is the six capitals that tell subsets apart."""
        police, nom = self.police, f"{etiquette[:_PREFIXE]}+{self.police.nom}"
        glyphes = [0, *(police.glyphe(caractere) for caractere in self._codes)]
        fichier, unicode = ecrivain.reserver(), ecrivain.reserver()
        programme = sous_ensemble(police, glyphes)
        ecrivain.flux_comprime(fichier, f"/Length1 {len(programme)}", programme)
        ecrivain.flux_comprime(unicode, "", self._vers_unicode().encode("ascii"))
        boite = " ".join(str(cote) for cote in police.boite)
        descripteur = ecrivain.ajouter(
            f"<</Type/FontDescriptor/FontName/{nom}/Flags 4/FontBBox[{boite}]/ItalicAngle 0/Ascent {police.ascendante}"
            f"/Descent {police.descendante}/CapHeight 729/StemV 80/FontFile2 {fichier} 0 R>>"
        )
        largeurs = " ".join(str(police.avances[glyphe]) for glyphe in glyphes)
        descendante = ecrivain.ajouter(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{nom}/CIDToGIDMap/Identity/FontDescriptor {descripteur} 0 R"
            f"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 1000/W[0[{largeurs}]]>>"
        )
        ecrivain.poser(
            self.objet,
            f"<</Type/Font/Subtype/Type0/BaseFont/{nom}/Encoding/Identity-H/DescendantFonts[{descendante} 0 R]"
            f"/ToUnicode {unicode} 0 R>>",
        )

    def _vers_unicode(self) -> str:
        lignes = [
            f"<{code}><{caractere.encode('utf-16-be').hex()}>" for caractere, code in self._codes.items()
        ]
        blocs = [lignes[debut : debut + 100] for debut in range(0, len(lignes), 100)]
        corps = "\n".join(f"{len(bloc)} beginbfchar\n" + "\n".join(bloc) + "\nendbfchar" for bloc in blocs)
        return (
            "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
            "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"
            f"{corps}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
        )
