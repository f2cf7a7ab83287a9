"""What the jury does about one candidate: a mark changed, points given, a decision (DEL-06)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from deliberation import regles
from deliberation.actions.controle import obstacle_valeur
from deliberation.lectures.salle import presents, seance_ouverte
from deliberation.models import Decidee, Dossier, Jury, Membre, Modification, Seance
from deliberation.notes_lues import POINTS, DossierLu
from deliberation.proposition import dossiers_lus, reglement_du
from deliberation.reglement import Issue, Reglement
from santorin.comptes.models import Utilisateur
from santorin.journal.actions import journaliser
from santorin.referentiel.valeur import Valeur
from santorin.refus import DejaFait, Refus, exiger

POINTS_AU_PLUS = Decimal(100)
SANS_DECISION: dict[str, Any] = {
    "decision": "", "decision_motif": "", "empreinte_decision": "", "decidee_le": None, "decidee_au_nom_de": None,
}  # fmt: skip


@transaction.atomic
def modifier_note(
    dossier: Dossier,
    *,
    cle: str,
    valeur: Valeur,
    motif: str,
    auteur: Membre,
    vue: int,
    par: Utilisateur | None,
    le: datetime,
) -> Modification:
    """DEL-06: the jury changes a mark: author (président or vice-président), reason, before and after are kept.

    The decision already taken, if any, is withdrawn: it was taken on another mark. The same value is a change where
    the mark is provisional: the jury makes it its own. `vue` is the version of the
    dossier that the author was looking at. Raises `Refus` out of a meeting, for an author absent or who does not
    preside, without a reason, out of the scale; `DejaFait` when the dossier changed in between.
    """
    seance, dossier, lu, regle = _prendre(dossier, auteur, vue)
    libelle, avant = _note_visee(lu, cle)
    exiger(None if motif.strip() else "Dites pourquoi cette note est modifiée.")
    exiger(obstacle_valeur(valeur, regle, libelle))
    arretee = any(note.cle == cle and note.provisoire for note in lu.notes)
    exiger("C'est déjà la note en place." if avant == valeur and not arretee else None)
    return _modifier(
        seance, dossier, cle=cle, libelle=libelle, avant=str(avant or ""), valeur=valeur, motif=motif,
        auteur=auteur, par=par, le=le,
    )  # fmt: skip


@transaction.atomic
def donner_points(
    dossier: Dossier,
    *,
    points: Decimal,
    motif: str,
    auteur: Membre,
    vue: int,
    par: Utilisateur | None,
    le: datetime,
) -> Modification:
    """DEL-06: the jury's points for the second group, in place of those given before. Raises as `modifier_note`."""
    seance, dossier, _, _ = _prendre(dossier, auteur, vue)
    exiger(None if motif.strip() else "Dites pourquoi le jury donne ces points.")
    exiger(None if 0 <= points <= POINTS_AU_PLUS else f"Les points du jury vont de 0 à {POINTS_AU_PLUS}.")
    exiger("Ce sont déjà les points en place." if points == dossier.points_jury else None)
    avant = str(Valeur(nombre=dossier.points_jury))
    Dossier.objects.filter(pk=dossier.pk).update(points_jury=points)
    return _modifier(
        seance, dossier, cle=POINTS, libelle="Points du jury", avant=avant, valeur=Valeur(nombre=points),
        motif=motif, auteur=auteur, par=par, le=le,
    )  # fmt: skip


@transaction.atomic
def decider(
    dossier: Dossier,
    *,
    decision: Decidee,
    motif: str,
    livret_examine: bool,
    auteur: Membre,
    vue: int,
    par: Utilisateur | None,
    le: datetime,
) -> None:
    """DEL-06: the jury's decision.

    Another than the calculated one needs its reason; nobody is left non admis without the livret examined.

    Raises `Refus` in these cases, while a mark is missing, out of a meeting; `DejaFait` on a stale screen.
    """
    seance, dossier, lu, _ = _prendre(dossier, auteur, vue)
    exiger(_obstacle_decision(lu, decision, motif, livret_examine=livret_examine))
    avant = {"decision": dossier.decision, "motif": dossier.decision_motif}
    Dossier.objects.filter(pk=dossier.pk).update(
        decision=decision,
        decision_motif=motif,
        livret_examine=livret_examine,
        empreinte_decision=lu.empreinte,
        decidee_le=le,
        decidee_au_nom_de=auteur,
        version=dossier.version + 1,
    )
    journaliser(
        "jury.decider",
        fil=seance.jury.fil,
        objet=f"{dossier.candidature.identifiant}",
        par=par,
        le=le,
        avant=avant,
        apres={
            "decision": decision,
            "propose": lu.decision.libelle if lu.decision else "",
            "livret_examine": livret_examine,
            "au_nom_de": str(auteur),
        },
        motif=motif,
    )


def _prendre(dossier: Dossier, auteur: Membre, vue: int) -> tuple[Seance, Dossier, DossierLu, Reglement]:
    """Lock the jury, then read: its meeting, the dossier as it is, its règlement."""
    jury = Jury.objects.complets().select_for_update(of=("self",)).get(pk=dossier.jury_id)
    seance = seance_ouverte(jury)
    if seance is None:
        raise Refus(regles.obstacle_seance(None, jury) or "")
    # Read again under the lock: he may have been replaced since the screen was shown.
    sien = jury.membres.filter(pk=auteur.pk).first()
    exiger(regles.obstacle_auteur(sien, presents(seance)))
    frais = Dossier.objects.select_related("candidature").get(pk=dossier.pk)
    if frais.version != vue:
        raise DejaFait("Ce dossier vient de changer : relisez-le avant d'enregistrer.")
    regle = reglement_du(jury)
    [lu] = dossiers_lus(jury, [frais], regle)
    if not lu.au_controle:
        raise Refus(
            "Ce candidat ne passe pas l'épreuve de contrôle : son résultat est celui du premier groupe."
        )
    return seance, frais, lu, regle


def _note_visee(lu: DossierLu, cle: str) -> tuple[str, Valeur | None]:
    for note in lu.notes:
        if note.cle == cle:
            return note.libelle, note.valeur
    for controle in lu.controles:
        if controle.cle == cle:
            return f"Épreuve de contrôle : {controle.libelle}", controle.valeur
    raise Refus("Ce candidat n'a pas cette épreuve.")


def _modifier(
    seance: Seance,
    dossier: Dossier,
    *,
    cle: str,
    libelle: str,
    avant: str,
    valeur: Valeur,
    motif: str,
    auteur: Membre,
    par: Utilisateur | None,
    le: datetime,
) -> Modification:
    """Write the change, withdraw the decision taken before it, and tell the journal."""
    modification = Modification.objects.create(
        seance=seance,
        dossier=dossier,
        cle=cle,
        libelle=libelle,
        avant=avant,
        valeur=valeur.nombre,
        code=valeur.code,
        motif=motif,
        auteur=auteur,
        par=par,
        le=le,
    )
    Dossier.objects.filter(pk=dossier.pk).update(version=dossier.version + 1, **SANS_DECISION)
    journaliser(
        "jury.modifier-note",
        fil=seance.jury.fil,
        objet=f"{dossier.candidature.identifiant} {cle}",
        par=par,
        le=le,
        avant={"note": avant, "decision": dossier.decision},
        apres={"note": str(valeur), "auteur": str(auteur)},
        motif=motif,
    )
    return modification


def _obstacle_decision(lu: DossierLu, decision: Decidee, motif: str, *, livret_examine: bool) -> str | None:
    if lu.decision is None:
        return lu.anomalie
    if lu.decision.issue is Issue.EN_ATTENTE:
        manquantes = ", ".join(note.libelle for note in lu.decision.manquantes)
        return f"Il manque une note : {manquantes}."
    if lu.provisoires:
        return (
            f"Note provisoire : {', '.join(lu.provisoires)}. Attendez la note définitive, ou que le jury l'arrête "
            "par « Modifier une note »."
        )
    propose = Decidee.ADMIS if lu.decision.issue is Issue.ADMIS else Decidee.NON_ADMIS
    if decision != propose and not motif.strip():
        return (
            f"La décision calculée est « {lu.decision.libelle} » : dites pourquoi le jury décide autrement."
        )
    if decision == Decidee.NON_ADMIS and not livret_examine:
        return (
            "Un candidat n'est pas ajourné sans examen de son livret scolaire : cochez-le une fois examiné."
        )
    return None
