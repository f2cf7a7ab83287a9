"""The documents that an établissement made (RES-01)."""

from django.db.models import QuerySet

from resultats.lectures.perimetres import Perimetre
from santorin.comptes.models import Utilisateur
from santorin.traitements.models import PIECE, Document, Traitement

MONTRES = 50


def produits(utilisateur: Utilisateur, perimetre: Perimetre) -> QuerySet[Document]:
    """RES-01: those that this person had made for that examination and session, the last ones first; one query."""
    siens = Traitement.objects.pour(utilisateur).filter(
        etablissement=perimetre.etablissement, objet__startswith=perimetre.objet
    )
    return (
        Document.objects.filter(traitement__in=siens)
        .exclude(type=PIECE)
        .select_related("traitement")
        .order_by("-pk")[:MONTRES]
    )
