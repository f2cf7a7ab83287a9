"""What the deliberations tell of a person who asks for its data (SEC-03)."""

from collections.abc import Iterator
from datetime import datetime

from deliberation.models import Dossier, LigneDeLivret, Membre
from santorin.conservation.personne import Personne, Qualite, Rubrique

SOURCE = "Délibération"


def candidat(personne: Personne, le: datetime) -> Iterator[Rubrique]:
    """SEC-03: the livret that the jury read, once the group is published; what the jury said stays secret."""
    if personne.qualite != Qualite.CANDIDAT:
        return
    siens = Dossier.objects.filter(
        candidature__numero=personne.cle,
        candidature__date_naissance=personne.naissance,
        candidature__fraude_presumee=False,
        jury__groupe__publie_le__lte=le,
    )
    lignes = LigneDeLivret.objects.filter(dossier__in=siens).order_by("dossier", "ordre")
    yield Rubrique(
        "livret",
        "Livret scolaire examiné par le jury",
        SOURCE,
        ("Discipline", "Moyenne", "Moyenne de la classe", "Appréciation"),
        list(lignes.values_list("discipline", "moyenne", "moyenne_classe", "appreciation")),
    )


def membre(personne: Personne, le: datetime) -> Iterator[Rubrique]:
    """SEC-03: the juries on which the person sits."""
    sieges = Membre.objects.filter(utilisateur__in=personne.utilisateurs).select_related(
        "jury__groupe__session"
    )
    yield Rubrique(
        "jurys",
        "Jurys",
        SOURCE,
        ("Jury", "Session", "Nom", "Prénoms", "Qualité", "Rôle"),
        [
            (m.jury.numero, str(m.jury.groupe.session), m.nom, m.prenoms, m.qualite, m.get_role_display())
            for m in sieges.order_by("pk")
        ],
    )
