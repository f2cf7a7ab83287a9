"""What anybody may read of a result, and what it takes to read it (RES-08)."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.crypto import salted_hmac

from cyclades.models import Candidature, EtatCandidature
from resultats.models import ClePublique, ResultatProclame
from resultats.regles.acces import ouvertes
from santorin.referentiel.recherche import texte_de_recherche

INTROUVABLE = "Aucun résultat publié ne correspond exactement à ces informations."


def empreinte_publique(*, nom: str, prenom: str, departement: str, examen: str) -> str:
    """RES-08: the key of one public result: the whole name, the first given name, the département, the examination.

    Accents, case, dashes and apostrophes do not count; anything else must be exact.
    """
    premier = (prenom.split() or [""])[0]
    lus = "|".join((_mots(nom), _mots(premier), departement, examen))
    return salted_hmac("resultats.public", lus, algorithm="sha256").hexdigest()


def cles_publiques(candidature: Candidature, departement: str) -> Iterator[str]:
    """RES-08: the keys under which this result is found: none unless its candidate agreed to it.

    `candidature` comes with its examen; the nom d'usage opens it too.
    """
    if not (departement and est_publiable(candidature)):
        return
    for nom in {candidature.nom, candidature.nom_usage} - {""}:
        yield empreinte_publique(
            nom=nom, prenom=candidature.prenoms, departement=departement, examen=candidature.examen.code
        )


def est_publiable(candidature: Candidature) -> bool:
    """RES-08: agreed, registered, neither on the liste rouge nor presumed a fraud."""
    return (
        candidature.accord_publication
        and candidature.etat == EtatCandidature.INSCRIT
        and not candidature.liste_rouge
        and not candidature.fraude_presumee
    )


def publics(empreinte: str, le: datetime) -> QuerySet[ResultatProclame]:
    """RES-08: the results behind a key at `le`; agreement, fraud and opening are read again, in one query."""
    derriere = ClePublique.objects.filter(empreinte=empreinte).values("candidature")
    publiables = ouvertes(Candidature.objects.filter(pk__in=derriere), le).filter(
        accord_publication=True,
        liste_rouge=False,
        fraude_presumee=False,
        etat=EtatCandidature.INSCRIT,
    )
    derniere = ResultatProclame.objects.filter(candidature=OuterRef("candidature")).order_by("-numero")
    return ResultatProclame.objects.filter(
        candidature__in=publiables.values("pk"), pk=Subquery(derniere.values("pk")[:1])
    ).select_related("candidature__examen", "candidature__session", "candidature__academie")


def _mots(texte: str) -> str:
    lettres = "".join(c if c.isalnum() else " " for c in texte_de_recherche(texte))
    return " ".join(lettres.split())
