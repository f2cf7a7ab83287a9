"""Two candidates with an account: one whose results are open (CFG), one who waits for them (RES-09)."""

from collections.abc import Mapping
from datetime import date, datetime

from cyclades.models import Candidature
from demonstration.resultats import EXAMEN, SESSION
from resultats.actions.matin import preparer_les_pages
from resultats.models import Rattachement
from santorin.comptes.models import Utilisateur
from santorin.copies.actions import rattacher_candidats
from santorin.copies.models import Candidat
from santorin.referentiel.models import Etablissement
from santorin.traitements.compte_rendu import CompteRendu


def faire_espaces(comptes: Mapping[str, Utilisateur], etablissement: Etablissement, *, le: datetime) -> None:
    """Tie the accounts, and prepare the pages of the examination whose results are open."""
    en_attente = Candidat.objects.get(nom="GUYLESTE", prenoms="Fazia", etablissement=etablissement)
    _rattacher(comptes["candidat"], en_attente.numero, en_attente.date_naissance, le)
    recu = Candidature.objects.select_related("academie").get(
        examen__code=EXAMEN, session__code=SESSION, nom="LAVANDE", prenoms="Alexandre"
    )
    _rattacher(comptes["candidat.buc"], recu.numero, recu.date_naissance, le)
    cadre = [EXAMEN, SESSION, recu.academie.code]
    preparer_les_pages(CompteRendu(par=None, parametres={"cadre": cadre}))


def _rattacher(utilisateur: Utilisateur, numero: str, date_naissance: date, le: datetime) -> None:
    Rattachement.objects.create(
        utilisateur=utilisateur, numero=numero, date_naissance=date_naissance, rattache_le=le
    )
    rattacher_candidats(numero, date_naissance, utilisateur=utilisateur)
