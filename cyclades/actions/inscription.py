"""Candidatures and their épreuves, created or brought up to date by natural keys (PRE-04, CYC-01)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import TypeVar

from django.db import connection, models, transaction

from cyclades.models import Candidature, Epreuve, Inscription, Position
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Academie, Examen, Session, Specialite
from santorin.refus import Refus

PAR_VAGUE = 5000

M = TypeVar("M", bound=models.Model)
C = TypeVar("C", str, tuple[str, str])
CleLue = tuple[str, str, str]

RECOPIES = (
    "numero", "inscription", "version", "uai", "etablissement", "ville", "division", "nom", "nom_usage", "prenoms",
    "date_naissance", "ine", "liste_rouge", "remplacement", "accord_publication",
)  # fmt: skip
CANDIDATURE = (
    "session", "examen", "specialite", "academie", "fraude_inscrite", *RECOPIES[2:],
)  # fmt: skip
RENOMMER = """
UPDATE cyclades_inscription i SET recherche = nommee.recherche
FROM unnest(%s::bigint[], %s::text[]) AS nommee (candidature_id, recherche)
WHERE i.candidature_id = nommee.candidature_id AND i.recherche <> nommee.recherche
"""


@dataclass(frozen=True, slots=True)
class LigneInscription:
    """One candidate registered for one épreuve, by natural keys.

    What is not said of an épreuve (libellé, scale, step) stays as it is; a new one is out of 20, by hundredths.
    `note_benefice`: the mark kept from `session_benefice`, which `garder_benefices` writes.
    """

    session: str
    examen: str
    epreuve: str
    numero: str
    inscription: str
    nom: str
    prenoms: str
    date_naissance: date
    academie: str
    uai: str
    epreuve_libelle: str = ""
    note_sur: Decimal | None = None
    pas: Decimal | None = None
    version: int = 1
    nom_usage: str = ""
    ine: str = ""
    etablissement: str = ""
    ville: str = ""
    division: str = ""
    specialite: str = ""
    liste_rouge: bool = False
    fraude_presumee: bool = False
    remplacement: bool = False
    accord_publication: bool = False
    centre: str = ""
    position: Position = Position.INSCRIT
    note_benefice: Decimal | None = None
    session_benefice: str = ""


@dataclass(frozen=True, slots=True)
class Bilan:
    """How many of each a registration brought."""

    epreuves: int
    candidatures: int
    inscriptions: int


@transaction.atomic
def inscrire(lignes: Iterable[LigneInscription], *, par: Utilisateur | None, le: datetime) -> Bilan:
    """PRE-04: create or bring up to date épreuves, candidatures and registrations; all of them, or none.

    Idempotent; nothing is ever taken away; no mark is touched. In memory that does not grow with `lignes`.
    Raises `Refus` for a session, examination, académie or speciality that the référentiel does not know.
    """
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended('cyclades:inscrire', 0))")
    cadre = _Cadre()
    epreuves: set[int] = set()
    candidatures = inscriptions = 0
    for vague in _par_vagues(lignes):
        par_cle = cadre.epreuves(vague)
        epreuves.update(epreuve.pk for epreuve in par_cle.values())
        connues = cadre.candidatures(vague)
        candidatures += len(connues)
        inscriptions += _inscrire(vague, par_cle, connues)
    bilan = Bilan(len(epreuves), candidatures, inscriptions)
    journaliser(
        "cyclades.inscrire",
        fil="cyclades:inscriptions",
        objet="candidatures",
        par=par,
        le=le,
        apres=asdict(bilan),
    )
    return bilan


@transaction.atomic
def recevoir_presomption(
    numero: str, inscription: str, *, presumee: bool, par: Utilisateur | None, le: datetime
) -> None:
    """RES-08: Santorin tells whether a sitting of this registration is under a presumption of fraud.

    One that the registration itself says stays, whatever Santorin lifts. Nothing for an unknown candidate.
    """
    candidatures = Candidature.objects.filter(numero=numero, inscription=inscription)
    candidature = candidatures.select_for_update(no_key=True).first()
    if candidature is None:
        return
    candidatures.update(fraude_annoncee=presumee)
    journaliser(
        "cyclades.recevoir-presomption",
        fil="cyclades:inscriptions",
        objet=candidature.identifiant,
        par=par,
        le=le,
        avant={"fraude_annoncee": candidature.fraude_annoncee},
        apres={"fraude_annoncee": presumee},
    )


class _Cadre:
    """The référentiel by its codes, read once."""

    def __init__(self) -> None:
        self.sessions = {s.code: s for s in Session.objects.all()}
        self.examens = {e.code: e for e in Examen.objects.all()}
        self.academies = {a.code: a for a in Academie.objects.all()}
        self.specialites = {(s.examen.code, s.code): s for s in Specialite.objects.select_related("examen")}

    def epreuves(self, lignes: Sequence[LigneInscription]) -> dict[CleLue, Epreuve]:
        """The épreuves named by these lines. Their rows stay locked: no batch of marks goes on meanwhile."""
        lues = {(ligne.session, ligne.examen, ligne.epreuve): ligne for ligne in lignes}
        connues = {
            (epreuve.session.code, epreuve.examen.code, epreuve.code): epreuve
            for epreuve in Epreuve.objects.filter(code__in=[code for _, _, code in lues]).select_related(
                "session", "examen"
            )
        }
        epreuves = {cle: self._epreuve(cle, lues[cle], connues.get(cle)) for cle in sorted(lues)}
        _ecrire(
            Epreuve.objects, epreuves.values(), ("session", "examen", "code"), ("libelle", "note_sur", "pas")
        )
        return epreuves

    def _epreuve(self, cle: CleLue, ligne: LigneInscription, connue: Epreuve | None) -> Epreuve:
        session, examen, code = cle
        avant = connue or Epreuve()
        return Epreuve(
            session=_connu(self.sessions, session, "La session"),
            examen=_connu(self.examens, examen, "L’examen"),
            code=code,
            libelle=ligne.epreuve_libelle or avant.libelle,
            note_sur=ligne.note_sur or avant.note_sur,
            pas=ligne.pas or avant.pas,
        )

    def candidatures(self, lignes: Sequence[LigneInscription]) -> dict[tuple[str, str], Candidature]:
        """The candidatures of these lines, brought up to date; the last line about somebody decides."""
        lues = {(ligne.numero, ligne.inscription): ligne for ligne in lignes}
        candidatures = {cle: self._candidature(lues[cle]) for cle in sorted(lues)}
        _ecrire(Candidature.objects, candidatures.values(), ("numero", "inscription"), CANDIDATURE)
        return candidatures

    def _candidature(self, ligne: LigneInscription) -> Candidature:
        lieu = (ligne.examen, ligne.specialite)
        return Candidature(
            session=_connu(self.sessions, ligne.session, "La session"),
            examen=_connu(self.examens, ligne.examen, "L’examen"),
            academie=_connu(self.academies, ligne.academie, "L’académie"),
            specialite=_connu(self.specialites, lieu, "La spécialité") if ligne.specialite else None,
            fraude_inscrite=ligne.fraude_presumee,
            **{champ: getattr(ligne, champ) for champ in RECOPIES},
        )


def _inscrire(
    lignes: Sequence[LigneInscription],
    epreuves: dict[CleLue, Epreuve],
    candidatures: dict[tuple[str, str], Candidature],
) -> int:
    """The registrations of these lines; how many. Those of other épreuves follow a change of name."""
    inscriptions = {}
    for ligne in lignes:
        epreuve = epreuves[ligne.session, ligne.examen, ligne.epreuve]
        candidature = candidatures[ligne.numero, ligne.inscription]
        inscriptions[candidature.pk, epreuve.pk] = Inscription(
            candidature=candidature,
            epreuve=epreuve,
            academie_id=candidature.academie_id,
            position=ligne.position,
            centre=ligne.centre,
            recherche=candidature.recherche(),
        )
    cle = ("candidature", "epreuve")
    _ecrire(Inscription.objects, inscriptions.values(), cle, ("academie", "position", "centre", "recherche"))
    with connection.cursor() as curseur:
        noms = {candidature.pk: candidature.recherche() for candidature in candidatures.values()}
        curseur.execute(RENOMMER, [list(noms), list(noms.values())])
    return len(inscriptions)


def _ecrire(table: models.Manager[M], objets: Iterable[M], cle: Sequence[str], champs: Sequence[str]) -> None:
    """Insert, or update where the natural key is known; the objects get their primary keys."""
    table.bulk_create(objets, update_conflicts=True, unique_fields=cle, update_fields=champs)


def _connu(table: Mapping[C, M], code: C, nom: str) -> M:
    if code not in table:
        lu = code if isinstance(code, str) else " ".join(map(str, code))
        raise Refus(f"{nom} {lu} n’existe pas dans le référentiel.")
    return table[code]


def _par_vagues(lignes: Iterable[LigneInscription]) -> Iterator[list[LigneInscription]]:
    suite = iter(lignes)
    while vague := list(islice(suite, PAR_VAGUE)):
        yield vague
