"""PDFs written here, joined into one without losing their tags: fonts once, a bookmark each (RES-05)."""

import hashlib
import re
from collections.abc import Iterable
from typing import BinaryIO, Final
from xml.sax.saxutils import unescape

from santorin.editions.copie.objets import Ecrivain
from santorin.editions.modele.assemblage import Assemblage, Exemplaire
from santorin.editions.modele.planche import Planche, lire

_FLUX: Final = re.compile(rb"\d+ 0 obj\n<</Filter/FlateDecode/Length (\d+)>>\nstream\n")
_FIN_DE_FLUX: Final = b"\nendstream\nendobj\n"
_TITRE: Final = re.compile(rb'<rdf:li xml:lang="x-default">(.*?)</rdf:li>')


def fusionner(pdfs: Iterable[bytes], sortie: BinaryIO, *, titre: str) -> int:
    """Write the PDFs one after the other, each a part under its own title; the number of pages.

    They are read as they come and written at once. Raises `PlancheIllisible` for a PDF that was not written here.
    """
    lecture = _Lecture()
    assemblage = Assemblage(Ecrivain(sortie), ensemble=True)
    somme = hashlib.sha256(titre.encode())
    auteur = ""
    for pdf in pdfs:
        exemplaire = lecture.lire(pdf)
        auteur = auteur or exemplaire.planche.auteur
        for octets in exemplaire.contenus:
            somme.update(octets)
        assemblage.ajouter(exemplaire, signet=exemplaire.titre)
    assemblage.relier()
    assemblage.conclure(titre, auteur, somme.hexdigest()[:32])
    return assemblage.pages


class _Lecture:
    """Reads one PDF after the other; those that begin like one already read are only read from there on."""

    def __init__(self) -> None:
        self._debuts: list[tuple[bytes, Planche]] = []

    def lire(self, pdf: bytes) -> Exemplaire:
        for debut, planche in self._debuts:
            if pdf.startswith(debut) and (suite := _suite(pdf, len(debut), planche)):
                return suite
        planche = lire(pdf)
        marque = f"\n{planche.contenus[0]} 0 obj\n<</Filter/FlateDecode/Length ".encode()
        if (place := pdf.find(marque)) >= 0:
            self._debuts.append((pdf[: place + 1], planche))
        return Exemplaire(planche, planche.contenus_ecrits(), planche.titre)


def _suite(pdf: bytes, place: int, planche: Planche) -> Exemplaire | None:
    """What follows a known beginning: the pages' streams and the title; None when it does not look so."""
    contenus = []
    for _ in planche.contenus:
        entete = _FLUX.match(pdf, place)
        if entete is None:
            return None
        fin = entete.end() + int(entete[1])
        contenus.append(pdf[entete.end() : fin])
        if pdf[fin : fin + len(_FIN_DE_FLUX)] != _FIN_DE_FLUX:
            return None
        place = fin + len(_FIN_DE_FLUX)
    titre = _TITRE.search(pdf, place)
    return titre and Exemplaire(planche, tuple(contenus), unescape(titre[1].decode()))
