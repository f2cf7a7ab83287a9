"""« Relevés de notes en masse »: the transcripts of all the pupils of an établissement in one PDF (RES-05)."""

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO

from celery import Task
from django.utils.text import get_valid_filename

from resultats.editions.releve import fusionner
from resultats.fichiers import lire
from resultats.lectures.releves import Masse, releves_en_masse
from resultats.models import ContenuEnMasse
from santorin.comptes.models import Utilisateur
from santorin.editions.empreinte import Empreinte, empreinte_de
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.refus import exiger
from santorin.traitements.actions import demander
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Traitement


def nom_du_pdf(masse: Masse) -> str:
    """« RLN_CFG-2018-06-A25_0783546F.pdf »."""
    perimetre = masse.perimetre
    return get_valid_filename(f"RLN_{perimetre.cadre.cle}_{perimetre.etablissement.uai}.pdf")


def demander_masse(tache: "Task[..., None]", masse: Masse, *, par: Utilisateur) -> Traitement:
    """RES-05: ask for the PDF of a large établissement. Raises `Refus` while it cannot be had."""
    exiger(masse.obstacle)
    perimetre = masse.perimetre
    return demander(
        tache,
        objet=f"{perimetre.objet}releves",
        libelle=masse.titre[:200],
        par=par,
        etablissement=perimetre.etablissement,
        perimetre=perimetre.arguments,
    )


def ecrire_masse(masse: Masse, sortie: BinaryIO, *, le: datetime) -> list[int]:
    """RES-05: write the PDF; the transcripts that it holds, by primary key. Raises `Refus` while it cannot be had."""
    exiger(masse.obstacle)
    releves = list(releves_en_masse(masse.perimetre, le))
    fusionner((lire(releve) for releve in releves), sortie, titre=masse.titre)
    return [releve.pk for releve in releves]


def joindre_masse(masse: Masse, *, le: datetime, compte_rendu: CompteRendu) -> None:
    """RES-05: the PDF as the job's document, which stops being given when one of its transcripts must be (RES-08)."""
    compte_rendu.joindre_ecrit(nom_du_pdf(masse), "application/pdf", _ecriture(masse, le, compte_rendu))


def noter_masse(masse: Masse, nombre: int, *, par: Utilisateur, le: datetime) -> None:
    """SEC-01: the journal keeps who took all the transcripts of an établissement."""
    journaliser(
        "releves.telecharger_en_masse",
        fil=f"releves:etablissement:{masse.perimetre.etablissement.uai}",
        objet=f"{compter(nombre, 'relevé')} – {masse.titre}",
        par=par,
        le=le,
        apres={"releves": nombre},
    )


def _ecriture(masse: Masse, le: datetime, compte_rendu: CompteRendu) -> Callable[[BinaryIO], Empreinte]:
    def ecrire(sortie: BinaryIO) -> Empreinte:
        cles = ecrire_masse(masse, sortie, le=le)
        if compte_rendu.traitement is not None:
            ContenuEnMasse.objects.update_or_create(
                traitement=compte_rendu.traitement, defaults={"releves": cles}
            )
        compte_rendu.avancer(len(cles), len(cles))
        compte_rendu.noter(f"{compter(len(cles), 'relevé')} par division puis par nom.")
        return Empreinte(empreinte_de(sortie)[1], des_octets=True)

    return ecrire
