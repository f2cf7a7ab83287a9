"""Candidates with an account of their own, and one result behind it."""

from datetime import date

from django.utils import timezone

from resultats.models import NatureService, Rattachement
from santorin.copies.actions import rattacher_candidats
from tests.fabriques.comptes import un_utilisateur
from tests.fabriques.resultats import des_resultats, un_service

NAISSANCE = date(2009, 1, 1)


def un_compte_de_candidat(candidature):
    """The account that this candidature's slip would have opened."""
    utilisateur = un_utilisateur(
        "candidat", username=candidature.numero, first_name=candidature.prenoms, last_name=candidature.nom
    )
    Rattachement.objects.create(
        utilisateur=utilisateur,
        numero=candidature.numero,
        date_naissance=candidature.date_naissance,
        rattache_le=timezone.now(),
    )
    rattacher_candidats(candidature.numero, candidature.date_naissance, utilisateur=utilisateur)
    return utilisateur


def un_admis(*, ouvert=True, **champs):
    """One result, its candidate's account; published to candidates unless told otherwise."""
    resultat = des_resultats(1, **champs)[0]
    if ouvert:
        un_service(
            NatureService.CANDIDATS,
            academie=resultat.candidature.academie,
            examen=resultat.candidature.examen,
            session=resultat.candidature.session,
        )
    return resultat, un_compte_de_candidat(resultat.candidature)
