"""Making up juries: where a file stands, and the juries as they are composed (DEL-06)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q

from deliberation import regles
from deliberation.models import ImportJurys, Jury, Membre, Role
from deliberation.models.jury import JuryQuerySet
from santorin.traitements.models import PIECE, Document, Ligne, Niveau, Traitement

FAUTES_MONTREES = 200


@dataclass(frozen=True, slots=True)
class Suivi:
    """A file, the job under way or the last one, what it would make, what is refused, what may be done."""

    depot: ImportJurys
    traitement: Traitement | None
    fautes: Sequence[str]
    rapports: Sequence[Document]
    obstacle: str | None

    @property
    def en_cours(self) -> bool:
        """Whether a job is still under way."""
        return self.traitement is not None and self.traitement.est_actif

    @property
    def bilan(self) -> dict[str, Any] | None:
        """What the check, then the constitution, found."""
        return self.depot.bilan

    @property
    def refuses(self) -> int:
        """How many lines are refused."""
        return int((self.bilan or {}).get("refuses", 0))

    @property
    def indicateurs(self) -> tuple[tuple[str, int], ...]:
        """The figures of the report."""
        if (bilan := self.bilan) is None:
            return ()
        return (
            ("Jurys créés", bilan["crees"]),
            ("Candidats placés", bilan["places"]),
            ("Candidats déplacés", bilan["deplaces"]),
            ("Membres nommés", bilan["nommes"]),
            ("Lignes sans effet", bilan["inchanges"]),
            ("Lignes refusées", bilan["refuses"]),
        )


@dataclass(frozen=True, slots=True)
class JuryCompose:
    """A jury and who holds its seats."""

    jury: Jury
    president: Membre | None
    vice_president: Membre | None
    membres: int
    candidats: int


def suivi(depot: ImportJurys) -> Suivi:
    """DEL-06: everything the screen of one file shows."""
    traitement = depot.application or depot.controle
    travaux = [travail.pk for travail in (depot.controle, depot.application) if travail is not None]
    dites = Ligne.objects.filter(traitement=traitement, niveau=Niveau.ERREUR).order_by("pk")
    return Suivi(
        depot=depot,
        traitement=traitement,
        fautes=list(dites.values_list("texte", flat=True)[:FAUTES_MONTREES]),
        rapports=list(Document.objects.filter(traitement__in=travaux).exclude(type=PIECE)),
        obstacle=regles.obstacle_constitution(depot),
    )


def cherches(jurys: JuryQuerySet, q: str) -> JuryQuerySet:
    """DEL-06: those that `q` names: the beginning of a number, the UAI of a centre, a part of a spécialité; all for ""."""
    if not q:
        return jurys
    return jurys.filter(
        Q(numero__startswith=q) | Q(centre__uai__iexact=q) | Q(specialite__libelle__icontains=q)
    )


def avec_composition(jurys: JuryQuerySet) -> JuryQuerySet:
    """The same, their members and their number of candidates read along."""
    en_fonction = Membre.objects.en_fonction().dans_l_ordre()
    return (
        jurys.complets()
        .annotate(nombre_de_candidats=Count("dossiers", filter=Q(dossiers__isnull=False)))
        .prefetch_related(Prefetch("membres", en_fonction, to_attr="en_fonction"))
    )


def composes(jurys: Sequence[Jury]) -> list[JuryCompose]:
    """DEL-06: the composition of juries read by `avec_composition`."""
    return [_compose(jury, jury.en_fonction, jury.nombre_de_candidats) for jury in jurys]  # type: ignore[attr-defined]


def _compose(jury: Jury, membres: Sequence[Membre], candidats: int) -> JuryCompose:
    par_role = {membre.role: membre for membre in membres if membre.dirige}
    return JuryCompose(
        jury=jury,
        president=par_role.get(Role.PRESIDENT),
        vice_president=par_role.get(Role.VICE_PRESIDENT),
        membres=len(membres),
        candidats=candidats,
    )
