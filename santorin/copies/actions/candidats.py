"""The account of a candidate, tied to its registrations (RES-09)."""

from datetime import date

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Candidat


def rattacher_candidats(numero: str, date_naissance: date, *, utilisateur: Utilisateur) -> int:
    """RES-09: give the account its registrations, by numéro candidat and birth date; how many are its own now.

    Called inside the action that opens the account, which writes the journal. A registration that another account
    holds is taken over: the number and the birth date are the person's.
    """
    siens = Candidat.objects.filter(numero=numero, date_naissance=date_naissance)
    return siens.update(utilisateur=utilisateur)
