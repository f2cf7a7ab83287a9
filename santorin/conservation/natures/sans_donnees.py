"""The tables of santorin and of the framework that say nothing of a person, and why (SEC-03)."""

from collections.abc import Mapping
from typing import Final

_REFERENTIEL: Final = "référentiel"
_SUJET: Final = "sujet et barème"
_REGLAGE: Final = "réglage de l’application"

SANS_DONNEES: Final[Mapping[str, str]] = {
    "santorin.Academie": _REFERENTIEL,
    "santorin.Departement": _REFERENTIEL,
    "santorin.Etablissement": _REFERENTIEL,
    "santorin.Session": _REFERENTIEL,
    "santorin.Examen": _REFERENTIEL,
    "santorin.Specialite": _REFERENTIEL,
    "santorin.EffetCode": _REFERENTIEL,
    "santorin.Sujet": _SUJET,
    "santorin.Partie": _SUJET,
    "santorin.Question": _SUJET,
    "santorin.Parametrage": "paramétrage d’une épreuve",
    "santorin.Envoi": "numéros et heures d’un paquet de notes",
    "auth.Group": _REGLAGE,
    "auth.Group_permissions": _REGLAGE,
    "auth.Permission": _REGLAGE,
    "contenttypes.ContentType": _REGLAGE,
    "dsfr.DsfrConfig": _REGLAGE,
    "dsfr.DsfrSocialMedia": _REGLAGE,
}
