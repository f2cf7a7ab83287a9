"""What Imag'In holds: markers, their services faits, how they changed, and what they are paid (IMA-01, IMA-02).

Another system than Santorin: it knows an épreuve and a marker by their natural keys only.
"""

from imagin.models.envoi import EnvoiRecu
from imagin.models.epreuve import Epreuve, Intervenant
from imagin.models.service_fait import Mouvement, NatureMouvement, Origine, ServiceFait
from imagin.models.tarif import Activite, Tarif, Taux

__all__ = [
    "Activite",
    "EnvoiRecu",
    "Epreuve",
    "Intervenant",
    "Mouvement",
    "NatureMouvement",
    "Origine",
    "ServiceFait",
    "Tarif",
    "Taux",
]
