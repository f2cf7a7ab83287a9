"""The épreuve being prepared, its gestionnaire, and files of candidates."""

from io import BytesIO

import pytest
from django.utils import timezone

from santorin.preparation.actions.candidats import controler_candidats, importer_candidats
from santorin.traitements.compte_rendu import CompteRendu
from tests.fabriques import un_etablissement, un_gestionnaire, une_epreuve, une_specialite

ENTETE = (
    "numero_candidat;inscription;nom;nom_usage;prenoms;date_naissance;ine;uai;division;specialite;liste_rouge"
)


@pytest.fixture
def epreuve(db):
    une_specialite()
    return une_epreuve(code="E51")


@pytest.fixture
def etablissement(epreuve):
    return un_etablissement(uai="0350059Z", academie=epreuve.academie)


@pytest.fixture
def gestionnaire(epreuve):
    return un_gestionnaire(epreuve.academie)


@pytest.fixture
def acte(gestionnaire):
    """Who and when, for any action."""
    return {"par": gestionnaire, "le": timezone.now()}


def un_fichier(*lignes, entete=ENTETE, codage="utf-8", fin="\r\n"):
    """The bytes of a file of candidates."""
    return fin.join([entete, *lignes, ""]).encode(codage)


def une_ligne(**champs):
    """GUYLESTE Fazia, right in every column unless told otherwise."""
    valeurs = {
        "numero": "01950022359",
        "inscription": "002",
        "nom": "GUYLESTE",
        "nom_usage": "",
        "prenoms": "Fazia",
        "date_naissance": "31/12/2009",
        "ine": "123456789AB",
        "uai": "0350059Z",
        "division": "TCOM1",
        "specialite": "31202",
        "liste_rouge": "NON",
    }
    return ";".join((valeurs | champs).values())


@pytest.fixture
def controler(epreuve, etablissement):
    """`controler(octets)`: (bilan, report's text)."""

    def controler(octets):
        rapport = BytesIO()
        bilan = controler_candidats(
            BytesIO(octets), epreuve=epreuve, rapport=rapport, compte_rendu=CompteRendu(par=None)
        )
        return bilan, rapport.getvalue().decode("utf-8-sig")

    return controler


@pytest.fixture
def importer(epreuve, etablissement, acte):
    """`importer(octets, valides_seulement=False)`: the bilan."""

    def importer(octets, *, valides_seulement=False):
        return importer_candidats(
            BytesIO(octets),
            epreuve=epreuve,
            valides_seulement=valides_seulement,
            rapport=BytesIO(),
            compte_rendu=CompteRendu(par=None),
            **acte,
        )

    return importer
