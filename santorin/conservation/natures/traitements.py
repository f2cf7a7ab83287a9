"""What long jobs were given and made: deposited files, documents, comptes rendus (SEC-03, TRA-01)."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet

from santorin.conservation.durees import Duree, Unite
from santorin.conservation.nature import (
    PAQUET,
    Compte,
    Lignes,
    Nature,
    Paquet,
    empreinte_de,
    natures,
)
from santorin.consultation.models import ContenuDeZip
from santorin.numerisation.etats import EtatLiasse
from santorin.numerisation.models import Liasse, PageLue
from santorin.preparation.models import ImportCandidats
from santorin.traitements.models import ACTIFS, PIECE, Document, Ligne, Niveau

PURGER: Final = "santorin.conservation.tasks.purger"
EXPORTER: Final = "santorin.conservation.tasks.exporter"
JOUR: Final = Duree(1, Unite.JOURS)


@dataclass(frozen=True, slots=True)
class PurgeDesDocuments:
    """Documents of ended jobs: of these tasks, or of all those that no other kind of data names.

    `pieces`: those given with the request instead of those made. The job stays, and says what was destroyed.
    """

    taches: Collection[str] = ()
    pieces: bool = False

    def apercu(self, seuil: datetime) -> Iterator[Compte]:
        """By kind of job, as its title says it."""
        dus = self._dus(seuil).order_by("traitement__tache").values_list("traitement__tache")
        for _, nombre, libelle in dus.annotate(nombre=Count("pk"), libelle=Max("traitement__libelle")):
            yield Compte(_genre(libelle), nombre)

    def groupes(self, seuil: datetime) -> QuerySet[Document, str]:
        """The tasks that left documents."""
        taches = self._dus(seuil).order_by("traitement__tache").values_list("traitement__tache", flat=True)
        return taches.distinct()

    def detruire(self, groupe: str, seuil: datetime, *, le: datetime) -> Paquet | None:
        """The next documents."""
        dus = self._dus(seuil).filter(traitement__tache=groupe).select_for_update(of=("self",))
        documents = list(dus.select_related("traitement").order_by("pk")[:PAQUET])
        if not documents:
            return None
        Document.objects.filter(pk__in=[document.pk for document in documents]).delete()
        traitements = {document.traitement_id for document in documents}
        ContenuDeZip.objects.filter(traitement__in=traitements).delete()
        Ligne.objects.bulk_create(
            Ligne(traitement_id=cle, le=le, niveau=Niveau.INFO, texte=DETRUITS) for cle in sorted(traitements)
        )
        return Paquet(
            _genre(documents[0].traitement.libelle),
            len(documents),
            empreinte_de(f"{document.uuid}:{document.empreinte}" for document in documents),
            octets=sum(document.taille for document in documents),
            fichiers=[str(document.fichier.name) for document in documents],
        )

    def _dus(self, seuil: datetime) -> QuerySet[Document]:
        dus = Document.objects.filter(traitement__fin__lte=seuil).exclude(traitement__etat__in=ACTIFS)
        dus = dus.filter(type=PIECE) if self.pieces else dus.exclude(type=PIECE)
        if self.taches:
            return dus.filter(traitement__tache__in=self.taches)
        return dus.exclude(traitement__tache__in=_taches_nommees(pieces=self.pieces))


def _genre(libelle: str) -> str:
    """« Clôture – BCP U22 » is a « Clôture »."""
    return libelle.partition(" – ")[0]


def _taches_nommees(*, pieces: bool) -> set[str]:
    """The tasks whose documents are a kind of data of their own."""
    purges = [nature.purge for nature in natures()]
    return {
        tache
        for purge in purges
        if isinstance(purge, PurgeDesDocuments) and purge.pieces == pieces
        for tache in purge.taches
    }


DETRUITS: Final = "Fichiers détruits à l’issue de leur durée de conservation."
_FIN: Final = "Fin du traitement"


def _lignes(seuil: datetime) -> QuerySet[Ligne]:
    return Ligne.objects.filter(traitement__fin__lte=seuil).exclude(traitement__tache=PURGER)


def _imports(seuil: datetime) -> QuerySet[ImportCandidats]:
    return ImportCandidats.objects.filter(
        Q(bilan__isnull=False) & ~Q(bilan__anomalies=[]), depose_le__lte=seuil
    )


def _vider_les_bilans(lignes: Sequence[Any], le: datetime) -> Sequence[str]:
    for depot in lignes:
        depot.bilan = {**depot.bilan, "anomalies": []}
    ImportCandidats.objects.bulk_update(lignes, ["bilan"])
    return ()


def _envois(seuil: datetime) -> QuerySet[Liasse]:
    """Files of scans whose reception was never finished."""
    lues = PageLue.objects.values("liasse")
    return Liasse.objects.filter(etat=EtatLiasse.ENVOI, deposee_le__lte=seuil).exclude(pk__in=lues)


def _abandonner(lignes: Sequence[Any], le: datetime) -> Sequence[str]:
    Liasse.objects.filter(pk__in=[liasse.pk for liasse in lignes]).delete()
    return [f"liasses/{liasse.cle}" for liasse in lignes]


NATURES: Final = (
    Nature(
        cle="exports",
        libelle="Exports des données d’une personne",
        contenu="ZIP remis à la personne qui a demandé ses données.",
        depart=_FIN,
        base="Droit d’accès (article 15 du RGPD)\u00a0: le temps de remettre le fichier.",
        duree=Duree(7, Unite.JOURS),
        bornes=(JOUR, Duree(30, Unite.JOURS)),
        modeles=("santorin.Document",),
        purge=PurgeDesDocuments(taches=(EXPORTER,)),
    ),
    Nature(
        cle="depots",
        libelle="Fichiers déposés",
        contenu="Fichiers de candidats, d’émargements et de barèmes déposés pour être importés.",
        depart=_FIN,
        base="Contrôle de l’import par la division des examens.",
        duree=Duree(3),
        bornes=(Duree(1), Duree(12)),
        modeles=("santorin.Document",),
        purge=PurgeDesDocuments(pieces=True),
    ),
    Nature(
        cle="documents",
        libelle="Documents des traitements",
        contenu="ZIP de copies, éditions, extractions, listes\u00a0: ils portent des noms et peuvent être refaits.",
        depart=_FIN,
        base="Le temps de les télécharger.",
        duree=Duree(3),
        bornes=(JOUR, Duree(12)),
        modeles=("santorin.Document", "santorin.ContenuDeZip"),
        purge=PurgeDesDocuments(),
    ),
    Nature(
        cle="proces_verbaux",
        libelle="Procès-verbaux de destruction",
        contenu="Nombres et empreintes de ce que les purges ont détruit. Aucun nom.",
        depart=_FIN,
        base="Preuve de la destruction (code du patrimoine, article L. 212-2).",
        duree=Duree(120),
        modeles=("santorin.Document", "santorin.Destruction", "santorin.FichierADetruire"),
        purge=PurgeDesDocuments(taches=(PURGER,)),
    ),
    Nature(
        cle="comptes_rendus",
        libelle="Lignes des comptes rendus",
        contenu="Ce que chaque traitement a dit en travaillant, avec parfois le nom d’un candidat ou d’un correcteur.",
        depart=_FIN,
        base="Suivi de la session.",
        duree=Duree(12),
        bornes=(Duree(3), Duree(24)),
        modeles=("santorin.Ligne",),
        purge=Lignes("Comptes rendus", _lignes),
    ),
    Nature(
        cle="imports",
        libelle="Anomalies des imports",
        contenu="Lignes refusées des fichiers de candidats, telles qu’elles étaient écrites.",
        depart="Dépôt du fichier",
        base="Correction du fichier par la division des examens.",
        duree=Duree(3),
        bornes=(Duree(1), Duree(12)),
        modeles=("santorin.ImportCandidats",),
        purge=Lignes("Imports de candidats", _imports, _vider_les_bilans),
    ),
    Nature(
        cle="envois_inacheves",
        libelle="Numérisations jamais finies d’envoyer",
        contenu="Morceaux reçus d’un fichier de numérisation dont l’envoi a été abandonné.",
        depart="Début de l’envoi",
        base="Le temps de reprendre l’envoi.",
        duree=Duree(1),
        bornes=(JOUR, Duree(3)),
        modeles=("santorin.Liasse",),
        purge=Lignes("Envois inachevés", _envois, _abandonner),
    ),
)
