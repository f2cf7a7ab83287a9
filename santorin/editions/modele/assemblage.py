"""Copies of planches written one after the other into one PDF/A-3a: what they share once, one structure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from santorin.editions.copie.description import LANGUE, PRODUCTEUR, ecrire_intention
from santorin.editions.copie.objets import Debut, Ecrivain, chaine
from santorin.editions.modele.fonte import ecrire_fonte
from santorin.editions.modele.planche import IDENTIFIANT, Objet, Planche

_PAQUET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{titre}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{auteur}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{langue}</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>{producteur}</pdf:Producer>
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True, slots=True)
class Exemplaire:
    """A copy of a planche: what each of its pages draws, deflated, and its title."""

    planche: Planche
    contenus: tuple[bytes, ...]
    titre: str


@dataclass(frozen=True, slots=True)
class _Posee:
    """A planche whose shared objects are written: its own ones as formats, with the ranks of what they name."""

    formes: tuple[tuple[str, tuple[int, ...]], ...]
    pages: tuple[int, ...]
    contenus: tuple[int, ...]
    document: int
    parents: tuple[tuple[int, ...], ...]
    identifiants: tuple[tuple[str, int], ...]
    taille: int


@dataclass(frozen=True, slots=True)
class _Reserves:
    """The objects of a document, numbered before they are known."""

    catalogue: int
    informations: int
    metadonnees: int
    pages: int
    racine: int
    document: int


class Assemblage:
    """One PDF being written. With `ensemble`, each copy is a part of a document; otherwise there is one copy."""

    def __init__(self, ecrivain: Ecrivain, *, ensemble: bool) -> None:
        self.ecrivain = ecrivain
        self._ensemble = ensemble
        self._reserves = _Reserves(
            catalogue=ecrivain.reserver(),
            informations=ecrivain.reserver(),
            metadonnees=ecrivain.reserver(),
            pages=ecrivain.reserver(),
            racine=ecrivain.reserver(),
            document=ecrivain.reserver() if ensemble else 0,
        )
        self._intention = ecrire_intention(ecrivain)
        self._communs: dict[tuple[str, bytes | None], int] = {}
        self._posees: dict[int, _Posee] = {}
        self._planches: list[Planche] = []  # kept, so that no other takes their place in memory
        self._cle = 0
        self._pages: list[int] = []
        self._parties: list[int] = []
        self._parents: list[tuple[str, str]] = []
        self._identifiants: list[tuple[str, str]] = []
        self._signets: list[tuple[str, int]] = []

    @property
    def pages(self) -> int:
        """How many were written."""
        return len(self._pages)

    def ajouter(self, exemplaire: Exemplaire, *, signet: str = "") -> None:
        """Write a copy, under that bookmark if any."""
        premiere = len(self._pages)
        contenus = self.placer(exemplaire.planche)
        for numero, octets in zip(contenus, exemplaire.contenus, strict=True):
            self.ecrivain.flux_deja_comprime(numero, octets)
        if signet:
            self._signets.append((signet, self._pages[premiere]))

    def placer(self, planche: Planche) -> tuple[int, ...]:
        """Write all of a copy but what its pages draw; the numbers of those streams, still to be written."""
        posee = self._posees.get(id(planche)) or self._poser(planche)
        base = self.ecrivain.reserver_suite(posee.taille)
        cle = self._cle
        for rang, (forme, jetons) in enumerate(posee.formes):
            self.ecrivain.poser(
                base + rang, forme % tuple([base + j if j >= 0 else cle - 1 - j for j in jetons])
            )
        self._pages += [base + rang for rang in posee.pages]
        self._parties.append(base + posee.document)
        listes = (
            " ".join([f"{base + rang} 0 R" if rang >= 0 else "null" for rang in parents])
            for parents in posee.parents
        )
        nombres = "".join(f"{cle + page}[{liste}]" for page, liste in enumerate(listes))
        self._parents.append((f"[{cle} {cle + len(posee.pages) - 1}]", nombres))
        if posee.identifiants:
            noms = [(f"({cle:08d}-{nom})", base + rang) for nom, rang in posee.identifiants]
            self._identifiants.append(
                (f"[{noms[0][0]}{noms[-1][0]}]", "".join([f"{nom}{numero} 0 R" for nom, numero in noms]))
            )
        self._cle += len(posee.pages)
        return tuple(base + rang for rang in posee.contenus)

    def relier(self) -> None:
        """Write what holds the copies together; nothing can be added after it but what the pages draw."""
        ecrivain, reserves = self.ecrivain, self._reserves
        pages = " ".join(f"{page} 0 R" for page in self._pages)
        ecrivain.poser(reserves.pages, f"<</Type/Pages/Count {len(self._pages)}/Kids[{pages}]>>")
        document = reserves.document if self._ensemble else self._parties[0]
        if self._ensemble:
            parties = " ".join(f"{partie} 0 R" for partie in self._parties)
            ecrivain.poser(document, f"<</Type/StructElem/S/Document/P {reserves.racine} 0 R/K[{parties}]>>")
        parents = self._arbre("Nums", self._parents)
        noms = f"/IDTree {self._arbre('Names', self._identifiants)} 0 R" if self._identifiants else ""
        ecrivain.poser(
            reserves.racine,
            f"<</Type/StructTreeRoot/K[{document} 0 R]/ParentTree {parents} 0 R/ParentTreeNextKey {self._cle}{noms}>>",
        )
        ecrivain.poser(
            reserves.catalogue,
            f"<</Type/Catalog/Pages {reserves.pages} 0 R/Lang{chaine(LANGUE)}/StructTreeRoot {reserves.racine} 0 R"
            f"/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>/Metadata {reserves.metadonnees} 0 R"
            f"{self._intention}{self._ecrire_signets()}>>",
        )

    def conclure(self, titre: str, auteur: str, empreinte: str) -> None:
        """Write what the document says of itself, and its end."""
        conclure(self.ecrivain, self._reserves, titre, auteur, empreinte)

    def figer(self, contenus: tuple[int, ...]) -> "Souche":
        """The document as it stands after `relier`, to be ended many times; `contenus` are still to be written."""
        return Souche(self.ecrivain.figer(), self._reserves, contenus)

    def _arbre(self, genre: str, feuilles: Sequence[tuple[str, str]]) -> int:
        """A tree of numbers or names: one leaf per copy."""
        if len(feuilles) == 1:
            return self.ecrivain.ajouter(f"<</{genre}[{feuilles[0][1]}]>>")
        numeros = [
            self.ecrivain.ajouter(f"<</Limits{bornes}/{genre}[{contenu}]>>") for bornes, contenu in feuilles
        ]
        return self.ecrivain.ajouter(f"<</Kids[{' '.join(f'{numero} 0 R' for numero in numeros)}]>>")

    def _ecrire_signets(self) -> str:
        if not self._signets:
            return ""
        ecrivain = self.ecrivain
        racine, premier = ecrivain.reserver(), ecrivain.reserver_suite(len(self._signets))
        dernier = premier + len(self._signets) - 1
        for rang, (titre, page) in enumerate(self._signets, start=premier):
            voisins = (f"/Prev {rang - 1} 0 R" if rang > premier else "") + (
                f"/Next {rang + 1} 0 R" if rang < dernier else ""
            )
            ecrivain.poser(
                rang, f"<</Title{chaine(titre)}/Parent {racine} 0 R/Dest[{page} 0 R/Fit]{voisins}>>"
            )
        ecrivain.poser(
            racine,
            f"<</Type/Outlines/First {premier} 0 R/Last {dernier} 0 R/Count {len(self._signets)}>>",
        )
        return f"/Outlines {racine} 0 R"

    def _poser(self, planche: Planche) -> _Posee:
        rangs = {numero: rang for rang, numero in enumerate((*planche.propres, *planche.contenus))}
        formes = tuple(self._forme(planche, numero, rangs) for numero in planche.propres)
        posee = _Posee(
            formes=formes,
            pages=tuple(rangs[numero] for numero in planche.pages),
            contenus=tuple(rangs[numero] for numero in planche.contenus),
            document=rangs[planche.document],
            parents=tuple(tuple(rangs.get(numero, -1) for numero in page) for page in planche.parents),
            identifiants=tuple((nom, rangs[numero]) for nom, numero in planche.identifiants),
            taille=len(rangs),
        )
        self._posees[id(planche)] = posee
        self._planches.append(planche)
        return posee

    def _forme(self, planche: Planche, numero: int, rangs: dict[int, int]) -> tuple[str, tuple[int, ...]]:
        objet = planche.objets[numero]
        texte, nommes = [], []
        for morceau, jeton in zip(objet.morceaux, objet.jetons, strict=False):
            texte.append(morceau.replace("%", "%%"))
            if jeton in rangs or jeton <= 0:
                texte.append("%08d-" if jeton == IDENTIFIANT else "%d 0 R" if jeton > 0 else "%d")
                nommes.append(rangs[jeton] if jeton > 0 else jeton or -1)
            else:
                texte.append(f"{self._ailleurs(planche, jeton)} 0 R")
        texte.append(objet.morceaux[-1].replace("%", "%%"))
        forme = "".join(texte)
        if self._ensemble and numero == planche.document:
            forme = forme.replace("/S /Document", "/S /Part")
        return forme, tuple(nommes)

    def _ailleurs(self, planche: Planche, numero: int) -> int:
        """The number here of an object that a copy does not own."""
        if numero == planche.noeud_des_pages:
            return self._reserves.pages
        if numero == planche.racine:
            return self._reserves.document if self._ensemble else self._reserves.racine
        if numero in planche.fontes:
            fichier, autres = planche.fontes[numero]
            cle = (f"fonte {fichier} {sorted(autres)}", None)
            if cle not in self._communs:
                self._communs[cle] = ecrire_fonte(self.ecrivain, fichier, autres)
            return self._communs[cle]
        return self._commun(planche, planche.objets[numero])

    def _commun(self, planche: Planche, objet: Objet) -> int:
        """Write an object shared by copies, once whatever the planches it comes from."""
        renvois = [f"{self._ailleurs(planche, jeton)} 0 R" for jeton in objet.jetons]
        texte = "".join(
            morceau + renvoi for morceau, renvoi in zip(objet.morceaux, [*renvois, ""], strict=True)
        )
        cle = (texte, objet.flux)
        if cle not in self._communs:
            numero = self._communs[cle] = self.ecrivain.reserver()
            if objet.flux is None:
                self.ecrivain.poser(numero, texte)
            else:
                self.ecrivain.flux(numero, _sans_longueur(texte), objet.flux)
        return self._communs[cle]


@dataclass(frozen=True, slots=True)
class Souche:
    """A document of one copy, written up to what its pages draw."""

    debut: Debut
    reserves: _Reserves
    contenus: tuple[int, ...]


def conclure(ecrivain: Ecrivain, reserves: _Reserves, titre: str, auteur: str, empreinte: str) -> None:
    """Write title, author and XMP packet, then the end. `empreinte` is 32 hexadecimal digits."""
    paquet = _PAQUET.format(
        titre=escape(titre), auteur=escape(auteur), langue=LANGUE, producteur=PRODUCTEUR
    ).encode()
    ecrivain.flux(reserves.metadonnees, "/Type/Metadata/Subtype/XML", paquet)
    ecrivain.poser(
        reserves.informations,
        f"<</Title{chaine(titre)}/Author{chaine(auteur)}/Producer{chaine(PRODUCTEUR)}>>",
    )
    ecrivain.terminer(racine=reserves.catalogue, informations=reserves.informations, identifiant=empreinte)


def empreinte_de(titre: str, contenus: Sequence[bytes]) -> str:
    """What tells a document from another, as its identifier: 32 hexadecimal digits."""
    somme = hashlib.sha256(titre.encode())
    for octets in contenus:
        somme.update(octets)
    return somme.hexdigest()[:32]


def _sans_longueur(dictionnaire: str) -> str:
    """The inside of a stream's dictionary; its length is written again with it."""
    lignes = dictionnaire.strip().removeprefix("<<").removesuffix(">>").splitlines()
    return "\n".join(ligne for ligne in lignes if not ligne.startswith("/Length "))
