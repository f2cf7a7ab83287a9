"""What a règlement is made of: data, no calculation (DEL-12).

A règlement belongs to one examination, one span of sessions and one spécialité. All numbers are exact
(`Fraction`). What the sources leave open carries its doubt in a field `incertain` or in `reserves`, and
`description.decrire` prints it: a doubt is never hidden in the code.
"""

from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction

from deliberation.reglement.arrondi import Arrondi, PolitiqueArrondi
from deliberation.reglement.dossier import Position
from deliberation.reglement.mentions import Mentions, couvre

VINGT = Fraction(20)
DIX = Fraction(10)


class Comptage(Enum):
    """How the mark of an épreuve enters the total."""

    COEFFICIENT = "note multipliée par le coefficient, coefficient compté au total"
    AU_DESSUS_DE_10 = "seuls les points au-dessus de 10, multipliés par le coefficient, s'ajoutent"
    ECART_A_10 = "l'écart à 10, multiplié par le coefficient, s'ajoute ou se retranche"


@dataclass(frozen=True, slots=True)
class EpreuveReglement:
    """One épreuve, sous-épreuve or component.

    `obligatoire`: expected of every candidate; another counts only when it is in the dossier.
    `professionnelle`, `pratique`: enters the mean that opens the second group (since 2022; up to 2021).
    `ect`: the part of the second group in which it may be assessed again, or None.
    `pas`: marks are expected on this step; another mark is reported, never altered.
    """

    code: str
    libelle: str
    coefficient: Fraction
    groupe: str = ""
    obligatoire: bool = True
    comptage: Comptage = Comptage.COEFFICIENT
    bareme: Fraction = VINGT
    valeurs_admises: tuple[Fraction, ...] = ()
    professionnelle: bool = False
    pratique: bool = False
    ect: str | None = None
    absence_bloque: bool = True
    dispense_garde_mention: bool = False
    eliminatoire_sous: Fraction | None = None
    pas: Fraction | None = None
    arrondi: Arrondi | None = None
    incertain: str = ""


@dataclass(frozen=True, slots=True)
class EffetCode:
    """What a code does: the flags of the table kept by the référentiel (CYC-02).

    A code that neither counts for zero nor is left out of the mean is left out of it.
    """

    code: str
    libelle: str
    compte_zero: bool = False
    bloque_diplome: bool = False
    hors_moyenne: bool = False
    affichage: str = ""
    source: str = ""
    incertain: str = ""

    def __post_init__(self) -> None:
        if self.compte_zero and self.hors_moyenne:
            raise ValueError(f"Le code {self.code} compte pour zéro ou sort de la moyenne, pas les deux.")


@dataclass(frozen=True, slots=True)
class MeilleuresNotes:
    """Of these épreuves the best `retenues` marks stay; their weighted mean replaces each other one."""

    epreuves: tuple[str, ...]
    retenues: int
    source: str
    incertain: str = ""


class Regime(Enum):
    """What the second group does to the first."""

    MOYENNE = "moyenne entre la moyenne du premier groupe et la note de l'épreuve de contrôle"
    SUBSTITUTION = "la meilleure des deux notes de chaque épreuve repassée, avec son coefficient"


class Assiette(Enum):
    """Which épreuves the condition of access looks at."""

    PRATIQUE = "épreuve d'évaluation de la pratique professionnelle"
    PROFESSIONNELLE = "épreuves professionnelles"

    def retient(self, epreuve: EpreuveReglement) -> bool:
        """Whether that épreuve belongs to it."""
        return epreuve.pratique if self is Assiette.PRATIQUE else epreuve.professionnelle


@dataclass(frozen=True, slots=True)
class ConditionProfessionnelle:
    """A second condition of access to the second group."""

    assiette: Assiette
    minimum: Fraction
    source: str
    dispense_totale_ouvre: bool = False
    incertain: str = ""


@dataclass(frozen=True, slots=True)
class Partie:
    """A part of the second group: how many épreuves the candidate takes in it, and its weight (MOYENNE)."""

    code: str
    libelle: str
    minimum: int = 1
    maximum: int = 1
    poids: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class SecondGroupe:
    """Who may sit it, what is taken in it, what it changes. `epreuve` is its name on the list of missing marks."""

    libelle: str
    epreuve: str
    autorise: str
    minimum: Fraction
    regime: Regime
    parties: tuple[Partie, ...]
    source: str
    condition: ConditionProfessionnelle | None = None
    absence_bloque: bool = False
    incertain: str = ""


@dataclass(frozen=True, slots=True)
class Certificat:
    """A certificate for the candidate ajourné whose mean of the first group is high enough."""

    libelle: str
    minimum: Fraction
    source: str


class Base(Enum):
    """What is compared with the threshold of admission."""

    MOYENNE = "moyenne sur 20"
    TOTAL = "total des points"


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts that each step of the fiche names."""

    notes: str
    moyenne: str
    admission: str
    absence: str


@dataclass(frozen=True, slots=True)
class Reglement:
    """All the rules of one examination, spécialité and span of sessions (DEL-12).

    `annee` is the year of the session it is asked for; `version` changes whenever a rule changes.
    """

    examen: str
    libelle: str
    specialite: str
    libelle_specialite: str
    depuis: int
    jusqu_a: int | None
    version: str
    epreuves: tuple[EpreuveReglement, ...]
    admission: Fraction
    effets: tuple[EffetCode, ...]
    sources: Sources
    positions: frozenset[Position]
    politique: PolitiqueArrondi = field(default_factory=PolitiqueArrondi)
    base: Base = Base.MOYENNE
    ajourne: str = "Ajourné"
    second_groupe: SecondGroupe | None = None
    meilleures_notes: MeilleuresNotes | None = None
    mentions: Mentions | None = None
    certificat: Certificat | None = None
    benefice_minimum: Fraction | None = None
    remplacement: bool = False
    reserves: tuple[str, ...] = ()
    session: str = ""

    @property
    def annee(self) -> int:
        """The year of the session asked for; the first year of the span when none was."""
        return int(self.session[:4]) if self.session else self.depuis

    @property
    def periode(self) -> str:
        """« 2018 à 2019 », « 2021 », « depuis 2022 »."""
        if self.jusqu_a is None:
            return f"depuis {self.depuis}"
        return str(self.depuis) if self.jusqu_a == self.depuis else f"{self.depuis} à {self.jusqu_a}"

    def couvre(self, annee: int) -> bool:
        """Whether it holds for the sessions of that year."""
        return couvre(self.depuis, self.jusqu_a, annee)

    def epreuve(self, code: str) -> EpreuveReglement | None:
        """The épreuve of that code, if it has one."""
        return next((epreuve for epreuve in self.epreuves if epreuve.code == code), None)

    def effet(self, code: str) -> EffetCode | None:
        """What that code does, if it is known here."""
        return next((effet for effet in self.effets if effet.code == code), None)

    def choix(self, partie: str) -> tuple[EpreuveReglement, ...]:
        """What a candidate may be assessed in again in that part of the second group."""
        return tuple(epreuve for epreuve in self.epreuves if epreuve.ect == partie)

    def avec_effets(self, effets: tuple[EffetCode, ...], *, version: str) -> "Reglement":
        """The same with the effects kept by the référentiel (CYC-02), under the version that says so."""
        return replace(self, effets=effets, version=version)
