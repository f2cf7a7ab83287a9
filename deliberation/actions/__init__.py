"""What changes: passages of juries, marks of the épreuve de contrôle, decisions, presences, emergency accesses."""

from deliberation.actions.composition import Personne, enregistrer_presences, nommer, rattacher, remplacer
from deliberation.actions.constitution import (
    BilanJurys,
    composer,
    constituer,
    constituer_et_composer,
    prevoir,
)
from deliberation.actions.controle import SaisieControle, saisir_controle
from deliberation.actions.editions import editer, generer_plan_de_secours
from deliberation.actions.imports import constituer_jurys, controler_jurys
from deliberation.actions.livrets import importer_livrets
from deliberation.actions.passages import franchir, publier
from deliberation.actions.salle import decider, donner_points, modifier_note
from deliberation.actions.seances import clore, rectifier
from deliberation.actions.secours import (
    entrer,
    est_ouvert,
    fermer_portail,
    ouvrir_portail,
    renouveler_acces,
    revoquer,
)

__all__ = [
    "BilanJurys",
    "Personne",
    "SaisieControle",
    "clore",
    "composer",
    "constituer",
    "constituer_et_composer",
    "constituer_jurys",
    "controler_jurys",
    "decider",
    "donner_points",
    "editer",
    "enregistrer_presences",
    "entrer",
    "est_ouvert",
    "fermer_portail",
    "franchir",
    "generer_plan_de_secours",
    "importer_livrets",
    "modifier_note",
    "nommer",
    "ouvrir_portail",
    "prevoir",
    "publier",
    "rattacher",
    "rectifier",
    "remplacer",
    "renouveler_acces",
    "revoquer",
    "saisir_controle",
]
