"""What a marker draws and writes on a page, in the form that santorin.editions.copie.annotations describes."""

from random import Random
from typing import Any

REMARQUES = (
    "Bien vu.",
    "À justifier.",
    "Calcul exact, unité oubliée.",
    "Hors sujet.",
    "Exemple bien choisi : l'œuvre est citée.",
    "Attention à la rédaction.",
    "Réponse incomplète.",
)
TAMPONS = (("Bonne méthode", "+0,5"), ("Non justifié", "−0,5"), ("Voir le cours", ""))
APPRECIATIONS = (
    (0.35, "Des connaissances trop fragiles ; le travail doit être repris avec méthode."),
    (0.55, "Ensemble inégal : des idées, mais les réponses manquent de justification."),
    (0.75, "Copie sérieuse ; le raisonnement est clair, la rédaction peut gagner en précision."),
    (1.01, "Très bonne copie, précise et bien argumentée."),
)


def annotations_de(page: int, niveau: float, alea: Random) -> list[dict[str, Any]]:
    """A few marks on one page: ticks where it is good, crosses where not, a remark, an underline, « vu »."""
    posees = [_signe(alea, niveau) for _ in range(alea.randint(2, 5))]
    posees.append(_souligne(alea))
    if page == 1:
        posees.append(_texte(alea))
    if alea.random() < 0.25:  # noqa: PLR2004
        posees.append(_tampon(alea))
    if page > 1:
        posees.append({"genre": "vu", "x": 0.06, "y": 0.06, "taille": 0.026, "couleur": "rouge"})
    return posees


def appreciation_de(niveau: float, alea: Random) -> str:
    """Words that fit the level, from 0 to 1."""
    return next(texte for seuil, texte in APPRECIATIONS if niveau < seuil)


def _signe(alea: Random, niveau: float) -> dict[str, Any]:
    genre = "coche" if alea.random() < niveau else "croix"
    return {
        "genre": genre,
        "x": round(alea.uniform(0.06, 0.12), 4),
        "y": round(alea.uniform(0.2, 0.85), 4),
        "taille": 0.03,
        "couleur": "vert" if genre == "coche" else "rouge",
    }


def _souligne(alea: Random) -> dict[str, Any]:
    x, y = alea.uniform(0.2, 0.5), alea.uniform(0.25, 0.8)
    points = [[round(x + pas * 0.03, 4), round(y + alea.uniform(-0.001, 0.001), 4)] for pas in range(8)]
    if alea.random() < 0.5:  # noqa: PLR2004
        return {"genre": "surligneur", "points": points, "epaisseur": 0.014, "couleur": "jaune"}
    return {"genre": "encre", "points": points, "epaisseur": 0.003, "couleur": "rouge"}


def _texte(alea: Random) -> dict[str, Any]:
    return {
        "genre": "texte",
        "x": 0.62,
        "y": round(alea.uniform(0.15, 0.18), 4),
        "largeur": 0.3,
        "taille": 0.018,
        "couleur": "rouge",
        "texte": alea.choice(REMARQUES),
    }


def _tampon(alea: Random) -> dict[str, Any]:
    texte, valeur = alea.choice(TAMPONS)
    return {
        "genre": "tampon",
        "x": 0.66,
        "y": round(alea.uniform(0.3, 0.8), 4),
        "taille": 0.018,
        "couleur": "bleu",
        "texte": texte,
        "valeur": valeur,
    }
