"""A ZIP being made: copies in order, each as it is when its turn comes (TEL-02, TEL-03, TEL-04)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Final

from django.db.models import BooleanField, Case, F, Func, Sum, Value, When
from django.utils import timezone

from santorin.comptes.models import Utilisateur
from santorin.consultation.actions.pdf import PdfRange, StockagePlein, pdf_de, piece_de, range_de
from santorin.consultation.lectures.copie import base_du_nom
from santorin.consultation.lectures.edition import RELATIONS, Matiere, matieres
from santorin.consultation.lectures.marque import Marque, marques
from santorin.consultation.models import ContenuDeZip
from santorin.consultation.regles import archivables, en_recorrection
from santorin.copies.models import Composition
from santorin.editions.archive import Archive, ArchiveChiffree, NomsUniques, PieceAbimee, nom_sur
from santorin.editions.empreinte import Empreinte
from santorin.editions.stockage import racine
from santorin.editions.tableur import ecrire_csv
from santorin.referentiel.accords import compter
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu

PAQUET: Final = 250
SANS_DIVISION: Final = "Sans division"
MANQUANTES: Final = "COPIES_MANQUANTES.csv"
MANIFESTE: Final = "MANIFESTE.csv"
_RECORRECTION: Final = Case(
    When(en_recorrection(), then=Value(True)), default=Value(False), output_field=BooleanField()
)


@dataclass(frozen=True, slots=True)
class _Ligne:
    """What a ZIP says of a copy, without the tables behind it."""

    cle: int
    uai: str
    division: str
    nom: str
    prenoms: str
    numero: str
    epreuve: str
    recorrection: bool
    transmise: int

    @property
    def designation(self) -> str:
        """The copy in the report."""
        return f"{self.nom} {self.prenoms} ({self.numero}), {self.epreuve}"


_CHAMPS: Final = (
    "pk",
    "candidat__etablissement__uai",
    "candidat__division",
    "candidat__nom",
    "candidat__prenoms",
    "candidat__numero",
    "epreuve__code",
    "recorrection",
    "note__version_acquittee",
)
_CHAMPS_DU_PDF: Final = tuple(f"copie__pdf__{champ}" for champ in PdfRange._fields)


@dataclass(frozen=True, slots=True)
class _Copie:
    """A copy whose turn comes: its PDF when it is ready, otherwise what is needed to make it."""

    ligne: _Ligne
    marque: Marque
    pdf: PdfRange | None
    composition: Composition | None = None
    matiere: Matiere | None = None


@dataclass(slots=True)
class Fabrication:
    """One ZIP being made for `par`; `avec_uai` puts each division in its établissement's folder."""

    compte_rendu: CompteRendu
    par: Utilisateur
    cles: Sequence[int]
    avec_uai: bool
    racine: str | None = field(default_factory=racine)
    fuseau: tzinfo = field(default_factory=timezone.get_current_timezone)
    noms: NomsUniques = field(default_factory=NomsUniques)
    rangees: dict[int, str] = field(default_factory=dict)
    manifeste: list[tuple[str, str, int, str]] = field(default_factory=list)
    manquantes: list[tuple[str, str, str, str]] = field(default_factory=list)

    def remplir(self, archive: Archive | ArchiveChiffree) -> Empreinte:
        """Put the copies in the archive; its digest. Raises `Refus` when none could be, `StockagePlein`."""
        self.compte_rendu.noter(f"{compter(len(self.cles), 'copie')} à mettre dans le ZIP.")
        archive.reserver(self._octets_connus())
        for debut in range(0, len(self.cles), PAQUET):
            for rang, copie in enumerate(self._paquet(self.cles[debut : debut + PAQUET]), start=debut):
                self.compte_rendu.avancer(rang, len(self.cles))
                self._mettre(archive, copie)
        self.compte_rendu.avancer(len(self.cles), len(self.cles))
        self._mettre_les_listes(archive)
        return archive.terminer()

    def _octets_connus(self) -> int:
        """What the PDFs made already will take."""
        faits = archivables(self.par).filter(_parmi(self.cles)).order_by()
        return faits.aggregate(octets=Sum("copie__pdf__taille"))["octets"] or 0

    def conclure(self) -> None:
        """Say what is in the ZIP."""
        self.compte_rendu.noter(f"{compter(len(self.rangees), 'copie')} dans le ZIP.")
        if self.manquantes:
            self.compte_rendu.alerter(phrase_d_incomplet(len(self.manquantes)))

    def _paquet(self, cles: Sequence[int]) -> Iterator[_Copie]:
        """A few copies read together; those withdrawn since the beginning are no longer there."""
        marque = marques(cles)
        lignes, pretes = {}, {}
        lues = archivables(self.par).filter(_parmi(cles)).annotate(recorrection=_RECORRECTION)
        for champs in lues.values_list(*_CHAMPS, *_CHAMPS_DU_PDF):
            ligne = _Ligne(*champs[: len(_CHAMPS)])
            lignes[ligne.cle] = ligne
            pdf = PdfRange(*champs[len(_CHAMPS) :])
            # TEL-04: of a copy being marked again, only the PDF of its last transmission is given.
            du_moment = ligne.recorrection or pdf.marque == marque[ligne.cle].valeur
            if pdf.nom and du_moment and pdf.version == ligne.transmise:
                pretes[ligne.cle] = pdf
        a_faire = self._completes([cle for cle in lignes if cle not in pretes])
        matiere = matieres(a_faire.values()) if a_faire else {}
        for cle in cles:
            if cle in pretes or cle in a_faire:
                complete = a_faire.get(cle)
                yield _Copie(lignes[cle], marque[cle], pretes.get(cle), complete, matiere.get(cle))

    def _completes(self, cles: Sequence[int]) -> dict[int, Composition]:
        if not cles:
            return {}
        lues = archivables(self.par).filter(_parmi(cles)).select_related(*RELATIONS, "copie__pdf")
        return {composition.pk: composition for composition in lues}

    def _mettre(self, archive: Archive | ArchiveChiffree, copie: _Copie) -> None:
        ligne = copie.ligne
        base = base_du_nom(ligne.nom, ligne.prenoms, ligne.numero, ligne.epreuve)
        chemin = self.noms.donner(self._dossier(ligne), base, "pdf")
        try:
            pdf = self._ajouter(archive, chemin, copie)
        except StockagePlein:
            raise
        except Refus as refus:
            self.noms.rendre(chemin)
            self._manque(ligne, refus.message)
            return
        if ligne.recorrection:
            self.compte_rendu.alerter(
                f"{ligne.designation}\u00a0: en recorrection, le PDF est celui de la dernière transmission."
            )
        self.rangees[ligne.cle] = pdf.marque
        self.manifeste.append((chemin, ligne.numero, pdf.taille, pdf.sha256))

    def _ajouter(self, archive: Archive | ArchiveChiffree, chemin: str, copie: _Copie) -> PdfRange:
        """Put the PDF in the archive; one that was damaged or replaced meanwhile is made again. Raises `Refus`."""
        if copie.pdf is not None and self._tenter(archive, chemin, copie.pdf):
            return copie.pdf
        composition = copie.composition or self._completes([copie.ligne.cle]).get(copie.ligne.cle)
        if composition is None:
            raise Refus("Cette copie vient d’être retirée.")
        for refaire in (False, True):
            le = timezone.now()
            fait = pdf_de(composition, le=le, marque=copie.marque, matiere=copie.matiere, refaire=refaire)
            pdf = range_de(fait)
            if self._tenter(archive, chemin, pdf):
                return pdf
        raise Refus("Le PDF gardé de cette copie est abîmé et ne peut être refait pour l’instant.")

    def _tenter(self, archive: Archive | ArchiveChiffree, chemin: str, pdf: PdfRange) -> bool:
        try:
            archive.ajouter(chemin, piece_de(pdf, racine=self.racine), pdf.fait_le.astimezone(self.fuseau))
        except PieceAbimee:
            return False
        return True

    def _dossier(self, ligne: _Ligne) -> str:
        """One sub-folder per division, within the établissement's for a gestionnaire, who has several."""
        division = nom_sur(ligne.division, defaut=nom_sur(SANS_DIVISION))
        return f"{nom_sur(ligne.uai)}/{division}" if self.avec_uai else division

    def _manque(self, ligne: _Ligne, raison: str) -> None:
        self.compte_rendu.signaler(f"{ligne.designation}\u00a0: {raison}")
        self.manquantes.append((ligne.numero, f"{ligne.nom} {ligne.prenoms}", ligne.epreuve, raison))

    def _mettre_les_listes(self, archive: Archive | ArchiveChiffree) -> None:
        """What the ZIP holds, and what it lacks. The row that protects it is written before it can be seen."""
        if not self.rangees:
            raise Refus(
                "Aucune copie n’a pu être mise dans le ZIP\u00a0: le compte rendu dit pourquoi, copie par copie."
            )
        if self.compte_rendu.traitement:
            ContenuDeZip.objects.update_or_create(
                traitement=self.compte_rendu.traitement,
                defaults={
                    "compositions": list(self.rangees),
                    "marques": list(self.rangees.values()),
                    "manquantes": len(self.manquantes),
                },
            )
        le = timezone.localtime(timezone.now())
        entete = ("Fichier", "Numéro candidat", "Octets", "SHA-256")
        archive.ajouter(MANIFESTE, _csv([entete, *self.manifeste]), le)
        if self.manquantes:
            entete = ("Numéro candidat", "Candidat", "Épreuve", "Raison")
            archive.ajouter(MANQUANTES, _csv([entete, *self.manquantes]), le)


def phrase_d_incomplet(manquantes: int) -> str:
    """TEL-02: nothing pretends to be complete."""
    return (
        f"Ce ZIP n’est pas complet\u00a0: {compter(manquantes, 'copie')} "
        f"manque{'nt' if manquantes > 1 else ''} (voir {MANQUANTES})."
    )


def _parmi(cles: Sequence[int]) -> Func:
    """« pk = ANY(keys) », one parameter: hundreds in an IN cost more to write than to read."""
    return Func(
        F("pk"),
        Value(list(cles)),
        arg_joiner=" = ANY(",
        template="%(expressions)s)",
        output_field=BooleanField(),
    )


def _csv(lignes: Sequence[Sequence[Any]]) -> bytes:
    return b"".join(ecrire_csv(lignes))
