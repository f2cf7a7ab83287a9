"""Certificat de formation générale, sessions from 2017 on (DEL-12).

Candidates « scolaires » (SCO): eight components of the socle at 10, 20, 25 or 30 points and an oral on 160.
Candidates « individuels » (IND): two written épreuves on 120 and the same oral. Admis from 200 points on; no
mention. The 120 points are known by use only; the effect of an absence is not in the sources.
"""

from fractions import Fraction

from deliberation.reglement.dossier import Position
from deliberation.reglement.modele import Base, EffetCode, EpreuveReglement, Reglement, Sources

ARRETE = "Arrêté du 19 juillet 2016 (MENE1620386A)"
UN = Fraction(1)
MAITRISE = (Fraction(10), Fraction(20), Fraction(25), Fraction(30))  # levels 1 to 4

COMPOSANTES = (
    ("D1-1", "Langue française à l'oral et à l'écrit"),
    ("D1-2", "Langue étrangère ou régionale"),
    ("D1-3", "Langages mathématiques, scientifiques et informatiques"),
    ("D1-4", "Langages des arts et du corps"),
    ("D2", "Méthodes et outils pour apprendre"),
    ("D3", "Formation de la personne et du citoyen"),
    ("D4", "Systèmes naturels et systèmes techniques"),
    ("D5", "Représentations du monde et activité humaine"),
)

ORAL = EpreuveReglement("ORAL", "Épreuve orale", UN, "Épreuve orale", bareme=Fraction(160))

EFFETS = (
    EffetCode(
        "AB", "absent", compte_zero=True, affichage="AB", source=ARRETE,
        incertain="absence comptée 0 sans empêcher le diplôme : les sources ne la traitent pas",
    ),
)  # fmt: skip

CATEGORIES = {"SCO": "Candidats scolaires", "IND": "Candidats individuels"}


def reglements() -> tuple[Reglement, ...]:
    """One règlement per category of candidates."""
    return (_reglement("SCO", _scolaire(), ()), _reglement("IND", _individuel(), (RESERVE_120,)))


RESERVE_120 = "Épreuves écrites sur 120 points : barème d'usage, à confirmer."


def _scolaire() -> tuple[EpreuveReglement, ...]:
    composantes = (
        EpreuveReglement(code, libelle, UN, "Socle commun", bareme=MAITRISE[-1], valeurs_admises=MAITRISE)
        for code, libelle in COMPOSANTES
    )
    return (*composantes, ORAL)


def _individuel() -> tuple[EpreuveReglement, ...]:
    ecrits = (
        EpreuveReglement(
            code, libelle, UN, "Épreuves écrites", bareme=Fraction(120), incertain="barème à confirmer"
        )
        for code, libelle in (("FRANCAIS", "Français"), ("MATHS", "Mathématiques"))
    )
    return (*ecrits, ORAL)


def _reglement(
    categorie: str, epreuves: tuple[EpreuveReglement, ...], reserves: tuple[str, ...]
) -> Reglement:
    return Reglement(
        examen="CFG",
        libelle="Certificat de formation générale",
        specialite=categorie,
        libelle_specialite=CATEGORIES[categorie],
        depuis=2017,
        jusqu_a=None,
        version=f"CFG-{categorie}-2017.1",
        epreuves=epreuves,
        admission=Fraction(200),
        effets=EFFETS,
        sources=Sources(
            notes=f"{ARRETE}, art. 7" if categorie == "SCO" else f"{ARRETE}, art. 8",
            moyenne=ARRETE,
            admission=ARRETE,
            absence=ARRETE,
        ),
        positions=frozenset({Position.INSCRIT}),
        base=Base.TOTAL,
        ajourne="Refusé",
        reserves=reserves,
    )
