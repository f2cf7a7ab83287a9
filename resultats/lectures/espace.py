"""What a candidate sees of itself (RES-08, RES-09)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from cyclades.models import Candidature, Position
from resultats.lectures.notes import note_avec_bareme
from resultats.models import ResultatProclame
from resultats.regles.acces import candidatures_de, ouvertes
from resultats.regles.signalement_candidat import delais_de, obstacle_delai
from santorin.comptes.models import Utilisateur
from santorin.consultation.regles import consultables, est_en_recorrection
from santorin.copies.models import Composition, SignalementCandidat

RELATIONS = ("session", "examen", "academie", "specialite")
FRAUDE = (
    "Votre situation est en cours d’examen. Aucun résultat n’est communiqué dans cet espace\u00a0: "
    "adressez-vous au service des examens de votre académie."
)
SANS_RESULTAT = "Votre résultat n’est pas disponible. Adressez-vous au service des examens de votre académie."


@dataclass(frozen=True, slots=True)
class MonInscription:
    """One of the candidate's registrations; before the opening nothing else is told (RES-08)."""

    candidature: Candidature
    ouverte: bool


@dataclass(frozen=True, slots=True)
class LigneDeResultat:
    """One épreuve, all text as printed; `position` only where it is not « Inscrit »."""

    libelle: str
    note: str
    coefficient: str
    points: str
    position: str


@dataclass(frozen=True, slots=True)
class EtapeDeCalcul:
    """One step of the fiche de calcul, in words (DEL-13)."""

    titre: str
    texte: str
    resultat: str
    source: str
    version: str
    entrees: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MonResultat:
    """The result's page; with `message`, nothing but that sentence is shown."""

    candidature: Candidature
    resultat: ResultatProclame | None
    message: str
    epreuves: Sequence[LigneDeResultat]


@dataclass(frozen=True, slots=True)
class MaCopie:
    """One's own copy, and why it cannot be reported, if it cannot."""

    cle: UUID
    epreuve: str
    en_recorrection: bool
    obstacle: str | None

    @property
    def url(self) -> str:
        """The viewer."""
        return reverse("visionneuse:copie", args=[self.cle])


def inscriptions_de(utilisateur: Utilisateur, le: datetime) -> Sequence[MonInscription]:
    """RES-09: the registrations of the account, the last session first; three queries."""
    siennes = candidatures_de(utilisateur)
    visibles = set(ouvertes(siennes, le).values_list("pk", flat=True))
    triees = siennes.select_related(*RELATIONS).order_by("-session__code", "examen__code", "inscription")
    return [MonInscription(candidature, candidature.pk in visibles) for candidature in triees]


def candidature_ouverte(utilisateur: Utilisateur, cle: int, le: datetime) -> Candidature | None:
    """RES-08: one's own candidature, once its results are open; None otherwise, whatever the reason."""
    siennes = ouvertes(candidatures_de(utilisateur), le)
    return siennes.select_related(*RELATIONS).filter(pk=cle).first()


def resultat_de(candidature: Candidature) -> MonResultat:
    """RES-09: the last version proclaimed; a présumé fraudeur reads a neutral sentence (RES-08)."""
    if candidature.fraude_presumee:
        return MonResultat(candidature, None, FRAUDE, ())
    dernier = candidature.resultats.order_by("-numero").first()
    return montrer(candidature, dernier)


def montrer(candidature: Candidature, dernier: ResultatProclame | None) -> MonResultat:
    """The same, from the version already read."""
    if candidature.fraude_presumee or dernier is None:
        return MonResultat(candidature, None, FRAUDE if candidature.fraude_presumee else SANS_RESULTAT, ())
    return MonResultat(candidature, dernier, "", [_ligne(epreuve) for epreuve in dernier.epreuves])


def fiche_de(resultat: ResultatProclame) -> Sequence[EtapeDeCalcul]:
    """DEL-13, RES-09: the steps of the calculation."""
    return [
        EtapeDeCalcul(
            etape["titre"],
            etape["texte"],
            etape["resultat"],
            etape["source"],
            etape["version"],
            [(libelle, texte) for libelle, texte in etape["entrees"]],
        )
        for etape in resultat.fiche
    ]


def copies_de(utilisateur: Utilisateur, candidature: Candidature, le: datetime) -> Sequence[MaCopie]:
    """RES-09, HAR-11: one's own published copies of that registration; a présumé fraudeur's are not among them."""
    siennes = list(
        compositions_de(utilisateur, candidature)
        .select_related("epreuve__examen", "copie", "note")
        .order_by("epreuve__code")
    )
    delais = delais_de(siennes)
    signalees = set(
        SignalementCandidat.objects.ouverts()
        .filter(composition__in=siennes)
        .values_list("composition_id", flat=True)
    )
    return [
        MaCopie(
            composition.copie.cle,
            composition.epreuve.libelle,
            est_en_recorrection(composition.note),
            "Déjà signalée" if composition.pk in signalees else obstacle_delai(delais[composition.pk], le),
        )
        for composition in siennes
    ]


def compositions_de(utilisateur: Utilisateur, candidature: Candidature) -> QuerySet[Composition]:
    """RES-09: the sittings of that registration whose copy the candidate may see."""
    if candidature.fraude_presumee:
        return Composition.objects.none()
    return consultables(utilisateur).filter(
        candidat__numero=candidature.numero,
        candidat__inscription=candidature.inscription,
        epreuve__session=candidature.session_id,
        epreuve__examen=candidature.examen_id,
    )


def pages_de(composition: Composition) -> list[int]:
    """RES-09: the numbers of the pages of that copy, of which a problem may be told."""
    presentes = composition.copie.pages.filter(remplacee_le=None)
    return list(presentes.order_by("numero").values_list("numero", flat=True))


def signalements_de(utilisateur: Utilisateur) -> QuerySet[SignalementCandidat]:
    """RES-09: what one reported, and what was answered, the last first."""
    siens = SignalementCandidat.objects.filter(signale_par=utilisateur)
    return siens.select_related("composition__epreuve").order_by("-signale_le")


def _ligne(epreuve: dict[str, Any]) -> LigneDeResultat:
    return LigneDeResultat(
        epreuve["libelle"],
        note_avec_bareme(epreuve),
        epreuve["coefficient"],
        epreuve["points"],
        "" if epreuve["position"] == Position.INSCRIT.label else epreuve["position"],
    )
