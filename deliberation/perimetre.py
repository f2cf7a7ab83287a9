"""What is within one's reach: 404 otherwise."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from deliberation.lectures.vues import Centre
from deliberation.models import Dossier, Jury
from santorin.comptes.droits import Droit
from santorin.comptes.garde import Requete
from santorin.comptes.models import Utilisateur


def centre_de(request: Requete, groupe_id: int, uai: str, *droits: Droit) -> Centre:
    """The juries of a group in a centre, within one's reach."""
    jurys = tuple(
        Jury.objects.pour(request.user, *droits)
        .complets()
        .filter(groupe=groupe_id, centre__uai=uai)
        .order_by("numero")
    )
    if not jurys:
        raise Http404
    return Centre(jurys[0].groupe, jurys[0].centre, jurys)


def jury_de(request: Requete, jury_id: int, *droits: Droit) -> Jury:
    """A jury within one's reach."""
    return get_object_or_404(Jury.objects.pour(request.user, *droits).complets(), pk=jury_id)


def dossier_de(request: Requete, dossier_id: int, *droits: Droit) -> Dossier:
    """A candidate of the épreuve de contrôle, before a jury within one's reach."""
    jurys = Jury.objects.pour(request.user, *droits)
    dossiers = Dossier.objects.au_controle().filter(jury__in=jurys).select_related("candidature")
    return get_object_or_404(dossiers, pk=dossier_id)


def droits_sur(utilisateur: Utilisateur, jury: Jury) -> frozenset[Droit]:
    """The rights that somebody holds on that very jury, not elsewhere."""
    return frozenset(
        droit
        for droit in (
            Droit.CONDUIRE_DELIBERATION,
            Droit.DELIBERER,
            Droit.CONSTITUER_JURYS,
            Droit.OUVRIR_EPREUVE_DE_CONTROLE,
            Droit.OUVRIR_PORTAIL_DE_SECOURS,
        )
        if utilisateur.a_le_droit(droit) and Jury.objects.pour(utilisateur, droit).filter(pk=jury.pk).exists()
    )
