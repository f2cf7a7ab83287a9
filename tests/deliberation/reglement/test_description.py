"""The rules as published lines, and the fingerprint that tells when a rule changed."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest

from deliberation.reglement import Position, decrire, empreinte, reglements
from deliberation.reglement.arrondi import Arrondi, Sens
from deliberation.reglement.modele import Assiette, Base, Comptage, MeilleuresNotes, Partie, Regime
from tests.deliberation.reglement.dossiers import BGT, COVID, DEPUIS

pytestmark = pytest.mark.exigence("DEL-12", "DEL-13")
LES_REGLEMENTS = pytest.mark.parametrize("reglement", reglements(), ids=lambda reglement: reglement.version)
# A rule changes: give it a new version, then write its fingerprint here.
EMPREINTES = {
    "BCP-25510-2018.1": "b03fabb80e65",
    "BCP-25510-2021.1": "378bdb6a0ac0",
    "BCP-25510-2022.1": "aa7477c8cfcf",
    "BCP-31202-2018.1": "da8392ba6de8",
    "BCP-31202-2021.1": "35420d9fdbd0",
    "BCP-31202-2022.1": "c0daef9e8e00",
    "BCP-31210-2018.1": "9b67c2bf9cc1",
    "BCP-31210-2021.1": "2b8ca92b00ba",
    "BCP-31210-2022.1": "3cef3bbf498f",
    "BGT-BCG-2023.1": "99857e1d3b3c",
    "BGT-BCG-2027.1": "ae6349d0ff4f",
    "BGT-BTN-2023.1": "52f1e62b7fd1",
    "BGT-BTN-2027.1": "0dfea181cecb",
    "CFG-IND-2017.1": "a96e075b1ecb",
    "CFG-SCO-2017.1": "d44772061e10",
}


@LES_REGLEMENTS
def test_une_regle_ne_change_pas_sans_changer_de_version(reglement):
    assert empreinte(reglement) == EMPREINTES[reglement.version]


@LES_REGLEMENTS
def test_la_description_donne_chaque_epreuve_chaque_code_et_chaque_reserve(reglement):
    lignes = "\n".join(decrire(reglement)).replace("\u00a0", " ").replace("\u202f", " ")
    attendus = [reglement.version, reglement.libelle, *reglement.reserves]
    attendus += [f"Épreuve {epreuve.code} : " for epreuve in reglement.epreuves]
    attendus += [f"Code {effet.code} (" for effet in reglement.effets]
    attendus += [doute for doute in doutes(reglement) if doute]
    for attendu in attendus:
        assert attendu in lignes


def doutes(reglement):
    """Every doubt that the data carries."""
    second, regle = reglement.second_groupe, reglement.meilleures_notes
    porteurs = [*reglement.epreuves, *reglement.effets, reglement.politique]
    porteurs += [second] if second else []
    porteurs += [second.condition] if second and second.condition else []
    porteurs += [regle] if regle else []
    return [porteur.incertain for porteur in porteurs]


def test_la_description_se_lit():
    lignes = [ligne.replace("\u00a0", " ").replace("\u202f", " ") for ligne in decrire(DEPUIS)]
    certificat = "Ajourné avec au moins 8 : certificat de fin d'études professionnelles secondaires"
    for attendue in (
        "Sessions : depuis 2022",
        "Admission : moyenne sur 20 d'au moins 10 ; sinon « Ajourné »",
        "Mention Très bien avec les félicitations du jury : à partir de 18, depuis 2024",
        f"{certificat} ; Code de l'éducation, art. D337-87",
    ):
        assert attendue in lignes


UN_ARRONDI = Arrondi(Fraction(1, 4), Sens.SUPERIEUR)
# Another value for each field that decides; the others only name or explain.
AUTRE_REGLEMENT = {
    "specialite": "X", "depuis": 2000, "jusqu_a": 2030, "version": "X", "epreuves": (), "admission": Fraction(11),
    "effets": (), "positions": frozenset({Position.INSCRIT}), "base": Base.TOTAL, "ajourne": "X",
    "second_groupe": None, "meilleures_notes": MeilleuresNotes(("U51",), 1, "X"), "mentions": None,
    "certificat": None, "benefice_minimum": None, "remplacement": False, "examen": "X", "libelle": "X",
    "libelle_specialite": "X", "reserves": (),
}  # fmt: skip
AUTRE_EPREUVE = {
    "code": "X", "libelle": "X", "coefficient": Fraction(9), "groupe": "X", "obligatoire": False,
    "comptage": Comptage.ECART_A_10, "bareme": Fraction(40), "valeurs_admises": (Fraction(3),),
    "professionnelle": True, "pratique": True, "ect": "b", "absence_bloque": False,
    "dispense_garde_mention": True, "eliminatoire_sous": Fraction(4), "pas": Fraction(1, 3), "arrondi": UN_ARRONDI,
    "incertain": "X",
}  # fmt: skip
AUTRE_SECOND_GROUPE = {
    "libelle": "X", "epreuve": "X", "autorise": "X", "minimum": Fraction(7), "regime": Regime.MOYENNE,
    "parties": (Partie("a", "X"),), "source": "X", "condition": None, "absence_bloque": True, "incertain": "X",
}  # fmt: skip
AUTRE_CONDITION = {
    "assiette": Assiette.PRATIQUE, "minimum": Fraction(9), "source": "X", "dispense_totale_ouvre": False, "incertain": "X",
}  # fmt: skip
AUTRE_POLITIQUE = dict.fromkeys(("note", "moyenne", "mention", "affichage"), UN_ARRONDI) | {"incertain": "X"}
AUTRE_PARTIE = {"code": "z", "libelle": "X", "minimum": 0, "maximum": 2, "poids": Fraction(3)}
AUTRE_EFFET = {
    "code": "X", "libelle": "X", "compte_zero": False, "bloque_diplome": False, "hors_moyenne": None,
    "affichage": "X", "source": "X", "incertain": "X",
}  # fmt: skip
AUTRE_MENTION = {"libelle": "X", "minimum": Fraction(13), "depuis": 2000, "jusqu_a": 2030}
AUTRES_MENTIONS = {"table": (), "source": "X", "exclue_par": frozenset({Position.BENEFICE})}
AUTRE_CERTIFICAT = {"libelle": "X", "minimum": Fraction(7), "source": "X"}
AUTRE_REGLE_DES_MEILLEURES = {"epreuves": ("U51",), "retenues": 1, "source": "X", "incertain": "X"}


def avec_epreuve(epreuve):
    return replace(DEPUIS, epreuves=(epreuve, *DEPUIS.epreuves[1:]))


def avec_second(second):
    return replace(DEPUIS, second_groupe=second)


def avec_mentions(mentions):
    return replace(DEPUIS, mentions=mentions)


LIEUX = {
    "règlement": (DEPUIS, AUTRE_REGLEMENT, lambda reglement: reglement),
    "épreuve": (DEPUIS.epreuves[0], AUTRE_EPREUVE, avec_epreuve),
    "second groupe": (DEPUIS.second_groupe, AUTRE_SECOND_GROUPE, avec_second),
    "condition": (
        DEPUIS.second_groupe.condition,
        AUTRE_CONDITION,
        lambda condition: avec_second(replace(DEPUIS.second_groupe, condition=condition)),
    ),
    "partie": (
        DEPUIS.second_groupe.parties[0],
        AUTRE_PARTIE,
        lambda partie: avec_second(replace(DEPUIS.second_groupe, parties=(partie,))),
    ),
    "politique": (DEPUIS.politique, AUTRE_POLITIQUE, lambda politique: replace(DEPUIS, politique=politique)),
    "effet": (DEPUIS.effets[0], AUTRE_EFFET, lambda effet: replace(DEPUIS, effets=(effet,))),
    "mention": (
        DEPUIS.mentions.table[0],
        AUTRE_MENTION,
        lambda mention: avec_mentions(replace(DEPUIS.mentions, table=(mention,))),
    ),
    "mentions": (DEPUIS.mentions, AUTRES_MENTIONS, avec_mentions),
    "certificat": (
        DEPUIS.certificat,
        AUTRE_CERTIFICAT,
        lambda certificat: replace(DEPUIS, certificat=certificat),
    ),
    "meilleures notes": (
        COVID.meilleures_notes,
        AUTRE_REGLE_DES_MEILLEURES,
        lambda regle: replace(DEPUIS, meilleures_notes=regle),
    ),
}
# `session` chooses among the rules; `sources` and `politique` have their own lines above or in the fiche.
NON_VARIES = {"règlement": {"session", "sources", "politique"}, "effet": {"hors_moyenne"}}


@pytest.mark.parametrize("lieu", LIEUX)
def test_l_empreinte_change_avec_chaque_trait_de_chaque_regle(lieu):
    objet, autres, poser = LIEUX[lieu]
    assert {champ.name for champ in fields(objet)} - set(autres) <= NON_VARIES.get(lieu, set())
    depart = empreinte(poser(objet))
    for champ, valeur in autres.items():
        if champ not in NON_VARIES.get(lieu, set()):
            assert empreinte(poser(replace(objet, **{champ: valeur}))) != depart, champ


def test_l_empreinte_change_quand_un_code_sort_de_la_moyenne_ou_qu_une_source_change():
    di = next(effet for effet in DEPUIS.effets if effet.code == "DI")
    zero = replace(di, hors_moyenne=False, compte_zero=True)
    assert empreinte(replace(DEPUIS, effets=(di,))) != empreinte(replace(DEPUIS, effets=(zero,)))
    for champ in fields(BGT.sources):
        sources = replace(BGT.sources, **{champ.name: "X"})
        assert empreinte(replace(BGT, sources=sources)) != empreinte(BGT), champ.name
