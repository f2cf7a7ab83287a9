"""Lists beyond one épreuve: the épreuves of a perimeter, the rates (IMA-02, ACC-01)."""

from django.db.models import Count, Exists, OuterRef, Q

from imagin.etats import EtatServiceFait
from imagin.models import Epreuve, ServiceFait, Tarif, Taux
from imagin.models.epreuve import EpreuveQuerySet
from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur


def epreuves_de(utilisateur: Utilisateur, q: str) -> EpreuveQuerySet:
    """The épreuves within the perimeter, last session first, with the number of lines to validate and to transmit.

    Each word of `q` is looked for in the key of the épreuve, or in the markers who have a line in it.
    """
    epreuves = Epreuve.objects.pour(utilisateur, Droit.CONSULTER_SERVICES_FAITS)
    for mot in q.split():
        lignes = ServiceFait.objects.filter(epreuve=OuterRef("pk")).cherches(mot)
        epreuves = epreuves.filter(
            Q(code__icontains=mot)
            | Q(examen__code__icontains=mot)
            | Q(session__code__icontains=mot)
            | Exists(lignes)
        )
    return (
        epreuves.select_related("session", "examen", "academie")
        .annotate(
            a_valider=Count("services_faits", filter=Q(services_faits__etat=EtatServiceFait.A_VALIDER)),
            a_transmettre=Count("services_faits", filter=Q(services_faits__etat=EtatServiceFait.VALIDE)),
            lignes=Count("services_faits"),
        )
        .order_by("-session__code", "examen__code", "code", "academie__code")
    )


def comptes_par_etat(utilisateur: Utilisateur) -> dict[str, int]:
    """How many services faits stand in each state within the perimeter: the dashboard's figures (ACC-01)."""
    lignes = ServiceFait.objects.pour(utilisateur, Droit.CONSULTER_SERVICES_FAITS)
    return dict(lignes.order_by().values_list("etat").annotate(Count("pk")))


def tarifs() -> list[Tarif]:
    """IMA-02: which rate each examen gives, and when."""
    return list(Tarif.objects.select_related("examen").order_by("examen__code", "-du"))


def grille() -> list[Taux]:
    """IMA-02: the grid of rates, in euros per copy, and when."""
    return list(Taux.objects.order_by("numero", "-du"))
