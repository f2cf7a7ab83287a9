"""Bac général et technologique, sessions 2023 to 2026 and from 2027 on (DEL-12).

An unjustified absence is 0 and never eliminates (D334-8). The second group lets the candidate take again at most
two written épreuves; the better mark is kept. No mention after it, nor with a bénéfice or a dispense.
Before 2023 the contrôle continu weighed otherwise: no règlement is given, `registre` says so.
"""

from fractions import Fraction

from deliberation.reglement.arrondi import Arrondi, Sens
from deliberation.reglement.dossier import Position
from deliberation.reglement.mentions import Mention, Mentions
from deliberation.reglement.modele import (
    DIX,
    EffetCode,
    EpreuveReglement,
    Partie,
    Regime,
    Reglement,
    SecondGroupe,
    Sources,
)

D334_8 = "Code de l'éducation, art. D334-8"
UN_POINT = Fraction(1)
AU_DIXIEME_SUPERIEUR = Arrondi(Fraction(1, 10), Sens.SUPERIEUR)
ANTICIPEES = "Épreuves anticipées"
TERMINALES = "Épreuves terminales"
CONTINU = "Contrôle continu"
OPTIONS = "Enseignements optionnels"
ORAL = "oral"

EFFETS = (
    EffetCode("AB", "absent", compte_zero=True, affichage="AB", source=D334_8),
    EffetCode(
        "DI", "dispensé", hors_moyenne=True, affichage="DI", source="Code saisi à la main dans Cyclades"
    ),
)

SOURCES = Sources(notes=D334_8, moyenne=D334_8, admission=D334_8, absence=D334_8)

MENTIONS = Mentions(
    (
        Mention("Assez bien", Fraction(12)),
        Mention("Bien", Fraction(14)),
        Mention("Très bien", Fraction(16)),
        Mention("Très bien avec les félicitations du jury", Fraction(18), depuis=2024),
    ),
    "Code de l'éducation, art. D334-7, D334-8 et D334-13",
    frozenset({Position.BENEFICE, Position.DISPENSE}),
)

SECOND_GROUPE = SecondGroupe(
    "épreuve orale de contrôle",
    "Second groupe",
    "Autorisé à se présenter au second groupe",
    Fraction(8),
    Regime.SUBSTITUTION,
    (Partie(ORAL, "épreuves orales de contrôle", minimum=1, maximum=2),),
    D334_8,
    incertain="le choix du français est rattaché à l'épreuve écrite",
)

RESERVES = (
    "Les articles D334 sont ceux de la voie générale ; ceux de la voie technologique (D336) ne sont pas relus.",
    "Les félicitations du jury sont datées de 2024 comme au bac pro ; leur date est à confirmer ici.",
    "Dispense d'EPS : la mention est gardée (usage, à confirmer).",
    "L'étalement : le second groupe aménagé des candidats en situation de handicap n'est pas traité.",
    "Le bonus de langues et cultures de l'Antiquité n'est pas traité.",
)
RESERVE_2027 = "Coefficients de la session 2027 (mathématiques 2, Grand oral réduit de 2) : à confirmer."

VOIES = {"BCG": "Voie générale", "BTN": "Voie technologique"}


def reglements() -> tuple[Reglement, ...]:
    """Every règlement of the bac général et technologique; BCG and BTN stand for the two voies."""
    return tuple(
        reglement
        for voie in VOIES
        for reglement in (_reglement(voie, 2023, 2026, ()), _reglement(voie, 2027, None, (RESERVE_2027,)))
    )


def _reglement(voie: str, depuis: int, jusqu_a: int | None, reserves: tuple[str, ...]) -> Reglement:
    return Reglement(
        examen="BGT",
        libelle="Baccalauréat général et technologique",
        specialite=voie,
        libelle_specialite=VOIES[voie],
        depuis=depuis,
        jusqu_a=jusqu_a,
        version=f"BGT-{voie}-{depuis}.1",
        epreuves=_epreuves(generale=voie == "BCG", depuis_2027=jusqu_a is None),
        admission=DIX,
        effets=EFFETS,
        sources=SOURCES,
        positions=frozenset(Position),
        second_groupe=SECOND_GROUPE,
        mentions=MENTIONS,
        benefice_minimum=DIX,
        reserves=(*RESERVES, *reserves),
    )


def _epreuves(*, generale: bool, depuis_2027: bool) -> tuple[EpreuveReglement, ...]:
    grand_oral = (10 if generale else 14) - (2 if depuis_2027 else 0)
    mathematiques = (_epreuve("MATHS_ANT", "Mathématiques (anticipée)", 2, ANTICIPEES, ect=ORAL),)
    return (
        _epreuve("FRANCAIS_E", "Français, écrit", 5, ANTICIPEES, ect=ORAL),
        _epreuve("FRANCAIS_O", "Français, oral", 5, ANTICIPEES),
        *(mathematiques if depuis_2027 else ()),
        _epreuve("PHILO", "Philosophie", 8 if generale else 4, TERMINALES, ect=ORAL),
        _epreuve("SPE1", "Première spécialité", 16, TERMINALES, ect=ORAL),
        _epreuve("SPE2", "Seconde spécialité", 16, TERMINALES, ect=ORAL),
        _epreuve("GRAND_ORAL", "Grand oral", grand_oral, TERMINALES),
        *_continu(generale=generale),
        *(_option(code, libelle) for code, libelle in LES_OPTIONS),
    )


LES_OPTIONS = (
    ("OPT_1", "Option de première"),
    ("OPT_T1", "Option de terminale"),
    ("OPT_T2", "Seconde option de terminale"),
)


def _continu(*, generale: bool) -> tuple[EpreuveReglement, ...]:
    sciences = ("ES", "Enseignement scientifique") if generale else ("MATHS", "Mathématiques")
    communs = (
        ("HG", "Histoire-géographie", 6),
        (*sciences, 6),
        ("LVA", "Langue vivante A", 6),
        ("LVB", "Langue vivante B", 6),
        ("EPS", "Éducation physique et sportive", 6),
        ("EMC", "Enseignement moral et civique", 2),
        ("SPE_1RE", "Spécialité suivie en première seulement", 8),
    )
    return tuple(
        EpreuveReglement(
            code,
            libelle,
            Fraction(coefficient),
            CONTINU,
            arrondi=AU_DIXIEME_SUPERIEUR,
            dispense_garde_mention=code == "EPS",
        )
        for code, libelle, coefficient in communs
    )


def _epreuve(
    code: str, libelle: str, coefficient: int, groupe: str, *, ect: str | None = None
) -> EpreuveReglement:
    return EpreuveReglement(code, libelle, Fraction(coefficient), groupe, ect=ect, pas=UN_POINT)


def _option(code: str, libelle: str) -> EpreuveReglement:
    """Since 2022 an option enters the mean with its coefficient, above 10 or below."""
    return EpreuveReglement(
        code, libelle, Fraction(2), OPTIONS, obligatoire=False, arrondi=AU_DIXIEME_SUPERIEUR
    )
