"""What an établissement reaches: its pupils, and the candidates who sat in its centre (RES-01)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from cyclades.models import Candidature, EtatCandidature, Inscription
from resultats.lectures.proclamation import CLE, Cadre
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Etablissement, Examen, Session


@dataclass(frozen=True, slots=True)
class Perimetre:
    """One établissement for one examination and session of its own académie."""

    etablissement: Etablissement
    cadre: Cadre

    @property
    def objet(self) -> str:
        """The beginning of its jobs' names."""
        return f"{self.cadre.fil}:{self.etablissement.uai}:"

    @property
    def arguments(self) -> list[str]:
        """What its addresses carry."""
        return [self.etablissement.uai, self.cadre.examen.code, self.cadre.session.code]


@dataclass(frozen=True, slots=True)
class Presence:
    """A perimeter with how many pupils it has there."""

    perimetre: Perimetre
    eleves: int


def etablissements_de(utilisateur: Utilisateur) -> list[Etablissement]:
    """The établissements where somebody edits results, with their académie; one query."""
    cles = [
        h.etablissement_id for h in utilisateur.habilitations_de(Droit.EDITER_RESULTATS) if h.etablissement_id
    ]
    return list(Etablissement.objects.filter(pk__in=cles).select_related("departement__academie"))


def perimetres(utilisateur: Utilisateur) -> list[Presence]:
    """RES-01: the examinations and sessions of one's établissements; constant queries."""
    lieux = {lieu.uai: lieu for lieu in etablissements_de(utilisateur)}
    comptes = _comptes(lieux.values())
    examens = Examen.objects.in_bulk([examen for _, examen, _ in comptes])
    sessions = Session.objects.in_bulk([session for _, _, session in comptes])
    presences = [
        Presence(_perimetre(lieux[uai], examens[examen], sessions[session]), eleves)
        for (uai, examen, session), eleves in comptes.items()
    ]
    presences.sort(key=lambda p: (p.perimetre.etablissement.nom, p.perimetre.cadre.examen.code))
    return sorted(presences, key=lambda p: p.perimetre.cadre.session.code, reverse=True)


def perimetre_de(utilisateur: Utilisateur, uai: str, examen: str, session: str) -> Perimetre | None:
    """That perimeter, when it is one's own and has candidates; None otherwise."""
    lieu = next((lieu for lieu in etablissements_de(utilisateur) if lieu.uai == uai), None)
    if CLE.fullmatch(f"{examen}-{session}-A00") is None:
        return None
    trouve = Examen.objects.filter(code=examen).first()
    quand = Session.objects.filter(code=session).first()
    if lieu is None or trouve is None or quand is None:
        return None
    perimetre = _perimetre(lieu, trouve, quand)
    au_centre = _au_centre([lieu]).filter(
        candidature__examen=trouve, candidature__session=quand, candidature__academie=lieu.academie
    )
    return perimetre if eleves(perimetre).exists() or au_centre.exists() else None


def eleves(perimetre: Perimetre) -> QuerySet[Candidature]:
    """Its own pupils' candidatures, whatever their state."""
    cadre = perimetre.cadre
    return Candidature.objects.filter(
        session=cadre.session,
        examen=cadre.examen,
        academie=cadre.academie,
        uai=perimetre.etablissement.uai,
    )


def _perimetre(lieu: Etablissement, examen: Examen, session: Session) -> Perimetre:
    return Perimetre(lieu, Cadre(examen, session, lieu.academie))


def _comptes(lieux: Iterable[Etablissement]) -> dict[tuple[str, int, int], int]:
    """(UAI, examination, session) → number of pupils, 0 where only the centre is theirs."""
    academies = {lieu.uai: lieu.academie for lieu in lieux}
    trouves = {cle: 0 for cle, academie in _des_centres(lieux) if academie == academies[cle[0]].pk}
    # The index begins with the session.
    sessions = list(Session.objects.values_list("pk", flat=True))
    inscrites = Candidature.objects.filter(
        session__in=sessions, uai__in=list(academies), etat=EtatCandidature.INSCRIT
    ).order_by()
    for ligne in inscrites.values("uai", "examen", "session", "academie").annotate(nombre=Count("pk")):
        if ligne["academie"] == academies[ligne["uai"]].pk:
            trouves[ligne["uai"], ligne["examen"], ligne["session"]] = ligne["nombre"]
    return trouves


def _des_centres(lieux: Iterable[Etablissement]) -> Iterator[tuple[tuple[str, int, int], int]]:
    lues = _au_centre(lieux).values_list(
        "centre", "candidature__examen", "candidature__session", "candidature__academie"
    )
    for uai, examen, session, academie in lues.distinct():
        yield (uai, examen, session), academie


def _au_centre(lieux: Iterable[Etablissement]) -> QuerySet[Inscription]:
    uais = [lieu.uai for lieu in lieux]
    return Inscription.objects.filter(
        ~Q(centre=""), centre__in=uais, candidature__etat=EtatCandidature.INSCRIT
    ).order_by()
