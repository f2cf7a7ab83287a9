"""Juries made up from files: their candidates, then their members (DEL-06, PRE-04)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from cyclades.models import Candidature
from deliberation.actions.composition import nommer
from deliberation.constitution import CleJury, LigneCandidat, LigneMembre
from deliberation.etats import EtatJury
from deliberation.models import Dossier, GroupeDecision, Jury, Membre
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Academie, Etablissement, Examen, Session, Specialite
from santorin.refus import Refus, exiger, exiger_sans_faute


@dataclass(frozen=True, slots=True)
class BilanJurys:
    """How many juries the file speaks of, and how many candidates came before one."""

    jurys: int
    candidats: int


@transaction.atomic
def constituer(lignes: Sequence[LigneCandidat], *, par: Utilisateur, le: datetime) -> BilanJurys:
    """DEL-06: create the groups and juries that these lines name, and put each candidate before his.

    All of them, or none; idempotent. A candidate changes jury while both are in 140 only: afterwards the first group
    is locked. Raises `Refus` with each fault and its line.
    """
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended('deliberation:constituer', 0))")
    atelier = _Atelier(lignes)
    fautes, venus = [], Counter[Jury]()
    for ligne in lignes:
        try:
            jury = atelier.jury(ligne)
            venus[jury] += atelier.placer(jury, ligne)
        except Refus as refus:
            fautes.append(f"Ligne {ligne.rang}\u00a0: {refus.message}")
    exiger_sans_faute(fautes)
    for jury, nombre in venus.items():
        if nombre:
            journaliser(
                "jury.constituer", fil=jury.fil, objet=f"jury {jury.numero}", par=par, le=le,
                apres={"candidats": nombre, "specialite": jury.specialite.code, "centre": jury.centre.uai},
            )  # fmt: skip
    return BilanJurys(len(venus), venus.total())


@transaction.atomic
def composer(lignes: Sequence[LigneMembre], *, par: Utilisateur, le: datetime) -> int:
    """DEL-06: name these members; how many were not yet. All of them, or none; a member already named stays as he is.

    Raises `Refus` with each fault and its line: no such jury, no such account, a second président, a closed jury.
    """
    fautes, nommes = [], 0
    for ligne in lignes:
        try:
            nommes += _nommer(ligne, par, le)
        except Refus as refus:
            fautes.append(f"Ligne {ligne.rang}\u00a0: {refus.message}")
    exiger_sans_faute(fautes)
    return nommes


def _nommer(ligne: LigneMembre, par: Utilisateur, le: datetime) -> bool:
    jury = _jury_connu(ligne.cle)
    if jury is None:
        raise Refus(f"Le jury {ligne.cle.jury} n’existe pas dans ce groupe de décision.")
    compte = Utilisateur.objects.filter(username=ligne.compte).first() if ligne.compte else None
    exiger(f"Le compte « {ligne.compte} » n’existe pas." if ligne.compte and compte is None else None)
    connu = Membre.objects.filter(jury=jury, nom=ligne.nom, prenoms=ligne.prenoms).first()
    if connu is not None:
        meme = (connu.role, connu.utilisateur) == (ligne.role, compte or connu.utilisateur)
        exiger(None if meme else f"{connu} est déjà nommé, avec un autre rôle ou un autre compte.")
        return False
    occupe = compte is not None and Membre.objects.filter(jury=jury, utilisateur=compte).exists()
    exiger(f"Le compte « {ligne.compte} » est celui d’un autre membre de ce jury." if occupe else None)
    nommer(
        jury,
        nom=ligne.nom,
        prenoms=ligne.prenoms,
        qualite=ligne.qualite,
        role=ligne.role,
        professionnel=ligne.professionnel,
        utilisateur=compte,
        par=par,
        le=le,
    )
    return True


def _jury_connu(cle: CleJury) -> Jury | None:
    return (
        Jury.objects.complets()
        .filter(
            groupe__session__code=cle.session,
            groupe__examen__code=cle.examen,
            groupe__academie__code=cle.academie,
            groupe__numero=cle.groupe,
            numero=cle.jury,
        )
        .first()
    )


class _Atelier:
    """The référentiel, the candidatures and the juries that the lines name, each read once."""

    def __init__(self, lignes: Sequence[LigneCandidat]) -> None:
        numeros = {ligne.numero for ligne in lignes}
        self._candidatures = {
            (lue.numero, lue.inscription): lue
            for lue in Candidature.objects.filter(numero__in=numeros).select_related("specialite")
        }
        siens = Dossier.objects.filter(candidature__in=[lue.pk for lue in self._candidatures.values()])
        _verrouiller(lignes, siens)
        self._dossiers = {dossier.candidature_id: dossier for dossier in siens.select_related("jury")}
        self._etablissements = {e.uai: e for e in Etablissement.objects.all()}
        self._jurys: dict[CleJury, Jury] = {}

    def jury(self, ligne: LigneCandidat) -> Jury:
        """The jury, made if it was not. Raises `Refus` when it is another one than the line says."""
        jury = self._jurys.get(ligne.cle) or _jury_connu(ligne.cle) or self._creer(ligne)
        self._jurys[ligne.cle] = jury
        dite = (jury.specialite.code, jury.centre.uai)
        exiger(
            None
            if dite == (ligne.specialite, ligne.centre)
            else f"Le jury {jury.numero} est celui de la spécialité {dite[0]}, au centre {dite[1]}."
        )
        return jury

    def placer(self, jury: Jury, ligne: LigneCandidat) -> bool:
        """Put the candidate before that jury; whether he was not yet. Raises `Refus`."""
        candidature = self._candidatures.get((ligne.numero, ligne.inscription))
        if candidature is None:
            raise Refus(f"{ligne.numero} - {ligne.inscription} n’est pas inscrit dans Cyclades.")
        exiger(_obstacle_candidature(candidature, jury))
        controle = self._etablissement(ligne.centre_controle) if ligne.centre_controle else None
        dossier = self._dossiers.get(candidature.pk)
        if dossier is not None and dossier.jury_id == jury.pk:
            return False
        exiger(_obstacle_composition(jury))
        if dossier is None:
            self._dossiers[candidature.pk] = Dossier.objects.create(
                jury=jury, candidature=candidature, centre_controle=controle
            )
            return True
        exiger(_obstacle_composition(dossier.jury))
        dossier.jury, dossier.centre_controle = jury, controle
        dossier.save(update_fields=["jury", "centre_controle"])
        return True

    def _creer(self, ligne: LigneCandidat) -> Jury:
        cle = ligne.cle
        session = Session.objects.filter(code=cle.session).first()
        examen = Examen.objects.filter(code=cle.examen).first()
        academie = Academie.objects.filter(code=cle.academie).first()
        specialite = Specialite.objects.filter(examen__code=cle.examen, code=ligne.specialite).first()
        if session is None or examen is None or academie is None or specialite is None:
            inconnus = {
                f"la session {cle.session}": session,
                f"l’examen {cle.examen}": examen,
                f"l’académie {cle.academie}": academie,
                f"la spécialité {ligne.specialite}": specialite,
            }
            noms = ", ".join(nom for nom, objet in inconnus.items() if objet is None)
            raise Refus(f"Le référentiel ne connaît pas {noms}.")
        centre = self._etablissement(ligne.centre)
        groupe, _ = GroupeDecision.objects.get_or_create(
            session=session, examen=examen, academie=academie, numero=cle.groupe
        )
        return Jury.objects.create(groupe=groupe, numero=cle.jury, specialite=specialite, centre=centre)

    def _etablissement(self, uai: str) -> Etablissement:
        if uai not in self._etablissements:
            raise Refus(f"Le référentiel ne connaît pas l’établissement {uai}.")
        return self._etablissements[uai]


def _verrouiller(lignes: Sequence[LigneCandidat], dossiers: QuerySet[Dossier]) -> None:
    """Nobody takes through a passage the juries that the candidates come to, or leave; in the order of their keys."""
    nommes = Jury.objects.filter(numero__in={ligne.cle.jury for ligne in lignes})
    cles = {*nommes.values_list("pk", flat=True), *dossiers.values_list("jury", flat=True)}
    list(Jury.objects.filter(pk__in=cles).order_by("pk").select_for_update().values_list("pk"))


def _obstacle_candidature(candidature: Candidature, jury: Jury) -> str | None:
    """DEL-06: why a candidature is not this jury's to judge, or None."""
    groupe = jury.groupe
    siens = (candidature.session_id, candidature.examen_id, candidature.academie_id)
    if siens != (groupe.session_id, groupe.examen_id, groupe.academie_id):
        return f"{candidature.identifiant} n’est pas de cette session, de cet examen ou de cette académie."
    if candidature.specialite_id != jury.specialite_id:
        return f"{candidature.identifiant} n’est pas de la spécialité {jury.specialite.code}."
    return None


def _obstacle_composition(jury: Jury) -> str | None:
    """DEL-06: a jury's candidates change until its first group is locked."""
    if jury.etat == EtatJury.PREMIER_TERMINE:
        return None
    return f"Le jury {jury.numero} est à l’état {jury.etat}\u00a0: ses candidats ne changent plus."
