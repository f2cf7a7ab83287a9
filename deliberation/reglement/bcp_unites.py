"""Bac pro: the épreuves of the three spécialités of the customer's document (DEL-12).

The coefficients of the general unités are those of the arrêté du 17 juin 2020, art. 1. Those of the professional
unités, their labels, and which of them make the professional mean are plausible, not verified: each one says so.
"""

from fractions import Fraction

from deliberation.reglement.modele import Comptage, EpreuveReglement

A_VERIFIER = "coefficient et libellé à vérifier dans l'arrêté de la spécialité"
E1 = "E1 – Épreuve scientifique et technique"
E2 = "E2 – Épreuve professionnelle"
E3 = "E3 – Épreuve pratique prenant en compte la formation en milieu professionnel"
E4 = "E4 – Épreuve de langue vivante"
E5 = "E5 – Épreuve de français, histoire-géographie et enseignement moral et civique"


def _generale(
    code: str, libelle: str, coefficient: str, groupe: str, ect: str | None = None
) -> EpreuveReglement:
    return EpreuveReglement(code, libelle, Fraction(coefficient), groupe, ect=ect)


def _professionnelle(code: str, libelle: str, coefficient: int) -> EpreuveReglement:
    """Of the épreuve E2 or E3: both enter the professional mean, E3 alone is the « pratique professionnelle »."""
    pratique = code.startswith("U3")
    return EpreuveReglement(
        code,
        libelle,
        Fraction(coefficient),
        E3 if pratique else E2,
        professionnelle=True,
        pratique=pratique,
        incertain=A_VERIFIER,
    )


FRANCAIS = _generale("U51", "Français", "2.5", E5, "b")
HISTOIRE_GEOGRAPHIE = _generale("U52", "Histoire-géographie et enseignement moral et civique", "2.5", E5, "b")
LVA = _generale("U41", "Langue vivante A", "2", E4)
LVB = _generale("U42", "Langue vivante B", "2", E4)
ARTS = _generale("U6", "Arts appliqués et cultures artistiques", "1", "E6 – Arts appliqués")
EPS = _generale("U7", "Éducation physique et sportive", "1", "E7 – Éducation physique et sportive")
PSE = _generale("U35", "Prévention-santé-environnement", "1", E3, "a")
ECONOMIE_DROIT = _generale("U11", "Économie-droit", "1", E1, "a")

MELEC = (
    _generale("U11", "Mathématiques", "1.5", E1, "a"),
    _generale("U12", "Physique-chimie", "1.5", E1, "a"),
    _professionnelle("U2", "Préparation d'une opération", 4),
    _professionnelle("U31", "Réalisation d'une installation", 5),
    _professionnelle("U32", "Livraison d'une installation", 2),
    _professionnelle("U33", "Dépannage d'une installation", 3),
    _generale("U34", "Économie-gestion", "1", E3, "a"),
    PSE,
    LVA,
    FRANCAIS,
    HISTOIRE_GEOGRAPHIE,
    ARTS,
    EPS,
)

COMMERCE = (
    ECONOMIE_DROIT,
    _generale("U12", "Mathématiques", "1", E1, "a"),
    _professionnelle("U2", "Action de promotion-animation en unité commerciale", 4),
    _professionnelle("U31", "Pratique de la vente en unité commerciale", 5),
    _professionnelle("U32", "Préparation et suivi de l'activité de l'unité commerciale", 3),
    _professionnelle("U33", "Gestion commerciale", 3),
    PSE,
    LVA,
    LVB,
    FRANCAIS,
    HISTOIRE_GEOGRAPHIE,
    ARTS,
    EPS,
)

ACCUEIL = (
    ECONOMIE_DROIT,
    _generale("U12", "Mathématiques", "1", E1, "a"),
    _professionnelle("U2", "Analyse et traitement de situations liées à l'accueil", 4),
    _professionnelle("U31", "Pratiques de l'accueil en milieu professionnel", 5),
    _professionnelle("U32", "Activités de vente liées à l'accueil", 3),
    _professionnelle("U33", "Activités administratives liées à l'accueil", 3),
    PSE,
    LVA,
    LVB,
    FRANCAIS,
    HISTOIRE_GEOGRAPHIE,
    ARTS,
    EPS,
)

FACULTATIVES = tuple(
    EpreuveReglement(
        code,
        libelle,
        Fraction(1),
        "Épreuves facultatives",
        obligatoire=False,
        comptage=Comptage.AU_DESSUS_DE_10,
        absence_bloque=False,
        incertain="coefficient 1 : les sources ne donnent que la règle des points au-dessus de 10",
    )
    for code, libelle in (("UF1", "Première épreuve facultative"), ("UF2", "Seconde épreuve facultative"))
)

CHEF_D_OEUVRE = EpreuveReglement(
    "UCO",
    "Chef-d'œuvre (projet)",
    Fraction(2),
    "Évaluation du chef-d'œuvre",
    obligatoire=False,
    comptage=Comptage.ECART_A_10,
    absence_bloque=False,
    incertain="arrêté du 20 octobre 2020, art. 4, connu par extrait ; ne concerne que scolaires et apprentis",
)

SPECIALITES = {
    "25510": ("Métiers de l'électricité et de ses environnements connectés", MELEC),
    "31202": ("Commerce", COMMERCE),
    "31210": ("Accueil - Relation clients et usagers", ACCUEIL),
}
SPECIALITES_REMPLACEES = {
    "31202": "Métiers du commerce et de la vente",
    "31210": "Métiers de l'accueil",
}
