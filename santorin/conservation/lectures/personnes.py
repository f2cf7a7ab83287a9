"""Looking for the person whose data are asked for (SEC-03)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Q

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.conservation.personne import Qualite
from santorin.conservation.regles import candidats_de, comptes_de, correcteurs_de
from santorin.referentiel.recherche import texte_de_recherche

AU_PLUS: Final = 50


@dataclass(frozen=True, slots=True)
class Trouvee:
    """A person found: who, and what tells it from a namesake."""

    cle: int
    nom: str
    numero: str
    precision: str


def chercher(utilisateur: Utilisateur, qualite: Qualite, texte: str) -> Sequence[Trouvee]:
    """SEC-03: the persons within reach that answer, fifty at most; one query."""
    match qualite:
        case Qualite.CANDIDAT:
            return _candidats(utilisateur, texte)
        case Qualite.CORRECTEUR:
            return _correcteurs(utilisateur, texte)
        case Qualite.COMPTE:
            return _comptes(utilisateur, texte)


def _candidats(utilisateur: Utilisateur, texte: str) -> list[Trouvee]:
    trouves = candidats_de(utilisateur, Droit.EXPORTER_PERSONNE).select_related("etablissement")
    for mot in texte_de_recherche(texte).split():
        trouves = trouves.filter(recherche__contains=mot)
    return [
        Trouvee(
            c.pk,
            f"{c.nom} {c.prenoms}",
            c.identifiant,
            f"né(e) le {c.date_naissance:%d/%m/%Y}, {c.etablissement}",
        )
        for c in trouves.order_by("recherche", "pk")[:AU_PLUS]
    ]


def _correcteurs(utilisateur: Utilisateur, texte: str) -> list[Trouvee]:
    trouves = correcteurs_de(utilisateur).select_related("etablissement")
    for mot in texte.split():
        trouves = trouves.filter(Q(nom__icontains=mot) | Q(prenoms__icontains=mot) | Q(numero__iexact=mot))
    return [
        Trouvee(c.pk, f"{c.nom} {c.prenoms}", c.numero, str(c.etablissement or ""))
        for c in trouves.order_by("nom", "prenoms", "pk")[:AU_PLUS]
    ]


def _comptes(utilisateur: Utilisateur, texte: str) -> list[Trouvee]:
    trouves = comptes_de(utilisateur)
    for mot in texte.split():
        trouves = trouves.filter(
            Q(username__icontains=mot) | Q(first_name__icontains=mot) | Q(last_name__icontains=mot)
        )
    return [
        Trouvee(c.pk, c.get_full_name() or c.username, c.username, "" if c.is_active else "compte fermé")
        for c in trouves.order_by("username")[:AU_PLUS]
    ]
