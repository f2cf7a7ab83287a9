"""A page laid out once, whose texts are written again for each document.

The template is laid out twice: with one strange sign in place of each field, then with fields that fill their room.
All that differs between the two pages must be the fields; what each line does (stays at the left, at the right, in
the middle) is read from its two positions. A page that does anything else is no model.
"""

import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from weasyprint import Document

from santorin.editions.modele.assemblage import Exemplaire
from santorin.editions.modele.boites import Ligne, lignes
from santorin.editions.modele.champ import Modules
from santorin.editions.modele.contexte import Variable, decrire, remplacer
from santorin.editions.modele.fonte import COURANTE, GRASSE, Fonte, fonte
from santorin.editions.modele.mise_en_page import Presse, ecrire
from santorin.editions.modele.planche import Planche, lire

# Signs of no document here: they stand for fields. No language writes with them, no style changes them.
_SIGNES: Final = tuple(
    chr(point)
    for debut, fin in (
        (0x2200, 0x2211),
        (0x2213, 0x22FF),
        (0x219A, 0x21A8),
        (0x21AB, 0x21FF),
        (0x25A2, 0x25A9),
    )
    for point in range(debut, fin + 1)
    if chr(point) in fonte(COURANTE).police.glyphes
)
_BOURRE: Final = "n"  # fills the room in the second layout
_JEU: Final = 0.5  # CSS pixels that a text leaves free on its line, so that no rounding makes it wrap
_COURSE: Final = re.compile(
    r"BT\n1 0 0 -1 (?P<x>\S+) (?P<y>\S+) Tm\n/(?P<nom>\S+) (?P<corps>\S+) Tf\n\[(?P<codes>[^\]]*)\] TJ\nET"
)
_BLANCS: Final = re.compile(r"[ \t\n\r\f]+")
_ECART: Final = 0.02
_NIVEAU: Final = 4  # half the time of the usual level, a tenth more bytes
_BOURRE_AU_PLUS: Final = 0.66  # width of the filling in the boldest font, for a size of 1
_BOURRE_AILLEURS: Final = 7  # letters around a field that stands on no line: what is made of it must be seen
_RANGS: Final = {signe: rang for rang, signe in enumerate(_SIGNES)}
_CODES_DES_SIGNES: Final = {f"{fonte(COURANTE).police.glyphes[signe]:04x}" for signe in _SIGNES}
_CRENAGE: Final = re.compile(r">0<|(?<=>)0$")
_GLYPHE: Final = re.compile("[0-9a-f]{4}")
_TRACE_COURT: Final = "M0.1{:03}7 0.251L0.377 0.127L0.251 0.502z"
_TRACE_LONG: Final = "M0.2{:03}7 0.251L0.377 0.127L0.251 0.502z"


class PasUnModele(ValueError):
    """A page of which more changes than the texts of its fields."""


@dataclass(frozen=True, slots=True)
class Course:
    """A text to write: constants and ranks of fields, its font, where it stands and how wide it may be."""

    morceaux: tuple[str | int, ...]
    fonte: Fonte
    entete: str
    taille: float
    x: float
    y: str
    largeur: float
    ancrage: float
    place: float

    def ecrire(self, valeurs: Sequence[Variable]) -> str | None:
        """Its drawing; None when it does not fit or cannot be written with these glyphs."""
        texte = "".join([valeurs[m] if m.__class__ is int else m for m in self.morceaux])  # type: ignore[misc]
        texte = _BLANCS.sub(" ", texte).strip(" ")
        if not self.fonte.sait_ecrire(texte):
            return None
        largeur = self.fonte.largeur(texte, self.taille)
        if largeur > self.place:
            return None
        if not texte.strip():
            return ""
        x = self.x + self.ancrage * (self.largeur - largeur)
        return f"BT\n1 0 0 -1 {x:.6f} {self.y} Tm\n{self.entete} Tf\n{self.fonte.ecrire(texte)} Tj\nET"


@dataclass(frozen=True, slots=True)
class Carre:
    """The modules of a code, by their field's rank."""

    rang: int

    def ecrire(self, valeurs: Sequence[Variable]) -> str:
        """Its drawing, in the coordinates of its own path."""
        code = valeurs[self.rang]
        return code.ordres if isinstance(code, Modules) else ""


Morceau = str | Course | Carre


class Page:
    """What a page draws around its fields: a constant beginning, deflated once, then `morceaux`."""

    def __init__(self, morceaux: Sequence[Morceau]) -> None:
        debut, *self.morceaux = morceaux
        self._compression = zlib.compressobj(_NIVEAU)
        self._debut = self._compression.compress(str(debut).encode("ascii"))

    def completer(self, suite: str) -> bytes:
        """The whole page deflated."""
        compression = self._compression.copy()
        return self._debut + compression.compress(suite.encode("ascii")) + compression.flush()


@dataclass(frozen=True, slots=True)
class Modele:
    """A planche, what its pages draw around the fields, its title."""

    planche: Planche
    pages: tuple[Page, ...]
    titre: tuple[str | int, ...]

    def remplir(self, valeurs: Sequence[Variable]) -> Exemplaire | None:
        """A copy with these fields; None when one of them needs a layout of its own."""
        contenus = []
        for page in self.pages:
            ecrits = [m if isinstance(m, str) else m.ecrire(valeurs) for m in page.morceaux]
            if None in ecrits:
                return None
            contenus.append(page.completer("".join(filter(None, ecrits))))
        titre = "".join([str(valeurs[m]) if isinstance(m, int) else m for m in self.titre])
        return Exemplaire(self.planche, tuple(contenus), titre)


def composer(presse: Presse, gabarit: str, contexte: Mapping[str, Any]) -> Modele:
    """The model of that template for all contexts of this shape. Raises `PasUnModele`, `PlancheIllisible`."""
    champs = len(decrire(contexte).variables)
    if champs > len(_SIGNES):
        raise PasUnModele("Trop de champs.")
    court = presse.mettre_en_page(gabarit, remplacer(contexte, _Etalons([""] * champs, _TRACE_COURT)))
    textes = _textes(court)
    bourres = _bourrer(textes.values(), champs)
    long = presse.mettre_en_page(gabarit, remplacer(contexte, _Etalons(bourres, _TRACE_LONG)))
    comparaison = _Comparaison(textes, _textes(long), bourres)
    planche, autre = lire(ecrire(court)), lire(ecrire(long))
    if [planche.objets[n] for n in planche.propres] != [autre.objets.get(n) for n in autre.propres]:
        raise PasUnModele("La structure dépend des champs.")
    pages = tuple(
        Page(comparaison.page(planche.contenu(rang), autre.contenu(rang), planche.noms_des_fontes))
        for rang in range(len(planche.pages))
    )
    return Modele(planche, pages, _couper(planche.titre))


class _Etalons:
    """What stands for each field, in turn: its sign among what fills its room, or a small triangle."""

    def __init__(self, bourres: Sequence[str], trace: str) -> None:
        self._bourres, self._trace = bourres, trace
        self._rang = -1

    def __call__(self, variable: Variable) -> str:
        self._rang += 1
        if isinstance(variable, Modules):
            return self._trace.format(self._rang)
        return _etalon(self._rang, self._bourres[self._rang])


def _etalon(rang: int, bourre: str) -> str:
    """The filling stands on both sides of the sign, so that a filter that changes a first letter is seen."""
    return bourre[:1] + _SIGNES[rang] + bourre[1:]


def _textes(document: Document) -> dict[str, Ligne]:
    """The lines where fields stand, by their text, with the least room they have."""
    trouves: dict[str, Ligne] = {}
    for ligne in lignes(document):
        if not _RANGS.keys().isdisjoint(ligne.texte):
            if not ligne.sure:
                raise PasUnModele("Un champ est espacé ou changé de casse.")
            deja = trouves.get(ligne.texte)
            if deja is None or ligne.place < deja.place:
                trouves[ligne.texte] = ligne
    return trouves


def _bourrer(textes: Iterable[Ligne], champs: int) -> list[str]:
    """For each field, what fills the room of the narrowest line it stands on."""
    nombres = [_BOURRE_AILLEURS] * champs
    vus = set()
    for ligne in textes:
        rangs = [_RANGS[signe] for signe in ligne.texte if signe in _RANGS]
        libre = (ligne.place - _JEU - ligne.largeur) / len(rangs)
        for rang in rangs:
            nombre = max(0, int(libre / (_BOURRE_AU_PLUS * ligne.taille)))
            nombres[rang] = min(nombre, nombres[rang]) if rang in vus else nombre
            vus.add(rang)
    return [_BOURRE * nombre for nombre in nombres]


def _couper(texte: str) -> tuple[str | int, ...]:
    """A text around its fields."""
    morceaux = re.split(f"([{''.join(_SIGNES)}])", texte)
    return tuple(_RANGS.get(morceau, morceau) for morceau in morceaux if morceau)


class _Comparaison:
    """Two pages of one template, with short and with long fields: what is the same, and the fields."""

    def __init__(
        self, courts: Mapping[str, Ligne], longs: Mapping[str, Ligne], bourres: Sequence[str]
    ) -> None:
        self._courts, self._longs, self._bourres = courts, longs, bourres
        self._textes = {
            (fichier, _codes(fichier, texte)): texte for texte in courts for fichier in (COURANTE, GRASSE)
        }

    def page(self, court: bytes, long: bytes, fontes: Mapping[str, str]) -> list[Morceau]:
        """The page around its fields. Raises `PasUnModele` when something else differs."""
        a, b = court.decode("ascii"), long.decode("ascii")
        courses, autres = list(_COURSE.finditer(a)), list(_COURSE.finditer(b))
        if len(courses) != len(autres):
            raise PasUnModele("Le nombre de lignes dépend des champs.")
        morceaux: list[Morceau] = []
        fin_a = fin_b = 0
        for course, autre in zip(courses, autres, strict=True):
            morceaux += self._constante(a[fin_a : course.start()], b[fin_b : autre.start()])
            morceaux += self._course(course, autre, fontes)
            fin_a, fin_b = course.end(), autre.end()
        morceaux += self._constante(a[fin_a:], b[fin_b:])
        return list(_souder(morceaux))

    def _constante(self, court: str, long: str) -> list[Morceau]:
        """What both pages draw, around the codes."""
        if _dessin_vu(_TRACE_LONG).sub("", long) != _dessin_vu(_TRACE_COURT).sub("", court):
            raise PasUnModele("Le dessin dépend des champs.")
        morceaux = _dessin_vu(_TRACE_COURT).split(court)
        return [Carre(int(m)) if rang % 2 else m for rang, m in enumerate(morceaux)]

    def _course(
        self, course: re.Match[str], autre: re.Match[str], fontes: Mapping[str, str]
    ) -> list[Morceau]:
        fichier = fontes.get(course["nom"], "")
        codes = _CRENAGE.sub("", course["codes"])
        texte = self._textes.get((fichier, codes))
        if texte is None:
            if course[0] != autre[0] or not _CODES_DES_SIGNES.isdisjoint(_GLYPHE.findall(codes)):
                raise PasUnModele(f"Un texte dépend des champs : {course[0]} {autre[0]}")
            return [course[0].replace(">0<", "")]
        allonge = "".join(_etalon(r, self._bourres[r]) if isinstance(r, int) else r for r in _couper(texte))
        ligne, longue = self._courts[texte], self._longs.get(allonge)
        meme = all(course[nom] == autre[nom] for nom in ("y", "nom", "corps"))
        if not meme or longue is None or _CRENAGE.sub("", autre["codes"]) != _codes(fichier, allonge):
            raise PasUnModele(f"Un champ n’est pas écrit comme il est donné : {texte}")
        ancrage = _ancrage(float(course["x"]), ligne.largeur, float(autre["x"]), longue.largeur)
        return [
            Course(
                morceaux=_couper(texte),
                fonte=fonte(fichier),
                entete=f"/{course['nom']} {course['corps']}",
                taille=ligne.taille,
                x=float(course["x"]),
                y=course["y"],
                largeur=ligne.largeur,
                ancrage=ancrage,
                place=ligne.place - _JEU,
            )
        ]


def _codes(fichier: str, texte: str) -> str:
    glyphes = fonte(fichier).police.glyphes
    return "<" + "".join(f"{glyphes.get(caractere, 0):04x}" for caractere in texte) + ">"


def _ancrage(x: float, largeur: float, autre_x: float, autre_largeur: float) -> float:
    """The part of a line's width that stands at the left of what never moves: 0 at the left, 1 at the right."""
    gagne = autre_largeur - largeur
    if gagne < 1:
        raise PasUnModele("Un champ n’a pas de place.")
    for ancrage in (0.0, 0.5, 1.0):
        if abs(x - autre_x - ancrage * gagne) < _ECART:
            return ancrage
    raise PasUnModele("Une ligne bouge avec ses champs.")


def _dessin_vu(trace: str) -> re.Pattern[str]:
    """The triangle as it is drawn, around its field's rank."""
    (x, _, y), *suite = (point.partition(" ") for point in trace.strip("Mz").split("L"))
    lignes_suivantes = "".join(f"{a} {b} l\n" for a, _, b in suite)
    return re.compile(
        re.escape(f"{x} {y} m\n{lignes_suivantes}h").replace(re.escape("{:03}"), r"(?:(\d{3}))")
    )


def _souder(morceaux: Iterable[Morceau]) -> Iterable[Morceau]:
    """The same with neighbouring constants joined."""
    constante = ""
    for morceau in morceaux:
        if isinstance(morceau, str):
            constante += morceau
        else:
            yield from (constante, morceau)
            constante = ""
    yield constante
