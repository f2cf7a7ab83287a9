"""Places and frames."""

from santorin.referentiel.cles import lettre_cle
from santorin.referentiel.models import Academie, Departement, Etablissement, Examen, Session, Specialite
from tests.fabriques.suite import suivant


def une_academie(**champs):
    """RENNES unless told otherwise."""
    code = champs.pop("code", "A14")
    return Academie.objects.get_or_create(code=code, defaults={"nom": champs.pop("nom", f"Académie {code}")})[
        0
    ]


def un_etablissement(*, academie=None, **champs):
    """A school with a right UAI key."""
    academie = academie or une_academie()
    departement, _ = Departement.objects.get_or_create(
        academie=academie, defaults={"code": f"{suivant():03X}"[-3:], "nom": f"Département de {academie.nom}"}
    )
    chiffres = f"{suivant():07}"
    champs.setdefault("uai", chiffres + lettre_cle(chiffres))
    champs.setdefault("nom", "P BREQUIGNY")
    champs.setdefault("ville", "RENNES CEDEX 2")
    return Etablissement.objects.create(departement=departement, **champs)


def une_session(code="2027-06"):
    """June 2027."""
    return Session.objects.get_or_create(code=code, defaults={"libelle": "JUIN 2027"})[0]


def un_examen(code="BCP"):
    """The baccalauréat professionnel."""
    return Examen.objects.get_or_create(code=code, defaults={"libelle": "Baccalauréat professionnel"})[0]


def une_specialite(code="31202"):
    """Commerce."""
    return Specialite.objects.get_or_create(examen=un_examen(), code=code, defaults={"libelle": "Commerce"})[
        0
    ]
