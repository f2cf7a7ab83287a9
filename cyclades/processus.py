"""Cyclades on the dashboard (ACC-01)."""

from collections.abc import Sequence

from django.urls import reverse

from cyclades import lectures
from cyclades.models import Eleve
from santorin.accueil.processus import Groupe, Tuile
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.referentiel.models import Academie, Session

SANS_CANDIDAT = "Cyclades ne connaît encore aucun candidat de votre académie."


def notes(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """The door to the marks held, per académie, for those who may read them."""
    if not utilisateur.a_le_droit(Droit.CONSULTER_NOTES):
        return ()
    academies = lectures.academies(utilisateur, Droit.CONSULTER_NOTES)
    derniere = next(iter(lectures.sessions()), None)
    tuiles = tuple(_tuile(academie, derniere, seule=len(academies) == 1) for academie in academies)
    return (Groupe(cle="cyclades", titre="Cyclades", tuiles=tuiles),)


def _tuile(academie: Academie, session: Session | None, *, seule: bool) -> Tuile:
    avancement = lectures.avancement(academie, session)
    return Tuile(
        titre="Notes dans Cyclades" if seule else f"Notes dans Cyclades – {academie}",
        url=f"{reverse('cyclades:epreuves')}?academie={academie.code}",
        description="Les notes détenues et leur historique, la saisie à la main, la publication.",
        obstacle=None if avancement.epreuves else SANS_CANDIDAT,
        indicateurs=(("Épreuves", str(avancement.epreuves)), ("Publiées", str(avancement.publiees))),
    )


def eleves(utilisateur: Utilisateur) -> Sequence[Groupe]:
    """PRE-04: « Importer mes élèves », for those who may, whatever the number of their schools."""
    if not utilisateur.a_le_droit(Droit.IMPORTER_ELEVES):
        return ()
    nombre = Eleve.objects.pour(utilisateur, Droit.IMPORTER_ELEVES).count()
    tuile = Tuile(
        titre="Importer mes élèves",
        url=reverse("cyclades:eleves"),
        description="Les élèves de l’établissement, depuis SIECLE BEE ou d’un fichier hors BEE.",
        indicateurs=(("Élèves importés", str(nombre)),),
    )
    return (Groupe(cle="cyclades", titre="Cyclades", tuiles=(tuile,)),)
