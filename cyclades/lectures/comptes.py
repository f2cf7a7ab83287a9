"""How far an épreuve is: registered candidates, marks by origin, publication (CYC-02)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, Min, OuterRef, Q

from cyclades import regles
from cyclades.models import Epreuve, Inscription, Origine, Position, Publication, academies_de
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.pages import PAR_PAGE, Page, page
from santorin.referentiel.models import Academie, Examen, Session

CHIFFRES = (
    "inscrits",
    "santorin",
    "saisies",
    "calculees",
    "benefices",
    "provisoires",
    "manquantes",
)


# A dispensed candidate has no mark; one who keeps a bénéfice has the mark kept.
AVEC_NOTE = (Position.INSCRIT, Position.BENEFICE)


@dataclass(frozen=True, slots=True)
class Compte:
    """One épreuve in one académie. `manquantes`: candidates who should have a mark and have none."""

    epreuve: Epreuve
    inscrits: int
    santorin: int
    saisies: int
    calculees: int
    benefices: int
    provisoires: int
    manquantes: int
    publiee_le: datetime | None

    @property
    def notes(self) -> int:
        """The marks held."""
        return self.santorin + self.saisies + self.calculees + self.benefices + self.provisoires


def page_d_epreuves(
    academie: Academie,
    *,
    session: Session | None,
    examen: Examen | None = None,
    avant: int | None = None,
    apres: int | None = None,
    taille: int = PAR_PAGE,
) -> Page[Epreuve]:
    """CYC-02: the épreuves of a session for which an académie has candidates, by examination and code."""
    siennes = Inscription.objects.filter(epreuve=OuterRef("pk"), academie=academie)
    toutes = Epreuve.objects.select_related("session", "examen")
    reperes = {repere.pk: repere for repere in toutes.filter(pk__in=[pk for pk in (avant, apres) if pk])}
    epreuves = toutes.filter(Exists(siennes), session=session)
    return page(
        epreuves.filter(examen=examen) if examen else epreuves,
        ("examen__code", "code", "pk"),
        avant=reperes.get(avant or 0),
        apres=reperes.get(apres or 0),
        taille=taille,
    )


def comptes(epreuves: Sequence[Epreuve], academie: Academie) -> list[Compte]:
    """CYC-02: the figures of these épreuves in one académie, in two queries."""
    lignes = (
        Inscription.objects.filter(epreuve__in=epreuves, academie=academie)
        .values("epreuve")
        .annotate(
            inscrits=Count("pk", filter=Q(position=Position.INSCRIT)),
            santorin=Count("pk", filter=Q(note__origine=Origine.SANTORIN)),
            saisies=Count("pk", filter=Q(note__origine=Origine.SAISIE)),
            calculees=Count("pk", filter=Q(note__origine=Origine.CALCULEE)),
            benefices=Count("pk", filter=Q(note__origine=Origine.BENEFICE)),
            provisoires=Count("pk", filter=Q(note__origine=Origine.PROVISOIRE)),
            manquantes=Count("pk", filter=Q(position__in=AVEC_NOTE, note=None)),
        )
        .values("epreuve", *CHIFFRES)
    )
    chiffres: dict[int, dict[str, int]] = {ligne.pop("epreuve"): dict(ligne) for ligne in lignes}
    aucun = dict.fromkeys(CHIFFRES, 0)
    publications = dict(
        Publication.objects.filter(epreuve__in=epreuves, academie=academie).values_list(
            "epreuve", "publiee_le"
        )
    )
    return [
        Compte(epreuve, publiee_le=publications.get(epreuve.pk), **chiffres.get(epreuve.pk, aucun))
        for epreuve in epreuves
    ]


def compte(epreuve: Epreuve, academie: Academie) -> Compte:
    """The figures of one épreuve in one académie."""
    return comptes([epreuve], academie)[0]


def composantes(epreuve: Epreuve) -> list[str]:
    """CYC-02: the codes of what a calculated épreuve is made of; none for the others."""
    return list(epreuve.composantes.order_by("epreuve__code").values_list("epreuve__code", flat=True))


def obstacle_publication(compte: Compte, academie: Academie) -> str | None:
    """CYC-02: why the épreuve may not be published in this académie, or None."""
    a_publier = (
        compte.epreuve.composantes.exclude(epreuve__publications__academie=academie)
        .order_by("epreuve__code")
        .values_list("epreuve__code", flat=True)
    )
    return regles.obstacle_publication(
        compte.publiee_le, notes=compte.notes, provisoires=compte.provisoires, a_publier=list(a_publier)
    )


def academies(utilisateur: Utilisateur, *droits: Droit) -> list[Academie]:
    """Where somebody holds one of these rights, by name."""
    portee = academies_de(utilisateur, *droits)
    toutes = Academie.objects.order_by("nom")
    return list(toutes if portee is None else toutes.filter(pk__in=portee))


def sessions() -> list[Session]:
    """The sessions of which Cyclades holds épreuves, the last first."""
    tenues = Epreuve.objects.order_by().values("session")
    return list(Session.objects.filter(pk__in=tenues).order_by("-code"))


def examens() -> list[Examen]:
    """The examinations of which Cyclades holds épreuves."""
    return list(Examen.objects.filter(pk__in=Epreuve.objects.order_by().values("examen")).order_by("code"))


def publiee_le(epreuve: Epreuve, academies: Collection[int] | None) -> datetime | None:
    """CLO-07: when the épreuve was published, by the first of these académies (None: of all) that did."""
    publications = Publication.objects.filter(epreuve=epreuve)
    if academies is not None:
        publications = publications.filter(academie__in=academies)
    instant: datetime | None = publications.aggregate(premiere=Min("publiee_le"))["premiere"]
    return instant


@dataclass(frozen=True, slots=True)
class Avancement:
    """How many épreuves of the last session an académie has, and how many it published."""

    epreuves: int
    publiees: int


def avancement(academie: Academie, session: Session | None) -> Avancement:
    """ACC-01: the figures of the dashboard's tile, in two queries whatever the number of épreuves."""
    siennes = Inscription.objects.filter(epreuve=OuterRef("pk"), academie=academie)
    return Avancement(
        epreuves=Epreuve.objects.filter(Exists(siennes), session=session).count(),
        publiees=Publication.objects.filter(academie=academie, epreuve__session=session).count(),
    )
