"""A tagged PDF of one or more pages, read back into what its pages own and what they share with others."""

import io
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from santorin.editions.modele.fonte import COURANTE, GRASSE, fonte

# A reference, a key of the parent tree, or a string, in which nothing is looked for but a cell's identifier.
_JETON: Final = re.compile(
    r"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f]*>|(\d+) 0 R|(?<=/StructParents )\d+|(?<=/StructParent )\d+"
)
_TIRET: Final = r"(?:-|\\055)"
_IDENTIFIANT: Final = re.compile(rf"\((?:\d{{8}}{_TIRET})?(\d+{_TIRET}\d+{_TIRET}\d+)\)")
_ECRIT: Final = re.compile(rb"/(\S+) [\d.]+ Tf|<([0-9a-f]{4,})>")
_FLUX: Final = b"\nstream\n"
_MARQUE: Final = re.compile(rb"/\w+\s<</MCID (\d+)>>\sBDC")
HORS_STRUCTURE: Final = 0  # in place of a tag: marked content of no tag
IDENTIFIANT: Final = (
    0  # the token of an identifier; a positive one refers to an object, a negative one is a key
)


class PlancheIllisible(ValueError):
    """A PDF that is not of the kind written here: untagged, or with forms, notes, several streams on a page."""


@dataclass(frozen=True, slots=True)
class Objet:
    """An object cut at its tokens: `morceaux` stand around `jetons`; `flux` is its stream, as stored."""

    morceaux: tuple[str, ...]
    jetons: tuple[int, ...]
    flux: bytes | None = None


@dataclass(frozen=True, slots=True)
class Planche:
    """The objects by number; those that each copy of it owns (`propres`: pages, tags), and the indexes of its tags.

    `contenus`: the number of each page's stream. `parents`: for each page, the tag of each marked content, or
    `HORS_STRUCTURE` for what stands in the margins.
    `fontes`: the fonts of the project met in it, with the glyphs it writes outside their alphabet.
    """

    objets: Mapping[int, Objet]
    propres: tuple[int, ...]
    pages: tuple[int, ...]
    contenus: tuple[int, ...]
    noeud_des_pages: int
    racine: int
    document: int
    parents: tuple[tuple[int, ...], ...]
    identifiants: tuple[tuple[str, int], ...]
    fontes: Mapping[int, tuple[str, frozenset[int]]]
    noms_des_fontes: Mapping[str, str]
    titre: str
    auteur: str

    def contenu(self, page: int) -> bytes:
        """What a page draws, in clear."""
        flux = self.objets[self.contenus[page]].flux
        return zlib.decompress(flux or b"")

    def contenus_ecrits(self) -> tuple[bytes, ...]:
        """What each page draws, as stored."""
        return tuple(self.objets[numero].flux or b"" for numero in self.contenus)


def lire(pdf: bytes) -> Planche:
    """Read a PDF. Raises `PlancheIllisible` for one whose parts could not be copied without loss."""
    lecteur = pypdf.PdfReader(io.BytesIO(pdf))
    catalogue: Any = lecteur.trailer["/Root"]
    if "/StructTreeRoot" not in catalogue or "/AcroForm" in catalogue or "/Names" in catalogue:
        raise PlancheIllisible("PDF sans structure, ou avec un formulaire ou des destinations.")
    racine: Any = catalogue["/StructTreeRoot"]
    if any("/Annots" in page for page in lecteur.pages):
        raise PlancheIllisible("PDF avec des annotations.")
    objets = {n: _objet(lecteur, n) for n in range(1, int(lecteur.trailer["/Size"]))}  # type: ignore[call-overload]
    pages = tuple(page.indirect_reference.idnum for page in lecteur.pages if page.indirect_reference)
    (document,) = (reference.idnum for reference in racine["/K"])
    balises = tuple(_balises(lecteur, document))
    contenus = tuple(_numero(page, "/Contents") for page in lecteur.pages)
    if any(objets[numero].flux is None for numero in contenus):
        raise PlancheIllisible("Une page en plusieurs flux.")
    fontes, noms = _fontes(lecteur)
    identite = lecteur.metadata
    connues = {numero for numero, _ in balises}
    parents = tuple(
        tuple(numero if numero in connues else HORS_STRUCTURE for numero in page)
        for page in _parents(racine, len(pages))
    )
    for numero, page in zip(contenus, parents, strict=True):
        if HORS_STRUCTURE in page:
            objets[numero] = _en_marge(objets[numero], page)
    return Planche(
        objets=objets,
        propres=(*pages, *(numero for numero, _ in balises)),
        pages=pages,
        contenus=contenus,
        noeud_des_pages=_numero(catalogue, "/Pages"),
        racine=_numero(catalogue, "/StructTreeRoot"),
        document=document,
        parents=parents,
        identifiants=tuple(sorted((nom, numero) for numero, nom in balises if nom)),
        fontes=fontes,
        noms_des_fontes=noms,
        titre=str((identite and identite.title) or ""),
        auteur=str((identite and identite.author) or ""),
    )


def _numero(dictionnaire: DictionaryObject, cle: str) -> int:
    valeur = dictionnaire.raw_get(cle)
    if not isinstance(valeur, IndirectObject):
        raise PlancheIllisible(f"{cle} n’est pas un renvoi.")
    return valeur.idnum


def _objet(lecteur: pypdf.PdfReader, numero: int) -> Objet:
    lu = lecteur.get_object(numero)
    tampon = io.BytesIO()
    if lu is not None:
        lu.write_to_stream(tampon)
    octets, marque, flux = tampon.getvalue().partition(_FLUX)
    morceaux, jetons = couper(octets.decode("latin-1"))
    return Objet(morceaux, jetons, flux.removesuffix(b"\nendstream") if marque else None)


def couper(texte: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """An object's text around its tokens."""
    morceaux, jetons, debut = [], [], 0
    for trouve in _JETON.finditer(texte):
        identifiant = _IDENTIFIANT.fullmatch(trouve[0])
        if identifiant:
            morceaux.append(texte[debut : trouve.start() + 1])
            jetons.append(IDENTIFIANT)
            debut = trouve.start() + 1 + len(trouve[0]) - 2 - len(identifiant[1])
        elif trouve[0][0] not in "(<":
            morceaux.append(texte[debut : trouve.start()])
            jetons.append(int(trouve[1]) if trouve[1] else -1 - int(trouve[0]))
            debut = trouve.end()
    return (*morceaux, texte[debut:]), tuple(jetons)


def _balises(lecteur: pypdf.PdfReader, numero: int) -> Iterator[tuple[int, str]]:
    """The numbers of the tags under that one, itself first, each with its identifier or ""."""
    balise: Any = lecteur.get_object(numero)
    if balise.get("/Type") != "/StructElem":
        raise PlancheIllisible("Une balise d’un genre inattendu.")
    identifiant = _IDENTIFIANT.fullmatch(f"({balise['/ID']})") if "/ID" in balise else None
    yield numero, identifiant[1] if identifiant else ""
    enfants = balise["/K"]
    for enfant in enfants if isinstance(enfants, ArrayObject) else [enfants]:
        if isinstance(enfant, IndirectObject):
            yield from _balises(lecteur, enfant.idnum)


def _parents(racine: DictionaryObject, pages: int) -> tuple[tuple[int, ...], ...]:
    arbre: Any = racine["/ParentTree"]
    nombres = arbre["/Nums"]
    if len(nombres) != 2 * pages:
        raise PlancheIllisible("Un arbre de balises d’un genre inattendu.")
    return tuple(
        tuple(getattr(renvoi, "idnum", HORS_STRUCTURE) for renvoi in nombres[2 * rang + 1].get_object())
        for rang in range(pages)
    )


def _en_marge(contenu: Objet, parents: tuple[int, ...]) -> Objet:
    """The same page, whose margins are no longer read as text without a place: they are artifacts."""

    def artefact(trouve: re.Match[bytes]) -> bytes:
        return b"/Artifact\nBMC" if parents[int(trouve[1])] == HORS_STRUCTURE else trouve[0]

    clair = _MARQUE.sub(artefact, zlib.decompress(contenu.flux or b""))
    return replace(contenu, flux=zlib.compress(clair))


def _fontes(
    lecteur: pypdf.PdfReader,
) -> tuple[dict[int, tuple[str, frozenset[int]]], dict[str, str]]:
    """The project's fonts by object, with the glyphs used outside their alphabet; and their files by resource name."""
    numeros: dict[str, int] = {}
    noms: dict[str, str] = {}
    glyphes: dict[str, set[int]] = {}
    for page in lecteur.pages:
        ressources: Any = page["/Resources"]
        for cle, police in ressources.get("/Font", {}).items():
            if "+Document" in police["/BaseFont"]:
                nom = cle.removeprefix("/")
                noms[nom] = GRASSE if "Bold" in police["/BaseFont"] else COURANTE
                numeros[nom] = _numero(ressources["/Font"], cle)
        contenu = page.get_contents()
        _relever_glyphes(contenu.get_data() if contenu is not None else b"", glyphes)
    return {
        numero: (noms[nom], frozenset(glyphes.get(nom, set()) - set(fonte(noms[nom]).glyphes.values())))
        for nom, numero in numeros.items()
    }, noms


def _relever_glyphes(contenu: bytes, glyphes: dict[str, set[int]]) -> None:
    courants: set[int] = set()
    for nom, codes in _ECRIT.findall(contenu):
        if nom:
            courants = glyphes.setdefault(nom.decode("latin-1"), set())
        else:
            courants.update(int(codes[rang : rang + 4], 16) for rang in range(0, len(codes), 4))
