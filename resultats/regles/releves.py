"""Which transcripts are made, announced, handed over, and why not (RES-04, RES-05, RES-06, RES-08)."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from cyclades.models import Candidature, EtatCandidature
from resultats.models import (
    ContenuEnMasse,
    Generation,
    NatureService,
    Rattachement,
    Releve,
    ResultatProclame,
    Service,
)
from resultats.models.releve import ReleveQuerySet, disponible
from resultats.models.resultat import ResultatQuerySet
from resultats.regles import ouvertures
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.accords import compter
from santorin.referentiel.models import Session
from santorin.traitements.models import Document


def a_generer() -> ResultatQuerySet:
    """RES-06, RES-08: the last results that no valid transcript shows yet; never of a présumé fraudeur."""
    montres = Releve.objects.filter(resultat=OuterRef("pk"), generation__retiree_le=None)
    return ResultatProclame.objects.derniers().filter(
        ~Exists(montres),
        candidature__etat=EtatCandidature.INSCRIT,
        candidature__fraude_presumee=False,
    )


def uai_de(utilisateur: Utilisateur) -> list[str]:
    """RES-04: the établissements whose documents this person edits."""
    habilitations = utilisateur.habilitations_de(Droit.EDITER_RESULTATS)
    return [h.etablissement.uai for h in habilitations if h.etablissement]


def candidatures_de(utilisateur: Utilisateur) -> QuerySet[Candidature]:
    """RES-04: the registrations of the pupils of the person's own établissements."""
    # The index begins with the session.
    return Candidature.objects.filter(session__in=Session.objects.values("pk"), uai__in=uai_de(utilisateur))


def telechargeables(utilisateur: Utilisateur, le: datetime) -> ReleveQuerySet:
    """RES-04, RES-08: the transcripts whose bytes this person may have at `le`, by any door.

    A gestionnaire: those of the complete runs of the académie, to check them before the publication and after. An
    établissement: those of its own pupils, once their date has come. A candidate: its own, once its service is open
    too.
    """
    generees = Generation.objects.pour(utilisateur, Droit.GERER_RESULTATS).filter(complete=True)
    visibles = Q(generation__in=generees.order_by()) | (
        disponible(le) & Q(candidature__uai__in=uai_de(utilisateur))
    )
    if rattachement := _rattachement(utilisateur):
        visibles |= disponible(le) & Q(
            Exists(_service_des_candidats(le)),
            candidature__numero=rattachement.numero,
            candidature__date_naissance=rattachement.date_naissance,
        )
    return Releve.objects.filter(visibles)


def _rattachement(utilisateur: Utilisateur) -> Rattachement | None:
    if not utilisateur.a_le_droit(Droit.CONSULTER_SES_RESULTATS):
        return None
    return Rattachement.objects.filter(utilisateur=utilisateur).first()


def _service_des_candidats(le: datetime) -> QuerySet[Service]:
    """Open, of the transcript's own frame."""
    return Service.objects.ouverts(le).filter(
        nature=NatureService.CANDIDATS,
        examen=OuterRef("candidature__examen"),
        session=OuterRef("candidature__session"),
        academie=OuterRef("candidature__academie"),
    )


def remplace(le: datetime) -> Exists:
    """RES-04, RES-07: of a transcript: a later version was handed out by `le`, even if it was withdrawn since."""
    suivants = Releve.objects.delivres(le)
    return Exists(suivants.filter(candidature=OuterRef("candidature"), numero__gt=OuterRef("numero")))


def en_masse(uai: str, le: datetime) -> ReleveQuerySet:
    """RES-05: the last version handed to the pupils of an établissement, valid at `le`, by division then name."""
    siens = Releve.objects.disponibles(le).filter(~remplace(le), candidature__uai=uai)
    return siens.order_by(
        "candidature__division", "candidature__nom", "candidature__prenoms", "candidature__numero"
    )


def obstacle_generation(nombre: int, *, inachevee: bool) -> str | None:
    """RES-06: why there is nothing to generate, or None; `inachevee`: an interrupted run has to be finished."""
    if nombre or inachevee:
        return None
    return "Chaque résultat établi a déjà son relevé de notes\u00a0: il n’y a rien à générer."


def obstacle_publication(generation: Generation) -> str | None:
    """RES-06: why a run cannot be published, or None."""
    if not generation.complete:
        return "Cette génération est inachevée\u00a0: menez-la à son terme avant de la publier."
    if generation.retiree_le:
        return "Ces relevés ont été retirés."
    if generation.publie_le:
        return "Ces relevés sont déjà publiés."
    return None


def depasses(generation: Generation, disponible_le: datetime | None = None) -> ReleveQuerySet:
    """RES-06: the transcripts of a run whose result was replaced since, with no newer version announced.

    With a date: none that can be had by then.
    """
    nouveaux = ResultatProclame.objects.filter(
        candidature=OuterRef("candidature"), numero__gt=OuterRef("resultat__numero")
    )
    suivants = Releve.objects.annonces().filter(
        candidature=OuterRef("candidature"), numero__gt=OuterRef("numero")
    )
    if disponible_le is not None:
        suivants = suivants.filter(generation__disponible_le__lte=disponible_le)
    return Releve.objects.filter(Exists(nouveaux), ~Exists(suivants), generation=generation)


def obstacle_depasses(nombre: int) -> str | None:
    """RES-06: a transcript never tells a result that was replaced before it was published; why not, or None."""
    if not nombre:
        return None
    return (
        f"Le résultat de {compter(nombre, 'candidat')} a changé depuis cette génération. Générez d’abord les nouveaux "
        "relevés et publiez-les, à la même date ou plus tôt."
    )


def obstacle_report(generation: Generation, le: datetime) -> str | None:
    """RES-06: why the date of a published run cannot be changed any more at `le`, or None."""
    if generation.retiree_le:
        return "Ces relevés ont été retirés."
    if generation.disponible_le is None:
        return "Ces relevés ne sont pas publiés."
    if generation.disponible_le <= le:
        return "La date de mise à disposition est atteinte\u00a0: elle ne change plus."
    return None


def obstacle_devancement(generation: Generation, le: datetime) -> str | None:
    """RES-06: why the new date of a run cannot stand, or None: an older one would first show results it replaced."""
    a_venir = Generation.objects.filter(
        examen=generation.examen_id,
        session=generation.session_id,
        academie=generation.academie_id,
        retiree_le=None,
        disponible_le__gt=le,
    )
    for autre in a_venir.exclude(pk=generation.pk).order_by("pk"):
        if nombre := depasses(autre, autre.disponible_le).count():
            return (
                f"La génération n°\u00a0{autre.pk} paraîtrait avant, avec l’ancien résultat de "
                f"{compter(nombre, 'candidat')}. Gardez une date antérieure ou égale à la sienne, ou reportez-la d’abord."
            )
    return None


def obstacle_retrait(generation: Generation) -> str | None:
    """RES-06: why a run cannot be withdrawn, or None."""
    if generation.retiree_le:
        return "Ces relevés ont déjà été retirés."
    if generation.publie_le is None:
        return "Ces relevés ne sont pas publiés\u00a0: il n’y a rien à retirer."
    return None


def obstacle_date(disponible_le: datetime, le: datetime) -> str | None:
    """RES-06: why documents cannot become available then, or None; the minute being lived is « maintenant »."""
    if disponible_le.year not in ouvertures.ANNEES:
        return "Donnez une année entre 2000 et 2100."
    if disponible_le < le.replace(second=0, microsecond=0):
        return "Cette date est déjà passée\u00a0: donnez l’instant présent ou un moment à venir."
    return None


def obstacle_en_masse(service: Service | None, le: datetime, *, nombre: int) -> str | None:
    """RES-05: why an établissement cannot have the PDF of all its pupils, or None; `nombre` could be in it."""
    ferme = ouvertures.obstacle_publication(service, le)
    return ferme or (
        None if nombre else "Aucun relevé de notes de vos élèves n’est disponible pour cet examen."
    )


def obstacle_document(document: Document, utilisateur: Utilisateur, le: datetime) -> str | None:
    """RES-05, RES-08: why a mass PDF made earlier can no longer be given, or None."""
    contenu = ContenuEnMasse.objects.filter(traitement=document.traitement_id).first()
    if contenu is None:
        return None
    visibles = telechargeables(utilisateur, le).filter(pk__in=contenu.releves).count()
    if manquants := len(contenu.releves) - visibles:
        retires = compter(manquants, "relevé retiré,relevés retirés")
        return f"Ce document contient {retires} depuis. Demandez-en un nouveau."
    if depasses := Releve.objects.filter(remplace(le), pk__in=contenu.releves).count():
        remplaces = compter(depasses, "relevé remplacé,relevés remplacés")
        return (
            f"Ce document contient {remplaces} depuis par une version plus récente. Demandez-en un nouveau."
        )
    cle = ("examen", "session", "academie")
    cadres = Candidature.objects.filter(releves__in=contenu.releves).order_by().values_list(*cle).distinct()
    poses = Service.objects.filter(nature=NatureService.ETABLISSEMENTS)
    par_cadre = {(service.examen_id, service.session_id, service.academie_id): service for service in poses}
    obstacles = (ouvertures.obstacle_publication(par_cadre.get(cadre), le) for cadre in cadres)
    return next(filter(None, obstacles), None)
