"""Marks and positions that changed after their jury was closed: told wherever the jury is shown, nothing moves by itself (DEL-14)."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef

from cyclades.models import Inscription, Note
from deliberation import regles
from deliberation.etats import CLOS
from deliberation.models import Dossier, Jury, Seance
from deliberation.notes_lues import dossiers_bruts
from deliberation.reglement import Reglement, reglement_de

# A mark is dated when its writer begins, and seen when he ends: look a little before the decision.
MARGE = timedelta(hours=1)


def avertissements(jurys: Iterable[Jury]) -> dict[int, str]:
    """DEL-14: by the jury's key, what those closed are told of marks or positions changed since; silent while one sits again.

    Four queries, however many juries; only the candidates about whom something was written since are read again.
    """
    clos = {jury.pk: jury for jury in jurys if jury.etat in CLOS}
    depuis = OuterRef("decidee_le") - MARGE
    notees = Note.objects.filter(inscription__candidature=OuterRef("candidature"), modifiee_le__gt=depuis)
    placees = Inscription.objects.filter(candidature=OuterRef("candidature"), position_le__gt=depuis)
    dossiers = list(
        Dossier.objects.filter(Exists(notees) | Exists(placees), jury__in=clos)
        .exclude(jury__in=Seance.objects.filter(close_le=None).values("jury"))
        .au_controle()
    )
    reglements = {cle: _reglement(clos[cle]) for cle in {dossier.jury_id for dossier in dossiers}}
    changees = Counter(lu.dossier.jury_id for lu in dossiers_bruts(dossiers, reglements) if lu.a_reprendre)
    dites = ((cle, regles.avertissement_apres_cloture(nombre)) for cle, nombre in changees.items())
    return {cle: phrase for cle, phrase in dites if phrase}


def _reglement(jury: Jury) -> Reglement:
    """What lists the épreuves: the effects of codes change no mark."""
    return reglement_de(jury.groupe.examen.code, jury.groupe.session.code, jury.specialite.code)
