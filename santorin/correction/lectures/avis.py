"""What a marker has to read (COR-04)."""

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Avis


def avis_a_lire(utilisateur: Utilisateur) -> list[Avis]:
    """COR-04: the notices not read yet, last first."""
    a_lire = Avis.objects.a_lire().filter(destinataire=utilisateur)
    return list(a_lire.select_related("lot__epreuve__examen"))
