"""The PDF of a copy: stored scans untouched, annotations as vectors and text, a summary page (EDI-03).

A pure library: no table, no setting, no clock. Files, in reading order: `annotations` and `modele` (the input),
`fraicheur` (is a stored PDF up to date?), `assemblage` (the whole), `trace*` (annotations), `recapitulatif` and `flot`
(the summary), `image*`, `jpeg`, `png`, `sans_perte` (scans), `police` and `mise_en_lignes` (text), `feuille`,
`structure`, `description`, `objets` (PDF).
"""

from santorin.editions.copie.annotations import Annotation, depuis_json
from santorin.editions.copie.assemblage import ecrire, ecrire_fichier
from santorin.editions.copie.fraicheur import empreinte, empreinte_inscrite
from santorin.editions.copie.modele import (
    TOUS_LES_EXPORTS,
    Bilan,
    CopieAEditer,
    Exports,
    Identite,
    NoteQuestion,
    PageIllisible,
    PageScannee,
    Recapitulatif,
)

__all__ = [
    "TOUS_LES_EXPORTS",
    "Annotation",
    "Bilan",
    "CopieAEditer",
    "Exports",
    "Identite",
    "NoteQuestion",
    "PageIllisible",
    "PageScannee",
    "Recapitulatif",
    "depuis_json",
    "ecrire",
    "ecrire_fichier",
    "empreinte",
    "empreinte_inscrite",
]
