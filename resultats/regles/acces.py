"""Who may enter the candidate's space, who prints the slips (RES-08, RES-09)."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from cyclades.models import Candidature, EtatCandidature
from resultats.models import Coupon, NatureService, Rattachement, Service
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Examen, Session
from santorin.traitements.models import Document

VALIDITE: Final = timedelta(days=60)
RETRAIT_DES_COUPONS: Final = timedelta(hours=24)
ACTIVATION_REFUSEE: Final = (
    "Ces informations ne permettent pas d’activer un compte. Vérifiez votre numéro candidat, votre date de naissance "
    "et le code de votre coupon. Si le coupon a expiré ou a déjà servi, demandez-en un nouveau à votre établissement."
)


def candidatures_gerees(utilisateur: Utilisateur) -> QuerySet[Candidature]:
    """RES-09: those whose slips this person prints: of the académie, or of the established pupils of the school."""
    perimetre = Q(pk__in=())
    for habilitation in utilisateur.habilitations_de(Droit.GERER_RESULTATS, Droit.EDITER_RESULTATS):
        if habilitation.etablissement:
            perimetre |= Q(uai=habilitation.etablissement.uai)
        elif habilitation.academie:
            perimetre |= Q(academie=habilitation.academie)
    return Candidature.objects.filter(perimetre, etat=EtatCandidature.INSCRIT)


def du_cadre(
    candidatures: QuerySet[Candidature], examen: Examen, session: Session, academie: Academie
) -> QuerySet[Candidature]:
    """Those of one examination, session and académie."""
    return candidatures.filter(examen=examen, session=session, academie=academie)


def sans_compte(candidatures: QuerySet[Candidature], *, renouveler: bool) -> QuerySet[Candidature]:
    """RES-09: those who have no account yet; with `renouveler`, also those who hold a slip already."""
    comptes = Rattachement.objects.filter(numero=OuterRef("numero"))
    coupons = Coupon.objects.valables(timezone.now()).filter(numero=OuterRef("numero"))
    restantes = candidatures.filter(~Exists(comptes))
    return restantes if renouveler else restantes.filter(~Exists(coupons))


def candidatures_de(utilisateur: Utilisateur) -> QuerySet[Candidature]:
    """RES-09: one's own: the number and the birth date of the account, in every examination and session."""
    compte = Rattachement.objects.filter(utilisateur=utilisateur).first()
    if compte is None:
        return Candidature.objects.none()
    return Candidature.objects.filter(
        numero=compte.numero, date_naissance=compte.date_naissance, etat=EtatCandidature.INSCRIT
    )


def services_des_candidats(le: datetime) -> QuerySet[Service]:
    """RES-08: the publications to candidates that are open at `le`, by the server's clock."""
    return Service.objects.ouverts(le).filter(nature=NatureService.CANDIDATS)


def ouvertes(candidatures: QuerySet[Candidature], le: datetime) -> QuerySet[Candidature]:
    """RES-08: those whose results are open to candidates at `le`."""
    ici = services_des_candidats(le).filter(
        examen=OuterRef("examen"), session=OuterRef("session"), academie=OuterRef("academie")
    )
    return candidatures.filter(Exists(ici))


def ouverte_aux_candidats() -> Q:
    """RES-08: of a sitting: the publication to candidates of its examination is open, by the database's clock."""
    ici = Service.objects.filter(
        nature=NatureService.CANDIDATS,
        examen=OuterRef("epreuve__examen"),
        session=OuterRef("epreuve__session"),
        academie=OuterRef("epreuve__academie"),
    )
    return Q(Exists(ici.filter(Q(ferme_le=None) | Q(ferme_le__gt=Now()), ouvre_le__lte=Now())))


def obstacle_coupons(nombre: int) -> str | None:
    """RES-09: why there is no slip to print, or None."""
    if nombre:
        return None
    return "Tous ces candidats ont déjà un compte ou un coupon valable\u00a0: il n’y a rien à imprimer."


def obstacle_revocation(nombre: int) -> str | None:
    """RES-09: why there is nothing to revoke, or None."""
    return None if nombre else "Ce candidat n’a pas de coupon en cours."


def obstacle_document(document: Document, utilisateur: Utilisateur) -> str | None:
    """RES-09: codes are read by who asked for them, for one day, then nowhere any more."""
    traitement = document.traitement
    if traitement.demande_par_id != utilisateur.pk:
        return "Seule la personne qui a demandé ces coupons peut les télécharger."
    if traitement.fin and timezone.now() > traitement.fin + RETRAIT_DES_COUPONS:
        return "Ces coupons ne se téléchargent plus\u00a0: imprimez-en de nouveaux."
    return None
