"""The procès-verbal de destruction: what was destroyed, counted and digested, nobody named (SEC-03)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Final

from django.core.files import File

from santorin.conservation.lectures.apercu import apercu
from santorin.conservation.models import Destruction
from santorin.conservation.nature import empreinte_de, natures
from santorin.editions.pdf import Feuille, ecrire_pdf
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Traitement

NOM: Final = "proces_verbal_de_destruction.pdf"


@dataclass(slots=True)
class _Somme:
    """The batches of one kind of data in one group."""

    nombre: int = 0
    fichiers: int = 0
    octets: int = 0
    empreintes: list[str] = field(default_factory=list)


def joindre_proces_verbal(traitement: Traitement, compte_rendu: CompteRendu, *, le: datetime) -> None:
    """SEC-03: attach the procès-verbal of all that this job destroyed, whatever worker did it."""
    contenu = proces_verbal(traitement, le=le)
    compte_rendu.joindre(NOM, "application/pdf", File(BytesIO(contenu), name=NOM))


def proces_verbal(traitement: Traitement, *, le: datetime) -> bytes:
    """SEC-03: one line per kind of data and group; then what is kept back, and why."""
    libelles = {nature.cle: nature.libelle for nature in natures()}
    sommes: dict[tuple[str, str], _Somme] = {}
    for faite in Destruction.objects.filter(traitement=traitement).order_by("pk").iterator():
        somme = sommes.setdefault((libelles.get(faite.nature, faite.nature), faite.groupe), _Somme())
        somme.nombre += faite.nombre
        somme.fichiers += faite.fichiers
        somme.octets += faite.octets
        somme.empreintes.append(faite.empreinte)
    voulues = traitement.parametres.get("natures", ())
    contexte = {
        "titre": "Procès-verbal de destruction",
        "reference": str(traitement.uuid),
        "demandee_le": traitement.demande_le,
        "pied": f"Procès-verbal de destruction – traitement {traitement.uuid}",
        "lignes": _lignes(sommes),
        "retenues": [
            (ligne.nature.libelle, groupe.groupe, raison, combien)
            for ligne in apercu(le=le, natures_voulues=voulues)
            for groupe in ligne.groupes
            for raison, combien in groupe.retenus.items()
        ],
    }
    return ecrire_pdf([Feuille("editions/conservation/proces_verbal.html", contexte)])


def _lignes(sommes: Mapping[tuple[str, str], _Somme]) -> list[tuple[str, str, int, int, int, str]]:
    return [
        (libelle, groupe, somme.nombre, somme.fichiers, somme.octets, empreinte_de(somme.empreintes))
        for (libelle, groupe), somme in sommes.items()
    ]
