"""The ZIP of the copies: asked for, then made by a job, one sub-folder per division (TEL-02, EDI-04, HAR-10)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from celery import Task
from django.utils import timezone

from santorin.comptes.droits import Droit
from santorin.comptes.models import Utilisateur
from santorin.consultation import mot_de_passe as secret
from santorin.consultation.actions.pdf import PLEIN, StockagePlein, pdf_de, piece_de
from santorin.consultation.lectures.copie import base_du_nom
from santorin.consultation.lectures.edition import RELATIONS, Matiere, matieres
from santorin.consultation.models import ContenuDeZip, PdfDeCopie
from santorin.consultation.regles import DROITS, archivables, est_en_recorrection, obstacle_zip
from santorin.copies.models import Composition
from santorin.copies.models.candidat import CompositionQuerySet
from santorin.editions.archive import (
    Archive,
    ArchiveChiffree,
    NomsUniques,
    PieceAbimee,
    nom_sur,
    ouvrir_archive,
)
from santorin.editions.tableur import ecrire_csv
from santorin.referentiel.accords import compter
from santorin.refus import Refus, exiger
from santorin.traitements.actions import demander
from santorin.traitements.compte_rendu import CompteRendu
from santorin.traitements.models import Traitement

PAQUET: Final = 50
SANS_DIVISION: Final = "Sans division"
MANQUANTES: Final = "COPIES_MANQUANTES.csv"
MANIFESTE: Final = "MANIFESTE.csv"


def demander_zip(
    tache: "Task[..., None]", epreuves: Sequence[int], *, mot_de_passe: str = "", par: Utilisateur
) -> Traitement:
    """TEL-02: ask for the ZIP of the copies of these épreuves (all when none is named) within one's reach.

    The password is handed over beside the job, never with it. Raises `Refus` when there is nothing to put in it,
    `DejaFait` when one is being made already.
    """
    copies = _retenues(par, epreuves)
    exiger(obstacle_zip(copies.count()))
    habilitations = par.habilitations_de(*DROITS)
    return demander(
        tache,
        objet=f"zip:{par.pk}",
        libelle="ZIP des copies",
        par=par,
        etablissement=next((h.etablissement for h in habilitations if h.etablissement), None),
        academie=next((h.academie for h in habilitations if h.academie), None),
        epreuves=list(epreuves),
        habilitations=[habilitation.pk for habilitation in habilitations],
        mot_de_passe=secret.confier(mot_de_passe) if mot_de_passe else "",
    )


def faire_zip(compte_rendu: CompteRendu) -> None:
    """TEL-02: make the ZIP; each copy that cannot be in it is named in the report and in the ZIP (`signaler`).

    Rights are those of the person now. Raises `Refus` when nothing may be put in it or the disk is full.
    """
    par, depot = compte_rendu.par, str(compte_rendu.parametres.get("mot_de_passe", ""))
    if par is None:
        raise Refus("Un ZIP est demandé par quelqu’un.")
    _restreindre(par, compte_rendu.parametres["habilitations"])
    mot_de_passe = secret.reprendre(depot) if depot else ""
    if mot_de_passe is None:
        raise Refus(
            "Le mot de passe a attendu trop longtemps et n’est plus connu\u00a0: demandez un nouveau ZIP."
        )
    cles = _ordre(par, compte_rendu.parametres["epreuves"])
    exiger(obstacle_zip(len(cles)))
    fabrication = _Fabrication(compte_rendu, par, cles, par.a_le_droit(Droit.EDITER_COPIES))
    try:
        compte_rendu.joindre_ecrit(
            _nom_du_zip(par),
            "application/zip",
            lambda sortie: fabrication.remplir(ouvrir_archive(sortie, mot_de_passe)),
        )
    except OSError as erreur:
        if erreur.errno not in PLEIN:
            raise
        raise StockagePlein from erreur
    fabrication.conclure()
    secret.oublier(depot)


def _retenues(par: Utilisateur, epreuves: Sequence[int]) -> CompositionQuerySet:
    copies = archivables(par)
    return copies.filter(epreuve__in=epreuves) if epreuves else copies


def _restreindre(par: Utilisateur, habilitations: Sequence[int]) -> None:
    """Act with the habilitations that asked, as far as the person still holds them."""
    par.habilitations_actives = tuple(h for h in par.habilitations_actives if h.pk in habilitations)


def _ordre(par: Utilisateur, epreuves: Sequence[int]) -> list[int]:
    ordre = (
        "candidat__etablissement__uai",
        "candidat__division",
        "candidat__recherche",
        "epreuve__code",
        "pk",
    )
    return list(_retenues(par, epreuves).order_by(*ordre).values_list("pk", flat=True))


def _nom_du_zip(par: Utilisateur) -> str:
    habilitations = par.habilitations_de(Droit.EDITER_COPIES, Droit.TELECHARGER)
    lieux = {h.etablissement.uai for h in habilitations if h.etablissement}
    lieux |= {h.academie.code for h in habilitations if h.academie}
    return nom_sur("_".join(["COPIES", *sorted(lieux)])) + ".zip"


@dataclass(slots=True)
class _Fabrication:
    """One ZIP being made."""

    compte_rendu: CompteRendu
    par: Utilisateur
    cles: Sequence[int]
    avec_uai: bool
    noms: NomsUniques = field(default_factory=NomsUniques)
    rangees: list[int] = field(default_factory=list)
    manifeste: list[tuple[str, str, int, str]] = field(default_factory=list)
    manquantes: list[tuple[str, str, str, str]] = field(default_factory=list)

    def remplir(self, archive: Archive | ArchiveChiffree) -> str:
        """Put the copies in the archive in order, each as it is when its turn comes; the archive's digest."""
        self.compte_rendu.noter(f"{compter(len(self.cles), 'copie')} à mettre dans le ZIP.")
        for debut in range(0, len(self.cles), PAQUET):
            for composition, matiere in self._paquet(self.cles[debut : debut + PAQUET]):
                self._mettre(archive, composition, matiere)
            self.compte_rendu.avancer(min(debut + PAQUET, len(self.cles)), len(self.cles))
        self._mettre_les_listes(archive)
        return archive.terminer()

    def conclure(self) -> None:
        """Say what is in the ZIP; remember it, so that a copy withdrawn later withdraws it."""
        self.compte_rendu.noter(f"{compter(len(self.rangees), 'copie')} dans le ZIP.")
        if self.manquantes:
            self.compte_rendu.alerter(
                f"Ce ZIP n’est pas complet\u00a0: {compter(len(self.manquantes), 'copie')} "
                f"manque{'nt' if len(self.manquantes) > 1 else ''} (voir {MANQUANTES})."
            )

    def _paquet(self, cles: Sequence[int]) -> list[tuple[Composition, Matiere]]:
        """A few copies read together; those withdrawn since the beginning are no longer there."""
        lues = {
            c.pk: c
            for c in archivables(self.par).filter(pk__in=cles).select_related(*RELATIONS, "copie__pdf")
        }
        matiere = matieres(lues.values())
        return [(lues[cle], matiere[cle]) for cle in cles if cle in lues]

    def _mettre(self, archive: Archive | ArchiveChiffree, composition: Composition, matiere: Matiere) -> None:
        dossier = _dossier(composition, avec_uai=self.avec_uai)
        chemin = self.noms.donner(dossier, base_du_nom(composition), "pdf")
        try:
            pdf = _ajouter(archive, chemin, composition, matiere)
        except StockagePlein:
            raise
        except Refus as refus:
            self.noms.rendre(chemin)
            self._manque(composition, refus.message)
            return
        if est_en_recorrection(composition.note):
            self.compte_rendu.alerter(
                f"{_designer(composition)}\u00a0: en recorrection, le PDF est celui de la dernière transmission."
            )
        self.rangees.append(composition.pk)
        self.manifeste.append((chemin, composition.candidat.numero, pdf.taille, pdf.sha256))

    def _manque(self, composition: Composition, raison: str) -> None:
        candidat = composition.candidat
        self.compte_rendu.signaler(f"{_designer(composition)}\u00a0: {raison}")
        nom = f"{candidat.nom} {candidat.prenoms}"
        self.manquantes.append((candidat.numero, nom, composition.epreuve.code, raison))

    def _mettre_les_listes(self, archive: Archive | ArchiveChiffree) -> None:
        """What the ZIP holds, and what it lacks. The row that protects it is written before it can be seen."""
        if not self.rangees:
            raise Refus(
                "Aucune copie n’a pu être mise dans le ZIP\u00a0: le compte rendu dit pourquoi, copie par copie."
            )
        if self.compte_rendu.traitement:
            ContenuDeZip.objects.update_or_create(
                traitement=self.compte_rendu.traitement, defaults={"compositions": self.rangees}
            )
        le = timezone.localtime(timezone.now())
        entete = ("Fichier", "Numéro candidat", "Octets", "SHA-256")
        archive.ajouter(MANIFESTE, b"".join(ecrire_csv([entete, *self.manifeste])), le)
        if self.manquantes:
            entete = ("Numéro candidat", "Candidat", "Épreuve", "Raison")
            archive.ajouter(MANQUANTES, b"".join(ecrire_csv([entete, *self.manquantes])), le)


def _ajouter(
    archive: Archive | ArchiveChiffree, chemin: str, composition: Composition, matiere: Matiere
) -> PdfDeCopie:
    """Put the copy's PDF in the archive; a stored PDF that was damaged is made again. Raises `Refus`."""
    for refaire in (False, True):
        pdf = pdf_de(composition, le=timezone.now(), matiere=matiere, refaire=refaire)
        try:
            archive.ajouter(chemin, piece_de(pdf), timezone.localtime(pdf.fait_le))
        except PieceAbimee:
            continue
        return pdf
    raise Refus("Le PDF gardé de cette copie est abîmé et ne peut être refait pour l’instant.")


def _designer(composition: Composition) -> str:
    candidat = composition.candidat
    return f"{candidat.nom} {candidat.prenoms} ({candidat.numero}), {composition.epreuve.code}"


def _dossier(composition: Composition, *, avec_uai: bool) -> str:
    """One sub-folder per division, within the établissement's for a gestionnaire, who has several."""
    candidat = composition.candidat
    division = nom_sur(candidat.division, defaut=nom_sur(SANS_DIVISION))
    return f"{nom_sur(candidat.etablissement.uai)}/{division}" if avec_uai else division
