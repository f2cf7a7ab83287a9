"""PDF syntax: texts, numbers, and a writer of objects that never goes back."""

import struct
import zlib
from dataclasses import dataclass
from typing import BinaryIO, Final

ENTETE: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_OBJETS_PAR_FLUX: Final = 200
_LIBRE, _DANS_LE_FICHIER, _DANS_UN_FLUX = 0, 1, 2


def chaine(texte: str) -> str:
    """A PDF text string: readable when it is plain ASCII, UTF-16 in hexadecimal otherwise."""
    if texte.isascii() and texte.isprintable():
        return "(" + texte.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
    return "<FEFF" + texte.encode("utf-16-be").hex().upper() + ">"


def nombre(valeur: float) -> str:
    """A number in points, to the hundredth (3.5 µm), never in exponent notation."""
    return f"{valeur:.2f}".rstrip("0").rstrip(".") if valeur % 1 else str(int(valeur))


@dataclass(frozen=True, slots=True)
class Debut:
    """The beginning of a file, up to `octets`, and where its objects stand."""

    octets: int
    places: tuple[tuple[int, int, int], ...]


class Ecrivain:
    """Writes a PDF 1.7 in one pass: streams as they come, other objects grouped in compressed object streams.

    With `debut`, the bytes it stands for are already in `sortie`, and the file goes on from there.
    """

    def __init__(self, sortie: BinaryIO, debut: Debut | None = None) -> None:
        self._sortie = sortie
        self.octets = debut.octets if debut else 0
        self._places: list[tuple[int, int, int]] = list(debut.places) if debut else [(_LIBRE, 0, 0xFFFF)]
        self._en_attente: list[tuple[int, bytes]] = []
        if debut is None:
            self._ecrire(ENTETE)

    def figer(self) -> Debut:
        """What is written so far: several files may begin with it."""
        self._vider()
        return Debut(self.octets, tuple(self._places))

    def reserver(self) -> int:
        """The number of a new object, to be written later, once."""
        self._places.append((_LIBRE, 0, 0))
        return len(self._places) - 1

    def reserver_suite(self, nombre: int) -> int:
        """The number of the first of so many new objects, numbered one after the other."""
        premier = len(self._places)
        self._places.extend([(_LIBRE, 0, 0)] * nombre)
        return premier

    def poser(self, numero: int, corps: str) -> None:
        """Give its content to a reserved object that is not a stream."""
        self._en_attente.append((numero, corps.encode("ascii")))
        if len(self._en_attente) == _OBJETS_PAR_FLUX:
            self._vider()

    def ajouter(self, corps: str) -> int:
        """Reserve and write an object that is not a stream; its number."""
        numero = self.reserver()
        self.poser(numero, corps)
        return numero

    def flux(self, numero: int, dictionnaire: str, octets: bytes) -> None:
        """Write a stream whose bytes are already in their final form."""
        self._places[numero] = (_DANS_LE_FICHIER, self.octets, 0)
        self._ecrire(f"{numero} 0 obj\n<<{dictionnaire}/Length {len(octets)}>>\nstream\n".encode("ascii"))
        self._ecrire(octets)
        self._ecrire(b"\nendstream\nendobj\n")

    def flux_deja_comprime(self, numero: int, octets: bytes) -> None:
        """Write a stream deflated beforehand."""
        self.flux(numero, "/Filter/FlateDecode", octets)

    def flux_comprime(self, numero: int, dictionnaire: str, octets: bytes) -> None:
        """Write a stream, deflated."""
        self.flux(numero, f"{dictionnaire}/Filter/FlateDecode", zlib.compress(octets))

    def terminer(self, *, racine: int, informations: int, identifiant: str) -> None:
        """Write what is left, the cross-reference stream and the end; `identifiant` is 32 hexadecimal digits."""
        self._vider()
        numero, position = self.reserver(), self.octets
        self._places[numero] = (_DANS_LE_FICHIER, position, 0)
        table = b"".join(struct.pack(">BIH", *place) for place in self._places)
        self.flux_comprime(
            numero,
            f"/Type/XRef/Size {len(self._places)}/W[1 4 2]/Root {racine} 0 R/Info {informations} 0 R"
            f"/ID[<{identifiant}><{identifiant}>]",
            table,
        )
        self._ecrire(f"startxref\n{position}\n%%EOF\n".encode("ascii"))

    def _vider(self) -> None:
        if not self._en_attente:
            return
        numero, reperes, corps, position = self.reserver(), [], [], 0
        for rang, (objet, octets) in enumerate(self._en_attente):
            self._places[objet] = (_DANS_UN_FLUX, numero, rang)
            reperes.append(f"{objet} {position}")
            corps.append(octets)
            position += len(octets) + 1
        debut = " ".join(reperes).encode("ascii") + b"\n"
        self.flux_comprime(
            numero, f"/Type/ObjStm/N {len(corps)}/First {len(debut)}", debut + b"\n".join(corps) + b"\n"
        )
        self._en_attente.clear()

    def _ecrire(self, octets: bytes) -> None:
        self._sortie.write(octets)
        self.octets += len(octets)
