"""The form of annotations shared with the browser's editor: read strictly, explained in French."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from santorin.editions.copie import depuis_json
from santorin.editions.copie.annotations import Encre, Surligneur, Tampon, Texte
from santorin.editions.copie.couleurs import Couleur, Fluo
from tests.editions.echantillons import annotations_d_un_correcteur

TRAIT: dict[str, object] = {
    "genre": "encre",
    "points": [[0, 0.5], [1, 0.25]],
    "epaisseur": 0.003,
    "couleur": "rouge",
}
MARQUE: dict[str, object] = {"genre": "coche", "x": 0.5, "y": 0.5, "taille": 0.03, "couleur": "vert"}
TEXTE: dict[str, object] = MARQUE | {"genre": "texte", "largeur": 0.3, "texte": "Bien vu"}
TAMPON: dict[str, object] = MARQUE | {"genre": "tampon", "texte": "Hors sujet", "valeur": "−1"}


def test_chaque_genre_se_lit() -> None:
    assert depuis_json(TRAIT) == Encre(((0.0, 0.5), (1.0, 0.25)), 0.003, Couleur.ROUGE)
    surligneur = TRAIT | {"genre": "surligneur", "couleur": "jaune"}
    assert depuis_json(surligneur) == Surligneur(((0.0, 0.5), (1.0, 0.25)), 0.003, Fluo.JAUNE)
    assert depuis_json(TEXTE) == Texte(0.5, 0.5, 0.03, Couleur.VERT, 0.3, "Bien vu")
    assert depuis_json(TAMPON) == Tampon(0.5, 0.5, 0.03, Couleur.VERT, "Hors sujet", "−1")
    noms = {type(depuis_json(MARQUE | {"genre": genre})).__name__ for genre in ("coche", "croix", "vu")}
    assert noms == {"Coche", "Croix", "Vu"}


@pytest.mark.parametrize(
    ("forme", "message"),
    [
        ([], "objet JSON"),
        (None, "objet JSON"),
        ({}, "Genre d’annotation inconnu : None"),
        (MARQUE | {"genre": "dessin"}, "inconnu : 'dessin'"),
        (MARQUE | {"genre": ["coche"]}, "inconnu"),
        ({"genre": "coche", "x": 0.5}, "il manque « y », « taille », « couleur »"),
        (MARQUE | {"auteur": "moi"}, "champ inconnu « auteur »"),
        (MARQUE | {"x": 1.2}, "« x » doit être compris entre 0 et 1"),
        (MARQUE | {"x": -0.01}, "« x » doit être compris"),
        (MARQUE | {"x": math.nan}, "« x » doit être compris"),
        (MARQUE | {"x": "0.5"}, "« x » doit être un nombre"),
        (MARQUE | {"x": True}, "« x » doit être un nombre"),
        (MARQUE | {"x": None}, "« x » doit être un nombre"),
        (MARQUE | {"taille": 0}, "« taille » doit être compris"),
        (MARQUE | {"taille": math.inf}, "« taille » doit être compris"),
        (MARQUE | {"couleur": "#FF0000"}, "l’une de : rouge, bleu, vert"),
        (MARQUE | {"couleur": "jaune"}, "l’une de : rouge, bleu, vert"),
        (MARQUE | {"couleur": 3}, "l’une de"),
        (TRAIT | {"genre": "surligneur"}, "l’une de : jaune, vert, rose, bleu"),
        (TRAIT | {"points": []}, "de 1 à 10000"),
        (TRAIT | {"points": [[0.1, 0.1]] * 10_001}, "de 1 à 10000"),
        (TRAIT | {"points": [[0.1, 1.1]]}, "sort de la page"),
        (TRAIT | {"points": [[0.1, math.nan]]}, "sort de la page"),
        (TRAIT | {"points": [[0.1]]}, "couples"),
        (TRAIT | {"points": [[0.1, True]]}, "couples"),
        (TRAIT | {"points": [[0.1, "0"]]}, "couples"),
        (TRAIT | {"points": "0,1"}, "couples"),
        (TRAIT | {"points": {"x": 1}}, "couples"),
        (TRAIT | {"epaisseur": 0}, "« epaisseur » doit être compris"),
        (TEXTE | {"texte": "  \n"}, "« texte » est vide"),
        (TEXTE | {"texte": 3}, "« texte » doit être un texte"),
        (TEXTE | {"texte": "a" * 4_001}, "dépasse 4000 caractères"),
        (TEXTE | {"texte": "a\n" * 200}, "dépasse 150 lignes"),
        (TEXTE | {"texte": "\ud83d"}, "moitié d’un caractère"),
        (TEXTE | {"largeur": 0}, "« largeur » doit être compris"),
        (TAMPON | {"texte": "a" * 121}, "dépasse 120 caractères"),
        (TAMPON | {"valeur": "1" * 13}, "dépasse 12 caractères"),
        (TAMPON | {"valeur": "\udc00"}, "moitié d’un caractère"),
        (TAMPON | {"valeur": -1}, "« valeur » doit être un texte"),
    ],
)
def test_toute_autre_forme_est_refusee_en_francais(forme: object, message: str) -> None:
    with pytest.raises(ValueError, match=r"^(Une annotation|Genre|Annotation « )") as levee:
        depuis_json(forme)
    assert message in str(levee.value)


valeurs_json = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda enfants: st.lists(enfants) | st.dictionaries(st.text(), enfants),
    max_leaves=8,
)


@given(st.sampled_from([TRAIT, MARQUE, TEXTE, TAMPON]), st.data())
def test_une_valeur_quelconque_dans_un_champ_est_lue_ou_refusee_sans_autre_erreur(
    forme: dict[str, object], tirage: st.DataObject
) -> None:
    champ = tirage.draw(st.sampled_from(sorted(forme)))
    try:
        message = f"Annotation lue : {depuis_json(forme | {champ: tirage.draw(valeurs_json)})}"
    except ValueError as erreur:
        message = str(erreur)
    assert "nnotation" in message


def _clarte(hexa: str) -> float:
    canaux = [int(hexa[rang : rang + 2], 16) / 255 for rang in (0, 2, 4)]
    lineaires = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux]
    return sum(poids * canal for poids, canal in zip((0.2126, 0.7152, 0.0722), lineaires, strict=True))


@pytest.mark.parametrize("couleur", list(Couleur))
def test_chaque_encre_contraste_avec_le_papier(couleur: Couleur) -> None:
    assert 1.05 / (_clarte(couleur.hexa) + 0.05) >= 4.5


@pytest.mark.parametrize("fluo", list(Fluo))
def test_un_texte_noir_reste_lisible_sous_chaque_surligneur(fluo: Fluo) -> None:
    assert (_clarte(fluo.hexa) + 0.05) / 0.05 >= 7


def test_les_echantillons_couvrent_tous_les_genres() -> None:
    genres = {forme["genre"] for forme in annotations_d_un_correcteur(0)}
    assert genres == {"encre", "surligneur", "texte", "coche", "croix", "tampon", "vu"}
