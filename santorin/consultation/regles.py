"""Who may see which transmitted copy, and why not (EDI-01, EDI-04, EDI-05, TEL-03, TEL-04, HAR-10, HAR-11)."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.module_loading import import_string

from santorin.comptes.droits import Droit, Profil
from santorin.comptes.models import Utilisateur
from santorin.consultation.models import PdfDeCopie
from santorin.copies.models import Composition, Epreuve, Nature, Note
from santorin.copies.models.candidat import CompositionQuerySet

HARMONISEES: Final = (
    "Les copies harmonisées ne s’éditent pas depuis la clôture\u00a0: "
    "l’établissement les obtient dans le processus «\u00a0Téléchargement\u00a0»."
)
AUCUNE_COPIE: Final = "Aucune copie de vos candidats n’est disponible"
RECORRECTION: Final = (
    "Cette copie est en recorrection\u00a0: son PDF sera fait après la prochaine transmission."
)
DROITS = (Droit.EDITER_COPIES, Droit.TELECHARGER, Droit.CONSULTER_SA_COPIE)


def transmises() -> CompositionQuerySet:
    """EDI-01, HAR-10: the sittings whose copy exists and whose mark Cyclades acknowledged at least once."""
    return Composition.objects.filter(copie__isnull=False, note__version_acquittee__gt=0)


def consultables(utilisateur: Utilisateur) -> CompositionQuerySet:
    """The transmitted copies that this person may see, by any door: list, viewer, image, PDF, ZIP, API.

    A gestionnaire: those of the académie, except of harmonised épreuves (EDI-05). A chef d'établissement: those of its
    own candidates, and a candidate its own once its épreuve is published and its results are open to candidates
    (RES-08), présumés fraudeurs excepted (TEL-03, HAR-11); liste rouge excludes nobody here.
    """
    perimetre, remises = Q(pk__in=()), ~retenues()
    for habilitation in utilisateur.habilitations_de(*DROITS):
        match Profil(habilitation.profil):
            case Profil.GESTIONNAIRE:
                perimetre |= Q(epreuve__academie=habilitation.academie) & ~Q(
                    epreuve__nature=Nature.HARMONISEE
                )
            case Profil.CHEF_ETABLISSEMENT:
                perimetre |= Q(candidat__etablissement=habilitation.etablissement) & remises
            case Profil.CANDIDAT:
                sienne = Q(candidat__utilisateur=utilisateur, epreuve__publiee_le__isnull=False)
                perimetre |= ouverte_aux_candidats() & sienne & remises
            case _:
                continue
    return transmises().filter(perimetre)


def retenues() -> Q:
    """HAR-11, TEL-03: the sittings whose copy is withheld from the établissement and from the candidate.

    A presumption of fraud withholds every copy of the registration: « les copies de ces candidats ». It may come from
    this épreuve, from another, or from where registrations are held (`settings.PRESOMPTIONS_DE_FRAUDE`).
    """
    ailleurs: Callable[[], Q] = import_string(settings.PRESOMPTIONS_DE_FRAUDE)
    ici = Composition.objects.filter(candidat=OuterRef("candidat"), fraude_presumee=True)
    return Q(Exists(ici)) | ailleurs()


def ouverte_aux_candidats() -> Q:
    """RES-08: a copy tells its mark: not before the results do."""
    condition: Callable[[], Q] = import_string(settings.OUVERTURE_AUX_CANDIDATS)
    return condition()


def archivables(utilisateur: Utilisateur) -> CompositionQuerySet:
    """TEL-02, EDI-04: what this person may put in a ZIP: for a gestionnaire, of concours only; never a présumé fraudeur."""
    perimetre = Q(pk__in=())
    for habilitation in utilisateur.habilitations_de(Droit.EDITER_COPIES, Droit.TELECHARGER):
        if habilitation.profil == Profil.GESTIONNAIRE:
            perimetre |= Q(epreuve__academie=habilitation.academie, epreuve__nature=Nature.CONCOURS)
        elif habilitation.profil == Profil.CHEF_ETABLISSEMENT:
            perimetre |= Q(candidat__etablissement=habilitation.etablissement)
    return transmises().filter(perimetre, ~retenues(), copie__detruite_le=None)


def est_en_recorrection(note: Note) -> bool:
    """TEL-04: unlocked, or marked again, since its mark was transmitted."""
    return not note.arretee or note.version > note.version_acquittee


def est_de_la_transmission(pdf: PdfDeCopie | None, note: Note) -> bool:
    """TEL-04: whether this stored PDF shows the mark last transmitted, not an earlier one nor one not yet sent."""
    return pdf is not None and pdf.version == note.version_acquittee


def en_recorrection() -> Q:
    """TEL-04: the same, as a condition on sittings."""
    return Q(note__arretee=False) | Q(note__version__gt=F("note__version_acquittee"))


def obstacle_ouverture(*, harmonisee: bool, visibles: int) -> str | None:
    """EDI-01, HAR-10: why an établissement sees no copy of an épreuve, or None.

    The same words while nothing is transmitted and when all that is transmitted is withheld: they tell of nobody that he
    is under a presumption of fraud (HAR-11).
    """
    return (
        None
        if visibles
        else f"{AUCUNE_COPIE}\u00a0: une copie le devient {moment_de_l_ouverture(harmonisee=harmonisee)}."
    )


def moment_de_l_ouverture(*, harmonisee: bool) -> str:
    """EDI-01, HAR-10: when a copy becomes available to its établissement."""
    return (
        "à la validation de l’harmonisation de son épreuve" if harmonisee else "à la clôture de son épreuve"
    )


def obstacle_edition(epreuve: Epreuve, utilisateur: Utilisateur, nombre: int) -> str | None:
    """EDI-01, EDI-05: why the copies of this épreuve cannot be edited by this person, or None."""
    if nombre:
        return None
    if utilisateur.a_le_droit(Droit.TELECHARGER):
        return obstacle_ouverture(harmonisee=epreuve.est_harmonisee, visibles=nombre)
    if epreuve.est_harmonisee:
        return HARMONISEES
    return "Aucune note n’a encore été transmise à Cyclades\u00a0: les copies seront disponibles après la clôture."


def obstacle_zip(utilisateur: Utilisateur, natures: Collection[str], nombre: int) -> str | None:
    """TEL-02, EDI-04, EDI-05: why there is no ZIP to make of épreuves of these natures, or None.

    `nombre` copies may be put in it; no nature is named when every épreuve within reach is asked for.
    """
    if nombre:
        return None
    if natures and not utilisateur.a_le_droit(Droit.TELECHARGER) and Nature.CONCOURS not in natures:
        if set(natures) == {Nature.HARMONISEE}:
            return HARMONISEES
        return (
            "Pour un gestionnaire, le ZIP des copies n’existe que pour les concours\u00a0: "
            "ici, les copies s’éditent une à une."
        )
    return "Aucune copie ne peut être mise dans un ZIP."


def obstacle_pdf(
    note: Note, *, pages: int, garde: PdfDeCopie | None, detruite_le: datetime | None = None
) -> str | None:
    """TEL-04, SEC-03: why the PDF cannot be given now, or None; `garde` is the one in store."""
    if detruite_le:
        jour = timezone.localtime(detruite_le)
        return f"Copie détruite le {jour:%d/%m/%Y}, à l’issue de sa durée de conservation."
    if not pages:
        return "Cette copie n’a aucune page numérisée\u00a0: elle n’a pas de PDF."
    if est_en_recorrection(note) and not est_de_la_transmission(garde, note):
        return RECORRECTION
    return None
