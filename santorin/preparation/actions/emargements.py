"""Attendance, sujets and suspicions given by file; a sujet given by hand (NUM-03, DIS-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from santorin.comptes.models import Utilisateur
from santorin.copies.actions import emarger, presumer_fraude
from santorin.copies.etats import Emargement
from santorin.copies.models import Composition, Epreuve, Sujet
from santorin.editions.tableaux import TableauRefuse
from santorin.journal.actions import journaliser
from santorin.preparation.regles.emargements import EmargementLu, juger, obstacle_sujet, sujets_des_lots
from santorin.refus import Refus


@dataclass(frozen=True, slots=True)
class BilanDuFichier:
    """What a file changed: candidates whose attendance changed, who received a sujet, newly suspected."""

    emarges: int
    sujets: int
    presumes: int


@transaction.atomic
def importer_emargements(
    epreuve: Epreuve,
    lus: Sequence[EmargementLu],
    *,
    par: Utilisateur,
    le: datetime,
    confirme: bool = False,
) -> BilanDuFichier:
    """NUM-03: apply the lines of a file, all or none; the same file again changes nothing.

    Raises `TableauRefuse` with the first fault. `confirme`: absents may have a scanned copy.
    """
    Epreuve.objects.select_for_update(of=("self",), no_key=True).get(pk=epreuve.pk)
    juges, anomalies = juger(epreuve, lus, confirme=confirme)
    if anomalies:
        raise TableauRefuse(anomalies[0])
    emarges = 0
    for etat in Emargement:
        visees = [juge.composition for juge in juges if juge.emargement == etat]
        emarges += emarger(visees, etat, par=par, le=le, confirme=True).changes
    par_sujet: dict[Sujet, list[Composition]] = {}
    for juge in juges:
        if juge.sujet is not None:
            par_sujet.setdefault(juge.sujet, []).append(juge.composition)
    sujets = sum(_donner(epreuve, siennes, sujet, par=par, le=le) for sujet, siennes in par_sujet.items())
    presumes = [juge for juge in juges if juge.presomption and not juge.composition.fraude_presumee]
    for juge in presumes:
        presumer_fraude(juge.composition, motif=juge.presomption, par=par, le=le)
    return BilanDuFichier(emarges, sujets, len(presumes))


@transaction.atomic
def donner_sujet(
    epreuve: Epreuve, compositions: Sequence[Composition], sujet: Sujet, *, par: Utilisateur, le: datetime
) -> int:
    """DIS-01: say which sujet these candidates of the épreuve received; how many changed.

    Raises `Refus` for a sujet of another épreuve, and for a candidate whose copy is in a lot of another sujet.
    """
    Epreuve.objects.select_for_update(of=("self",), no_key=True).get(pk=epreuve.pk)
    if sujet.epreuve_id != epreuve.pk:
        raise Refus("Ce sujet n’est pas de cette épreuve.")
    lots = sujets_des_lots(epreuve)
    siennes = Composition.objects.filter(epreuve=epreuve, pk__in=[c.pk for c in compositions])
    for composition in siennes.select_related("candidat"):
        if obstacle := obstacle_sujet(composition, sujet, lots):
            raise Refus(f"{obstacle[0].upper()}{obstacle[1:]}.")
    return _donner(epreuve, list(siennes), sujet, par=par, le=le)


def _donner(
    epreuve: Epreuve, compositions: Sequence[Composition], sujet: Sujet, *, par: Utilisateur, le: datetime
) -> int:
    changees = {c.pk: c.sujet_id for c in compositions if c.sujet_id != sujet.pk}
    if not changees:
        return 0
    Composition.objects.filter(pk__in=changees).update(sujet=sujet)
    journaliser(
        "candidat.donner_sujet",
        fil=f"epreuve:{epreuve.pk}",
        objet=f"Sujet {sujet.code} – {epreuve}",
        par=par,
        le=le,
        avant={str(cle): avant for cle, avant in changees.items()},
        apres={"sujet": sujet.pk},
    )
    return len(changees)
