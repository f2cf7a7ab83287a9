"""Tables that people upload: read line by line in bounded memory, every fault told by line, column and reason."""

from santorin.editions.tableaux.anomalies import Anomalie, TableauRefuse
from santorin.editions.tableaux.lecteur import Colonne, Ligne, Tableau

__all__ = ["Anomalie", "Colonne", "Ligne", "Tableau", "TableauRefuse"]
