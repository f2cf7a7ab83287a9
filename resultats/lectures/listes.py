"""Who is on a list to post, centre by centre (RES-03)."""

from dataclasses import dataclass

from django.db.models import Case, Count, F, Q, QuerySet, When

from cyclades.models import EtatCandidature, Inscription, Position
from deliberation.models.dossier import sans_accent
from resultats.lectures.proclamation import Cadre
from resultats.models import ResultatProclame
from resultats.models.resultat import ResultatQuerySet
from santorin.referentiel.models import Etablissement
from santorin.referentiel.valeur import ABSENT


@dataclass(frozen=True, slots=True)
class Centre:
    """A centre of the frame, and how many candidates sat there, before anybody is left out."""

    uai: str
    nom: str
    ville: str
    candidats: int = 0

    def __str__(self) -> str:
        """« CLG FRANCO ALLEMAND – BUC »."""
        return f"{self.nom} – {self.ville}" if self.ville else self.nom


def centres(cadre: Cadre) -> list[Centre]:
    """RES-03: the centres where candidates of the frame sat, by name; two queries."""
    presentes = _presentees(cadre).annotate(
        lieu=Case(When(centre="", then="candidature__uai"), default="centre")
    )
    comptes = dict(
        presentes.order_by().values_list("lieu").annotate(nombre=Count("candidature", distinct=True))
    )
    connus = Etablissement.objects.in_bulk(list(comptes), field_name="uai")
    trouves = [_centre(uai, connus.get(uai), nombre) for uai, nombre in comptes.items()]
    return sorted(trouves, key=lambda centre: (centre.nom, centre.ville, centre.uai))


def centre_de(etablissement: Etablissement) -> Centre:
    """An établissement as a centre."""
    return _centre(etablissement.uai, etablissement, 0)


def affichables() -> ResultatQuerySet:
    """RES-03: the last results that may be posted somewhere: neither liste rouge, fraud, nor remplacement."""
    return (
        ResultatProclame.objects.derniers()
        .affichables()
        .filter(candidature__etat=EtatCandidature.INSCRIT, candidature__remplacement=False)
    )


def affiches(cadre: Cadre, uai: str) -> QuerySet[ResultatProclame]:
    """RES-03: the results to post in a centre, in the alphabet's order.

    Those who sat at least one épreuve there; neither liste rouge, nor présumés fraudeurs, nor remplacement.
    """
    presentes = _presentees(cadre).filter(Q(centre=uai) | Q(centre="", candidature__uai=uai))
    return (
        affichables()
        .filter(candidature__in=presentes.values("candidature"))
        .select_related("candidature")
        .order_by(
            sans_accent("candidature__nom"),
            sans_accent("candidature__prenoms"),
            F("candidature__numero"),
            "pk",
        )
    )


def _presentees(cadre: Cadre) -> QuerySet[Inscription]:
    """Épreuves sat: a mark is there, and it is not an absence."""
    return Inscription.objects.filter(
        ~Q(note__code=ABSENT) | Q(note__code=None),
        note__isnull=False,
        position=Position.INSCRIT,
        candidature__examen=cadre.examen,
        candidature__session=cadre.session,
        candidature__academie=cadre.academie,
    )


def _centre(uai: str, etablissement: Etablissement | None, candidats: int) -> Centre:
    if etablissement is None:
        return Centre(uai, f"Centre {uai}", "", candidats)
    return Centre(uai, etablissement.nom, etablissement.ville, candidats)
