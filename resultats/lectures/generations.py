"""What the gestionnaire sees of the transcripts: what is to generate, what was, where it stands (RES-06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from django.db.models import Count, Q, QuerySet

from cyclades.models import EtatCandidature
from resultats.lectures.proclamation import Cadre
from resultats.models import Generation, NatureService, Releve, ResultatProclame, Service
from resultats.models.resultat import ResultatQuerySet
from resultats.regles.releves import a_generer
from santorin.pages import Page, page


class Situation(Enum):
    """Where a run stands, in words."""

    INACHEVEE = "Inachevée"
    A_PUBLIER = "À publier"
    ANNONCEE = "Publiée, pas encore disponible"
    DISPONIBLE = "Disponible"
    RETIREE = "Retirée"


@dataclass(frozen=True, slots=True)
class GenerationLue:
    """A run with its figures: transcripts, and among them those that replace an earlier version."""

    generation: Generation
    nombre: int
    remplacants: int
    situation: Situation

    @property
    def ton(self) -> str:
        """The colour that goes with the word."""
        return {
            Situation.INACHEVEE: "erreur",
            Situation.A_PUBLIER: "attention",
            Situation.ANNONCEE: "info",
            Situation.DISPONIBLE: "succes",
            Situation.RETIREE: "neutre",
        }[self.situation]


def a_generer_de(cadre: Cadre) -> ResultatQuerySet:
    """RES-06: the results of a frame that no valid transcript shows yet."""
    return a_generer().filter(
        candidature__examen=cadre.examen,
        candidature__session=cadre.session,
        candidature__academie=cadre.academie,
    )


def nombre_d_ecartes(cadre: Cadre) -> int:
    """RES-08: how many présumés fraudeurs have a result and will get no transcript."""
    return (
        ResultatProclame.objects.derniers()
        .filter(
            candidature__examen=cadre.examen,
            candidature__session=cadre.session,
            candidature__academie=cadre.academie,
            candidature__etat=EtatCandidature.INSCRIT,
            candidature__fraude_presumee=True,
        )
        .count()
    )


def generations_de(cadre: Cadre, le: datetime) -> Sequence[GenerationLue]:
    """RES-06: the runs of a frame, the last first."""
    lues = Generation.objects.filter(examen=cadre.examen, session=cadre.session, academie=cadre.academie)
    # An aggregate drops the model's own order.
    return [_lue(generation, le) for generation in _avec_figures(lues).order_by("-genere_le", "-pk")]


def generation_lue(generation: Generation, le: datetime) -> GenerationLue:
    """RES-06: one run."""
    return _lue(_avec_figures(Generation.objects.filter(pk=generation.pk)).get(), le)


def releves_de(
    generation: Generation, texte: str, *, avant: Releve | None, apres: Releve | None
) -> Page[Releve]:
    """RES-06: the transcripts of a run by candidate number, to be looked at before they are published."""
    releves = generation.releves.select_related("candidature")
    mot = texte.strip().upper()
    if mot:
        releves = releves.filter(
            Q(candidature__numero__startswith=mot) | Q(candidature__nom__istartswith=mot)
        )
    return page(releves, ("candidature__numero", "pk"), avant=avant, apres=apres)


def services_de(cadre: Cadre) -> Mapping[str, Service]:
    """RES-05, RES-09: the services through which the transcripts of a frame reach people, by nature."""
    natures = (NatureService.ETABLISSEMENTS, NatureService.CANDIDATS)
    du_cadre = Service.objects.filter(
        examen=cadre.examen, session=cadre.session, academie=cadre.academie, nature__in=natures
    )
    return {service.nature: service for service in du_cadre}


def _avec_figures(generations: QuerySet[Generation]) -> QuerySet[Generation]:
    return generations.select_related(
        "examen", "session", "academie", "genere_par", "publie_par", "retiree_par"
    ).annotate(
        nombre=Count("releves"),
        remplacants=Count("releves", filter=Q(releves__numero__gt=1)),
    )


def _lue(generation: Generation, le: datetime) -> GenerationLue:
    # Both figures come from `_avec_figures`.
    nombre, remplacants = (getattr(generation, nom) for nom in ("nombre", "remplacants"))
    return GenerationLue(generation, nombre, remplacants, _situation(generation, le))


def _situation(generation: Generation, le: datetime) -> Situation:
    if not generation.complete:
        return Situation.INACHEVEE
    if generation.retiree_le:
        return Situation.RETIREE
    if generation.disponible_le is None:
        return Situation.A_PUBLIER
    return Situation.DISPONIBLE if generation.disponible_le <= le else Situation.ANNONCEE
