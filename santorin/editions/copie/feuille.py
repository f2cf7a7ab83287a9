"""A page being composed: its drawing orders, and which of them belong to which tag."""

from dataclasses import dataclass, field
from typing import Final

from santorin.editions.copie.mise_en_lignes import PoliceEmployee
from santorin.editions.copie.objets import nombre

A4: Final = (595.28, 841.89)


@dataclass(eq=False, slots=True)
class Balise:
    """A node of the tags a screen reader follows: a PDF structure type, its attributes, and what it contains."""

    genre: str
    attributs: str = ""
    enfants: list["Balise | Contenu"] = field(default_factory=list)

    def sous(self, genre: str, attributs: str = "") -> "Balise":
        """A new node, last child of this one."""
        enfant = Balise(genre, attributs)
        self.enfants.append(enfant)
        return enfant


@dataclass(eq=False, slots=True)
class Contenu:
    """A piece of a page's drawing orders that belongs to one tag."""

    feuille: "Feuille"
    rang: int


class Feuille:
    """A page of the PDF; points, origin at the bottom left, as PDF has it."""

    def __init__(self, objet: int, largeur: float, hauteur: float) -> None:
        self.objet = objet
        self.largeur = largeur
        self.hauteur = hauteur
        self.ordres: list[str] = []
        self.balises: list[Balise] = []

    def ouvrir(self, balise: Balise) -> None:
        """What is drawn until `fermer` belongs to this tag."""
        balise.enfants.append(Contenu(self, len(self.balises)))
        self.ordres.append(f"/{balise.genre}<</MCID {len(self.balises)}>>BDC")
        self.balises.append(balise)

    def ouvrir_decor(self) -> None:
        """What is drawn until `fermer` is decoration: screen readers skip it."""
        self.ordres.append("/Artifact BMC")

    def ouvrir_pied(self) -> None:
        """What is drawn until `fermer` is the foot of the page, told as such (PDF/UA-1, 7.8): screen readers skip it."""
        self.ordres.append("/Artifact<</Type/Pagination/Subtype/Footer>>BDC")

    def fermer(self) -> None:
        """End what was opened."""
        self.ordres.append("EMC")

    def ecrire_lignes(
        self, lignes: list[str], x: float, y: float, style: "Style", *, taille: float, interligne: float = 0
    ) -> None:
        """Lines of text whose first baseline starts at (x, y); sizes in points."""
        corps = "Tj T*".join(style.police.coder(ligne) for ligne in lignes)
        self.ordres.append(
            f"BT/{style.nom} {nombre(taille)} Tf {nombre(interligne)} TL {style.couleur} rg "
            f"{nombre(x)} {nombre(y)} Td{corps}Tj ET"
        )

    def contenu(self) -> bytes:
        """The page's content stream."""
        return "\n".join(self.ordres).encode("ascii")


@dataclass(frozen=True, slots=True)
class Cadre:
    """A rectangle of a page, in points: where the scan lies."""

    x: float
    y: float
    largeur: float
    hauteur: float

    @property
    def droite(self) -> float:
        """The right edge."""
        return self.x + self.largeur

    @property
    def haut(self) -> float:
        """The top edge."""
        return self.y + self.hauteur

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where fractions of the upright scan, from its top left, fall on the page."""
        return self.x + x * self.largeur, self.haut - y * self.hauteur

    def boite(self) -> str:
        """The attributes of a tag that fills this rectangle."""
        cotes = " ".join(map(nombre, (self.x, self.y, self.droite, self.haut)))
        return f"/A<</O/Layout/BBox[{cotes}]>>"


@dataclass(frozen=True, slots=True)
class Style:
    """A font under its name in the pages' resources, and a colour as three components."""

    nom: str
    police: PoliceEmployee
    couleur: str


@dataclass(frozen=True, slots=True)
class Caracteres:
    """The two fonts of the document."""

    courante: PoliceEmployee
    grasse: PoliceEmployee

    def style(self, couleur: str, *, gras: bool = False) -> Style:
        """The style for a colour given as RRGGBB."""
        return Style("G" if gras else "R", self.grasse if gras else self.courante, composantes(couleur))


def composantes(hexa: str) -> str:
    """RRGGBB as the three operands of a PDF colour order."""
    return " ".join(f"{int(hexa[rang : rang + 2], 16) / 255:.3f}" for rang in (0, 2, 4))
