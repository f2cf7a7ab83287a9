"""Where one liasse stands (NUM-01, NUM-02)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from santorin.numerisation.etats import Anomalie, EtatLiasse, Sort
from santorin.numerisation.models import Liasse, PageLue
from santorin.numerisation.regles.liasses import obstacle_acceptation
from santorin.traitements.models import ACTIFS, Traitement


@dataclass(frozen=True, slots=True)
class Detail:
    """The figures of a liasse, its anomalies by kind, its sample, what keeps it from being accepted."""

    lues: int
    classees: int
    deja: int
    ecartees: int
    en_anomalie: int
    tournees: int
    refaites: int
    anomalies: Sequence[tuple[str, int]]
    blanches: int
    echantillon: Sequence[PageLue]
    obstacle: str | None
    traitement: Traitement | None
    en_cours: bool

    @property
    def vues(self) -> int:
        """How many pages of the sample were looked at."""
        return sum(1 for page in self.echantillon if page.conforme is not None)


def detail(liasse: Liasse) -> Detail:
    """NUM-01, NUM-02: everything the screen of one liasse shows."""
    comptes = liasse.pages_lues.aggregate(
        lues=Count("pk"),
        classees=Count("pk", filter=Q(sort=Sort.CLASSEE)),
        deja=Count("pk", filter=Q(sort=Sort.DEJA)),
        ecartees=Count("pk", filter=Q(sort=Sort.ECARTEE)),
        en_anomalie=Count("pk", filter=Q(sort="")),
        tournees=Count("pk", filter=Q(sort=Sort.CLASSEE) & ~Q(rotation=0)),
        refaites=Count("pk", filter=Q(refaite=True)),
    )
    anomalies = liasse.pages_lues.en_anomalie().order_by().values_list("anomalie").annotate(Count("pk"))
    par_genre, traitement = dict(anomalies), _lecture(liasse)
    return Detail(
        **comptes,
        anomalies=[(genre.label, par_genre[genre]) for genre in Anomalie if genre in par_genre],
        blanches=par_genre.get(Anomalie.BLANCHE, 0),
        echantillon=list(
            liasse.pages_lues.filter(echantillon=True).select_related("copie__composition").order_by("rang")
        ),
        obstacle=obstacle_acceptation(liasse),
        traitement=traitement,
        en_cours=liasse.etat == EtatLiasse.LECTURE and traitement is not None and traitement.est_actif,
    )


def _lecture(liasse: Liasse) -> Traitement | None:
    """TRA-01: the job that reads the liasse: asked for again, it is no longer the first one."""
    if liasse.etat != EtatLiasse.LECTURE:
        return liasse.traitement
    relance = Traitement.objects.filter(objet=f"liasse:{liasse.pk}", etat__in=ACTIFS)
    return relance.first() or liasse.traitement
