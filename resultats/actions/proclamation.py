"""« Établir les résultats »: what is proclaimed is written once, version by version (RES-06)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from cyclades.models import Candidature
from deliberation.proposition import reglement_pour
from deliberation.reglement import Reglement
from resultats.lectures.proclamation import Cadre, candidatures, vagues
from resultats.models import ResultatProclame
from resultats.regles.proclamation import (
    ANOMALIES,
    Attente,
    Contenu,
    Motif,
    Situation,
    etablir,
    ligne,
    version,
)
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.accords import compter
from santorin.referentiel.models import Academie, Examen, Session
from santorin.refus import Refus
from santorin.traitements.compte_rendu import CompteRendu

# Beyond, a compte rendu is not read any more: the number is told instead.
NOMMES_PAR_MOTIF = 100


@dataclass(slots=True)
class Bilan:
    """How many candidatures got a new version, kept theirs, or wait."""

    nouveaux: int = 0
    inchanges: int = 0
    attentes: Counter[Motif] = field(default_factory=Counter)


@transaction.atomic
def proclamer(
    examen: Examen,
    session: Session,
    academie: Academie,
    *,
    par: Utilisateur | None,
    le: datetime,
    compte_rendu: CompteRendu,
) -> Bilan:
    """RES-06: write the result of each candidature that has one; a new version only where something changed.

    All or nothing, in memory that does not grow. The candidatures left without result are told to `compte_rendu`.
    """
    cadre = Cadre(examen, session, academie)
    with connection.cursor() as curseur:
        curseur.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [cadre.fil])
    total = candidatures(cadre).count()
    bilan, fait, regles = Bilan(), 0, _Reglements(examen, session)
    for situations in vagues(cadre):
        compte_rendu.avancer(fait, total)
        _ecrire(situations, regles, bilan, compte_rendu, par=par, le=le)
        fait += len(situations)
    compte_rendu.avancer(fait, total)
    _conclure(bilan, compte_rendu)
    journaliser(
        "resultats.proclamer",
        fil=cadre.fil,
        objet=str(cadre),
        par=par,
        le=le,
        apres={
            "nouvelles_versions": bilan.nouveaux,
            "inchanges": bilan.inchanges,
            "en_attente": {motif.name: nombre for motif, nombre in bilan.attentes.items()},
        },
    )
    return bilan


class _Reglements:
    """The règlements of the frame, each read once; the sentence where there is none."""

    def __init__(self, examen: Examen, session: Session) -> None:
        self._examen, self._session = examen, session
        self._connus: dict[str | None, Reglement | str] = {}

    def de(self, candidature: Candidature) -> Reglement | str:
        code = candidature.specialite.code if candidature.specialite else None
        if code not in self._connus:
            try:
                self._connus[code] = reglement_pour(self._examen, self._session, code)
            except Refus as refus:
                self._connus[code] = refus.message
        return self._connus[code]


def _ecrire(
    situations: Iterable[Situation],
    regles: _Reglements,
    bilan: Bilan,
    compte_rendu: CompteRendu,
    *,
    par: Utilisateur | None,
    le: datetime,
) -> None:
    nouveaux = []
    for situation in situations:
        etabli = _etablir(situation, regles)
        if isinstance(etabli, Attente):
            _attendre(situation, etabli, bilan, compte_rendu)
        elif numero := version(situation, etabli):
            champs = ligne(situation, etabli)
            nouveaux.append(ResultatProclame(**champs, numero=numero, etabli_le=le, etabli_par=par))
        else:
            bilan.inchanges += 1
    ResultatProclame.objects.bulk_create(nouveaux)
    bilan.nouveaux += len(nouveaux)


def _etablir(situation: Situation, regles: _Reglements) -> Contenu | Attente:
    regle = regles.de(situation.candidature)
    if isinstance(regle, str):
        return Attente(Motif.SANS_REGLEMENT, regle)
    return etablir(situation, regle)


def _attendre(situation: Situation, attente: Attente, bilan: Bilan, compte_rendu: CompteRendu) -> None:
    bilan.attentes[attente.motif] += 1
    if attente.motif is Motif.NON_PUBLIE or bilan.attentes[attente.motif] > NOMMES_PAR_MOTIF:
        return
    candidature = situation.candidature
    texte = f"{candidature.identifiant} {candidature}\u00a0: {attente}"
    if attente.motif in ANOMALIES:
        compte_rendu.signaler(texte)
    else:
        compte_rendu.alerter(texte)


def _conclure(bilan: Bilan, compte_rendu: CompteRendu) -> None:
    compte_rendu.noter(
        f"Résultats établis\u00a0: {compter(bilan.nouveaux, 'nouvelle version,nouvelles versions')}."
    )
    compte_rendu.noter(f"Résultats inchangés\u00a0: {compter(bilan.inchanges, 'candidature')}.")
    for motif, nombre in bilan.attentes.items():
        compte_rendu.noter(f"Sans résultat, {motif.value}\u00a0: {compter(nombre, 'candidature')}.")
    if not bilan.attentes:
        compte_rendu.noter("Toutes les candidatures ont leur résultat.")
