"""What Cyclades holds: candidates, their épreuves, their marks with every former value, what is published (CYC-01).

Another system than Santorin: it knows a candidate, a marked épreuve and an académie by natural keys only.
"""

from cyclades.models.candidature import Candidature, EtatCandidature, Inscription, Position
from cyclades.models.eleve import Eleve, SourceEleve
from cyclades.models.envoi import EnvoiRecu
from cyclades.models.epreuve import Composante, Epreuve, Publication, SensArrondi, academies_de
from cyclades.models.note import Note, NoteAnterieure, Origine

__all__ = [
    "Candidature",
    "Composante",
    "Eleve",
    "EnvoiRecu",
    "Epreuve",
    "EtatCandidature",
    "Inscription",
    "Note",
    "NoteAnterieure",
    "Origine",
    "Position",
    "Publication",
    "SensArrondi",
    "SourceEleve",
    "academies_de",
]
