"""Bac pro, forme globale: sessions 2018, 2019 and 2021, and from 2022 on (DEL-12).

Two regimes of the épreuve de contrôle: averaged with the mean of the first group up to 2021 (D337-78 before
the décret 2021-1524), substitution of the better mark since 2022. Session 2021 keeps the best two of four written
marks. Session 2020 had rules of its own, which are not known here: `registre` says so.
What is uncertain: see `bcp_unites` for the épreuves, and RESERVES below, printed with the règlement.
"""

from fractions import Fraction

from deliberation.reglement import bcp_unites
from deliberation.reglement.arrondi import PolitiqueArrondi
from deliberation.reglement.dossier import Position
from deliberation.reglement.mentions import Mention, Mentions
from deliberation.reglement.modele import (
    DIX,
    Assiette,
    Certificat,
    ConditionProfessionnelle,
    EffetCode,
    EpreuveReglement,
    MeilleuresNotes,
    Partie,
    Regime,
    Reglement,
    SecondGroupe,
    Sources,
)

HUIT = Fraction(8)
D337_78 = "Code de l'éducation, art. D337-78"
ECT = "Epreuve de contrôle"  # the customer's spelling, on the list of missing marks

EFFETS = (
    EffetCode(
        "AB", "absent", compte_zero=True, bloque_diplome=True, affichage="AB",
        source="Code de l'éducation, art. D337-81 (version de 2015 environ)",
    ),
    EffetCode("DI", "dispensé", hors_moyenne=True, affichage="DI", source="Code saisi à la main dans Cyclades"),
    EffetCode(
        "NV", "non validé", compte_zero=True, bloque_diplome=True, affichage="NV",
        source="Code de l'éducation, art. D337-81 (formation en milieu professionnel non validée)",
        incertain="code en usage, effet à confirmer",
    ),
)  # fmt: skip

SOURCES = Sources(
    notes="Code de l'éducation, art. D337-69 à D337-81",
    moyenne=D337_78,
    admission=D337_78,
    absence="Code de l'éducation, art. D337-81 et D337-92",
)

MENTIONS = Mentions(
    (
        Mention("Assez bien", Fraction(12)),
        Mention("Bien", Fraction(14)),
        Mention("Très bien", Fraction(16)),
        Mention("Très bien avec les félicitations du jury", Fraction(18), depuis=2024),
    ),
    "Code de l'éducation, art. D337-86 ; décret 2024-122 pour les félicitations",
)

CERTIFICAT = Certificat(
    "certificat de fin d'études professionnelles secondaires", HUIT, "Code de l'éducation, art. D337-87"
)

CONTROLE_JUSQU_EN_2021 = SecondGroupe(
    "épreuve de contrôle",
    ECT,
    "Autorisé à se présenter à l'épreuve de contrôle",
    HUIT,
    Regime.MOYENNE,
    (Partie("a", "épr. Scientifique et Technique"), Partie("b", "épr. Français et Histoire Géographie")),
    f"{D337_78} (version en vigueur jusqu'à la session 2021)",
    ConditionProfessionnelle(
        Assiette.PRATIQUE,
        DIX,
        D337_78,
        dispense_totale_ouvre=True,
        incertain="sous-épreuves de la pratique professionnelle à vérifier par spécialité",
    ),
    incertain="les deux parties comptent autant l'une que l'autre ; absence à une partie comptée 0",
)

CONTROLE_DEPUIS_2022 = SecondGroupe(
    "épreuve de contrôle",
    ECT,
    "Autorisé à se présenter à l'épreuve de contrôle",
    HUIT,
    Regime.SUBSTITUTION,
    (Partie("a", "première sous-épreuve"), Partie("b", "seconde sous-épreuve")),
    "Décret 2021-1524 et arrêté du 25 novembre 2021 ; note de service du 31 décembre 2021",
    ConditionProfessionnelle(
        Assiette.PROFESSIONNELLE,
        DIX,
        "Décret 2021-1524 du 25 novembre 2021",
        dispense_totale_ouvre=True,
        incertain=(
            "lecture retenue : épreuves professionnelles, sans économie-gestion, économie-droit ni PSE ; une autre "
            "lecture y met toutes les épreuves qui ne peuvent pas être repassées (langues, arts, EPS) ; l'accès des "
            "dispensés est repris du texte antérieur"
        ),
    ),
    incertain="une absence à l'oral laisse la note du premier groupe ; elle ne bloque pas le diplôme",
)

COVID_2021 = MeilleuresNotes(
    ("U51", "U52", "U35", "ECO"),
    2,
    "Décret 2021-727 et arrêté du 8 juin 2021",
    incertain="ne vise que les épreuves ponctuelles ; à notes égales, le choix le plus favorable est retenu",
)

RESERVES = (
    "Les articles du code de l'éducation sont lus dans leur version de 2015 environ.",
    "Notes et moyennes sont comparées exactement, sans arrondi : les sources ne donnent pas la règle du bac pro.",
    "Étalement des épreuves : la mention « sans décision finale » est reprise du baccalauréat général.",
    "La forme progressive (formation continue) n'est pas traitée.",
    "Une absence à une épreuve facultative n'apporte aucun point et ne bloque pas le diplôme.",
)
RESERVE_2025 = "Session 2025 : la dérogation de Mayotte (décret 2025-423) n'est pas traitée."

POSITIONS = frozenset(Position)


def reglements() -> tuple[Reglement, ...]:
    """Every règlement of the bac pro."""
    return tuple(
        reglement
        for specialite in bcp_unites.SPECIALITES
        for reglement in (
            _jusqu_en_2021(specialite, 2018, 2019, None),
            _jusqu_en_2021(specialite, 2021, 2021, _covid(specialite)),
            _depuis_2022(specialite),
        )
    )


def _covid(specialite: str) -> MeilleuresNotes:
    """The four written sous-épreuves of that spécialité: économie-gestion or économie-droit by its own code."""
    _, epreuves = bcp_unites.SPECIALITES[specialite]
    economie = next(epreuve.code for epreuve in epreuves if epreuve.libelle.startswith("Économie-"))
    codes = tuple(economie if code == "ECO" else code for code in COVID_2021.epreuves)
    return MeilleuresNotes(codes, COVID_2021.retenues, COVID_2021.source, COVID_2021.incertain)


def _jusqu_en_2021(
    specialite: str, depuis: int, jusqu_a: int, meilleures: MeilleuresNotes | None
) -> Reglement:
    return _reglement(specialite, depuis, jusqu_a, CONTROLE_JUSQU_EN_2021, (), meilleures=meilleures)


def _depuis_2022(specialite: str) -> Reglement:
    nouvelle = bcp_unites.SPECIALITES_REMPLACEES.get(specialite)
    remplacee = (
        f"La spécialité a été remplacée par « {nouvelle} » vers 2022 ; ses épreuves sont gardées telles quelles.",
    )
    return _reglement(
        specialite,
        2022,
        None,
        CONTROLE_DEPUIS_2022,
        (bcp_unites.CHEF_D_OEUVRE,),
        reserves=(RESERVE_2025, *(remplacee if nouvelle else ())),
    )


def _reglement(
    specialite: str,
    depuis: int,
    jusqu_a: int | None,
    second_groupe: SecondGroupe,
    ajouts: tuple[EpreuveReglement, ...],
    *,
    meilleures: MeilleuresNotes | None = None,
    reserves: tuple[str, ...] = (),
) -> Reglement:
    libelle, epreuves = bcp_unites.SPECIALITES[specialite]
    return Reglement(
        examen="BCP",
        libelle="Baccalauréat professionnel",
        specialite=specialite,
        libelle_specialite=libelle,
        depuis=depuis,
        jusqu_a=jusqu_a,
        version=f"BCP-{specialite}-{depuis}.1",
        epreuves=(*epreuves, *ajouts, *bcp_unites.FACULTATIVES),
        admission=DIX,
        effets=EFFETS,
        sources=SOURCES,
        positions=POSITIONS,
        politique=PolitiqueArrondi(
            incertain="arrondi au demi-point par épreuve : usage non vérifié, non appliqué"
        ),
        second_groupe=second_groupe,
        meilleures_notes=meilleures,
        mentions=MENTIONS,
        certificat=CERTIFICAT,
        benefice_minimum=DIX,
        remplacement=True,
        reserves=(*RESERVES, *reserves),
    )
