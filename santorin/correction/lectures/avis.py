"""What a marker has to read (COR-04)."""

from santorin.comptes.models import Utilisateur
from santorin.copies.models import Avis


def avis_a_lire(utilisateur: Utilisateur) -> list[Avis]:
    """COR-04: the notices not read yet, last first."""
    return list(Avis.objects.a_lire().filter(destinataire=utilisateur))
