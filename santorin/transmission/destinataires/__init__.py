"""What leaves for Cyclades and Imag'In, and what they answer: the contract, version 1 (CYC-01, IMA-01).

Natural keys only: the receivers may be on another deployment. `settings.DESTINATAIRES` names the receivers.
"""

from santorin.transmission.destinataires.contrat import (
    AccuseNote,
    AccuseServiceFait,
    CleEpreuve,
    EnPlace,
    EnvoiNotes,
    EnvoiServicesFaits,
    Erreur,
    MotifNote,
    NoteDetenue,
    NoteEmise,
    Origine,
    PageNotes,
    ReponseNotes,
    ReponseServicesFaits,
    ServiceFaitEmis,
    StatutNote,
    StatutServiceFait,
)
from santorin.transmission.destinataires.ports import (
    AccesRefuse,
    DestinataireNotes,
    DestinataireServicesFaits,
    Echec,
    EnvoiMalForme,
    EpreuvePubliee,
    NeRepondPas,
    destinataire_notes,
    destinataire_services_faits,
)

__all__ = [
    "AccesRefuse",
    "AccuseNote",
    "AccuseServiceFait",
    "CleEpreuve",
    "DestinataireNotes",
    "DestinataireServicesFaits",
    "Echec",
    "EnPlace",
    "EnvoiMalForme",
    "EnvoiNotes",
    "EnvoiServicesFaits",
    "EpreuvePubliee",
    "Erreur",
    "MotifNote",
    "NeRepondPas",
    "NoteDetenue",
    "NoteEmise",
    "Origine",
    "PageNotes",
    "ReponseNotes",
    "ReponseServicesFaits",
    "ServiceFaitEmis",
    "StatutNote",
    "StatutServiceFait",
    "destinataire_notes",
    "destinataire_services_faits",
]
