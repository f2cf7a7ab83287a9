"""Juries made up from files: their candidates, then their members; told before it is done (DEL-06, PRE-04)."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from cyclades.models import Candidature
from deliberation.actions.composition import compte_de, nommer
from deliberation.constitution import CleJury, Faute, LigneCandidat, LigneMembre
from deliberation.etats import EtatJury
from deliberation.models import Dossier, GroupeDecision, Jury, Membre, Role
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.referentiel.models import Academie, Etablissement, Examen, Session, Specialite
from santorin.refus import Refus, exiger, exiger_sans_faute

PAQUET = 2000
PLACE, DEPLACE, INCHANGE, NOMME = "placé", "déplacé", "inchangé", "nommé"


@dataclass(frozen=True, slots=True)
class Effet:
    """What a line does: placed, moved, named, or nothing; `detail` in words."""

    rang: int
    jury: str
    qui: str
    resultat: str
    detail: str


@dataclass(slots=True)
class BilanJurys:
    """What files make of juries: each line's effect, or what is wrong with it; the juries that they speak of."""

    jurys: dict[Jury, bool] = field(default_factory=dict)  # whether it is made by these files
    des_candidats: list[Effet] = field(default_factory=list)
    des_membres: list[Effet] = field(default_factory=list)
    fautes_de_candidats: list[Faute] = field(default_factory=list)
    fautes_de_membres: list[Faute] = field(default_factory=list)

    @property
    def candidats(self) -> int:
        """How many candidates come before a jury, or change theirs."""
        return sum(1 for effet in self.des_candidats if effet.resultat != INCHANGE)

    @property
    def membres(self) -> int:
        """How many members are named."""
        return sum(1 for effet in self.des_membres if effet.resultat != INCHANGE)

    @property
    def crees(self) -> int:
        """How many juries are made."""
        return sum(self.jurys.values())

    @property
    def fautes(self) -> list[Faute]:
        """Of both files."""
        return [*self.fautes_de_candidats, *self.fautes_de_membres]

    def phrase(self) -> str:
        """What was made, in figures."""
        return (
            f"{compter(len(self.jurys), 'jury')}, {compter(self.candidats, 'candidat placé,candidats placés')}, "
            f"{compter(self.membres, 'membre nommé,membres nommés')}."
        )


@transaction.atomic
def constituer_et_composer(
    candidats: Sequence[LigneCandidat],
    membres: Sequence[LigneMembre],
    *,
    academies: Collection[str] | None,
    par: Utilisateur,
    le: datetime,
) -> BilanJurys:
    """DEL-06: create the groups and juries that these lines name, put each candidate before his, name the members.

    All of them, or none; idempotent. A candidate changes jury while both are in 140 only: afterwards the first group
    is locked. `academies`: those whose juries may be touched, None for all. Raises `Refus` with each fault and its line.
    """
    bilan = _appliquer(candidats, membres, academies, par, le)
    exiger_sans_faute([str(faute) for faute in bilan.fautes])
    return bilan


@transaction.atomic
def prevoir(
    candidats: Sequence[LigneCandidat],
    membres: Sequence[LigneMembre],
    *,
    academies: Collection[str] | None,
    par: Utilisateur,
    le: datetime,
) -> BilanJurys:
    """DEL-06: what `constituer_et_composer` would do, and every fault. It is done, then undone: nothing else tells so well."""
    bilan = _appliquer(candidats, membres, academies, par, le)
    transaction.set_rollback(True)
    return bilan


def constituer(lignes: Sequence[LigneCandidat], *, par: Utilisateur, le: datetime) -> BilanJurys:
    """DEL-06: `constituer_et_composer`, of candidates only."""
    return constituer_et_composer(lignes, (), academies=None, par=par, le=le)


def composer(lignes: Sequence[LigneMembre], *, par: Utilisateur, le: datetime) -> BilanJurys:
    """DEL-06: `constituer_et_composer`, of members only; a member already named stays as he is."""
    return constituer_et_composer((), lignes, academies=None, par=par, le=le)


def _appliquer(
    candidats: Sequence[LigneCandidat],
    membres: Sequence[LigneMembre],
    academies: Collection[str] | None,
    par: Utilisateur,
    le: datetime,
) -> BilanJurys:
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended('deliberation:constituer', 0))")
    bilan = BilanJurys()
    _placer_tous(candidats, bilan, academies, par, le)
    for ligne in membres:
        try:
            exiger(_obstacle_academie(ligne.cle, academies))
            bilan.des_membres.append(_nommer(ligne, bilan, par, le))
        except Refus as refus:
            bilan.fautes_de_membres.append(Faute(ligne.rang, refus.message))
    return bilan


def _placer_tous(
    lignes: Sequence[LigneCandidat],
    bilan: BilanJurys,
    academies: Collection[str] | None,
    par: Utilisateur,
    le: datetime,
) -> None:
    atelier = _Atelier(lignes)
    for ligne in lignes:
        try:
            exiger(_obstacle_academie(ligne.cle, academies))
            jury = atelier.jury(ligne)
            bilan.jurys[jury] = jury.pk in atelier.crees
            bilan.des_candidats.append(atelier.placer(jury, ligne))
        except Refus as refus:
            bilan.fautes_de_candidats.append(Faute(ligne.rang, refus.message))
    atelier.ecrire()
    for jury, nombre in atelier.venus.items():
        journaliser(
            "jury.constituer", fil=jury.fil, objet=f"jury {jury.numero}", par=par, le=le,
            apres={"candidats": nombre, "specialite": jury.specialite.code, "centre": jury.centre.uai},
        )  # fmt: skip


def _obstacle_academie(cle: CleJury, academies: Collection[str] | None) -> str | None:
    """DEL-06: nobody makes up the juries of another académie."""
    if academies is None or cle.academie in academies:
        return None
    return f"L’académie {cle.academie} n’est pas celle pour laquelle vous constituez des jurys."


def _nommer(ligne: LigneMembre, bilan: BilanJurys, par: Utilisateur, le: datetime) -> Effet:
    jury = _jury_connu(ligne.cle)
    if jury is None:
        raise Refus(f"Le jury {ligne.cle.jury} n’existe pas dans ce groupe de décision.")
    bilan.jurys.setdefault(jury, False)
    compte, role = compte_de(ligne.compte), Role(ligne.role).label.lower()
    qui = f"{ligne.prenoms} {ligne.nom}"
    # A seat that was left counts too: the file of before brings nobody back.
    connu = Membre.objects.filter(jury=jury, nom=ligne.nom, prenoms=ligne.prenoms).order_by("-pk").first()
    if connu is not None and connu.sorti_le is not None:
        return Effet(
            ligne.rang, jury.numero, qui, INCHANGE, f"a été remplacé comme {connu.get_role_display().lower()}"
        )
    if connu is not None:
        meme = (connu.role, connu.utilisateur) == (ligne.role, compte or connu.utilisateur)
        exiger(None if meme else f"{connu} est déjà nommé, avec un autre rôle ou un autre compte.")
        return Effet(ligne.rang, jury.numero, qui, INCHANGE, f"déjà {role} de ce jury")
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
    return Effet(ligne.rang, jury.numero, qui, NOMME, role)


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
        self._lignes: dict[int, int] = {}
        self._nouveaux: list[Dossier] = []
        self._deplaces: list[Dossier] = []
        self.crees: set[int] = set()
        self.venus: Counter[Jury] = Counter()

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

    def placer(self, jury: Jury, ligne: LigneCandidat) -> Effet:
        """Put the candidate before that jury, and say what that changes. Raises `Refus`."""
        candidature = self._candidatures.get((ligne.numero, ligne.inscription))
        if candidature is None:
            raise Refus(f"{ligne.numero} - {ligne.inscription} n’est pas inscrit dans Cyclades.")
        exiger(_obstacle_candidature(candidature, jury))
        controle = self._etablissement(ligne.centre_controle) if ligne.centre_controle else None
        dossier = self._dossiers.get(candidature.pk)
        deja = self._lignes.setdefault(candidature.pk, ligne.rang)
        if dossier is not None and dossier.jury_id == jury.pk:
            return self._effet(ligne, INCHANGE, "déjà devant ce jury")
        exiger(
            None
            if deja == ligne.rang
            else f"{candidature.identifiant} est déjà devant un autre jury à la ligne {deja}."
        )
        exiger(_obstacle_composition(jury))
        if dossier is None:
            dossier = Dossier(jury=jury, candidature=candidature, centre_controle=controle)
            self._dossiers[candidature.pk] = dossier
            self._nouveaux.append(dossier)
            effet = self._effet(ligne, PLACE, "")
        else:
            exiger(_obstacle_composition(dossier.jury))
            effet = self._effet(ligne, DEPLACE, f"il était devant le jury {dossier.jury.numero}")
            dossier.jury, dossier.centre_controle = jury, controle
            self._deplaces.append(dossier)
        self.venus[jury] += 1
        return effet

    def ecrire(self) -> None:
        """Write who came, and who moved."""
        Dossier.objects.bulk_create(self._nouveaux, batch_size=PAQUET)
        Dossier.objects.bulk_update(self._deplaces, ["jury", "centre_controle"], batch_size=PAQUET)

    def _effet(self, ligne: LigneCandidat, resultat: str, detail: str) -> Effet:
        return Effet(ligne.rang, ligne.cle.jury, f"{ligne.numero} - {ligne.inscription}", resultat, detail)

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
        jury = Jury.objects.create(groupe=groupe, numero=cle.jury, specialite=specialite, centre=centre)
        self.crees.add(jury.pk)
        return jury

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
