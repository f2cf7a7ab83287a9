"""What those who open the candidates' space see: accounts, slips, prepared pages, delays (RES-09)."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cyclades.models import Candidature
from resultats.models import Coupon, DelaiSignalement, NatureService, PagePrete, Rattachement, Service
from resultats.regles.acces import candidatures_gerees
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session
from santorin.referentiel.recherche import texte_de_recherche

RECHERCHE_AU_PLUS = 50


@dataclass(frozen=True, slots=True)
class AccesDuCadre:
    """One examination, session and académie: how many candidates, accounts, slips that wait, prepared pages."""

    examen: Examen
    session: Session
    academie: Academie
    candidats: int
    comptes: int
    coupons: int
    pages: int
    service: Service | None
    jusqu_au: datetime | None

    @property
    def arguments(self) -> tuple[str, str, str]:
        """Its place in addresses."""
        return (self.examen.code, self.session.code, self.academie.code)

    def __str__(self) -> str:
        return f"{self.examen} – {self.session} – académie de {self.academie}"


@dataclass(frozen=True, slots=True)
class CandidatTrouve:
    """One candidate of the search, its account and its slip in words."""

    candidature: Candidature
    etat: str
    coupon_en_cours: bool


def cadres(utilisateur: Utilisateur, le: datetime) -> list[AccesDuCadre]:
    """RES-09: all that this person manages; as many queries whatever the number."""
    lignes = _chiffres(candidatures_gerees(utilisateur), le)
    examens = Examen.objects.in_bulk({ligne[0] for ligne in lignes})
    sessions = Session.objects.in_bulk({ligne[1] for ligne in lignes})
    academies = Academie.objects.in_bulk({ligne[2] for ligne in lignes})
    ouvertures = {
        (service.examen_id, service.session_id, service.academie_id): service
        for service in Service.objects.filter(nature=NatureService.CANDIDATS)
    }
    delais = {
        (delai.examen_id, delai.session_id, delai.academie_id): delai.jusqu_au
        for delai in DelaiSignalement.objects.all()
    }
    return [
        AccesDuCadre(
            examens[examen],
            sessions[session],
            academies[academie],
            candidats,
            comptes,
            coupons,
            pages,
            ouvertures.get((examen, session, academie)),
            delais.get((examen, session, academie)),
        )
        for examen, session, academie, candidats, comptes, coupons, pages in lignes
    ]


def cadre_gere(
    utilisateur: Utilisateur, arguments: tuple[str, str, str], le: datetime
) -> AccesDuCadre | None:
    """RES-09: the one of these codes (examination, session, académie), None when this person does not manage it."""
    return next((vu for vu in cadres(utilisateur, le) if vu.arguments == arguments), None)


def _chiffres(candidatures: QuerySet[Candidature], le: datetime) -> list[tuple[int, ...]]:
    """For each examination, session and académie (primary keys): candidates, accounts, slips, pages."""
    marquees = candidatures.annotate(
        avec_compte=Exists(Rattachement.objects.filter(numero=OuterRef("numero"))),
        avec_coupon=Exists(Coupon.objects.valables(le).filter(numero=OuterRef("numero"))),
        avec_page=Exists(PagePrete.objects.filter(candidature=OuterRef("pk"))),
    )
    return list(
        marquees.order_by("-session__code", "examen__code", "academie__nom")
        .values_list("examen", "session", "academie")
        .annotate(
            nombre=Count("pk"),
            nombre_de_comptes=Count("pk", filter=Q(avec_compte=True)),
            nombre_de_coupons=Count("pk", filter=Q(avec_coupon=True)),
            nombre_de_pages=Count("pk", filter=Q(avec_page=True)),
        )
    )


def candidats_cherches(candidatures: QuerySet[Candidature], texte: str, le: datetime) -> list[CandidatTrouve]:
    """RES-09: the candidates whose number or name begin so; at most fifty."""
    mots = texte.split()
    if not mots:
        return []
    for mot in mots:
        candidatures = candidatures.filter(
            Q(numero__startswith=mot) | Q(inscriptions__recherche__contains=texte_de_recherche(mot))
        )
    trouvees = candidatures.distinct().annotate(
        avec_compte=Exists(Rattachement.objects.filter(numero=OuterRef("numero"))),
        avec_coupon=Exists(Coupon.objects.valables(le).filter(numero=OuterRef("numero"))),
    )
    return [
        CandidatTrouve(candidature, _etat(candidature), bool(vars(candidature)["avec_coupon"]))
        for candidature in trouvees[:RECHERCHE_AU_PLUS]
    ]


def _etat(candidature: Candidature) -> str:
    lu = vars(candidature)
    compte = "Compte activé" if lu["avec_compte"] else "Pas encore de compte"
    return f"{compte}, coupon en cours" if lu["avec_coupon"] else compte
