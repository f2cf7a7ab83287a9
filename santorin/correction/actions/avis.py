"""Notices are kept until they are read (COR-04)."""

from datetime import datetime

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Avis


def lire_avis(avis: Avis, *, par: Utilisateur, le: datetime) -> None:
    """COR-04: the notice was read by the one it is for; reading twice does no harm."""
    Avis.objects.a_lire().filter(pk=avis.pk, destinataire=par).update(lu_le=le)
