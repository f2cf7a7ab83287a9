"""What results come from, read wave by wave; what the gestionnaire sees of them (RES-06)."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cyclades.models import Candidature, EtatCandidature, Inscription, Position
from deliberation.models import Dossier, Resultat
from resultats.models import ResultatProclame
from resultats.regles.proclamation import Situation
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session

VAGUE = 1000
CLE = re.compile(r"([A-Z0-9]{1,5})-([0-9]{4}-[0-9]{2})-([A-Z0-9]{1,3})")


@dataclass(frozen=True, slots=True)
class Cadre:
    """One examination of one session in one académie: what is established, opened and published together."""

    examen: Examen
    session: Session
    academie: Academie

    def __str__(self) -> str:
        return f"{self.examen} – {self.session} – académie de {self.academie}"

    @property
    def cle(self) -> str:
        """« CFG-2018-06-A10 »: its name in addresses, jobs and the journal."""
        return f"{self.examen.code}-{self.session.code}-{self.academie.code}"

    @property
    def fil(self) -> str:
        """The chain of the journal of its acts (SEC-01)."""
        return f"resultats:{self.cle}"


@dataclass(frozen=True, slots=True)
class Etendue:
    """How far the results of a frame are; `sans_note` and `sans_jury_publie` may name the same candidature."""

    cadre: Cadre
    candidatures: int
    proclames: int
    sans_note: int = 0
    sans_jury_publie: int = 0

    @property
    def en_attente(self) -> int:
        """Candidatures without a result."""
        return self.candidatures - self.proclames


def cadre_nomme(parametres: Mapping[str, Any]) -> Cadre:
    """The frame that a job names by its codes: `examen`, `session`, `lieu`."""
    return Cadre(
        Examen.objects.get(code=parametres["examen"]),
        Session.objects.get(code=parametres["session"]),
        Academie.objects.get(code=parametres["lieu"]),
    )


def cadres(utilisateur: Utilisateur) -> list[Etendue]:
    """RES-06: the frames of the gestionnaire's académies that have candidatures; constant queries."""
    academies = utilisateur.academies_de(Droit.GERER_RESULTATS)
    comptes = list(
        _inscrites()
        .filter(academie__in=academies)
        .order_by()
        .values("examen", "session", "academie")
        .annotate(total=Count("pk"), proclames=Count("pk", filter=_avec_resultat()))
    )
    examens = Examen.objects.in_bulk([c["examen"] for c in comptes])
    sessions = Session.objects.in_bulk([c["session"] for c in comptes])
    lieux = Academie.objects.in_bulk([c["academie"] for c in comptes])
    etendues = [
        Etendue(
            Cadre(examens[c["examen"]], sessions[c["session"]], lieux[c["academie"]]),
            c["total"],
            c["proclames"],
        )
        for c in comptes
    ]
    etendues.sort(key=lambda e: (e.cadre.examen.code, e.cadre.academie.code))
    return sorted(etendues, key=lambda e: e.cadre.session.code, reverse=True)


def cadre_de(utilisateur: Utilisateur, cle: str) -> Cadre | None:
    """The frame of that key within the gestionnaire's reach, None otherwise."""
    lue = CLE.fullmatch(cle)
    if lue is None:
        return None
    examen_code, session_code, academie_code = lue.groups()
    academies = utilisateur.academies_de(Droit.GERER_RESULTATS)
    academie = Academie.objects.filter(pk__in=academies, code=academie_code).first()
    examen = Examen.objects.filter(code=examen_code).first()
    session = Session.objects.filter(code=session_code).first()
    if academie is None or examen is None or session is None:
        return None
    cadre = Cadre(examen, session, academie)
    return cadre if candidatures(cadre).exists() else None


def etendue(cadre: Cadre) -> Etendue:
    """RES-06: how many candidatures have a result, how many wait, and why; one query."""
    manque = Inscription.objects.filter(candidature=OuterRef("pk"), position=Position.INSCRIT, note=None)
    non_publie = Dossier.objects.filter(candidature=OuterRef("pk"), jury__groupe__publie_le=None)
    comptes = candidatures(cadre).aggregate(
        total=Count("pk"),
        proclames=Count("pk", filter=_avec_resultat()),
        sans_note=Count("pk", filter=~_avec_resultat() & Q(Exists(manque))),
        sans_jury_publie=Count("pk", filter=~_avec_resultat() & Q(Exists(non_publie))),
    )
    return Etendue(
        cadre, comptes["total"], comptes["proclames"], comptes["sans_note"], comptes["sans_jury_publie"]
    )


def candidatures(cadre: Cadre) -> QuerySet[Candidature]:
    """The candidatures that still stand in that frame."""
    return _inscrites().filter(examen=cadre.examen, session=cadre.session, academie=cadre.academie)


def vagues(cadre: Cadre) -> Iterator[list[Situation]]:
    """RES-06: the frame's candidatures in waves, each read by five queries however many it has."""
    derniere = 0
    while lot := list(
        candidatures(cadre).filter(pk__gt=derniere).select_related("specialite").order_by("pk")[:VAGUE]
    ):
        derniere = lot[-1].pk
        yield _situations(lot)


def _situations(lot: Sequence[Candidature]) -> list[Situation]:
    cles = [candidature.pk for candidature in lot]
    inscriptions: dict[int, list[Inscription]] = defaultdict(list)
    for inscription in Inscription.objects.filter(candidature__in=cles).select_related("epreuve", "note"):
        inscriptions[inscription.candidature_id].append(inscription)
    dossiers = {
        dossier.candidature_id: dossier
        for dossier in Dossier.objects.filter(candidature__in=cles).select_related("jury__groupe")
    }
    deliberes = {
        resultat.dossier_id: resultat
        for resultat in Resultat.objects.filter(dossier__candidature__in=cles)
        .select_related("seance")
        .order_by("numero")
    }
    precedents = {
        cle: (numero, empreinte)
        for cle, numero, empreinte in ResultatProclame.objects.filter(candidature__in=cles)
        .order_by("numero")
        .values_list("candidature", "numero", "empreinte")
    }
    return [
        Situation(
            candidature,
            inscriptions[candidature.pk],
            dossier := dossiers.get(candidature.pk),
            deliberes.get(dossier.pk) if dossier else None,
            precedents.get(candidature.pk, (0, "")),
        )
        for candidature in lot
    ]


def _inscrites() -> QuerySet[Candidature]:
    return Candidature.objects.filter(etat=EtatCandidature.INSCRIT)


def _avec_resultat() -> Q:
    return Q(Exists(ResultatProclame.objects.filter(candidature=OuterRef("pk"))))
