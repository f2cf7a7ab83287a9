"""What Imag'In tells of a person who asks for its data (SEC-03)."""

from collections.abc import Iterator
from datetime import datetime

from imagin.models import Intervenant, ServiceFait
from santorin.conservation.personne import Personne, Qualite, Rubrique

SOURCE = "Imag’In"


def correcteur(personne: Personne, le: datetime) -> Iterator[Rubrique]:
    """SEC-03: the person as an intervenant, and what it is paid for."""
    if personne.qualite != Qualite.CORRECTEUR:
        return
    siens = Intervenant.objects.filter(numero=personne.cle)
    yield Rubrique(
        "intervenant", "Intervenant", SOURCE, ("Numéro", "Nom"), list(siens.values_list("numero", "nom"))
    )
    services = ServiceFait.objects.filter(intervenant__in=siens).tarifes().select_related("epreuve__examen")
    yield Rubrique(
        "services_faits",
        "Services faits",
        SOURCE,
        ("Épreuve", "Origine", "Copies", "Du", "Au", "État", "Montant"),
        [
            (
                str(s.epreuve),
                s.get_origine_display(),
                s.nombre_de_copies,
                s.du,
                s.au,
                s.get_etat_display(),
                s.somme,
            )
            for s in services.order_by("pk")
        ],
    )
