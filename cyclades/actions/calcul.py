"""Marks of a calculated épreuve, written again each time one of its composantes changes (CYC-02)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from cyclades import regles
from cyclades.actions.ecriture import NoteEcrite, ecrire, partager_epreuve, prendre_tenues
from cyclades.calcul import Calculee, EffetDuCode, Partie, Regle, calculer
from cyclades.models import (
    Composante,
    Epreuve,
    Inscription,
    Note,
    Origine,
    Position,
    Publication,
    SensArrondi,
)
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.models import Academie
from santorin.referentiel.valeur import Valeur
from santorin.refus import Refus, exiger
from santorin.transmission.destinataires.loi import Tenue

PAR_VAGUE = 5000
DEPUIS_UNE_PROVISOIRE = "Calculée à partir d’une note provisoire"


@dataclass(frozen=True, slots=True)
class Lien:
    """Where an épreuve stands in a calculation: made from others, or entering another one."""

    composantes: tuple[str, ...]
    calculee: Epreuve | None


def lien_de_calcul(epreuve: Epreuve) -> Lien:
    """CYC-02: the calculation that an épreuve has part in, in one query; an empty one for most."""
    touchees = Composante.objects.filter(calculee=epreuve) | Composante.objects.filter(epreuve=epreuve)
    composantes, calculee = [], None
    for lue in touchees.select_related("calculee", "epreuve").order_by("epreuve__code"):
        if lue.calculee_id == epreuve.pk:
            composantes.append(lue.epreuve.code)
        else:
            calculee = lue.calculee
    return Lien(tuple(composantes), calculee)


@transaction.atomic
def definir_calcul(
    calculee: Epreuve, composantes: Mapping[Epreuve, Decimal], *, par: Utilisateur, le: datetime
) -> None:
    """CYC-02: say from which épreuves, with which coefficients, an épreuve is calculated; from none: it is not.

    Waits for the batches being recorded. Raises `Refus` when `regles.obstacle_calcul` does.
    """
    avant = {c.epreuve.code: str(c.coefficient) for c in calculee.composantes.select_related("epreuve")}
    apres = {epreuve.code: str(coefficient) for epreuve, coefficient in composantes.items()}
    cles = sorted({calculee.pk, *(epreuve.pk for epreuve in composantes)})
    list(Epreuve.objects.filter(pk__in=cles).order_by("pk").select_for_update().values_list("pk"))
    exiger(regles.obstacle_calcul(calculee, list(composantes), notees(calculee, composantes)))
    calculee.composantes.all().delete()
    Composante.objects.bulk_create(
        Composante(calculee=calculee, epreuve=epreuve, coefficient=coefficient)
        for epreuve, coefficient in composantes.items()
    )
    journaliser(
        "cyclades.definir-calcul", fil=calculee.fil, objet=str(calculee), par=par, le=le, avant=avant, apres=apres
    )  # fmt: skip


def notees(calculee: Epreuve, composantes: Iterable[Epreuve]) -> set[int]:
    """Those of these épreuves, and of the former composantes, that hold marks."""
    toutes = {
        calculee.pk,
        *(e.pk for e in composantes),
        *calculee.composantes.values_list("epreuve", flat=True),
    }
    return {cle for cle in toutes if Note.objects.filter(epreuve=cle).exists()}


def recalculer(
    calculee: Epreuve | None, inscriptions: Iterable[int], *, par: Utilisateur, le: datetime
) -> int:
    """CYC-02: bring the calculated marks up to date for the candidates of these registrations; how many changed.

    To be called by whoever wrote marks of a composante, in the same transaction and after its own locks: the
    calculated registrations are locked next, in the order of their keys. A mark that is missing changes nothing.
    """
    if calculee is None or not (cles := list(inscriptions)):
        return 0
    candidatures = Inscription.objects.filter(pk__in=cles).values("candidature")
    cibles = dict(
        Inscription.objects.filter(
            epreuve=calculee, candidature__in=candidatures, position=Position.INSCRIT
        ).values_list("candidature", "pk")
    )
    tenues = prendre_tenues(cibles.values())
    effets = {
        effet.code: EffetDuCode(effet.compte_zero, effet.hors_moyenne) for effet in regles.codes_de(calculee)
    }
    regle = Regle(calculee.note_sur, calculee.pas, superieur=calculee.arrondi == SensArrondi.SUPERIEUR)
    trouvees = {
        cibles[candidature]: trouvee
        for candidature, parties in _parties(calculee, list(cibles)).items()
        if (trouvee := calculer(parties, effets, regle))
    }
    changees = {cle: lue for cle, lue in trouvees.items() if not _est_en_place(lue, tenues.get(cle))}
    _ecrire(calculee, changees, tenues, par)
    if changees:
        journaliser(
            "cyclades.calculer", fil=calculee.fil, objet=str(calculee), par=par, le=le,
            apres={"notes": len(changees), "provisoires": sum(lue.provisoire for lue in changees.values())},
        )  # fmt: skip
    return len(changees)


@transaction.atomic
def recalculer_tout(epreuve: Epreuve, *, academie: Academie, par: Utilisateur, le: datetime) -> int:
    """CYC-02: the same for a whole académie, for those registered after their composantes had marks.

    Raises `Refus` for an épreuve that is not calculated, or once it is published.
    """
    if partager_epreuve(epreuve.pk) is None:
        raise Refus("Cette épreuve n’existe plus dans Cyclades.")
    exiger(None if lien_de_calcul(epreuve).composantes else "La note de cette épreuve n’est pas calculée.")
    publication = Publication.objects.filter(epreuve=epreuve, academie=academie).first()
    exiger(regles.obstacle_publiee(publication.publiee_le if publication else None))
    cles = list(
        Inscription.objects.filter(epreuve=epreuve, academie=academie)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    return sum(
        recalculer(epreuve, cles[debut : debut + PAR_VAGUE], par=par, le=le)
        for debut in range(0, len(cles), PAR_VAGUE)
    )


def _parties(calculee: Epreuve, candidatures: Sequence[int]) -> dict[int, list[Partie]]:
    """What each candidate has in each composante; one who is not registered for all of them has none."""
    composantes = {c.epreuve_id: c for c in calculee.composantes.select_related("epreuve")}
    lues = Inscription.objects.filter(epreuve__in=composantes, candidature__in=candidatures).values_list(
        "candidature", "epreuve", "position", "note__valeur", "note__code", "note__origine"
    )
    parties: dict[int, list[Partie]] = defaultdict(list)
    for candidature, epreuve, position, valeur, code, origine in lues:
        composante = composantes[epreuve]
        parties[candidature].append(
            Partie(
                composante.coefficient,
                composante.epreuve.note_sur,
                None if origine is None else Valeur(valeur, code),
                provisoire=origine == Origine.PROVISOIRE,
                dispense=position == Position.DISPENSE,
            )
        )
    return {cle: siennes for cle, siennes in parties.items() if len(siennes) == len(composantes)}


def _est_en_place(lue: Calculee, tenue: Tenue | None) -> bool:
    if tenue is None:
        return False
    return (tenue.valeur, tenue.code, tenue.provisoire) == (
        lue.valeur.nombre,
        lue.valeur.code,
        lue.provisoire,
    )


def _ecrire(
    calculee: Epreuve, changees: Mapping[int, Calculee], tenues: Mapping[int, Tenue], par: Utilisateur
) -> None:
    for provisoire in (False, True):
        notes = [
            NoteEcrite(cle, lue.valeur.nombre, lue.valeur.code, tenues[cle].version if cle in tenues else 0)
            for cle, lue in changees.items()
            if lue.provisoire is provisoire
        ]
        ecrire(
            notes,
            epreuve=calculee,
            origine=Origine.PROVISOIRE if provisoire else Origine.CALCULEE,
            par=par,
            motif=DEPUIS_UNE_PROVISOIRE if provisoire else "",
        )
